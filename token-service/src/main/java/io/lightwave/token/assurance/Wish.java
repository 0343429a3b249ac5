package io.lightwave.token.assurance;

import java.util.List;

/// How sure somebody wants to be of a person, beyond what the tenant's policy asks.
///
/// @param contexts of which one is wanted (`acr_values`); any will do when it is empty
/// @param essential whether nothing else will do
/// @param secondFactor whether a second factor is wanted of whoever has one
public record Wish(List<String> contexts, boolean essential, boolean secondFactor) {
    /// What the policy asks.
    public static final Wish NONE = new Wish(List.of(), false, false);

    /// A second factor of whoever has one.
    public static final Wish SECOND_FACTOR = new Wish(List.of(), false, true);

    public Wish {
        contexts = List.copyOf(contexts);
    }

    /// One of these contexts.
    ///
    /// @param essential whether nothing else will do
    public static Wish of(List<String> contexts, boolean essential) {
        return contexts.isEmpty() ? NONE : new Wish(contexts, essential, false);
    }
}
