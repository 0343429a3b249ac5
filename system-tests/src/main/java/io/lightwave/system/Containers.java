package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The demo's programs in containers of the engine that answers `docker`. The image is made on the spot, from what
/// this machine has: busybox, curl and openssl with the libraries they need; nothing is pulled.
final class Containers implements Stage {
    private static final String IMAGE = "lightwave-demo:local";
    private final Path home;
    private final Path folder;
    private final String id = Long.toHexString(ProcessHandle.current().pid());

    private Containers(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /// The stage, when an engine answers and the programs for the image are there.
    static Optional<Stage> available(Path home, Path folder) {
        boolean possible =
                Stream.of("docker", "busybox", "curl", "openssl", "tar").allMatch(Shell::has)
                        && Shell.run("docker", "info").exitCode() == 0;
        if (!possible) {
            return Optional.empty();
        }
        Containers containers = new Containers(home, folder);
        containers.makeImage();
        return Optional.of(containers);
    }

    @Override
    public String description() {
        return "two containers (image made here from busybox, curl and openssl; host network)";
    }

    private void makeImage() {
        // The dynamic linker's and libc's paths are the same inside as outside, so the JDK can be mounted as it is.
        Shell.run(
                        Map.of("ROOT", folder.resolve("image").toString(), "JAVA", System.getProperty("java.home")),
                        """
                        set -eu
                        mkdir -p "$ROOT/bin" "$ROOT/tmp" "$ROOT/etc/ssl"
                        cp -L "$(command -v busybox)" "$ROOT/bin/busybox"
                        for applet in sh cat sed mkdir; do ln -sf busybox "$ROOT/bin/$applet"; done
                        programs="$(command -v curl) $(command -v openssl)"
                        cp -L $programs "$ROOT/bin/"
                        for file in $(ldd $programs "$JAVA/bin/java" "$JAVA/lib/server/libjvm.so" \\
                            "$JAVA/lib/libnet.so" "$JAVA/lib/libnio.so" 2>/dev/null \\
                            | sed -n 's/.*=> \\(\\/[^ ]*\\).*/\\1/p; s/^[[:space:]]*\\(\\/[^ :]*ld[^ :]*\\) .*/\\1/p' \\
                            | sort -u); do
                          case $file in "$JAVA"*) continue ;; esac
                          mkdir -p "$ROOT$(dirname "$file")"
                          cp -L "$file" "$ROOT$file"
                        done
                        printf '[req]\\ndistinguished_name = dn\\n[dn]\\n' >"$ROOT/etc/ssl/openssl.cnf"
                        printf 'demo:x:10001:10001::/tmp:/bin/sh\\n' >"$ROOT/etc/passwd"
                        printf '127.0.0.1 localhost\\n' >"$ROOT/etc/hosts"
                        chmod 1777 "$ROOT/tmp"
                        tar -C "$ROOT" -c . | docker import --change 'ENV PATH=/bin OPENSSL_CONF=/etc/ssl/openssl.cnf' - %s
                        """.formatted(IMAGE),
                        List.of("sh"))
                .orThrow();
    }

    @Override
    public void startBilling(Map<String, String> environment) {
        String java = System.getProperty("java.home");
        List<String> command = run(environment, "billing");
        command.addAll(List.of("-d", "-v", java + ":" + java + ":ro"));
        Pattern.compile(":")
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(jar -> jar.contains("nimbus-jose-jwt"))
                .forEach(jar ->
                        command.addAll(List.of("-v", Path.of(jar).toAbsolutePath() + ":/app/nimbus-jose-jwt.jar:ro")));
        command.addAll(List.of(
                "-v",
                home.resolve("docker/samples/billing") + ":/app/billing:ro",
                IMAGE,
                java + "/bin/java",
                "-cp",
                "/app/nimbus-jose-jwt.jar",
                "/app/billing/BillingService.java"));
        Shell.run(Map.of(), "", command).orThrow();
    }

    @Override
    public Shell.Result runPayments(Map<String, String> environment, Path evidence) {
        List<String> command = run(environment, "payments");
        command.addAll(List.of(
                "--rm",
                "-e",
                "EVIDENCE=/var/run/secrets/tokens/lightwave",
                "-e",
                "OUT=/tmp/payments",
                "-v",
                evidence + ":/var/run/secrets/tokens/lightwave:ro",
                "-v",
                home.resolve("docker/samples/payments/payments.sh") + ":/app/payments.sh:ro",
                IMAGE,
                "/bin/sh",
                "/app/payments.sh"));
        return Shell.run(Map.of(), "", command);
    }

    private List<String> run(Map<String, String> environment, String name) {
        List<String> command = new ArrayList<>(Arrays.asList(
                "docker",
                "run",
                "--name",
                "lightwave-demo-" + name + "-" + id,
                "--network=host",
                "--user=10001:10001"));
        environment.forEach((key, value) -> command.addAll(List.of("-e", key + "=" + value)));
        String anchor = environment.get("LIGHTWAVE_CA") + "";
        command.addAll(List.of("-v", anchor + ":" + anchor + ":ro"));
        return command;
    }

    @Override
    public String billingOutput() {
        return Shell.run("docker", "logs", "lightwave-demo-billing-" + id).output();
    }

    @Override
    public void close() {
        Shell.run("docker", "rm", "-f", "lightwave-demo-billing-" + id);
        Shell.run("docker", "rmi", IMAGE);
        deleteImageFolder();
    }

    private void deleteImageFolder() {
        try (Stream<Path> files = Files.walk(folder.resolve("image"))) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
