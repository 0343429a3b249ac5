package io.lightwave.directory.dit;

import org.jspecify.annotations.Nullable;

/// Keeps once what many entries have alike: their object classes, places, and whatever else takes
/// few different values. Of what has the same place only the last is known, so this takes little
/// memory and forgets what is rare.
final class CommonValues {
    private static final int PLACES = 8_192;

    private static final int AUTHORS = 256;
    /// What is larger is seldom alike.
    private static final int LONGEST = 512;

    /// Written without a lock: what is found is whole, since it is immutable, and is compared.
    private final @Nullable AttributeValues[] known = new AttributeValues[PLACES];

    private final @Nullable String[] authors = new String[AUTHORS];

    /// These values, as they are kept already if they are.
    AttributeValues shared(AttributeValues values) {
        if (values.bytes() > LONGEST) {
            return values;
        }
        int hash = values.hash();
        int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
        AttributeValues present = known[place];
        if (present != null && present.isSameAs(values)) {
            return present;
        }
        known[place] = values;
        return values;
    }

    /// The name of who made or changed entries, as it is kept already if it is.
    String author(String name) {
        int hash = name.hashCode();
        int place = (hash ^ (hash >>> 16)) & (AUTHORS - 1);
        String present = authors[place];
        if (present != null && present.equals(name)) {
            return present;
        }
        authors[place] = name;
        return name;
    }
}
