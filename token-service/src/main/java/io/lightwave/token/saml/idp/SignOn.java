package io.lightwave.token.saml.idp;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.token.assurance.Assurance;
import io.lightwave.token.assurance.Wish;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.explain.Refusals;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.idp.AuthnRequest.RequestedSubject;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// Decides requests to sign on (SAML profiles §4.1.4): a response for a person who is signed in as the request
/// wants it.
final class SignOn {
    /// Of a sign-in at an identity provider of others.
    private static final String ELSEWHERE = "fed";

    private final Sessions sessions;
    private final NameIds names;
    private final Assurance assurance;
    private final SamlKeys keys;
    private final Responses responses;
    private final TransactionTemplate transactions;
    private final Refusals refusals;
    private final Audit audit;
    private final InstantSource clock;

    SignOn(
            Sessions sessions,
            NameIds names,
            Assurance assurance,
            SamlKeys keys,
            Responses responses,
            TransactionTemplate transactions,
            Refusals refusals,
            Audit audit,
            InstantSource clock) {
        this.sessions = sessions;
        this.names = names;
        this.assurance = assurance;
        this.keys = keys;
        this.responses = responses;
        this.transactions = transactions;
        this.refusals = refusals;
        this.audit = audit;
        this.clock = clock;
    }

    sealed interface Decision {
        /// @param response for the consumer of the request
        record Answered(Reading.Accepted asked, String response) implements Decision {}

        /// @param more whether a second factor is wanted of whoever has one
        record SignInNeeded(Reading.Accepted asked, boolean more) implements Decision {}
    }

    /// For a browser that comes with the session it has, before or after its person has signed in for this
    /// request.
    ///
    /// @param decisions where it is told what held
    Decision decide(Reading.Accepted asked, Optional<LiveSession> session, Decisions decisions, Origin origin) {
        AuthnRequest request = asked.request();
        Optional<LiveSession> fresh = session.filter(live -> !request.forceAuthn() || isAfter(live.session(), asked));
        if (fresh.isEmpty()) {
            return request.isPassive()
                    ? refuse(
                            new Reading.Rejected(asked, Status.NO_PASSIVE, "nobody is signed in as it is wanted"),
                            decisions,
                            origin)
                    : new Decision.SignInNeeded(asked, wantsSecondFactor(asked, session));
        }
        decisions.held("session", inWords(fresh.get()));
        if (request.proxyCount().filter(count -> count == 0).isPresent()
                && fresh.get().session().amr().contains(ELSEWHERE)) {
            return refuse(
                    new Reading.Rejected(
                            asked, Status.PROXY_COUNT_EXCEEDED, "the person has signed in at another provider"),
                    decisions,
                    origin);
        }
        Optional<String> context = request.context()
                .map(wanted -> wanted.metBy(fresh.get().session()))
                .orElseGet(() -> Optional.of(RequestedContext.of(fresh.get().session())));
        if (context.isEmpty() && !request.isPassive() && wantsSecondFactor(asked, fresh) && canProveMore(fresh.get())) {
            return new Decision.SignInNeeded(asked, true);
        }
        if (context.isEmpty()) {
            decisions.held("authentication policy", "there is nothing more that may be asked of the person now");
            return refuse(
                    new Reading.Rejected(
                            asked, Status.NO_AUTHN_CONTEXT, "the sign-in is not of the kind that is wanted"),
                    decisions,
                    origin);
        }
        decisions.held("authentication context", context.get());
        return answer(asked, fresh.get(), context.get(), decisions, origin);
    }

    private static String inWords(LiveSession live) {
        Session session = live.session();
        return "%s signed in at %s by %s".formatted(live.principal().name(), session.authTime(), session.amr());
    }

    private static boolean wantsSecondFactor(Reading.Accepted asked, Optional<LiveSession> session) {
        return asked.request()
                .context()
                .filter(wanted -> wanted.wantsSecondFactor(
                        session.map(live -> live.session().amr()).orElse(List.of("pwd"))))
                .isPresent();
    }

    private boolean canProveMore(LiveSession live) {
        return assurance.next(live.principal(), live.session().amr(), Wish.SECOND_FACTOR)
                instanceof Assurance.Next.Second;
    }

    /// Tells the service provider.
    Decision.Answered refuse(Reading.Rejected rejected, Decisions decisions, Origin origin) {
        Reading.Accepted asked = rejected.asked();
        refusals.refused(
                decisions,
                rejected.status().policy(),
                event(
                        asked,
                        "service-provider:" + asked.provider().name(),
                        AuditEvent.Outcome.REFUSED,
                        rejected.status().word() + ": " + rejected.reason(),
                        origin));
        String message = "%s (reference %s)".formatted(rejected.reason(), origin.requestId());
        return new Decision.Answered(
                asked, responses.failure(recipient(asked), rejected.status(), message, signer(asked), clock.instant()));
    }

    private static boolean isAfter(Session session, Reading.Accepted asked) {
        return !session.authTime().isBefore(asked.receivedAt().truncatedTo(ChronoUnit.SECONDS));
    }

    private Decision answer(
            Reading.Accepted asked, LiveSession live, String context, Decisions decisions, Origin origin) {
        Noted noted = transactions.execute(_ -> note(asked, live, context, origin));
        return switch (noted) {
            case Noted.Told(Responses.Statement statement) ->
                new Decision.Answered(
                        asked, responses.success(recipient(asked), statement, signer(asked), clock.instant()));
            case Noted.Refused(Reading.Rejected rejected) -> refuse(rejected, decisions, origin);
            case Noted.SessionEnded() -> new Decision.SignInNeeded(asked, false);
        };
    }

    /// What a transaction comes to; what is signed, encrypted or recorded apart comes after it, when no
    /// connection is held.
    private sealed interface Noted {
        record Told(Responses.Statement statement) implements Noted {}

        record Refused(Reading.Rejected rejected) implements Noted {}

        /// Meanwhile.
        record SessionEnded() implements Noted {}
    }

    private Noted note(Reading.Accepted asked, LiveSession live, String context, Origin origin) {
        Session session = live.session();
        ActivePrincipal person = live.principal();
        ServiceProvider provider = asked.provider();
        Optional<UUID> sid = sessions.sid(session, new SubjectId(provider.id()));
        if (sid.isEmpty()) {
            return new Noted.SessionEnded();
        }
        Optional<NameIds.NameId> name = names.of(provider, person, session, format(asked));
        if (name.isEmpty()) {
            return new Noted.Refused(
                    new Reading.Rejected(asked, Status.INVALID_NAME_ID_POLICY, "the person has no name of that kind"));
        }
        if (asked.request()
                .subject()
                .filter(wanted -> !isMeant(wanted, name.get()))
                .isPresent()) {
            return new Noted.Refused(
                    new Reading.Rejected(asked, Status.UNKNOWN_PRINCIPAL, "another person is signed in"));
        }
        names.remember(session, provider, name.get());
        audit.recordChange(event(
                asked,
                "user:%s@%s".formatted(person.name(), person.tenant()),
                AuditEvent.Outcome.SUCCESS,
                "session " + session.id(),
                origin));
        return new Noted.Told(new Responses.Statement(
                name.get(),
                session,
                sid.get(),
                sessions.endOf(session),
                context,
                ReleasedAttributes.of(provider, person, asked.request().attributesIndex())));
    }

    private static NameIdFormat format(Reading.Accepted asked) {
        return asked.request()
                .nameId()
                .flatMap(NameIdFormat::find)
                .filter(format -> format != NameIdFormat.UNSPECIFIED)
                .orElse(asked.provider().settings().nameIdFormat());
    }

    private static boolean isMeant(RequestedSubject wanted, NameIds.NameId name) {
        return wanted.name().equals(name.name())
                && wanted.format().filter(format -> format != name.format()).isEmpty();
    }

    private static Responses.Recipient recipient(Reading.Accepted asked) {
        return new Responses.Recipient(
                asked.tenant(),
                asked.provider(),
                asked.consumer().location(),
                Optional.of(asked.request().envelope().id()).filter(id -> !id.isEmpty()));
    }

    private Signer signer(Reading.Accepted asked) {
        return keys.requireSigner(asked.tenant().id());
    }

    private static AuditEvent event(
            Reading.Accepted asked, String actor, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                asked.tenant().id(),
                actor,
                "saml.respond",
                "service-provider:" + asked.provider().name(),
                outcome,
                reason,
                origin);
    }
}
