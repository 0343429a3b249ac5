package io.lightwave.ca.cmp;

/// A message that is refused. Why stands in the audit trail; its sender learns it only once they are known.
final class CmpException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String NOT_AUTHENTIC = "the message is not authentic";

    private final int failure;
    private final String told;

    private CmpException(int failure, String reason, String told) {
        super(reason);
        this.failure = failure;
        this.told = told;
    }

    /// @param failure a bit of PKIFailureInfo (RFC 9810 §5.2.3)
    CmpException(int failure, String reason) {
        this(failure, reason, reason);
    }

    /// Of somebody who may not be who they say.
    static CmpException notAuthentic(int failure, String reason) {
        return new CmpException(failure, reason, NOT_AUTHENTIC);
    }

    int failure() {
        return failure;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    String told() {
        return told;
    }
}
