package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
        Path program = Shell.npm("node", "model-context");
        Shell.Result certified = Shell.node(
                Map.of(),
                program,
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
                        + " -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem");
        assertThat(certified.exitCode()).as(certified.output()).isZero();
        int port = PackagedServer.freePorts(1).getFirst();
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
            tenant.person("alice", PASSWORD, Map.of());

            Path anchors = program.resolve("anchors.pem");
            Files.writeString(
                    anchors,
                    Files.readString(acme.server.trustAnchor()) + Files.readString(program.resolve("certificate.pem")));

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
}
