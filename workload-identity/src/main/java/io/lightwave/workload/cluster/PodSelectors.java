package io.lightwave.workload.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The selectors (`k8s:…`) of the containers of pods, as the agent finds them for the processes in them.
final class PodSelectors {
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private PodSelectors() {}

    /// Of those pods of the list that are on this node and are not over.
    static List<Set<String>> of(JsonNode pods, String node) {
        var found = new ArrayList<Set<String>>();
        for (JsonNode pod : pods.path("items")) {
            if (pod.at("/spec/nodeName").asString("").equals(node)
                    && !OVER.contains(pod.at("/status/phase").asString(""))) {
                add(found, pod, "containers", "containerStatuses");
                add(found, pod, "initContainers", "initContainerStatuses");
                add(found, pod, "ephemeralContainers", "ephemeralContainerStatuses");
            }
        }
        return found;
    }

    private static void add(List<Set<String>> found, JsonNode pod, String specs, String statuses) {
        for (JsonNode container : pod.path("spec").path(specs)) {
            String name = container.path("name").asString("");
            var selectors = ofPod(pod);
            add(selectors, "container-name", name);
            add(selectors, "image", container.path("image").asString(""));
            add(selectors, "privileged", flag(container.at("/securityContext/privileged")));
            for (JsonNode status : pod.path("status").path(statuses)) {
                String digest = status.path("imageID").asString("").replaceFirst("^docker-pullable://", "");
                if (status.path("name").asString("").equals(name)
                        && (digest.contains("@sha256:") || digest.startsWith("sha256:"))) {
                    add(selectors, "image-digest", digest);
                }
            }
            found.add(Set.copyOf(selectors));
        }
    }

    private static Set<String> ofPod(JsonNode pod) {
        var metadata = pod.path("metadata");
        var spec = pod.path("spec");
        var selectors = new HashSet<String>();
        add(selectors, "ns", metadata.path("namespace").asString(""));
        add(selectors, "sa", spec.path("serviceAccountName").asString(""));
        add(selectors, "pod-uid", metadata.path("uid").asString(""));
        add(selectors, "pod-name", metadata.path("name").asString(""));
        add(selectors, "node-name", spec.path("nodeName").asString(""));
        add(selectors, "runtime-class", spec.path("runtimeClassName").asString(""));
        add(selectors, "host-pid", flag(spec.path("hostPID")));
        add(selectors, "host-network", flag(spec.path("hostNetwork")));
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
        return selectors;
    }

    /// What is not said is false.
    private static String flag(JsonNode value) {
        return String.valueOf(value.asBoolean(false));
    }

    private static void add(Set<String> selectors, String key, String value) {
        if (!value.isEmpty()) {
            selectors.add("k8s:" + key + ":" + value);
        }
    }
}
