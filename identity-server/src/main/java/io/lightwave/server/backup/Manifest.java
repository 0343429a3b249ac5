package io.lightwave.server.backup;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What is in a backup.
///
/// @param format 1
/// @param madeAt when the copy was begun; it shows the database as it was then
/// @param masterKey the [id][io.lightwave.directory.MasterKey#id] of the key that the copied secrets are sealed under
/// @param migrations versions of the schema
record Manifest(int format, Instant madeAt, String masterKey, Set<String> migrations, List<Table> tables) {
    static final int FORMAT = 1;

    Manifest {
        migrations = Set.copyOf(migrations);
        tables = List.copyOf(tables);
    }

    /// @param sha256 of its rows as they stand in the file, in hexadecimal
    record Table(String name, List<String> columns, long rows, String sha256) {
        Table {
            columns = List.copyOf(columns);
        }
    }

    Set<String> names() {
        return tables.stream().map(Table::name).collect(java.util.stream.Collectors.toSet());
    }

    /// Those of one set that are not in another, as a text.
    static String missing(Collection<String> of, Collection<String> in) {
        var missing = new TreeSet<>(of);
        missing.removeAll(in);
        return String.join(", ", missing);
    }
}
