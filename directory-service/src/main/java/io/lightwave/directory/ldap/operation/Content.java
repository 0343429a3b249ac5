package io.lightwave.directory.ldap.operation;

import java.util.UUID;

/// The ids of the entries that a client has been told of, so that it hears when they leave and of no others. Takes some
/// 32 bytes for each: an open table, linear probing, at most half full.
final class Content {
    static final int MAXIMUM = 1_000_000;

    private static final int SMALLEST = 64;
    private static final UUID NIL = new UUID(0, 0); // stands for a free place, and is nobody's id

    private long[] places = new long[2 * SMALLEST];
    private int size;

    int size() {
        return size;
    }

    boolean contains(UUID id) {
        return isAt(place(places, id), id);
    }

    /// False when it was there already.
    ///
    /// @throws TooManyException beyond [#MAXIMUM]
    boolean add(UUID id) {
        int place = place(places, id);
        if (id.equals(NIL) || isAt(place, id)) {
            return false;
        }
        if (size == MAXIMUM) {
            throw new TooManyException();
        }
        put(places, place, id);
        if (++size * 4 > places.length) {
            grow();
        }
        return true;
    }

    /// False when it was not there.
    boolean remove(UUID id) {
        int free = place(places, id);
        if (id.equals(NIL) || !isAt(free, id)) {
            return false;
        }
        size--;
        // What was put further on because of it moves up, so that searches still find it.
        for (int next = following(free); !isFree(next); next = following(next)) {
            int home = home(places, idAt(next));
            boolean reaches = free <= next ? home <= free || home > next : home <= free && home > next;
            if (reaches) {
                put(places, free, idAt(next));
                free = next;
            }
        }
        put(places, free, NIL);
        return true;
    }

    private void grow() {
        long[] larger = new long[2 * places.length];
        for (int place = 0; place < places.length; place += 2) {
            if (!isFree(place)) {
                put(larger, place(larger, idAt(place)), idAt(place));
            }
        }
        places = larger;
    }

    private static int home(long[] places, UUID id) {
        int hash = id.hashCode();
        return ((hash ^ (hash >>> 16)) & (places.length / 2 - 1)) * 2;
    }

    /// Where it is, or where it would be.
    private static int place(long[] places, UUID id) {
        int place = home(places, id);
        while (!(places[place] == 0 && places[place + 1] == 0)
                && !(places[place] == id.getMostSignificantBits()
                        && places[place + 1] == id.getLeastSignificantBits())) {
            place = (place + 2) & (places.length - 1);
        }
        return place;
    }

    private int following(int place) {
        return (place + 2) & (places.length - 1);
    }

    private boolean isFree(int place) {
        return places[place] == 0 && places[place + 1] == 0;
    }

    private boolean isAt(int place, UUID id) {
        return !isFree(place) && idAt(place).equals(id);
    }

    private UUID idAt(int place) {
        return new UUID(places[place], places[place + 1]);
    }

    private static void put(long[] places, int place, UUID id) {
        places[place] = id.getMostSignificantBits();
        places[place + 1] = id.getLeastSignificantBits();
    }

    /// More than a client may be told of.
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyException() {
            super("too many", null, false, false);
        }
    }
}
