package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// `./lightwave demo` as a newcomer runs it.
class DemoJourney {

    @Test
    @EnabledIf("root")
    void plays_in_two_real_containers() throws Exception {
        Path folder = Files.createTempDirectory("lw-dockerd");
        Path socket = folder.resolve("docker.sock");
        Process engine = new ProcessBuilder(
                        "sh",
                        "-c",
                        "PATH=$PATH:/usr/sbin:/sbin exec dockerd --iptables=false --bridge=none --data-root=%1$s/data"
                                        .formatted(folder)
                                + " --exec-root=%1$s/exec --pidfile=%1$s/pid -H unix://%2$s".formatted(folder, socket))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dockerd.log").toFile())
                .start();
        try {
            Map<String, String> environment = Map.of("DOCKER_HOST", "unix://" + socket);
            awaitEngine(environment, engine, folder);
            Shell.Result demo = demo(environment);
            assertThat(demo.output()).contains("two containers", "Everything held.");
            assertThat(demo.exitCode()).isZero();
        } finally {
            engine.destroy();
            assertThat(engine.waitFor(60, TimeUnit.SECONDS)).isTrue();
            Shell.run(
                    "sh", "-c", "umount -l '%1$s'/data/overlay2/*/merged 2>/dev/null; rm -rf '%1$s'".formatted(folder));
        }
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void plays_in_two_processes_and_says_so_when_no_engine_answers() {
        Shell.Result demo = demo(Map.of("DOCKER_HOST", "unix:///nonexistent/docker.sock"));
        assertThat(demo.output()).contains("two processes", "Everything held.");
        assertThat(demo.exitCode()).isZero();
    }

    private static Shell.Result demo(Map<String, String> surroundings) {
        Map<String, String> environment = new HashMap<>(surroundings);
        environment.put("LW_BUILT", "yes");
        return Shell.run(
                environment,
                "",
                List.of(PackagedServer.home().resolve("lightwave").toString(), "demo"));
    }

    private static void awaitEngine(Map<String, String> environment, Process engine, Path folder)
            throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            if (Shell.run(environment, "", List.of("docker", "info")).exitCode() == 0) {
                return;
            }
            if (engine.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new AssertionError("no engine:\n" + Files.readString(folder.resolve("dockerd.log")));
    }
}
