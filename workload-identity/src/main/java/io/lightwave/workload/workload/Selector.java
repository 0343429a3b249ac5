package io.lightwave.workload.workload;

import java.util.Set;
import java.util.regex.Pattern;

/// What an agent finds out about a process, written `kind:key:value`, for instance `unix:uid:0` or
/// `docker:label:app:payments`.
record Selector(String kind, String key, String value) {
    private static final Pattern FORM = Pattern.compile(
            "(unix|systemd|docker|podman|containerd|k8s):" + "([a-z0-9][a-z0-9_-]{0,62}):([\\x20-\\x7e]{1,1000})");

    /// What whoever makes an image or a file decides by himself.
    private static final Set<String> OF_ARTIFACTS = Set.of("image-label", "image-env", "path");

    static Selector parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a selector: kind:key:value, as in unix:uid:0");
        }
        return new Selector(parts.group(1), parts.group(2), parts.group(3));
    }

    /// Whether it is the word of the artifact that runs: such selectors narrow a rule, and never grant alone.
    boolean isArtifact() {
        return OF_ARTIFACTS.contains(key);
    }

    @Override
    public String toString() {
        return kind + ":" + key + ":" + value;
    }
}
