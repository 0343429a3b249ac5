package io.lightwave.token.accesstoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Attester;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.resource.ResourceServers;
import io.lightwave.token.resource.TokenForm;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The one place that makes access tokens (RFC 9068). It takes principals, which only the gate of active principals
/// makes, so that nothing can be minted for whom was not looked up just now.
///
/// Besides the registered claims a token carries, for our own checks: `tenant`; `epoch` and `subject_id` of the
/// subject; `client_epoch` and `client_uid` of the client when that is somebody else; `grant_id` and `sid` of the
/// person's authorization; `attester` and `client_attester`, the node that spoke for the one or the other;
/// `exchangers`, for whom before the client nodes spoke, and the subject itself when it exchanged
/// by another node than `attester`. `assurance` says how well a workload is known.
public final class AccessTokenMint {
    private static final int ID_BYTES = 16;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final SigningKeys keys;
    private final ReferenceTokens references;
    private final ResourceServers resourceServers;
    private final TokenSettings settings;
    private final SoundTime time;
    private final InstantSource clock;
    private final SecureRandom random;

    AccessTokenMint(
            SigningKeys keys,
            ReferenceTokens references,
            ResourceServers resourceServers,
            TokenSettings settings,
            SoundTime time,
            InstantSource clock,
            SecureRandom random) {
        this.keys = keys;
        this.references = references;
        this.resourceServers = resourceServers;
        this.settings = settings;
        this.time = time;
        this.clock = clock;
        this.random = random;
    }

    /// @param subject whom the token is about
    /// @param client who gets it; the subject itself when it acts for itself
    /// @param clientAttester the node that spoke for the client; empty when none did
    /// @param authorization of the person behind it; empty for workloads and clients
    /// @param opaque whether it says nothing by itself
    /// @param confirmation what its presenter must have
    /// @param mayAct who alone may act for the person (RFC 8693 §4.4)
    public record Order(
            Tenant tenant,
            ActivePrincipal subject,
            ActivePrincipal client,
            Optional<Attester> clientAttester,
            String audience,
            Set<String> scopes,
            AuthorizationDetails details,
            Optional<UserAuthorization> authorization,
            Confirmation confirmation,
            Provenance provenance,
            Optional<String> mayAct,
            boolean opaque) {}

    /// What an access token says, before it is signed or kept.
    ///
    /// @param form empty for a token that says nothing by itself
    public record Draft(
            TenantId tenant,
            JwtClaims claims,
            String id,
            Instant issuedAt,
            Instant expiresAt,
            Optional<TokenForm> form) {}

    public MintedAccessToken mint(Order order) {
        time.require();
        Draft draft = draft(order);
        String value = draft.form()
                .map(form -> keys.sign(draft.tenant(), form.algorithm(), form.type(), draft.claims()))
                .orElseGet(() -> references
                        .keep(draft.tenant(), draft.claims().toString(), draft.expiresAt())
                        .text());
        return new MintedAccessToken(value, draft.id(), draft.issuedAt(), draft.expiresAt());
    }

    /// How many characters the token will have.
    public int length(Draft draft) {
        return draft.form()
                .map(form -> keys.length(draft.tenant(), form.algorithm(), form.type(), draft.claims()))
                .orElse(OpaqueSecret.LENGTH);
    }

    /// All of a token but its signature; nothing is issued by it.
    public Draft draft(Order order) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant longest = now.plus(lifetime(order.subject()));
        Instant expiresAt =
                order.provenance().notAfter().filter(longest::isAfter).orElse(longest);
        String id = newId();
        var claims = new JwtClaims()
                .with("iss", order.tenant().issuer().toString())
                .with("sub", TokenSubjects.nameOf(order.subject()))
                .with("aud", order.audience())
                .with("client_id", TokenSubjects.nameOf(order.client()))
                .with("tenant", order.tenant().id().value())
                .with("iat", now)
                .with("exp", expiresAt)
                .with("jti", id);
        if (!order.scopes().isEmpty()) {
            claims.with("scope", String.join(" ", new TreeSet<>(order.scopes())));
        }
        if (!order.details().isEmpty()) {
            claims.withJson("authorization_details", order.details().json()); // RFC 9396 §9.1
        }
        order.authorization().ifPresent(authorization -> describe(claims, authorization));
        order.confirmation().write(claims);
        order.provenance().actor().ifPresent(actor -> claims.withJson("act", actor));
        order.provenance().assurance().ifPresent(level -> claims.with("assurance", level));
        order.mayAct()
                .ifPresent(actor -> claims.withJson(
                        "may_act", new JwtClaims().with("sub", actor).toString()));
        bind(claims, order);
        return new Draft(
                order.tenant().id(),
                claims,
                id,
                now,
                expiresAt,
                order.opaque() ? Optional.empty() : Optional.of(form(order)));
    }

    /// Never in another form for ourselves.
    private TokenForm form(Order order) {
        return order.audience().equals(order.tenant().issuer().toString())
                ? TokenForm.STANDARD
                : resourceServers.formFor(order.tenant().id(), order.audience());
    }

    private static void describe(JwtClaims claims, UserAuthorization authorization) {
        claims.with("auth_time", authorization.authTime())
                .with("acr", authorization.acr())
                .with("amr", authorization.amr())
                .with("sid", authorization.sessionId())
                .with("grant_id", authorization.grantId());
    }

    private static void bind(JwtClaims claims, Order order) {
        claims.with("epoch", order.subject().epochs().toString())
                .with("subject_id", order.subject().id().toString());
        order.provenance().attester().ifPresent(node -> claims.with("attester", node.toString()));
        boolean own = order.client().id().equals(order.subject().id());
        List<String> exchangers = Stream.concat(
                        order.provenance().exchangers().stream(), own ? ownExchanger(order).stream() : Stream.empty())
                .map(Exchanger::toString)
                .distinct()
                .toList();
        if (!exchangers.isEmpty()) {
            claims.with("exchangers", exchangers);
        }
        if (!own) {
            claims.with("client_epoch", order.client().epochs().toString())
                    .with("client_uid", order.client().id().toString());
            order.clientAttester().ifPresent(node -> claims.with("client_attester", node.toString()));
        }
    }

    /// The subject, when it exchanged its token by the word of another node than it had that by.
    private static Optional<Exchanger> ownExchanger(Order order) {
        return order.clientAttester()
                .filter(node -> !order.provenance().attester().equals(Optional.of(node)))
                .map(node -> new Exchanger(node, order.client().id()));
    }

    private Duration lifetime(ActivePrincipal subject) {
        return subject.kind() == SubjectKind.WORKLOAD
                ? settings.workloadTokenLifetime()
                : settings.accessTokenLifetime();
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return BASE64URL.encodeToString(bytes);
    }
}
