package io.lightwave.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The demo's programs as plain processes of this machine.
final class Processes implements Stage {
    private final Path samples;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    Processes(Path home, Path folder) {
        this.samples = home.resolve("docker/samples");
        this.folder = folder;
    }

    @Override
    public String description() {
        return "two processes (no container engine answers)";
    }

    @Override
    public void startBilling(Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            samples.resolve("billing/BillingService.java").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile());
            builder.environment().putAll(environment);
            running.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Shell.Result runPayments(Map<String, String> environment, Path evidence) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("EVIDENCE", evidence.toString());
        all.put("OUT", folder.resolve("payments").toString());
        return Shell.run(
                all, "", List.of("sh", samples.resolve("payments/payments.sh").toString()));
    }

    @Override
    public String billingOutput() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("billing.out");
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
    }
}
