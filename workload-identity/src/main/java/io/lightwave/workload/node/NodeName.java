package io.lightwave.workload.node;

import io.lightwave.directory.InvalidFieldException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a node may be called: a host name in lower case, and no UUID, which would look like an id.
final class NodeName {
    private static final Pattern NAME = Pattern.compile("(?=.{1,128}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private NodeName() {}

    static boolean isOne(String name) {
        return NAME.matcher(name).matches() && !ID.matcher(name).matches();
    }

    static String require(String field, @Nullable String name) {
        if (name == null || !isOne(name)) {
            throw new InvalidFieldException(
                    field, "must be a name of a node: a host name in lower case, at most 128 characters");
        }
        return name;
    }
}
