package io.lightwave.agent.attestation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds out what a caller is. Everything is looked at between two looks at the caller itself: when it is not the same
/// process afterwards, or has moved to another control group, nothing that was found counts.
public final class Attestation {
    /// Whoever has more has none of them: a process may give itself 65 536.
    private static final int MOST_GROUPS = 1_024;

    private final Procfs procfs = new Procfs(Path.of("/proc"));
    private final Executables executables = new Executables();
    private final List<Engine> engines;
    private final ContainerRuntime containerd;
    private final Optional<Pods> pods;

    /// @param docker the socket of a Docker engine
    /// @param podman the socket of a Podman engine of root
    /// @param containerd the socket of containerd
    /// @param pods of the cluster that this machine is a node of; empty when it is of none
    public Attestation(Path docker, Path podman, Path containerd, Optional<Pods> pods) {
        this.containerd = new ContainerRuntime(containerd, procfs);
        this.pods = pods;
        this.engines = List.of(
                new Engine("docker", "docker", "docker", docker, procfs),
                new Engine("podman", "libpod", "libpod_parent", podman, procfs));
    }

    /// The caller's selectors in order; empty when it is gone.
    ///
    /// @param wanted the kinds, `kind:key`, that anybody asks for: what takes long is found out only then
    public Set<String> selectors(Caller caller, Set<String> wanted) {
        try {
            if (!caller.isThere()) {
                return Set.of();
            }
            var cgroups = procfs.cgroups(caller.pid());
            var selectors = unix(caller, wanted);
            ContainerPath.unit(cgroups).ifPresent(unit -> selectors.add("systemd:unit:" + unit));
            for (Engine engine : engines) {
                if (wanted.stream().anyMatch(kind -> kind.startsWith(engine.kind() + ":"))) {
                    selectors.addAll(engine.selectors(caller.pid(), cgroups));
                }
            }
            if (wanted.stream().anyMatch(kind -> kind.startsWith("containerd:"))) {
                selectors.addAll(containerd.selectors(caller.pid(), cgroups));
            }
            if (pods.isPresent() && wanted.stream().anyMatch(kind -> kind.startsWith("k8s:"))) {
                selectors.addAll(KubernetesPod.selectors(pods.get(), cgroups, procfs.ownCgroups()));
            }
            return caller.isThere() && procfs.cgroups(caller.pid()).equals(cgroups) ? selectors : Set.of();
        } catch (IOException gone) {
            return Set.of();
        }
    }

    private Set<String> unix(Caller caller, Set<String> wanted) throws IOException {
        var selectors = new TreeSet<String>();
        selectors.add("unix:uid:" + Integer.toUnsignedString(caller.uid()));
        selectors.add("unix:gid:" + Integer.toUnsignedString(caller.gid()));
        Accounts.user(caller.uid()).ifPresent(name -> selectors.add("unix:user:" + name));
        Accounts.group(caller.gid()).ifPresent(name -> selectors.add("unix:group:" + name));
        var groups = procfs.supplementaryGroups(caller.pid());
        if (groups.size() <= MOST_GROUPS) {
            groups.forEach(group -> selectors.add("unix:supplementary-gid:" + Integer.toUnsignedString(group)));
            if (wanted.contains("unix:supplementary-group")) {
                Accounts.groups(groups).forEach(name -> selectors.add("unix:supplementary-group:" + name));
            }
        }
        if (wanted.contains("unix:path") || wanted.contains("unix:sha256")) {
            Path executable = procfs.of(caller.pid()).resolve("exe");
            try {
                selectors.add("unix:path:" + Files.readSymbolicLink(executable));
                if (wanted.contains("unix:sha256")) {
                    executables.sha256(executable).ifPresent(hash -> selectors.add("unix:sha256:" + hash));
                }
            } catch (IOException hidden) {
                // an agent without the right to look at the executables of others knows users and groups
            }
        }
        return selectors;
    }
}
