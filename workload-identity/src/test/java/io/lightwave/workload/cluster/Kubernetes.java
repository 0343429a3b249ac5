package io.lightwave.workload.cluster;

import io.lightwave.directory.Egress;
import io.lightwave.workload.Platform;
import io.lightwave.workload.World;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A cluster with an API server, nodes and pods, in a [World]'s network.
public final class Kubernetes {
    public static final String SERVER = "https://api.cluster.example:6443";
    private static final JsonMapper JSON = JsonMapper.shared();

    public final Platform platform;
    private final World world;
    private final Map<String, String> nodes = new TreeMap<>();
    private final Map<String, Map<String, ObjectNode>> pods = new TreeMap<>();

    public Kubernetes(World world, String issuer) {
        this.world = world;
        this.platform = new Platform(issuer);
        world.network.api = this::review;
    }

    /// How an operator registers it.
    public ObjectNode registration(boolean api) {
        var body = JSON.createObjectNode();
        body.put("name", "cluster").put("issuer", platform.issuer()).put("kind", "kubernetes");
        body.set("jwks", JSON.readTree(platform.jwks()));
        body.putObject("nodes")
                .put("suffix", "prod")
                .putArray("serviceAccounts")
                .add("lightwave/agent");
        if (api) {
            body.putObject("tokenReview").put("server", SERVER).put("credential", "reviewer");
        }
        return body;
    }

    /// A node, new even when there was one of the name.
    public void node(String name) {
        nodes.put(name, UUID.randomUUID().toString());
        var node = JSON.createObjectNode().put("kind", "Node");
        node.putObject("metadata").put("name", name).put("uid", nodes.get(name));
        world.network.put(SERVER + "/api/v1/nodes/" + name, node.toString());
    }

    private static String listAddress(String node) {
        return SERVER + "/api/v1/pods?fieldSelector=spec.nodeName%3D" + node;
    }

    private void list(String node) {
        var list = JSON.createObjectNode().put("kind", "PodList");
        var items = list.putArray("items");
        pods.getOrDefault(node, new LinkedHashMap<>()).values().forEach(items::add);
        world.network.put(listAddress(node), list.toString());
    }

    public void hidesPodsOf(String node) {
        world.network.remove(listAddress(node));
    }

    /// How often the pods of a node were asked for.
    public int listed(String node) {
        return (int)
                world.network.asked().stream().filter(listAddress(node)::equals).count();
    }

    /// A pod as the API server shows it.
    public Pod pod(String namespace, String account, String name, String node) {
        return new Pod(namespace, account, name, node, UUID.randomUUID().toString());
    }

    public final class Pod {
        public final ObjectNode object = JSON.createObjectNode().put("kind", "Pod");
        private final String namespace;
        private final String account;
        private final String name;
        private final String node;
        private final String uid;

        private Pod(String namespace, String account, String name, String node, String uid) {
            this.namespace = namespace;
            this.account = account;
            this.name = name;
            this.node = node;
            this.uid = uid;
            object.putObject("metadata")
                    .put("namespace", namespace)
                    .put("name", name)
                    .put("uid", uid);
            object.putObject("spec")
                    .put("serviceAccountName", account)
                    .put("nodeName", node)
                    .putArray("containers")
                    .addObject()
                    .put("name", "main");
            object.putObject("status").put("phase", "Running");
            show();
        }

        public Pod show() {
            world.network.put("%s/api/v1/namespaces/%s/pods/%s".formatted(SERVER, namespace, name), object.toString());
            isShownAsOf(node);
            return this;
        }

        /// The API server shows it in the list of a node, which may be wrong.
        public void isShownAsOf(String otherNode) {
            pods.computeIfAbsent(otherNode, _ -> new LinkedHashMap<>()).put(namespace + "/" + name, object);
            list(otherNode);
        }

        public void goes() {
            pods.getOrDefault(node, new LinkedHashMap<>()).remove(namespace + "/" + name);
            list(node);
            world.network.remove("%s/api/v1/namespaces/%s/pods/%s".formatted(SERVER, namespace, name));
        }

        /// The claims of its projected token for a tenant.
        public Map<String, Object> claims(String audience) {
            var claims = platform.podClaims(world.now(), audience, namespace, account);
            var said = new LinkedHashMap<String, Object>();
            said.put("namespace", namespace);
            said.put("serviceaccount", Map.of("name", account, "uid", "c1d2e3f4-1111-4222-8333-944455556666"));
            said.put("pod", Map.of("name", name, "uid", uid));
            said.put("node", Map.of("name", node, "uid", nodes.get(node)));
            claims.put("kubernetes.io", said);
            return claims;
        }

        public String token(String audience) {
            return platform.token(claims(audience));
        }
    }

    /// As an API server reviews the tokens of its own issuer.
    private String review(URI address, Egress.Access access, String json) throws IOException {
        if (!address.toString().equals(SERVER + "/apis/authentication.k8s.io/v1/tokenreviews")) {
            throw new IOException("nothing there");
        }
        JsonNode request = JSON.readTree(json);
        String payload = request.at("/spec/token").asString().split("[.]", -1)[1];
        JsonNode claims = JSON.readTree(java.util.Base64.getUrlDecoder().decode(payload));
        ObjectNode answer = (ObjectNode) request.deepCopy();
        var status = answer.putObject("status").put("authenticated", true);
        status.putArray("audiences").add(request.at("/spec/audiences/0").asString());
        status.putObject("user")
                .put("username", claims.path("sub").asString())
                .put("uid", claims.at("/kubernetes.io/serviceaccount/uid").asString());
        return answer.toString();
    }
}
