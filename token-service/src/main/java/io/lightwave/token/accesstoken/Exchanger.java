package io.lightwave.token.accesstoken;

import io.lightwave.directory.Attester;
import io.lightwave.directory.SubjectId;

/// A workload that exchanged a token, and the node that spoke for it when it did. Written `attester/workload` in
/// tokens.
public record Exchanger(Attester attester, SubjectId workload) {

    static Exchanger parse(String text) {
        int end = text.lastIndexOf('/');
        if (end < 0) {
            throw new IllegalArgumentException("not an exchanger");
        }
        return new Exchanger(Attester.parse(text.substring(0, end)), SubjectId.parse(text.substring(end + 1)));
    }

    @Override
    public String toString() {
        return attester + "/" + workload;
    }
}
