package io.lightwave.agent.attestation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Finds the pod and the container of a Kubernetes node that the paths of a process's control groups name, as kubelet
/// and container runtime make them, by systemd or without it. The outermost counts; a path that names another pod or
/// container further down names none, since a container that may write its control group can make one below it with
/// any name. For the same reason a pod below some other service, scope or container is none, unless that is what the
/// agent itself is in: a cluster inside of a container.
///
/// @param pod its UID
/// @param container its id, 64 hexadecimal digits
record PodPath(String pod, String container) {
    private static final String UID = "([0-9a-f]{8}(?:%1$s[0-9a-f]{4}){3}%1$s[0-9a-f]{12})";
    private static final String SLICE =
            "(?:[a-z0-9]+-)*kubepods(?:-besteffort|-burstable)?-pod" + UID.formatted("_") + "[.]slice";
    private static final Pattern SYSTEMD_POD = Pattern.compile(SLICE);
    private static final Pattern SYSTEMD_CONTAINER =
            Pattern.compile("(?:cri-containerd|crio|docker)-([0-9a-f]{64})[.]scope");
    private static final Pattern PLAIN_POD = Pattern.compile("pod" + UID.formatted("-"));
    private static final Pattern PLAIN_CONTAINER = Pattern.compile("(?:crio-)?([0-9a-f]{64})");
    /// Of containerd without systemd below a kubelet with it.
    private static final Pattern JOINED = Pattern.compile(SLICE + ":cri-containerd:([0-9a-f]{64})");

    private static final Pattern QUALITY = Pattern.compile("besteffort|burstable");
    /// What somebody may have been given, to arrange below it as he likes: services, scopes and containers, and all
    /// that is a user's.
    private static final Pattern SOMEBODY_S =
            Pattern.compile(".*[.](?:service|scope)|(?:crio-)?[0-9a-f]{64}|user[.]slice|user-[0-9]+[.]slice");
    /// Services of the system's that have containerd's groups below them.
    private static final Pattern RUNTIMES = Pattern.compile(
            "(?:containerd|k0s(?:controller|worker)|k3s(?:-agent)?|rke2-(?:server|agent)|snap[.]microk8s[.]daemon-containerd)[.]service");

    /// The only one that the paths name.
    ///
    /// @param own the paths of the agent itself
    static Optional<PodPath> of(List<String> paths, List<String> own) {
        var found = new LinkedHashSet<PodPath>();
        for (String path : paths) {
            var named = named(path.split("/", -1), own);
            if (named.size() > 1) {
                return Optional.empty();
            }
            found.addAll(named);
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// Whether what is above the pod at this place is the machine's own, or the agent's.
    private static boolean isOfThisMachine(String[] segments, int pod, List<String> own) {
        var theirs = IntStream.range(1, pod)
                .filter(i -> SOMEBODY_S.matcher(segments[i]).matches())
                .toArray();
        if (theirs.length == 0) {
            return true;
        }
        int last = theirs[theirs.length - 1];
        if (theirs.length == 1
                && segments[last - 1].equals("system.slice")
                && RUNTIMES.matcher(segments[last]).matches()
                && JOINED.matcher(segments[pod]).matches()) {
            return true;
        }
        String above = String.join("/", List.of(segments).subList(0, last + 1)) + "/";
        return own.stream().anyMatch(path -> (path + "/").startsWith(above));
    }

    /// Every pod on a path, with its container, which is directly below; one without a container has an empty one.
    private static List<PodPath> named(String[] segments, List<String> own) {
        var found = new ArrayList<PodPath>();
        for (int i = 0; i < segments.length; i++) {
            var joined = JOINED.matcher(segments[i]);
            Optional<PodPath> pod = joined.matches()
                    ? Optional.of(new PodPath(joined.group(1).replace('_', '-'), joined.group(2)))
                    : withNext(segments, i);
            if (pod.isPresent()) {
                if (found.isEmpty() && !isOfThisMachine(segments, i, own)) {
                    return List.of();
                }
                found.add(pod.get());
                i += joined.hasMatch() ? 0 : 1; // the next segment belongs to it
            } else if (!found.isEmpty()
                    && SYSTEMD_CONTAINER.matcher(segments[i]).matches()) {
                found.add(new PodPath("", segments[i])); // another container below one: two candidates
            }
        }
        return found.stream().allMatch(PodPath::isNoContainer) ? List.of() : found;
    }

    /// A pod whose container is the next segment, if that is one.
    private static Optional<PodPath> withNext(String[] segments, int pod) {
        String next = pod + 1 < segments.length ? segments[pod + 1] : "";
        var systemd = SYSTEMD_POD.matcher(segments[pod]);
        if (systemd.matches()) {
            return Optional.of(new PodPath(systemd.group(1).replace('_', '-'), id(SYSTEMD_CONTAINER.matcher(next))));
        }
        var plain = PLAIN_POD.matcher(segments[pod]);
        return plain.matches() && isOfKubelet(segments, pod)
                ? Optional.of(new PodPath(plain.group(1), id(PLAIN_CONTAINER.matcher(next))))
                : Optional.empty();
    }

    private static boolean isOfKubelet(String[] segments, int pod) {
        int above = pod - 1;
        if (above > 0 && QUALITY.matcher(segments[above]).matches()) {
            above--;
        }
        return above > 0 && segments[above].equals("kubepods");
    }

    private boolean isNoContainer() {
        return container.isEmpty();
    }

    private static String id(Matcher container) {
        return container.matches() ? container.group(1) : "";
    }
}
