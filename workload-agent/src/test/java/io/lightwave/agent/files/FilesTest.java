package io.lightwave.agent.files;

import static io.lightwave.agent.fixture.TestAuthority.PAYMENTS;
import static io.lightwave.agent.fixture.TestAuthority.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.agent.attestation.Attestation;
import io.lightwave.agent.command.Commands;
import io.lightwave.agent.connection.PemText;
import io.lightwave.agent.fixture.TestAuthority;
import io.lightwave.agent.identity.Entry;
import io.lightwave.agent.identity.Identities;
import io.lightwave.agent.workloadapi.HttpSocket;
import io.lightwave.agent.workloadapi.Identification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// Identities in files for software that reads nothing else: `lightwave fetch` beside an agent.
class FilesTest {
    private final TestAuthority authority =
            new TestAuthority(InstantSource.system().instant());
    private final Identities identities = new Identities(authority, () -> authority.now);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private String me = "";
    private HttpSocket agent;

    @BeforeEach
    void start() throws Exception {
        me = "unix:uid:" + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        var attestation = new Attestation(
                folder.resolve("no-docker"),
                folder.resolve("no-podman"),
                folder.resolve("no-containerd"),
                Optional.empty());
        agent = new HttpSocket(folder.resolve("agent-http.sock"), new Identification(attestation, identities));
        registered();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private void registered() {
        identities.replace(List.of(entry("w1", PAYMENTS, me)), authority.bundle(), Map.of());
        identities.refresh();
    }

    private int fetch(String... options) {
        var arguments = new ArrayList<>(List.of(
                "fetch",
                "--agent-socket",
                folder.resolve("agent-http.sock").toString(),
                "--out",
                folder.resolve("out").toString()));
        arguments.addAll(List.of(options));
        var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Commands.run(Map.of(), stream, stream, arguments.toArray(String[]::new));
    }

    private String text(String name) throws Exception {
        return Files.readString(folder.resolve("out").resolve(name));
    }

    private String permissions(String name) throws Exception {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("out").resolve(name)));
    }

    @Test
    void the_identity_of_the_user_that_runs_it_in_files_that_only_he_reads() throws Exception {
        assertThat(fetch("--resource", "billing"))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(text("token")).isEqualTo("token-of-w1-for-billing");
        assertThat(PemText.certificates(text("chain.pem"))).containsExactly(TestAuthority.certificate());
        assertThat(text("identity.pem")).isEqualTo(text("chain.pem") + text("key.pem"));
        assertThat(PemText.privateKey(text("key.pem")))
                .isEqualTo(identities
                        .x509Svid(entry("w1", PAYMENTS, me))
                        .orElseThrow()
                        .key());
        assertThat(PemText.certificates(text("bundle.pem"))).containsExactly(TestAuthority.certificate());
        for (String secret : List.of("token", "key.pem", "identity.pem")) {
            assertThat(permissions(secret)).as(secret).isEqualTo("r--------");
        }
        assertThat(permissions("chain.pem")).isEqualTo("r--r--r--");
        try (var files = Files.list(folder.resolve("out"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("nothing half written is left")
                    .containsExactlyInAnyOrder("token", "key.pem", "chain.pem", "identity.pem", "bundle.pem");
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("token-of", "BEGIN");
    }

    /// The folder may be another user's, who must not get root's files written over or given to him.
    @Test
    @Timeout(300)
    void a_link_that_is_put_in_the_place_of_a_file_while_it_is_written_is_not_followed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        var permissions = Files.getPosixFilePermissions(victim);
        Path out = Files.createDirectories(folder.resolve("out"));
        var over = new AtomicBoolean();
        var swaps = new AtomicInteger();
        var swapping = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                for (String name : Objects.requireNonNull(out.toFile().list())) {
                    if (name.endsWith(".new")) {
                        try {
                            Files.delete(out.resolve(name));
                            Files.createSymbolicLink(out.resolve(name), victim);
                            swaps.incrementAndGet();
                        } catch (IOException late) {
                            // the file has its name already
                        }
                    }
                }
            }
        });
        var files = new IdentityFiles(out, Optional.empty(), Optional.empty());
        for (int i = 0; i < (swaps.get() == 0 ? 20_000 : 1_000) && swaps.get() < 100; i++) {
            try {
                files.write(new Identity("token-" + i, Duration.ofHours(1), "key", "chain", "anchors", Map.of()));
            } catch (IOException swapped) {
                // as it should be
            }
        }
        over.set(true);
        swapping.join();
        assertThat(swaps).hasPositiveValue();
        assertThat(victim).hasContent("untouched");
        assertThat(Files.getPosixFilePermissions(victim)).isEqualTo(permissions);
    }

    @Test
    void pkcs12_for_who_reads_nothing_else() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
        assertThat(fetch("--pkcs12-password-file", password.toString())).isZero();
        var identity = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("out/identity.p12"))) {
            identity.load(in, "correct horse".toCharArray());
        }
        assertThat(identity.getKey("identity", "correct horse".toCharArray()))
                .isEqualTo(PemText.privateKey(text("key.pem")));
        assertThat(identity.getCertificateChain("identity")).containsExactly(TestAuthority.certificate());
        var bundle = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(folder.resolve("out/bundle.p12"))) {
            bundle.load(in, "correct horse".toCharArray());
        }
        assertThat(bundle.getCertificate("anchor-0")).isEqualTo(TestAuthority.certificate());
        assertThat(permissions("identity.p12")).isEqualTo("r--------");
    }

    @Test
    @Timeout(180)
    void renewed_files_are_replaced_whole_and_a_program_is_told_without_a_shell() throws Exception {
        Path told = folder.resolve("told; touch $HOME");
        var running =
                new FutureTask<>(() -> fetch("--renew", "--longest-pause", "PT1S", "--", "touch", told.toString()));
        Thread thread = Thread.startVirtualThread(running);
        while (!Files.exists(folder.resolve("out/token"))) {
            Thread.onSpinWait();
        }
        String before = text("key.pem");
        assertThat(told).as("the first time is no renewal").doesNotExist();
        authority.now = authority.now.plusSeconds(3_600);
        identities.refresh();
        while (!Files.exists(told)) {
            Thread.onSpinWait();
        }
        assertThat(text("key.pem")).isNotEqualTo(before);
        assertThat(text("identity.pem")).isEqualTo(text("chain.pem") + text("key.pem"));
        thread.interrupt();
        assertThat(running.get()).isZero();
    }

    @Test
    void what_stays_the_same_is_not_touched() throws Exception {
        var files = new IdentityFiles(folder.resolve("out"), Optional.empty(), Optional.empty());
        var identity = new AgentSource(folder.resolve("agent-http.sock"), "").fetch();
        assertThat(files.write(identity)).isTrue();
        Object inode = Files.getAttribute(folder.resolve("out/key.pem"), "unix:ino");
        assertThat(files.write(identity)).isFalse();
        assertThat(Files.getAttribute(folder.resolve("out/key.pem"), "unix:ino"))
                .isEqualTo(inode);
        Files.delete(folder.resolve("out/key.pem"));
        assertThat(files.write(identity)).as("who deletes it gets it again").isTrue();
        assertThat(folder.resolve("out/key.pem")).exists();
    }

    @Test
    @Timeout(180)
    void a_signal_goes_to_the_process_of_the_pid_file() throws Exception {
        Path trace = folder.resolve("trace");
        // not HUP: a shell cannot trap what was ignored when it began, as nohup does
        var process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "trap 'echo told > \"$0\"; exit 0' USR1; echo ready; while :; do sleep 0.05; done",
                        trace.toString())
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("ready");
            Path pidFile = Files.writeString(folder.resolve("pid"), process.pid() + "\n");
            new RenewalHook(Optional.of(new RenewalHook.Signal("USR1", pidFile)), List.of()).run();
            assertThat(process.waitFor()).isZero();
            assertThat(trace).hasContent("told");
            Files.writeString(pidFile, "-1");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() ->
                            new RenewalHook(Optional.of(new RenewalHook.Signal("USR1", pidFile)), List.of()).run()))
                    .hasMessageContaining("no process id");
        } finally {
            process.destroy();
        }
    }

    @Test
    @EnabledIf("root")
    void root_gives_the_files_to_who_needs_them() throws Exception {
        assertThat(fetch("--owner", "nobody"))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(Files.getOwner(folder.resolve("out/key.pem")).getName()).isEqualTo("nobody");
        assertThat(permissions("key.pem")).isEqualTo("r--------");
        assertThat(fetch("--owner", "nobody-of-that-name")).isEqualTo(2);
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// SPIFFE Federation §4.2: never in one file with the own.
    @Test
    void foreign_trust_domains_have_a_file_each_which_goes_when_they_are_trusted_no_more() throws Exception {
        identities.replace(
                List.of(new Entry("w1", PAYMENTS, "", Set.of(me), false, Set.of("partner.example"))),
                authority.bundle(),
                Map.of("partner.example", authority.bundle("partner.example")));
        identities.refresh();
        assertThat(fetch()).isZero();
        Path partner = folder.resolve("out/federated-partner.example.pem");
        assertThat(partner).hasContent(PemText.of(authority.bundle().anchors()));
        identities.replace(List.of(entry("w1", PAYMENTS, me)), authority.bundle(), Map.of());
        assertThat(fetch()).isZero();
        assertThat(partner).doesNotExist();
        assertThat(folder.resolve("out/bundle.pem")).exists();
    }

    @Test
    void who_has_no_identity_gets_no_files() {
        identities.replace(List.of(), authority.bundle(), Map.of());
        assertThat(fetch()).isEqualTo(1);
        identities.forget();
        assertThat(fetch()).isEqualTo(3);
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> new AgentSource(folder.resolve("no.sock"), "").fetch()))
                .hasMessageContaining("cannot ask the agent");
        assertThat(fetch("--evidence-file", "x", "-t", "y"))
                .as("one of the two")
                .isEqualTo(2);
        assertThat(fetch("--signal", "HUP;x", "--pid-file", "y")).isEqualTo(2);
    }
}
