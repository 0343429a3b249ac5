package io.lightwave.server.configuration;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// One YAML document, as JSON that knows where it stood.
///
/// @param lines the line, from 1, of each path such as `clients[2].redirectUris[0]`
record Document(String file, ObjectNode root, Map<String, Integer> lines) {

    /// @param path of what is to blame, or of something that the file does not have: then what it would stand in
    Fault fault(String path, String detail) {
        return new Fault(file, line(path), path, detail);
    }

    int line(String path) {
        String known = path;
        while (!known.isEmpty() && !lines.containsKey(known)) {
            known = known.substring(0, Math.max(0, Math.max(known.lastIndexOf('.'), known.lastIndexOf('['))));
        }
        return lines.getOrDefault(known, 1);
    }
}
