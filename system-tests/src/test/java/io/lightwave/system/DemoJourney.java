package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// `./lightwave demo` as a newcomer runs it.
class DemoJourney {

    @Test
    @EnabledIf("root")
    void plays_in_two_real_containers() throws Exception {
        try (var engine = DockerEngine.start(Scratch.folder())) {
            Shell.Result demo = demo(engine.environment());
            assertThat(demo.output()).contains("two containers", "Everything held.");
            assertThat(demo.exitCode()).isZero();
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
}
