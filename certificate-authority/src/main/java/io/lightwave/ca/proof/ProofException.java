package io.lightwave.ca.proof;

import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.ErrorType;

/// There is no proof where one should be.
final class ProofException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient AcmeProblem problem;

    ProofException(ErrorType type, String detail) {
        super(detail, null, false, false);
        this.problem = AcmeProblem.of(type, detail);
    }

    AcmeProblem problem() {
        return problem;
    }
}
