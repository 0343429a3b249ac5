package io.lightwave.agent.attestation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds the container, or the systemd unit, that the paths of a process's control groups name. Whole segments count,
/// never parts of one; a path that names two containers names none, since a container that may write its control group
/// can make one below it with any name.
final class ContainerPath {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern UNIT =
            Pattern.compile("^/system[.]slice/(?:[^/]+[.]slice/)*([A-Za-z0-9:_.@\\\\-]+[.](?:service|scope))(?:/|$)");
    /// What a user without privileges arranges as he likes.
    private static final String OF_USERS = "/user.slice/";

    private ContainerPath() {}

    /// The only container that an engine with this prefix (`docker`, `libpod`) and this parent group has it in.
    static Optional<String> container(List<String> paths, String prefix, String parent) {
        var scope = Pattern.compile(Pattern.quote(prefix) + "-([0-9a-f]{64})[.]scope");
        var named = paths.stream()
                .filter(path -> !path.startsWith(OF_USERS))
                .flatMap(path -> ids(path.split("/"), scope, parent).stream())
                .collect(Collectors.toSet());
        return named.size() == 1 ? Optional.of(named.iterator().next()) : Optional.empty();
    }

    private static List<String> ids(String[] segments, Pattern scope, String parent) {
        var found = new java.util.ArrayList<String>();
        for (int i = 0; i < segments.length; i++) {
            var named = scope.matcher(segments[i]);
            if (named.matches()) {
                found.add(named.group(1));
            } else if (i > 0
                    && segments[i - 1].equals(parent)
                    && ID.matcher(segments[i]).matches()) {
                found.add(segments[i]);
            }
        }
        return found;
    }

    /// The unit of the system's manager, outermost first.
    static Optional<String> unit(List<String> paths) {
        var units = paths.stream()
                .map(UNIT::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        return units.size() == 1 ? Optional.of(units.iterator().next()) : Optional.empty();
    }
}
