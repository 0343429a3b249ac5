package io.lightwave.agent.command;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.SigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description =
                "As a workload with a platform's token: fetches an access token, a certificate with a new key, and the"
                        + " trust anchors into files.")
final class FetchCommand implements Runnable {
    private final Terminal terminal;

    @Option(
            names = {"-t", "--tenant"},
            required = true,
            description = "The workload's tenant.")
    String tenant = "";

    @Option(
            names = "--evidence-file",
            required = true,
            description = "The platform's token, for instance a Kubernetes projected token.")
    Path evidence = Path.of("");

    @Option(names = "--out", required = true, description = "The folder for token, key.pem, chain.pem and bundle.pem.")
    Path out = Path.of("");

    @Option(names = "--resource", description = "The service that the token is for.")
    @Nullable
    String resource;

    FetchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Connection server = terminal.server();
        try {
            String platformToken = Files.readString(evidence).strip();
            Map<String, String> form = new LinkedHashMap<>();
            form.put("grant_type", "client_credentials");
            form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            form.put("client_assertion", platformToken);
            if (resource != null) {
                form.put("resource", resource);
            }
            String token = server.form(tenant, "/oauth2/token", form, null)
                    .path("access_token")
                    .asString("");
            SigningRequest request = SigningRequest.withNewKey();
            String chain = server.certificate(tenant, platformToken, request.pem());
            String anchors = server.text("/t/%s/ca/root.pem".formatted(tenant));
            Files.createDirectories(out);
            write("token", token, "rw-------");
            write("key.pem", request.privateKeyPem(), "rw-------");
            write("chain.pem", chain, "rw-r--r--");
            write("bundle.pem", anchors, "rw-r--r--");
            terminal.line("token, key.pem, chain.pem and bundle.pem are in " + out);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot read or write: " + e.getMessage());
        }
    }

    /// Whole or not at all: readers never see half a file.
    private void write(String name, String text, String permissions) throws IOException {
        Path fresh = Files.createTempFile(
                out,
                "." + name,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
        Files.move(fresh, out.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
