package io.lightwave.agent.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Paths as kubelet and the runtimes make them; `POD`, `P_O_D` and `ID` stand for a pod's UID and a container's id.
class PodPathTest {
    private static final String POD = "0b7f0f57-3a4b-4d3f-8d2c-4f1c9a8e7b22";
    private static final String OTHER_POD = "11111111-2222-4333-8444-555555555555";
    private static final String ID = "a1".repeat(32);
    private static final String OTHER_ID = "b2".repeat(32);

    private static String path(String pattern) {
        return pattern.replace("OTHER-POD", OTHER_POD)
                .replace("OTHER_POD", OTHER_POD.replace('-', '_'))
                .replace("OTHER_ID", OTHER_ID)
                .replace("P_O_D", POD.replace('-', '_'))
                .replace("POD", POD)
                .replace("ID", ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // containerd, CRI-O and Docker with systemd
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podP_O_D.slice/cri-containerd-ID.scope",
                "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podP_O_D.slice/crio-ID.scope",
                "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podP_O_D.slice/crio-ID.scope/container",
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podP_O_D.slice/docker-ID.scope",
                // a cluster inside of a container, whose kubelet has a root of its own
                "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-podP_O_D.slice/cri-containerd-ID.scope",
                // without systemd
                "/kubepods/podPOD/ID",
                "/kubepods/besteffort/podPOD/ID",
                "/kubepods/burstable/podPOD/crio-ID",
                "/kubepods/burstable/podPOD/ID/init.scope",
                // containerd without systemd below a kubelet with it
                "/system.slice/containerd.service/kubepods-burstable-podP_O_D.slice:cri-containerd:ID",
                // seen from a control group namespace of its own
                "/../../kubepods-besteffort-podP_O_D.slice/cri-containerd-ID.scope"
            })
    void a_container_of_a_pod(String pattern) {
        assertThat(PodPath.of(List.of(path(pattern)), List.of())).contains(new PodPath(POD, ID));
        assertThat(PodPath.of(List.of("/", path(pattern), "/system.slice/kubelet.service"), List.of()))
                .as("in one hierarchy of several")
                .contains(new PodPath(POD, ID));
    }

    /// Threat T9: who may write his own control group makes others below it with any name, whatever he is himself.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/system.slice/docker-OTHER_ID.scope/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/system.slice/docker-OTHER_ID.scope/kubelet/kubepods/burstable/podPOD/ID",
                "/docker/OTHER_ID/kubepods/burstable/podPOD/ID",
                "/machine.slice/libpod-OTHER_ID.scope/container/kubepods/podPOD/ID",
                "/system.slice/shop.service/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/system.slice/shop.service/kubepods-burstable-podP_O_D.slice:cri-containerd:ID",
                "/system.slice/containerd.service/shop.service/kubepods-burstable-podP_O_D.slice:cri-containerd:ID",
                "/system.slice/containerd.service/kubepods/podPOD/ID",
                "/user.slice/user-1000.slice/user@1000.service/system.slice/containerd.service/kubepods-podP_O_D.slice:cri-containerd:ID",
                "/../../../user.slice/user-1000.slice/user@1000.service/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/../../user-1000.slice/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/../cri-containerd-OTHER_ID.scope/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/kubepods/other/OTHER_ID/kubepods/podPOD/ID"
            })
    void t9_a_pod_below_something_else_is_none(String pattern) {
        assertThat(PodPath.of(List.of(path(pattern)), List.of("/system.slice/lightwave-agent.service")))
                .isEmpty();
    }

    @Test
    void a_cluster_inside_of_a_container_has_its_pods_below_what_the_agent_is_in_too() {
        var pods = List.of(path("/system.slice/docker-OTHER_ID.scope/kubelet/kubepods/burstable/podPOD/ID"));
        assertThat(PodPath.of(
                        pods, List.of(path("/system.slice/docker-OTHER_ID.scope/kubelet/kubepods/podOTHER-POD/ID"))))
                .contains(new PodPath(POD, ID));
        assertThat(PodPath.of(pods, List.of(path("/system.slice/docker-OTHER_ID.scope2/x"))))
                .isEmpty();
    }

    /// Threat T9: a container that may write its control group makes others below it with any name.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope/kubepods-podOTHER_POD.slice/cri-containerd-OTHER_ID.scope",
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope/kubepods-podP_O_D.slice/cri-containerd-OTHER_ID.scope",
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope/cri-containerd-OTHER_ID.scope",
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope/crio-OTHER_ID.scope",
                "/kubepods/podPOD/ID/kubepods/podOTHER-POD/OTHER_ID",
                "/kubepods/podPOD/ID/kubepods-podOTHER_POD.slice/cri-containerd-OTHER_ID.scope",
                "/kubepods/podPOD/ID/x/kubepods-podOTHER_POD.slice:cri-containerd:OTHER_ID"
            })
    void t9_two_candidates_are_none(String pattern) {
        assertThat(PodPath.of(List.of(path(pattern)), List.of())).isEmpty();
    }

    @Test
    void t9_two_hierarchies_that_say_different_things_are_none() {
        assertThat(PodPath.of(List.of(path("/kubepods/podPOD/ID"), path("/kubepods/podPOD/OTHER_ID")), List.of()))
                .isEmpty();
        assertThat(PodPath.of(List.of(path("/kubepods/podPOD/ID"), path("/x/kubepods/podPOD/ID")), List.of()))
                .contains(new PodPath(POD, ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/system.slice/ssh.service",
                "/kubepods.slice",
                "/kubepods.slice/kubepods-podP_O_D.slice",
                "/kubepods/burstable/podPOD",
                "/kubepods.slice/kubepods-podP_O_D.slice/crio-conmon-ID.scope",
                "/kubepods.slice/kubepods-podP_O_D.slice/other/cri-containerd-ID.scope",
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope2",
                "/kubepods.slice/xkubepods-podP_O_D.slicex/cri-containerd-ID.scope",
                "/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-IDa.scope",
                "/kubepods.slice/kubepods-podPOD.slice/cri-containerd-ID.scope",
                "/podPOD/ID",
                "/besteffort/podPOD/ID",
                "/kubepods/other/podPOD/ID",
                "/user.slice/user-1000.slice/kubepods/podPOD/ID",
                "/user.slice/user-1000.slice/kubepods.slice/kubepods-podP_O_D.slice/cri-containerd-ID.scope",
                "/system.slice/docker-ID.scope"
            })
    void anything_else_is_no_pod(String pattern) {
        assertThat(PodPath.of(List.of(path(pattern)), List.of())).isEmpty();
    }
}
