package io.lightwave.directory;

/// A node that spoke for a workload, as it was when it did (RFC 9334 §4.1). Written `id/epochs` in tokens.
public record Attester(SubjectId node, Epochs epochs) {

    public static Attester parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not an attester");
        }
        return new Attester(SubjectId.parse(text.substring(0, slash)), Epochs.parse(text.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return node + "/" + epochs;
    }
}
