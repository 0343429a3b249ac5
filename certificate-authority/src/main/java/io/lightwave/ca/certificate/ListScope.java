package io.lightwave.ca.certificate;

import java.util.Comparator;

/// What one revocation list is about: a part of the certificates of one authority.
///
/// @param shard 0 for the first part, which is the whole as long as there is no other
public record ListScope(String authority, int shard) implements Comparable<ListScope> {
    private static final Comparator<ListScope> ORDER =
            Comparator.comparing(ListScope::authority).thenComparingInt(ListScope::shard);

    @Override
    public int compareTo(ListScope other) {
        return ORDER.compare(this, other);
    }
}
