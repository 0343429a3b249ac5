package io.lightwave.token.federation;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.federation.UpstreamSessions.Held;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.session.LiveSession;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionTemplate;

/// Logout with outside OpenID providers: whoever signs out here does so there (RP-Initiated Logout 1.0), and whoever
/// signs out there does so here (Back-Channel Logout 1.0).
final class OpenIdLogout implements FurtherLogout {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration OLDEST = Duration.ofMinutes(5);
    private static final int LONGEST_TOKEN = 64 * 1024;
    private static final int LONGEST_HINT = 4 * 1024; // it goes into an address
    private static final int LONGEST_TEXT = 255;

    private final IdentityProviders providers;
    private final Discovery discovery;
    private final Upstream openId;
    private final UpstreamSessions upstream;
    private final UpstreamLogout waiting;
    private final ConsumedAssertions consumed;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    OpenIdLogout(
            IdentityProviders providers,
            Discovery discovery,
            Upstream openId,
            UpstreamSessions upstream,
            UpstreamLogout waiting,
            ConsumedAssertions consumed,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.providers = providers;
        this.discovery = discovery;
        this.openId = openId;
        this.upstream = upstream;
        this.waiting = waiting;
        this.consumed = consumed;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /// Where a provider sends the browser back to.
    static String returnAddress(Tenant tenant, UUID provider) {
        return tenant.issuer() + "/login/signed-out/" + provider;
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
                .anyMatch(
                        held -> connection(tenant, held).flatMap(this::endpoint).isPresent());
    }

    private Optional<String> leave(Tenant tenant, Held held, String destination) {
        return connection(tenant, held)
                .flatMap(there -> endpoint(there).map(address -> address(tenant, there, held, address, destination)));
    }

    private Optional<Connection.OpenId> connection(Tenant tenant, Held held) {
        return providers
                .usable(tenant.id(), held.provider())
                .flatMap(provider -> provider.settings().connection() instanceof Connection.OpenId there
                        ? Optional.of(there)
                        : Optional.empty());
    }

    /// Empty where nobody can be signed out, or nothing is to be had of the provider now.
    private Optional<URI> endpoint(Connection.OpenId there) {
        try {
            return discovery.of(there.issuer()).endSessionEndpoint();
        } catch (UpstreamException unreachable) {
            return Optional.empty();
        }
    }

    /// RP-Initiated Logout 1.0 §2.
    private String address(Tenant tenant, Connection.OpenId there, Held held, URI endpoint, String destination) {
        var parameters = new LinkedHashMap<String, String>();
        held.idToken()
                .filter(token -> token.length() <= LONGEST_HINT)
                .ifPresent(token -> parameters.put("id_token_hint", token));
        parameters.put("client_id", there.clientId());
        parameters.put("post_logout_redirect_uri", returnAddress(tenant, held.provider()));
        parameters.put(
                "state", waiting.keep(tenant, held.provider(), destination).text());
        return endpoint
                + (endpoint.getRawQuery() == null ? "?" : "&")
                + parameters.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    /// Takes a logout token of a provider's (Back-Channel Logout 1.0 §2.6): ends the sessions that began by the one it
    /// names there.
    ///
    /// @throws UpstreamException when it is not to be believed; then nothing has ended
    void take(Tenant tenant, UUID id, String compact, Origin origin) throws UpstreamException {
        IdentityProvider provider =
                providers.usable(tenant.id(), id).orElseThrow(() -> new UpstreamException("no such provider"));
        if (!(provider.settings().connection() instanceof Connection.OpenId there)) {
            throw new UpstreamException("it speaks no OpenID Connect");
        }
        ForeignJwt token =
                ForeignJwt.parse(compact, LONGEST_TOKEN).orElseThrow(() -> new UpstreamException("no logout token"));
        Instant until = check(there, token);
        Optional<String> subject = text(token, "sub");
        Optional<String> sid = text(token, "sid");
        require(subject.isPresent() || sid.isPresent(), "it names neither a person nor a session");
        String jti = text(token, "jti").orElseThrow(() -> new UpstreamException("it has no jti"));
        Instant issuedAt = token.time("iat").orElseThrow(() -> new UpstreamException("it has no iat"));
        var meant = new UpstreamSessions.Meant(
                tenant.id(), id, subject, sid.stream().toList());
        boolean taken = transactions.execute(_ -> {
            boolean first = consumed.consume(tenant.id(), "logout token of " + id, jti, issuedAt, until);
            if (first) {
                int ended = waiting.end(meant, provider, origin);
                audit.recordChange(
                        event(tenant, provider.name(), ended + " sessions", AuditEvent.Outcome.SUCCESS, "", origin));
            }
            return first;
        });
        require(taken, "it was taken before");
    }

    /// When it is refused for its age.
    private Instant check(Connection.OpenId there, ForeignJwt token) throws UpstreamException {
        Instant now = clock.instant();
        require(
                token.type().isEmpty()
                        || token.type().filter(OpenIdLogout::isOfLogout).isPresent(),
                "it is a token of another kind");
        require(openId.isSigned(discovery.of(there.issuer()), token), "it is not signed by a key of the provider's");
        require(token.text("iss").equals(Optional.of(there.names())), "it is another issuer's");
        require(token.audiences().contains(there.clientId()), "it is for another client");
        Instant end = token.time("exp").orElseThrow(() -> new UpstreamException("it does not say when it ends"));
        require(end.plus(SKEW).isAfter(now), "it has expired");
        Instant start = token.time("iat").orElseThrow(() -> new UpstreamException("it does not say of when it is"));
        require(start.minus(SKEW).isBefore(now), "it is of the future");
        require(start.plus(OLDEST).plus(SKEW).isAfter(now), "it is old");
        require(token.claims().path("events").path(EVENT).isObject(), "it is about something else than a logout");
        require(!token.claims().has("nonce"), "it has a nonce, as ID tokens have");
        return start.plus(OLDEST).plus(SKEW).plus(SKEW);
    }

    private static boolean isOfLogout(String type) {
        return type.equals("logout+jwt") || type.equals("jwt");
    }

    private static Optional<String> text(ForeignJwt token, String claim) throws UpstreamException {
        Optional<String> text = token.text(claim);
        require(
                token.claims().has(claim) == text.isPresent()
                        && text.filter(it -> it.isEmpty() || it.length() > LONGEST_TEXT || isUnprintable(it))
                                .isEmpty(),
                "its " + claim + " is none");
        return text;
    }

    private static boolean isUnprintable(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static void require(boolean holds, String otherwise) throws UpstreamException {
        if (!holds) {
            throw new UpstreamException(otherwise);
        }
    }

    /// Notes in the audit trail that a token was not believed.
    void refused(Tenant tenant, UUID provider, String reason, Origin origin) {
        audit.record(
                event(tenant, provider.toString(), "back-channel logout", AuditEvent.Outcome.REFUSED, reason, origin));
    }

    private static AuditEvent event(
            Tenant tenant, String provider, String target, AuditEvent.Outcome outcome, String reason, Origin origin) {
        return new AuditEvent(
                tenant.id(), "identity-provider:" + provider, "openid.logout", target, outcome, reason, origin);
    }
}
