package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationError.LOGIN_REQUIRED;
import static io.lightwave.token.authorization.AuthorizationError.UNMET_AUTHENTICATION_REQUIREMENTS;

import io.lightwave.directory.Origin;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.session.LiveSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Decides authorization requests: a code for a person who is signed in as the request wants it.
public final class Authorization {
    private final CodeIssue codes;
    private final InstantSource clock;

    Authorization(CodeIssue codes, InstantSource clock) {
        this.codes = codes;
        this.clock = clock;
    }

    /// The answer to an authorization request.
    public sealed interface Decision {

        record Approved(AuthorizationRequest request, OpaqueSecret code) implements Decision {}

        record SignInNeeded(AuthorizationRequest request) implements Decision {}

        record Denied(Reading.Refusal refusal) implements Decision {}
    }

    /// For a browser that comes with the session it has.
    public Decision decide(AuthorizationRequest request, Optional<LiveSession> session, Origin origin) {
        return session.filter(current -> !request.wantsSignIn() && isFresh(request, current))
                .filter(current -> isHinted(request, current))
                .flatMap(current -> approve(request, current, origin))
                .orElseGet(() -> request.isSilent()
                        ? denied(request, "nobody is signed in as the request wants it")
                        : new Decision.SignInNeeded(request));
    }

    /// For a person who has just signed in for this very request.
    public Decision decideAfterSignIn(AuthorizationRequest request, LiveSession session, Origin origin) {
        return Optional.of(session)
                .filter(current -> isHinted(request, current))
                .flatMap(current -> approve(request, current, origin))
                .orElseGet(() -> denied(request, "another person has signed in"));
    }

    /// Signing in once more would not change the context: there is no other way to sign in.
    private Optional<Decision> approve(AuthorizationRequest request, LiveSession session, Origin origin) {
        if (!request.accepts(session.session().acr())) {
            return Optional.of(new Decision.Denied(new Reading.Refusal(
                    request.returnAddress(),
                    UNMET_AUTHENTICATION_REQUIREMENTS,
                    "none of the acr values asked for can be reached")));
        }
        return codes.issue(request, session, origin).map(code -> new Decision.Approved(request, code));
    }

    private static Decision denied(AuthorizationRequest request, String description) {
        return new Decision.Denied(new Reading.Refusal(request.returnAddress(), LOGIN_REQUIRED, description));
    }

    private boolean isFresh(AuthorizationRequest request, LiveSession session) {
        Duration age = Duration.between(session.session().authTime(), clock.instant());
        return request.maxAge().filter(limit -> age.compareTo(limit) > 0).isEmpty();
    }

    private static boolean isHinted(AuthorizationRequest request, LiveSession session) {
        return request.hintedSubjects().stream()
                .allMatch(subject -> subject.equals(session.principal().id().toString()));
    }
}
