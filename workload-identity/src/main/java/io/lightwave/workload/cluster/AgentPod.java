package io.lightwave.workload.cluster;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What a projected service account token says of its pod and the node of that (KEP-4193): every name is a name, and
/// every uid a UUID.
record AgentPod(
        String namespace, String account, String accountUid, String name, String uid, String node, String nodeUid) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    /// RFC 1123 as Kubernetes has it: no segment of a path is empty, `.` or `..`.
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /// Empty when anything is missing, or is not what its name says.
    static Optional<AgentPod> of(JsonNode claims) {
        var said = claims.path("kubernetes.io");
        var pod = new AgentPod(
                said.path("namespace").asString(""),
                said.at("/serviceaccount/name").asString(""),
                said.at("/serviceaccount/uid").asString(""),
                said.at("/pod/name").asString(""),
                said.at("/pod/uid").asString(""),
                said.at("/node/name").asString(""),
                said.at("/node/uid").asString(""));
        return pod.isWellFormed()
                        && claims.path("sub")
                                .asString("")
                                .equals("system:serviceaccount:%s:%s".formatted(pod.namespace(), pod.account()))
                ? Optional.of(pod)
                : Optional.empty();
    }

    private boolean isWellFormed() {
        return LABEL.matcher(namespace).matches()
                && NAME.matcher(account).matches()
                && UID.matcher(accountUid).matches()
                && NAME.matcher(name).matches()
                && UID.matcher(uid).matches()
                && NAME.matcher(node).matches()
                && UID.matcher(nodeUid).matches();
    }
}
