package io.lightwave.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerPathTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    @ParameterizedTest
    @ValueSource(
            strings = {"/docker/A", "/system.slice/docker-A.scope", "/docker/A/init", "/custom.slice/docker-A.scope"})
    void names_a_container_by_a_whole_segment(String path) {
        assertThat(ContainerPath.container(List.of("/", path.replace("A", A)), "docker", "docker"))
                .contains(A);
    }

    /// Threat T9: a container that may write its control group can make one with any name below its own.
    @Test
    void t9_two_candidates_are_none() {
        assertThat(ContainerPath.container(List.of("/docker/" + A + "/docker/" + B), "docker", "docker"))
                .isEmpty();
        assertThat(ContainerPath.container(List.of("/docker/" + A, "/docker/" + B), "docker", "docker"))
                .isEmpty();
        assertThat(ContainerPath.container(
                        List.of("/system.slice/docker-" + A + ".scope/docker-" + B + ".scope"), "docker", "docker"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/A",
                "/notdocker/A",
                "/docker/Ax",
                "/docker/x-A",
                "/docker-A.scope.d",
                "/xdocker-A.scope",
                "/user.slice/docker/A",
                "/user.slice/user-1000.slice/docker-A.scope"
            })
    void t9_nothing_else_names_one(String path) {
        assertThat(ContainerPath.container(List.of(path.replace("A", A)), "docker", "docker"))
                .isEmpty();
    }

    @Test
    void names_a_unit_of_the_system_s_manager_only() {
        assertThat(ContainerPath.unit(List.of("/system.slice/nginx.service"))).contains("nginx.service");
        assertThat(ContainerPath.unit(List.of("/system.slice/system-getty.slice/getty@tty1.service")))
                .contains("getty@tty1.service");
        assertThat(ContainerPath.unit(List.of("/user.slice/user-1000.slice/user@1000.service/app.slice/nginx.service")))
                .isEmpty();
        assertThat(ContainerPath.unit(List.of("/x/system.slice/nginx.service"))).isEmpty();
    }
}
