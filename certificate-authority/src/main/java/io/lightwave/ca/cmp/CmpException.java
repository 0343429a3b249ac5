package io.lightwave.ca.cmp;

import java.util.concurrent.Callable;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;

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

    /// What a known sender wrote, as far as it can be read: whatever the reader trips over is the sender's fault.
    ///
    /// @param what begins the sentence that says so
    /// @throws CmpException `badDataFormat`, or the reading's own
    static <T> T reading(String what, Callable<T> reading) {
        try {
            return reading.call();
        } catch (CmpException refused) {
            throw refused;
        } catch (Exception unreadable) {
            String told = what + " cannot be read";
            throw new CmpException(PKIFailureInfo.badDataFormat, "%s: %s".formatted(told, unreadable), told);
        }
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
