package io.lightwave.agent.attestation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What Kubernetes says of the pod and container that a process is in. All of it is the word of the cluster, or of who
/// deployed the pod; nothing is the image's author's.
final class KubernetesPod {
    private KubernetesPod() {}

    /// Empty when the process is in no container of a pod of this node.
    ///
    /// @param own control groups of the agent
    static Set<String> selectors(Pods pods, List<String> cgroups, List<String> own) {
        return PodPath.of(cgroups, own)
                .flatMap(pods::find)
                .map(KubernetesPod::described)
                .orElse(Set.of());
    }

    private static Set<String> described(Pods.Container container) {
        var pod = container.pod();
        var metadata = pod.path("metadata");
        var spec = pod.path("spec");
        var selectors = new LinkedHashSet<String>();
        add(selectors, "ns", metadata.path("namespace"));
        add(selectors, "sa", spec.path("serviceAccountName"));
        add(selectors, "pod-uid", metadata.path("uid"));
        add(selectors, "pod-name", metadata.path("name"));
        add(selectors, "node-name", spec.path("nodeName"));
        add(selectors, "container-name", container.status().path("name"));
        add(selectors, "runtime-class", spec.path("runtimeClassName"));
        metadata.path("labels")
                .properties()
                .forEach(label -> add(
                        selectors,
                        "label",
                        label.getKey() + ":" + label.getValue().asString("")));
        for (JsonNode owner : metadata.path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                String kind = owner.path("kind").asString("");
                add(selectors, "owner", kind + ":" + owner.path("name").asString(""));
                add(selectors, "owner-uid", kind + ":" + owner.path("uid").asString(""));
            }
        }
        add(selectors, "image", container.spec().path("image"));
        String digest = container.status().path("imageID").asString("").replaceFirst("^docker-pullable://", "");
        if (digest.contains("@sha256:") || digest.startsWith("sha256:")) {
            add(selectors, "image-digest", digest);
        }
        flag(selectors, "privileged", container.spec().at("/securityContext/privileged"), container.spec());
        flag(selectors, "host-pid", spec.path("hostPID"), spec);
        flag(selectors, "host-network", spec.path("hostNetwork"), spec);
        return selectors;
    }

    /// A flag that is not said is false; of what is not described at all nothing is said.
    private static void flag(Set<String> selectors, String key, JsonNode value, JsonNode of) {
        if (of.isObject()) {
            add(selectors, key, String.valueOf(value.asBoolean(false)));
        }
    }

    private static void add(Set<String> selectors, String key, JsonNode value) {
        add(selectors, key, value.asString(""));
    }

    private static void add(Set<String> selectors, String key, String value) {
        if (!value.isEmpty()) {
            selectors.add("k8s:" + key + ":" + value);
        }
    }
}
