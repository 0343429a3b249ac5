package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationError.ACCESS_DENIED;
import static io.lightwave.token.authorization.AuthorizationError.CONSENT_REQUIRED;
import static io.lightwave.token.authorization.AuthorizationError.LOGIN_REQUIRED;
import static io.lightwave.token.authorization.AuthorizationError.UNMET_AUTHENTICATION_REQUIREMENTS;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.assurance.Wish;
import io.lightwave.token.consent.Consents;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.pairwise.ClientSubjectNames;
import io.lightwave.token.session.LiveSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/// Decides authorization requests: a code for a person who is signed in as the request wants it.
public final class Authorization {
    private final CodeIssue codes;
    private final Consents consents;
    private final Assurance assurance;
    private final ClientSubjectNames names;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    Authorization(
            CodeIssue codes,
            Consents consents,
            Assurance assurance,
            ClientSubjectNames names,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.names = names;
        this.codes = codes;
        this.consents = consents;
        this.assurance = assurance;
        this.transactions = transactions;
        this.clock = clock;
    }

    /// The answer to an authorization request.
    public sealed interface Decision {

        /// @param code when the response type has one
        record Approved(
                AuthorizationRequest request, ActivePrincipal person, Approval approval, Optional<OpaqueSecret> code)
                implements Decision {}

        record SignInNeeded(AuthorizationRequest request) implements Decision {}

        /// The person is signed in as the request wants it, and is to be asked whether the client may have that.
        record ConsentNeeded(AuthorizationRequest request, ActivePrincipal person) implements Decision {}

        record Denied(Reading.Refusal refusal) implements Decision {}

        /// It counts once (RFC 9126 §7.3), and has been answered.
        record UsedUp(AuthorizationRequest request) implements Decision {}
    }

    /// For a browser that comes with the session it has.
    public Decision decide(AuthorizationRequest request, Optional<LiveSession> session, Origin origin) {
        return session.filter(current -> !request.wantsSignIn() && isFresh(request, current))
                .filter(current -> isHinted(request, current))
                .filter(current -> isSure(request, current))
                .flatMap(current -> agreed(request, current, false, origin))
                .orElseGet(() -> request.isSilent()
                        ? denied(request, LOGIN_REQUIRED, "nobody is signed in as the request wants it")
                        : new Decision.SignInNeeded(request));
    }

    /// For a person who has just signed in for this very request.
    public Decision decideAfterSignIn(AuthorizationRequest request, LiveSession session, Origin origin) {
        return Optional.of(session)
                .filter(current -> isHinted(request, current))
                .flatMap(current -> agreed(request, current, true, origin))
                .orElseGet(() -> denied(request, LOGIN_REQUIRED, "another person has signed in"));
    }

    /// For a person who was asked, signed in as this very request wants it, and agrees.
    public Decision decideAfterConsent(AuthorizationRequest request, LiveSession session, Origin origin) {
        ActivePrincipal person = session.principal();
        return transactions.execute(_ -> {
            consents.remember(person.tenant(), person.id(), request.client().id(), request.wanted());
            return issue(request, session, origin).orElseGet(() -> new Decision.SignInNeeded(request));
        });
    }

    /// For a person who was asked and does not agree.
    public Decision refuse(AuthorizationRequest request) {
        return codes.useUp(request)
                ? denied(request, ACCESS_DENIED, "the person has not agreed")
                : new Decision.UsedUp(request);
    }

    /// Empty when the session has ended meanwhile.
    private Optional<Decision> issue(AuthorizationRequest request, LiveSession session, Origin origin) {
        return switch (codes.issue(request, session, origin)) {
            case CodeIssue.Outcome.Issued(Approval approval, Optional<OpaqueSecret> code) ->
                Optional.of(new Decision.Approved(request, session.principal(), approval, code));
            case CodeIssue.Outcome.RequestUsedUp() -> Optional.of(new Decision.UsedUp(request));
            case CodeIssue.Outcome.SessionEnded() -> Optional.empty();
        };
    }

    /// Empty when the session has ended meanwhile.
    ///
    /// @param present whether the person has just signed in for this request
    private Optional<Decision> agreed(
            AuthorizationRequest request, LiveSession session, boolean present, Origin origin) {
        Wish wish = request.wish();
        ActivePrincipal person = session.principal();
        if (wish.essential()
                && !assurance.policy(person.tenant()).earnsAny(session.session().amr(), wish.contexts())) {
            return Optional.of(denied(
                    request, UNMET_AUTHENTICATION_REQUIREMENTS, "none of the acr values asked for can be reached"));
        }
        if (!wantsConsent(request, session.principal(), present)) {
            return issue(request, session, origin);
        }
        return Optional.of(
                request.isSilent()
                        ? denied(request, CONSENT_REQUIRED, "the person has not agreed yet")
                        : new Decision.ConsentNeeded(request, session.principal()));
    }

    /// Where another program may be asking in the client's name, a consent from before counts for nothing, and nobody
    /// is let through whom nobody has asked (RFC 8252 §8.6).
    private boolean wantsConsent(AuthorizationRequest request, ActivePrincipal person, boolean present) {
        if (request.asksForConsent()) {
            return true;
        }
        return request.reachesItsClientOnly()
                ? request.needsConsent() && !hasConsent(request, person)
                : request.needsConsent() || !present;
    }

    private boolean hasConsent(AuthorizationRequest request, ActivePrincipal person) {
        return consents.covers(person.tenant(), person.id(), request.client().id(), request.wanted());
    }

    private static Decision denied(AuthorizationRequest request, AuthorizationError error, String description) {
        return new Decision.Denied(new Reading.Refusal(request.returnAddress(), error, description));
    }

    private boolean isFresh(AuthorizationRequest request, LiveSession session) {
        Duration age = Duration.between(session.session().authTime(), clock.instant());
        return request.maxAge().filter(limit -> age.compareTo(limit) > 0).isEmpty();
    }

    /// Nobody is asked for more who cannot give it, or may not be asked.
    private boolean isSure(AuthorizationRequest request, LiveSession session) {
        Wish wish = request.wish();
        return (request.isSilent() && !wish.essential())
                || assurance.suffices(session.principal(), session.session().amr(), wish);
    }

    private boolean isHinted(AuthorizationRequest request, LiveSession session) {
        Set<String> hinted = request.hintedSubjects();
        return hinted.isEmpty()
                || hinted.equals(
                        Set.of(names.of(request.client(), session.principal().id())));
    }
}
