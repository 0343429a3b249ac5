package io.lightwave.agent.attestation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// A container engine with Docker's interface. A container is the caller's only if the engine itself says that its
/// first process and the caller are of one family and live in the same namespaces: the name of a control group alone
/// proves nothing.
///
/// What the engine tells of a container has two origins. It merges an image's labels and environment into those of the
/// container, so that an image's author could write whatever an operator writes: what the image has too is the image's
/// (`image-label`, `image-env`), and only the rest is the operator's (`label`, `env`).
final class Engine {
    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    private final String kind;
    private final String prefix;
    private final String parent;
    private final Path path;
    private final Procfs procfs;
    private volatile boolean complained;

    /// @param kind as selectors begin
    /// @param prefix of its scopes in control groups
    /// @param parent the group that its containers' groups are in, when systemd does not make them
    Engine(String kind, String prefix, String parent, Path path, Procfs procfs) {
        this.kind = kind;
        this.prefix = prefix;
        this.parent = parent;
        this.path = path;
        this.procfs = procfs;
    }

    String kind() {
        return kind;
    }

    /// Empty when the process is in none of its containers, or the engine cannot be asked.
    Set<String> selectors(int pid, List<String> cgroups) {
        var id = ContainerPath.container(cgroups, prefix, parent);
        if (id.isEmpty() || !Files.exists(path)) {
            return Set.of();
        }
        try {
            var socket = new EngineSocket(path);
            var container = socket.get("/containers/" + id.get() + "/json").orElse(null);
            if (container == null || !isOf(container, id.get(), pid)) {
                return Set.of();
            }
            var image = socket.get("/images/" + container.path("Image").asString("") + "/json")
                    .orElseThrow(() -> new IOException("the engine does not know the image of its container"));
            complained = false;
            return described(container, image);
        } catch (IOException e) {
            if (!complained) {
                complained = true;
                LOG.log(System.Logger.Level.WARNING, "{0}: {1}; its containers are known by unix: only", kind, e);
            }
            return Set.of();
        }
    }

    private boolean isOf(JsonNode container, String id, int pid) throws IOException {
        int first = container.path("State").path("Pid").asInt(0);
        if (!container.path("Id").asString("").equals(id)
                || !container.path("State").path("Running").asBoolean(false)
                || first <= 1) {
            return false;
        }
        return procfs.isOfContainer(pid, first);
    }

    private Set<String> described(JsonNode container, JsonNode image) {
        var selectors = new LinkedHashSet<String>();
        var config = container.path("Config");
        add(selectors, "container-id", container.path("Id").asString(""));
        add(selectors, "image-id", container.path("Image").asString(""));
        add(selectors, "image", config.path("Image").asString(""));
        add(selectors, "name", container.path("Name").asString("").replaceFirst("^/", ""));
        add(
                selectors,
                "privileged",
                String.valueOf(container.at("/HostConfig/Privileged").asBoolean(true)));
        image.path("RepoDigests").forEach(digest -> add(selectors, "image-digest", digest.asString("")));
        var own = labels(config);
        var baked = labels(image.path("Config"));
        own.forEach((name, value) ->
                add(selectors, value.equals(baked.get(name)) ? "image-label" : "label", name + ":" + value));
        var bakedEnvironment = texts(image.path("Config").path("Env"));
        texts(config.path("Env"))
                .forEach(line -> add(selectors, bakedEnvironment.contains(line) ? "image-env" : "env", line));
        return selectors;
    }

    private static Map<String, String> labels(JsonNode config) {
        var labels = new TreeMap<String, String>();
        config.path("Labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return labels;
    }

    private static Set<String> texts(JsonNode list) {
        var texts = new LinkedHashSet<String>();
        list.forEach(text -> texts.add(text.asString("")));
        return texts;
    }

    private void add(Set<String> selectors, String key, String value) {
        if (!value.isEmpty()) {
            selectors.add(kind + ":" + key + ":" + value);
        }
    }
}
