package io.lightwave.agent.workloadapi;

import static io.lightwave.agent.fixture.TestAuthority.PAYMENTS;
import static io.lightwave.agent.fixture.TestAuthority.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.agent.attestation.Attestation;
import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.identity.Identities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The socket of plain HTTP")
class HttpSocketTest {
    private final TestAuthority authority = new TestAuthority(Instant.parse("2026-11-26T12:00:00Z"));
    private final Identities identities = new Identities(authority, () -> authority.now);

    @TempDir
    private Path folder;

    static boolean root() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /// Of a process that is in these groups besides its own.
    private String certificate(String... groups) throws Exception {
        var command = new ArrayList<>(List.of("setpriv"));
        command.addAll(List.of(groups));
        command.addAll(List.of(
                "curl",
                "--silent",
                "--unix-socket",
                folder.resolve("http.sock").toString(),
                "http://agent/certificate"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    @EnabledIf("root")
    void knows_who_calls_by_the_names_of_its_further_groups_too() throws Exception {
        String[] group = Files.readAllLines(Path.of("/etc/group")).getLast().split(":", -1);
        identities.replace(
                List.of(entry("w1", PAYMENTS, "unix:supplementary-group:" + group[0])), authority.bundle(), Map.of());
        identities.refresh();
        var attestation = new Attestation(
                folder.resolve("no-docker"),
                folder.resolve("no-podman"),
                folder.resolve("no-containerd"),
                Optional.empty());
        try (var _ = new HttpSocket(folder.resolve("http.sock"), new Identification(attestation, identities))) {
            assertThat(certificate("--groups", group[2])).startsWith("-----BEGIN CERTIFICATE-----");
            assertThat(certificate("--clear-groups")).doesNotContain("CERTIFICATE");
            String many = IntStream.range(100_000, 101_024)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(","));
            assertThat(certificate("--groups", group[2] + "," + many)).doesNotContain("CERTIFICATE");
        }
    }
}
