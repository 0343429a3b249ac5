package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "issuer",
        mixinStandardHelpOptions = true,
        description = "Trusted issuers: the platforms whose tokens are evidence.")
final class IssuerCommand {
    private static final String[] COLUMNS = {"issuer", "kind", "audience", "enabled", "id"};
    private final Terminal terminal;

    IssuerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Where the issuer's keys come from, unless its metadata names them or it signs documents.
    static final class Keys {
        @Option(names = "--jwks-file", required = true, description = "A file with the issuer's JWK set.")
        @Nullable
        Path file;

        @Option(names = "--jwks-uri", required = true, description = "An https address of the issuer's JWK set.")
        @Nullable
        String uri;
    }

    /// What is said of a Kubernetes cluster besides, and the certificates of who signs documents.
    static final class Cluster {
        @Option(
                names = "--ca-bundle-file",
                description = "What alone the API server is trusted by, or documents are verified by; PEM.")
        @Nullable
        Path caBundle;

        @Option(names = "--api-server", description = "Its https address, where tokens, pods and nodes are looked at.")
        @Nullable
        String server;

        @Option(
                names = "--api-credential-file",
                description = "A token that it is asked with: to create TokenReviews, list pods, get pods and nodes.")
        @Nullable
        Path credential;

        @Option(names = "--node-suffix", description = "Lets its nodes join; their names end with it, after a dot.")
        @Nullable
        String suffix;

        @Option(
                names = "--agent-account",
                paramLabel = "NAMESPACE/NAME",
                description = "A service account whose pods make their nodes join; can be repeated.")
        List<String> accounts = List.of();

        private void addTo(Map<String, Object> body) {
            if (caBundle != null) {
                body.put("caBundle", read(caBundle));
            }
            if (server != null && credential != null) {
                body.put(
                        "tokenReview",
                        Map.of("server", server, "credential", read(credential).strip()));
            } else if (server != null || credential != null) {
                throw new Failure(Failure.Kind.USAGE, "--api-server and --api-credential-file go together");
            }
            if (suffix != null) {
                body.put("nodes", Map.of("suffix", suffix, "serviceAccounts", accounts));
            } else if (!accounts.isEmpty()) {
                throw new Failure(Failure.Kind.USAGE, "--agent-account needs --node-suffix");
            }
        }
    }

    @Command(mixinStandardHelpOptions = true, description = "Trusts an issuer.")
    void create(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(paramLabel = "ISSUER", description = "Its iss claim, exactly.") String issuer,
            @Option(
                            names = "--kind",
                            defaultValue = "oidc",
                            description = "oidc, kubernetes, github, gitlab, gcp, azure, ec2 or azure-vm.")
                    String kind,
            @ArgGroup @Nullable Keys keys,
            @ArgGroup(exclusive = false) @Nullable Cluster cluster) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("issuer", issuer);
        body.put("kind", kind);
        if (keys != null && keys.file != null) {
            body.put("jwks", Fields.read(keys.file, List.of()));
        } else if (keys != null && keys.uri != null) {
            body.put("jwksUri", keys.uri);
        }
        if (cluster != null) {
            cluster.addTo(body);
        }
        terminal.show(output, terminal.server().call("POST", in.path("trusted-issuers"), body), COLUMNS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read " + file);
        }
    }
}
