package io.lightwave.token.federation;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.federation.UpstreamSessions.Held;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.UnsignedMessage;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.logout.LogoutMessages;
import io.lightwave.token.saml.logout.LogoutRequest;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.sp.NameId;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.XmlDecryption;
import io.lightwave.token.saml.xml.XmlText;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Single logout with outside SAML identity providers (SAML profiles §4.4): whoever signs out here does so
/// there, whoever signs out there does so here, and no session of ours outlives the one there.
final class UpstreamLogout implements FurtherLogout {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamLogout.class);
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final String REQUEST = "SAMLRequest";
    private static final String RESPONSE = "SAMLResponse";
    /// Before what a browser shows that goes on by a form of ours.
    static final String LEAVING = "leaving=";

    /// What refuses an answer that nothing waits for, and why.
    static final String WAITING = "sign-out that waits";

    static final String NONE_WAITS =
            "no sign-out waits for that answer: it has ended, took too long or was never begun";

    private static final Origin HERE = new Origin("", "end of a session elsewhere");

    private final IdentityProviders providers;
    private final UpstreamSessions upstream;
    private final Sessions sessions;
    private final SignOut signOut;
    private final SamlKeys keys;
    private final LogoutMessages messages;
    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    UpstreamLogout(
            IdentityProviders providers,
            UpstreamSessions upstream,
            Sessions sessions,
            SignOut signOut,
            SamlKeys keys,
            LogoutMessages messages,
            TransactionTemplate transactions,
            JdbcClient jdbc,
            ObjectMapper json,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.providers = providers;
        this.upstream = upstream;
        this.sessions = sessions;
        this.signOut = signOut;
        this.keys = keys;
        this.messages = messages;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.json = json;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Optional<String> begin(Tenant tenant, LiveSession session, Optional<String> destination) {
        return upstream.of(tenant.id(), session.session().id()).stream()
                .flatMap(held -> leave(tenant, held, destination.orElse("")).stream())
                .findFirst();
    }

    @Override
    public boolean needsBrowser(Tenant tenant, LiveSession session) {
        return upstream.of(tenant.id(), session.session().id()).stream()
                .anyMatch(held -> held.name().isPresent()
                        && metadata(tenant, held.provider())
                                .flatMap(UpstreamLogout::inBrowser)
                                .isPresent());
    }

    private Optional<String> leave(Tenant tenant, Held held, String destination) {
        return held.name().flatMap(name -> leave(tenant, held, name, destination));
    }

    private Optional<String> leave(Tenant tenant, Held held, NameId name, String destination) {
        return metadata(tenant, held.provider())
                .flatMap(UpstreamLogout::inBrowser)
                .map(service -> {
                    var message = messages.request(
                            SamlUpstream.entityId(tenant, held.provider()),
                            text -> write(text, name),
                            held.index(),
                            service.location());
                    OpaqueSecret state = keep(tenant, held.provider(), destination);
                    Signer signer = keys.requireSigner(tenant.id());
                    return service.binding() == Binding.REDIRECT
                            ? message.address(service.location(), REQUEST, state.text(), signer)
                            : byForm(
                                    tenant,
                                    held.provider(),
                                    state,
                                    new Departure.Form(service.location(), message.fields(REQUEST, "", signer)));
                });
    }

    /// The address of ours at which a browser finds the form that it brings there.
    private String byForm(Tenant tenant, UUID provider, OpaqueSecret state, Departure.Form form) {
        jdbc.sql("update upstream_logout set form = ?::jsonb where tenant_id = ? and state_hash = ?")
                .param(json.writeValueAsString(form))
                .param(tenant.id().value())
                .param(state.hash())
                .update();
        return SamlUpstream.logout(tenant, provider) + "?" + LEAVING + state.text();
    }

    /// That form; empty when nobody is to bring one.
    Optional<Departure.Form> form(Tenant tenant, UUID provider, String kept) {
        return OpaqueSecret.parse(kept)
                .flatMap(state -> jdbc.sql("""
                    select form::text from upstream_logout
                     where tenant_id = ? and state_hash = ? and provider_id = ? and expires_at > ? and form is not null\
                    """)
                        .param(tenant.id().value())
                        .param(state.hash())
                        .param(provider)
                        .param(Timestamp.from(clock.instant()))
                        .query(String.class)
                        .optional())
                .map(text -> json.readValue(text, Departure.Form.class))
                .map(form -> form.fields().containsKey(REQUEST) ? form.with("RelayState", kept) : form);
    }

    private static void write(XmlText text, NameId name) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("Format", name.format());
        name.nameQualifier().ifPresent(qualifier -> attributes.put("NameQualifier", qualifier));
        name.spNameQualifier().ifPresent(qualifier -> attributes.put("SPNameQualifier", qualifier));
        text.element("saml:NameID", attributes, name.value());
    }

    private Optional<IdentityProviderMetadata> metadata(Tenant tenant, UUID provider) {
        return providers
                .usable(tenant.id(), provider)
                .flatMap(known -> known.settings().connection() instanceof Connection.Saml saml
                        ? Optional.of(saml.metadata())
                        : Optional.empty());
    }

    /// Where a browser brings logout messages.
    private static Optional<ServiceLocation> inBrowser(IdentityProviderMetadata metadata) {
        return by(metadata, Binding.REDIRECT).or(() -> by(metadata, Binding.POST));
    }

    private static Optional<ServiceLocation> by(IdentityProviderMetadata metadata, Binding binding) {
        return metadata.logout().stream()
                .filter(each -> each.binding() == binding)
                .findFirst();
    }

    /// Has the browser come back from there by a value that only it gets.
    OpaqueSecret keep(Tenant tenant, UUID provider, String destination) {
        OpaqueSecret state = OpaqueSecret.random(random);
        jdbc.sql("insert into upstream_logout (tenant_id, state_hash, provider_id, destination, expires_at)"
                        + " values (?, ?, ?, ?, ?)")
                .param(tenant.id().value())
                .param(state.hash())
                .param(provider)
                .param(destination)
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .update();
        return state;
    }

    /// Where a browser goes on to that comes back from there, whatever it brings; empty when nobody waits for
    /// it.
    Optional<String> answered(Tenant tenant, UUID provider, String relayState) {
        return OpaqueSecret.parse(relayState)
                .flatMap(state -> jdbc.sql("""
                    delete from upstream_logout
                     where tenant_id = ? and state_hash = ? and provider_id = ? and expires_at > ?
                    returning destination\
                    """)
                        .param(tenant.id().value())
                        .param(state.hash())
                        .param(provider)
                        .param(Timestamp.from(clock.instant()))
                        .query((row, _) -> row.getString(1))
                        .optional());
    }

    /// What a provider has asked for, and who is to be signed out by it.
    ///
    /// @param requestId of the request
    /// @param answer where the browser brings our answer; empty when there is none, or the provider takes no
    ///     answer in a browser
    record Asked(
            IdentityProvider provider,
            String requestId,
            UpstreamSessions.Meant meant,
            List<LiveSession> sessions,
            Optional<String> answer) {
        Asked {
            sessions = List.copyOf(sessions);
        }
    }

    /// A request of a provider's; those of its people that it names are signed out by [#end].
    ///
    /// @param address at which it came
    /// @throws InvalidSamlException when it is not to be believed
    Asked requested(Tenant tenant, UUID id, SentRequest sent, String address) {
        IdentityProvider provider =
                providers.usable(tenant.id(), id).orElseThrow(() -> new InvalidSamlException("no such provider"));
        if (!(provider.settings().connection() instanceof Connection.Saml saml)) {
            throw new InvalidSamlException("it speaks no SAML");
        }
        LogoutRequest request = LogoutRequest.read(sent.message());
        if (!request.envelope().issuer().equals(saml.metadata().entityId())) {
            throw new InvalidSamlException("another issuer");
        }
        boolean old = sent.checkSignature(saml.metadata().signingKeys(), true, saml.algorithms());
        request.check(address, clock.instant());
        XmlDecryption.Read name = request.name(keys.decrypting(tenant.id()), saml.algorithms());
        if (old || name.old()) {
            new OldAlgorithms(audit).note(tenant.id(), "identity-provider:" + provider.name());
        }
        String named = name.element().text();
        if (named.isEmpty()) {
            throw new InvalidSamlException("a NameID that is empty");
        }
        var meant = new UpstreamSessions.Meant(tenant.id(), id, Optional.of(named), request.sessions());
        Optional<String> answer = address.equals(SamlUpstream.logout(tenant, id))
                ? inBrowser(saml.metadata()).map(service -> answer(tenant, id, service, request, sent.relayState()))
                : Optional.empty();
        return new Asked(provider, request.envelope().id(), meant, live(tenant.id(), upstream.begunBy(meant)), answer);
    }

    private List<LiveSession> live(TenantId tenant, List<UUID> begun) {
        return begun.stream()
                .flatMap(session -> sessions.find(tenant, session).stream())
                .toList();
    }

    private String answer(
            Tenant tenant, UUID provider, ServiceLocation service, LogoutRequest request, String relayState) {
        URI target = service.responseLocation().orElse(service.location());
        UnsignedMessage message = messages.response(
                SamlUpstream.entityId(tenant, provider),
                target,
                request.envelope().id(),
                false);
        Signer signer = keys.requireSigner(tenant.id());
        return service.binding() == Binding.REDIRECT
                ? message.address(target, RESPONSE, relayState, signer)
                : byForm(
                        tenant,
                        provider,
                        keep(tenant, provider, ""),
                        new Departure.Form(target, message.fields(RESPONSE, relayState, signer)));
    }

    /// What is answered from server to server. Our own service providers are not told in a browser then, which
    /// the answer says when there is one who may have to be.
    ///
    /// @param partial whether somebody is not told
    String soapAnswer(Tenant tenant, Asked asked, boolean partial) {
        URI destination = URI.create(asked.provider().settings().connection().names());
        return messages.response(
                        SamlUpstream.entityId(tenant, asked.provider().id()), destination, asked.requestId(), partial)
                .signed(keys.requireSigner(tenant.id()));
    }

    /// Ends what a provider has asked for.
    void end(Tenant tenant, Asked asked, Origin origin) {
        transactions.executeWithoutResult(_ -> {
            int ended = end(asked.meant(), asked.provider(), origin);
            audit.recordChange(event(
                    tenant, asked.provider().name(), ended + " sessions", AuditEvent.Outcome.SUCCESS, "", origin));
        });
    }

    /// Ends sessions there and all that began by them; how many of ours those were. Joins the
    /// caller's transaction. Whoever ends one of ours holds it before what is known of it there, so
    /// what has not begun yet comes first: it has, or it never will. What begins meanwhile stays.
    int end(UpstreamSessions.Meant meant, IdentityProvider provider, Origin origin) {
        upstream.endWaiting(meant);
        List<UUID> begun = upstream.begunBy(meant);
        List<Session> ours =
                live(meant.tenant(), begun).stream().map(LiveSession::session).toList();
        signOut.end(meant.tenant(), ours, "identity-provider:" + provider.name(), "signed out there", origin);
        upstream.end(meant, begun);
        return ours.size();
    }

    /// Notes in the audit trail that a message was not believed.
    void refused(Tenant tenant, UUID provider, InvalidSamlException malformed, Origin origin) {
        audit.record(refusal(tenant, provider, malformed.reason(), origin));
    }

    static AuditEvent refusal(Tenant tenant, UUID provider, String reason, Origin origin) {
        return event(tenant, provider.toString(), "single logout service", AuditEvent.Outcome.REFUSED, reason, origin);
    }

    /// Ends the sessions of ours whose one there has ended by its time.
    void endOver() {
        upstream.ended()
                .forEach(ours -> RecurringTask.attempt(
                        () -> endOver(ours),
                        failed -> LOG.warn(
                                "session {} of {} could not be ended", ours.session(), ours.tenant(), failed)));
    }

    private void endOver(UpstreamSessions.Ours ours) {
        transactions.executeWithoutResult(_ -> {
            sessions.find(ours.tenant(), ours.session())
                    .ifPresent(live -> signOut.end(live, "the session at its identity provider is over", HERE));
            upstream.endOver(ours);
        });
    }

    /// Forgets what nobody came back for, of whichever tenant; how many there were.
    int forgetExpired() {
        return upstream.forgetExpired()
                + jdbc.sql("delete from upstream_logout where expires_at <= ?")
                        .param(Timestamp.from(clock.instant()))
                        .update();
    }

    private static AuditEvent event(
            Tenant tenant, String provider, String target, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                tenant.id(), "identity-provider:" + provider, "saml.logout", target, outcome, reason, origin);
    }
}
