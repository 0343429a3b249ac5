package io.lightwave.directory.scim;

import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Gives text to the parsers of filters and paths; what escapes from them is a bug.
public final class ScimFuzz {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private ScimFuzz() {}

    public static void parse(String text) {
        try {
            ScimParser.filter(JSON, text);
        } catch (ScimException e) {
            // that is how it is refused
        }
        try {
            ScimParser.path(JSON, text);
        } catch (ScimException e) {
            // that is how it is refused
        }
    }
}
