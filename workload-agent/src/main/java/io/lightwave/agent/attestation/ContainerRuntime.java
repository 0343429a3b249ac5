package io.lightwave.agent.attestation;

import io.lightwave.agent.proto.ProtoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// containerd, asked by the Container Runtime Interface. A container is the caller's only if the runtime itself
/// says that its first process and the caller are of one family and live in the same namespaces. Labels are those
/// of whoever made the container by that interface; an image's are not among them.
final class ContainerRuntime {
    private static final System.Logger LOG = System.getLogger(ContainerRuntime.class.getName());
    private static final int RUNNING = 1; // CONTAINER_RUNNING

    private final Path path;
    private final RuntimeService service;
    private final Procfs procfs;
    private volatile boolean complained;

    ContainerRuntime(Path path, Procfs procfs) {
        this.path = path;
        this.service = new RuntimeService(path);
        this.procfs = procfs;
    }

    /// Empty when the process is in none of its containers, or it cannot be asked.
    Set<String> selectors(int pid, List<String> cgroups) {
        var id = ContainerPath.container(cgroups, "cri-containerd", "k8s.io")
                .or(() -> PodPath.of(cgroups, procfs.ownCgroups())
                        .map(PodPath::container)
                        .filter(container -> !container.isEmpty()));
        if (id.isEmpty() || !Files.exists(path)) {
            return Set.of();
        }
        try {
            var response = service.containerStatus(id.get());
            if (response.isEmpty()) {
                return Set.of();
            }
            var status = response.get().message(1);
            var info = info(response.get());
            complained = false;
            return status.text(1).equals(id.get())
                            && status.number(3) == RUNNING
                            && procfs.isOfContainer(pid, info.path("pid").asInt(0))
                    ? described(status, info)
                    : Set.of();
        } catch (IOException | JacksonException e) {
            if (!complained) {
                complained = true;
                LOG.log(System.Logger.Level.WARNING, "containerd: {0}; its containers are known by unix: only", e);
            }
            return Set.of();
        }
    }

    /// What the runtime tells in words of its own; `pid` is in it.
    private static JsonNode info(ProtoReader response) {
        return JsonMapper.shared()
                .readTree(Optional.ofNullable(response.map(2).get("info")).orElse("{}"));
    }

    private static Set<String> described(ProtoReader status, JsonNode info) {
        var selectors = new LinkedHashSet<String>();
        add(selectors, "container-id", status.text(1));
        add(selectors, "name", status.message(2).text(1));
        var image = status.message(8);
        add(selectors, "image", image.text(18).isEmpty() ? image.text(1) : image.text(18));
        if (status.text(9).contains("@sha256:")) {
            add(selectors, "image-digest", status.text(9));
        }
        add(selectors, "image-id", status.text(17));
        status.map(12).forEach((name, value) -> add(selectors, "label", name + ":" + value));
        var config = info.path("config");
        if (config.isObject()) { // a flag that is not said is false; of what is not described nothing is said
            add(
                    selectors,
                    "privileged",
                    String.valueOf(
                            config.at("/linux/security_context/privileged").asBoolean(false)));
        }
        return selectors;
    }

    private static void add(Set<String> selectors, String key, String value) {
        if (!value.isEmpty()) {
            selectors.add("containerd:" + key + ":" + value);
        }
    }
}
