package io.lightwave.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The figures of a run, printed as a table at its end.
final class Table {
    private final List<String> rows = new ArrayList<>();

    /// One figure.
    ///
    /// @param comparison what it is set against in the same run, or empty
    void add(String figure, double value, String unit, String comparison) {
        String row = String.format(Locale.ROOT, "| %-52s | %9.3f %-7s | %-48s |", figure, value, unit, comparison);
        rows.add(row);
        System.out.println(row);
    }

    void print() {
        System.out.println();
        System.out.printf("| %-52s | %-17s | %-48s |%n", "figure", "measured", "compared with");
        System.out.println("|" + "-".repeat(54) + "|" + "-".repeat(19) + "|" + "-".repeat(50) + "|");
        rows.forEach(System.out::println);
    }
}
