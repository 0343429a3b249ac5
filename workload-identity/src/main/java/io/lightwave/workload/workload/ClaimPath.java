package io.lightwave.workload.workload;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Finds a claim by its path: names parted by dots, one for each object on the way down. Names may hold dots
/// themselves (`kubernetes.io.namespace` is `namespace` inside `kubernetes.io`), so every way to part the path is
/// tried; a claim is found only if exactly one of them leads somewhere.
final class ClaimPath {
    private static final int MOST_DOTS = 12;

    private ClaimPath() {}

    static boolean isTooDeep(String path) {
        return path.chars().filter(letter -> letter == '.').count() > MOST_DOTS;
    }

    static Optional<ClaimValue> find(JsonNode claims, String path) {
        var search = new Search();
        search.below(claims, path);
        return search.ways == 1 ? search.found : Optional.empty();
    }

    /// Why there is no value at the path, in words.
    static String absence(JsonNode claims, String path) {
        var search = new Search();
        search.below(claims, path);
        return switch (search.ways) {
            case 0 -> "is not there";
            case 1 -> "is a list or an object, which equals nothing";
            default -> "can be read in two ways, so that it counts as none";
        };
    }

    private static final class Search {
        private int ways;
        private Optional<ClaimValue> found = Optional.empty();

        private void below(JsonNode object, String path) {
            JsonNode whole = object.get(path);
            if (whole != null) {
                ways++;
                found = ClaimValue.of(whole);
            }
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                JsonNode next = object.get(path.substring(0, dot));
                if (next != null && next.isObject()) {
                    below(next, path.substring(dot + 1));
                }
            }
        }
    }
}
