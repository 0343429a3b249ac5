package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys of authorities in a PKCS #11 token: SoftHSM's.
class AuthorityTokenJourney {
    private static final String PIN = "2719";
    private static final Pattern SLOT = Pattern.compile("reassigned to slot ([0-9]+)");

    @TempDir
    Path folder;

    private Path settings() {
        return folder.resolve("softhsm2.conf");
    }

    private String withToken(String... command) {
        return Shell.run(Map.of("SOFTHSM2_CONF", settings().toString()), "", List.of(command))
                .orThrow();
    }

    private static String library() {
        return Shell.run(
                        "sh",
                        "-c",
                        "ls /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so 2>/dev/null | head -n 1")
                .output()
                .strip();
    }

    /// @return its slot
    private String initialised() throws IOException {
        Path tokens = Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(settings(), """
            directories.tokendir = %s
            objectstore.backend = file
            """.formatted(tokens));
        String said = withToken(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "lightwave",
                "--pin",
                PIN,
                "--so-pin",
                "31415926");
        var slot = SLOT.matcher(said);
        assertThat(slot.find()).as(said).isTrue();
        return slot.group(1);
    }

    @Test
    void authorities_sign_by_keys_that_never_leave_the_token() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // PostgreSQL's user
        String slot = initialised();
        Path pin = Files.writeString(folder.resolve("pin"), PIN + "\n");
        try (PackagedServer server = PackagedServer.in(folder.resolve("data"))
                .with("SOFTHSM2_CONF", settings().toString())
                .with("LIGHTWAVE_CA_TOKEN_LIBRARY", library())
                .with("LIGHTWAVE_CA_TOKEN_SLOT", slot)
                .with("LIGHTWAVE_CA_TOKEN_PIN_FILE", pin.toString())
                .start()) {
            enrolled(server);

            String keys = withToken(
                    "p11tool",
                    "--provider",
                    library(),
                    "--login",
                    "--set-pin",
                    PIN,
                    "--list-privkeys",
                    "pkcs11:token=lightwave");
            assertThat(keys)
                    .contains(id("lightwave/lightwave.local/root-1"), id("lightwave/lightwave.local/issuing-1"))
                    .contains("CKA_SENSITIVE", "CKA_NEVER_EXTRACTABLE");

            server.stop();
            server.start();
            enrolled(server);

            server.stop();
            Files.move(folder.resolve("tokens"), folder.resolve("tokens.away"));
            Files.createDirectories(folder.resolve("tokens"));
            assertThatThrownBy(server::start)
                    .hasMessageContaining("the token for the keys of authorities")
                    .hasMessageContaining("slot " + slot);

            Files.delete(folder.resolve("tokens"));
            Files.move(folder.resolve("tokens.away"), folder.resolve("tokens"));
            server.start();
            enrolled(server);
        }
    }

    /// As it stands in the URL of a key (RFC 7512).
    private static String id(String name) {
        return name.chars().mapToObj("%%%02X"::formatted).collect(Collectors.joining("", ";id=", ";"));
    }

    /// A certificate for the automation's client, which openssl verifies.
    private void enrolled(PackagedServer server) throws IOException {
        Http http = new Http(server.url(), server.trustAnchor());
        Shell.run(
                        "openssl",
                        "req",
                        "-new",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=x",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("request.pem").toString())
                .orThrow();
        Http.Answer answer = http.post(
                "/t/lightwave.local/ca/certificates",
                "application/pkcs10",
                Files.readString(folder.resolve("request.pem")),
                "Authorization",
                "Bearer " + http.token("lightwave.local", server.bootstrapClient(), server.bootstrapSecret()));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        Path chain = Files.writeString(folder.resolve("chain.pem"), answer.body());
        assertThat(Shell.run(
                                "openssl",
                                "verify",
                                "-x509_strict",
                                "-CAfile",
                                server.trustAnchor().toString(),
                                "-untrusted",
                                chain.toString(),
                                chain.toString())
                        .orThrow())
                .contains("OK");
    }
}
