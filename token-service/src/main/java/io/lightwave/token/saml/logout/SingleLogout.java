package io.lightwave.token.saml.logout;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.logout.FrontChannel;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.idp.Addresses;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.logout.Participants.Participant;
import io.lightwave.token.saml.logout.Rounds.Requester;
import io.lightwave.token.saml.logout.Rounds.Round;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.XmlDecryption;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Sessions;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends sessions for service providers, once they have proved who they are, and says who is still to be told.
final class SingleLogout implements FurtherLogout {
    /// What refuses a message, in words for an operator.
    static final String MESSAGE = "logout message of the service provider";

    private final ServiceProviders providers;
    private final SamlKeys keys;
    private final Participants participants;
    private final Rounds rounds;
    private final SoapLogout soap;
    private final Sessions sessions;
    private final SignOut signOut;
    private final FrontChannel frontChannel;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    SingleLogout(
            ServiceProviders providers,
            SamlKeys keys,
            Participants participants,
            Rounds rounds,
            SoapLogout soap,
            Sessions sessions,
            SignOut signOut,
            FrontChannel frontChannel,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.providers = providers;
        this.keys = keys;
        this.participants = participants;
        this.rounds = rounds;
        this.soap = soap;
        this.sessions = sessions;
        this.signOut = signOut;
        this.frontChannel = frontChannel;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /// A logout that a service provider asked for; its sessions have ended.
    ///
    /// @param answered whether whoever asked for it waits for an answer
    /// @param ended how many sessions
    /// @param remaining the other service providers of these sessions that a browser is still to visit
    /// @param partial whether somebody else has not been told
    /// @param frames of OpenID Connect clients that are told in the browser
    /// @param kept under which the browser's round is to be kept, if it goes anywhere else first
    /// @param first where the browser goes first, and comes from to that round: providers at which the sessions
    ///     began; empty when there is none, or no browser
    record Done(
            ServiceProvider requester,
            String requestId,
            boolean answered,
            int ended,
            List<Participant> remaining,
            boolean partial,
            List<URI> frames,
            OpaqueSecret kept,
            Optional<String> first) {
        Done {
            remaining = List.copyOf(remaining);
            frames = List.copyOf(frames);
        }
    }

    /// For a person who signs out here.
    @Override
    public Optional<String> begin(Tenant tenant, LiveSession session, Optional<String> destination) {
        UUID id = session.session().id();
        List<Participant> all = visit(tenant, id, participants.of(tenant.id(), id));
        if (all.isEmpty()) {
            return Optional.empty();
        }
        var round = new Round(null, destination.orElse(null), all, null, null, false);
        return Optional.of(address(tenant, rounds.begin(tenant.id(), round)));
    }

    /// Where a browser goes on with a round that is kept.
    static String address(Tenant tenant, OpaqueSecret kept) {
        return Addresses.logout(tenant) + "?round=" + kept.text();
    }

    /// Those of a session that a browser is led to, which is noted.
    private List<Participant> visit(Tenant tenant, UUID session, List<Participant> among) {
        List<Participant> all = among.stream()
                .filter(each -> takesLogout(tenant, each, LogoutRound::endpoint))
                .toList();
        participants.visits(tenant.id(), session, all, clock.instant().plus(Rounds.LIFETIME));
        return all;
    }

    private boolean takesLogout(Tenant tenant, Participant who, Function<ServiceProvider, Optional<?>> how) {
        return providers.byId(tenant.id(), who.provider()).flatMap(how).isPresent();
    }

    @Override
    public boolean needsBrowser(Tenant tenant, LiveSession session) {
        return needsBrowser(
                tenant, participants.of(tenant.id(), session.session().id()));
    }

    private boolean needsBrowser(Tenant tenant, List<Participant> among) {
        return among.stream().anyMatch(each -> !takesLogout(tenant, each, SoapLogout::address));
    }

    @Override
    public boolean tell(Tenant tenant, UUID session) {
        return soap.tell(tenant.id(), Set.of(session));
    }

    /// For a service provider that asks for it.
    ///
    /// @param address at which it came
    /// @param browser whether a browser brought it, which can be led on
    /// @param others who else is to be told of the end of these sessions
    /// @param decisions where it is told what held
    /// @throws InvalidSamlException when it is not to be believed
    Done requested(
            Tenant tenant,
            SentRequest sent,
            String address,
            boolean browser,
            List<FurtherLogout> others,
            Decisions decisions,
            Origin origin) {
        LogoutRequest request = LogoutRequest.read(sent.message());
        ServiceProvider requester =
                providers.require(tenant.id(), request.envelope().issuer());
        decisions.held("service provider", "%s is registered, and its metadata stand".formatted(requester.name()));
        boolean old = sent.checkSignature(
                requester.metadata().signingKeys(), true, requester.settings().algorithms());
        decisions.held("signature of the request", "by a key of its metadata");
        request.check(address, clock.instant());
        decisions.held("request", "for us, and in time");
        XmlDecryption.Read name =
                request.name(keys.decrypting(tenant.id()), requester.settings().algorithms());
        if (old || name.old()) {
            new OldAlgorithms(audit).note(tenant.id(), "service-provider:" + requester.name());
        }
        var remaining = new LinkedHashSet<Participant>();
        var frames = new ArrayList<URI>();
        Set<UUID> ended = participants.sessions(
                tenant.id(), requester.id(), name.element().text(), request.sessions());
        boolean partial = false;
        OpaqueSecret kept = rounds.name();
        Optional<String> first = Optional.empty();
        for (UUID id : ended) {
            List<Participant> rest = participants.of(tenant.id(), id).stream()
                    .filter(each -> !each.provider().equals(requester.id()))
                    .toList();
            List<Participant> visited = browser ? visit(tenant, id, rest) : List.of();
            remaining.addAll(visited);
            partial |= needsBrowser(
                    tenant,
                    rest.stream().filter(each -> !visited.contains(each)).toList());
            Optional<LiveSession> live = sessions.find(tenant.id(), id);
            if (live.isPresent()) {
                frames.addAll(frontChannel.frames(tenant, live.get()));
                if (browser) {
                    Optional<String> before = first;
                    first = FurtherLogout.begin(
                                    others, tenant, live.get(), before.or(() -> Optional.of(address(tenant, kept))))
                            .or(() -> before);
                } else {
                    partial |= others.stream().anyMatch(one -> one.needsBrowser(tenant, live.get()));
                }
            }
            end(requester, id, live, origin);
            if (live.isPresent()) {
                for (FurtherLogout one : others) {
                    partial |= !one.tell(tenant, id);
                }
            }
        }
        partial |= !soap.tell(tenant.id(), ended);
        audit.record(new AuditEvent(
                tenant.id(),
                "service-provider:" + requester.name(),
                "saml.logout",
                ended.size() + " sessions",
                AuditEvent.Outcome.SUCCESS,
                "",
                origin));
        return new Done(
                requester,
                request.envelope().id(),
                !request.asynchronous(),
                ended.size(),
                List.copyOf(remaining),
                partial,
                frames,
                kept,
                first);
    }

    /// The service provider leaves with the session: if that cannot be ended it may ask once more.
    private void end(ServiceProvider requester, UUID session, Optional<LiveSession> live, Origin origin) {
        TenantId tenant = requester.tenant();
        transactions.executeWithoutResult(_ -> {
            List<Participant> own = participants.of(tenant, session).stream()
                    .filter(each -> each.provider().equals(requester.id()))
                    .toList();
            live.ifPresent(one -> signOut.end(one, "by service provider " + requester.name(), origin));
            participants.leave(tenant, session, requester.id());
            own.forEach(who -> soap.heard(tenant, who));
        });
    }

    static AuditEvent refusal(Tenant tenant, String reason, Origin origin) {
        return new AuditEvent(
                tenant.id(),
                "service-provider:",
                "saml.logout",
                "single logout service",
                AuditEvent.Outcome.REFUSED,
                reason,
                origin);
    }

    /// What is kept of it while the browser goes around.
    static Round round(Done done, String relayState) {
        return new Round(
                done.answered() ? new Requester(done.requester().id(), done.requestId(), relayState) : null,
                null,
                done.remaining(),
                null,
                null,
                done.partial());
    }
}
