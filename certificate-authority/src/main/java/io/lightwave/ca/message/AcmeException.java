package io.lightwave.ca.message;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// A request that is answered with a problem document.
public final class AcmeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient AcmeProblem problem;
    private final transient Optional<Duration> retryAfter;
    private final transient Optional<URI> location;

    private AcmeException(AcmeProblem problem, Optional<Duration> retryAfter, Optional<URI> location) {
        super(problem.detail(), null, false, false); // an answer, no fault: nobody reads its stack
        this.problem = problem;
        this.retryAfter = retryAfter;
        this.location = location;
    }

    public AcmeException(AcmeProblem problem) {
        this(problem, Optional.empty(), Optional.empty());
    }

    public AcmeException(ErrorType type, String detail) {
        this(AcmeProblem.of(type, detail));
    }

    public static AcmeException malformed(String detail) {
        return new AcmeException(ErrorType.MALFORMED, detail);
    }

    /// RFC 8555 §7.3.6: the account has ended.
    public static AcmeException ended(String detail) {
        return new AcmeException(AcmeProblem.of(ErrorType.UNAUTHORIZED, 401, detail));
    }

    /// RFC 8555 §6.3: only by POST.
    public static AcmeException notByGet() {
        return new AcmeException(
                AcmeProblem.of(ErrorType.MALFORMED, 405, "RFC 8555 §6.3: this is asked for by a signed POST"));
    }

    /// There is nothing of that name, or it is another account's.
    public static AcmeException notFound() {
        return new AcmeException(AcmeProblem.of(ErrorType.MALFORMED, 404, "there is no such thing of this account"));
    }

    /// There is none of that identifier (RFC 9773 §4.1).
    public static AcmeException unknownCertificate() {
        return new AcmeException(
                AcmeProblem.of(ErrorType.MALFORMED, 404, "RFC 9773 §4.1: there is no certificate of that identifier"));
    }

    /// RFC 8555 §6.6.
    public static AcmeException rateLimited(String detail, Duration retryAfter) {
        return new AcmeException(
                AcmeProblem.of(ErrorType.RATE_LIMITED, detail), Optional.of(retryAfter), Optional.empty());
    }

    /// RFC 8555 §7.3.5: the key is that of the account at this address.
    public static AcmeException keyInUse(URI account) {
        return new AcmeException(
                AcmeProblem.of(ErrorType.MALFORMED, 409, "the key is another account's"),
                Optional.empty(),
                Optional.of(account));
    }

    public AcmeProblem problem() {
        return problem;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    public Optional<URI> location() {
        return location;
    }
}
