package io.lightwave.directory.scim;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// A filter (RFC 7644 §3.4.2.2).
sealed interface ScimFilter {

    enum Operator {
        EQ,
        NE,
        CO,
        SW,
        EW,
        GT,
        GE,
        LT,
        LE
    }

    record And(List<ScimFilter> parts) implements ScimFilter {}

    record Or(List<ScimFilter> parts) implements ScimFilter {}

    record Not(ScimFilter part) implements ScimFilter {}

    record Present(ScimPath path) implements ScimFilter {}

    record Compare(ScimPath path, Operator operator, JsonNode value) implements ScimFilter {}

    /// One value of the attribute is one of which the filter is true: its paths lead on from there.
    record Within(ScimPath path, ScimFilter filter) implements ScimFilter {}
}
