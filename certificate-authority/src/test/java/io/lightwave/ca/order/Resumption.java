package io.lightwave.ca.order;

import io.lightwave.ca.World;

/// What recurs, now.
public final class Resumption {
    private Resumption() {}

    public static void of(World world) {
        world.context.bean(Validation.class).resume();
        world.context.bean(Finalization.class).resume();
        world.context.bean(Orders.class).purge();
    }
}
