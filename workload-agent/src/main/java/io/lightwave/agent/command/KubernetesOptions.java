package io.lightwave.agent.command;

import io.lightwave.agent.attestation.Pods;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.node.Admission;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an agent on a node of a Kubernetes cluster asks for the pods of that node. What a pod's environment says is
/// the default for all but the node's name, which the pod's downward API gives.
final class KubernetesOptions {
    private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/";

    private static final int LONGEST_TOKEN = 16 << 10;

    @Option(
            names = "--kubernetes-node",
            defaultValue = "${env:KUBERNETES_NODE_NAME}",
            description = "This node's name in its cluster (default: KUBERNETES_NODE_NAME); finds out k8s: selectors.")
    @Nullable
    String node;

    @Option(
            names = "--kubernetes-api",
            description = "The cluster's API server (default: KUBERNETES_SERVICE_HOST and _PORT).")
    @Nullable
    String api;

    @Option(
            names = "--kubernetes-ca",
            defaultValue = ACCOUNT + "ca.crt",
            description = "What the API server is trusted by, in PEM (default: ${DEFAULT-VALUE}).")
    Path authorities = Path.of("");

    @Option(
            names = "--kubernetes-token-file",
            defaultValue = ACCOUNT + "token",
            description = "The token that it is asked with; its service account may list pods (default:"
                    + " ${DEFAULT-VALUE}).")
    Path token = Path.of("");

    @Option(
            names = "--kubernetes-join",
            paramLabel = "FILE",
            description = "Joins, and renews, by the token in this file, which the cluster projects for this pod with"
                    + " the tenant's issuer as its audience, instead of a join token.")
    @Nullable
    Path join;

    /// Empty when it is not by a cluster that this machine joins.
    Optional<Admission> admission() {
        return Optional.ofNullable(join).map(file -> new Admission.ClusterToken(() -> read(file)));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) <= LONGEST_TOKEN) {
                return Files.readString(file).strip();
            }
        } catch (IOException unreadable) {
            // said below
        }
        throw new Failure(Failure.Kind.USAGE, "cannot read the cluster's token, or it is too long: " + file);
    }

    /// Empty when this is no node of a cluster.
    Optional<Pods> pods() {
        if (node == null || node.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Pods(address(), authorities, token, node));
    }

    private URI address() {
        String given = api;
        if (given == null) {
            String host = System.getenv("KUBERNETES_SERVICE_HOST");
            String port = System.getenv("KUBERNETES_SERVICE_PORT");
            if (host == null || port == null) {
                throw new Failure(Failure.Kind.USAGE, "needs the cluster's API server: --kubernetes-api");
            }
            given = "https://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port);
        }
        try {
            var address = URI.create(given.endsWith("/") ? given.substring(0, given.length() - 1) : given);
            if ("https".equals(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new Failure(Failure.Kind.USAGE, "--kubernetes-api must be an https address");
    }
}
