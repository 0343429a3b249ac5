package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The Model Context Protocol's authorization with its own SDK (npm's `@modelcontextprotocol/sdk`): from the address of
/// a server alone, by its metadata (RFC 9728) and the issuer's (RFC 8414), to a token for that server (RFC 8707); by a
/// client that is known by the address of its metadata, and by one that registers itself (RFC 7591).
class ModelContextJourney {
    private static final String PASSWORD = "a long enough phrase";

    @Test
    void the_protocol_s_own_client_finds_its_way_to_a_token_for_its_server() throws Exception {
        Path program = program();
        Shell.Result certified = Shell.node(
                Map.of(),
                program,
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
                        + " -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem");
        assertThat(certified.exitCode()).as(certified.output()).isZero();
        int port = freePort();
        String resource = "https://localhost:" + port + "/mcp";
        Acme acme = Acme.apart(Map.of(
                "LIGHTWAVE_EGRESS_ALLOW",
                "localhost,127.0.0.1,::1",
                "LIGHTWAVE_EGRESS_TRUST_FILE",
                program.resolve("certificate.pem").toString()));
        try {
            Acme.TenantOfTest tenant = acme.tenant("context.example");
            acme.http.json(
                    "PATCH",
                    tenant.api("policies/registration"),
                    Map.of(
                            "openRegistration",
                            true,
                            "audiences",
                            List.of(resource),
                            "metadataDocumentHosts",
                            List.of("localhost")),
                    acme.operator());
            Acme.created(acme.http.json(
                    "POST",
                    tenant.path("/scim/v2/Users"),
                    Map.of(
                            "schemas",
                            List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
                            "userName",
                            "alice",
                            "password",
                            PASSWORD),
                    acme.operator()));

            Path anchors = program.resolve("anchors.pem");
            Files.writeString(
                    anchors,
                    Files.readString(acme.server.trustAnchor()) + Files.readString(program.resolve("certificate.pem")));
            Shell.Result installed = Shell.node(Map.of(), program, "npm ci --silent");
            assertThat(installed.exitCode()).as(installed.output()).isZero();

            Shell.Result said = Shell.node(
                    Map.of(
                            "ISSUER", tenant.issuer(),
                            "USER_NAME", "alice",
                            "USER_PASSWORD", PASSWORD,
                            "PORT", Integer.toString(port),
                            "KEY", program.resolve("key.pem").toString(),
                            "CERTIFICATE", program.resolve("certificate.pem").toString(),
                            "NODE_EXTRA_CA_CERTS", anchors.toString()),
                    program,
                    "node mcp.mjs");
            assertThat(said.exitCode()).as(said.output()).isZero();
        } finally {
            acme.server.close();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// A copy of the program, beside which npm puts what it needs.
    private static Path program() throws IOException {
        Path from = PackagedServer.home().resolve("system-tests/src/test/node");
        Path to = Files.createDirectories(PackagedServer.home().resolve("system-tests/target/model-context"));
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return to;
    }
}
