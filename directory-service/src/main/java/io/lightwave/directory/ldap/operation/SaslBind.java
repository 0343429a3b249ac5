package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.BearerAuthentication;
import io.lightwave.directory.CertificateAuthentication;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.authentication.ScramAuthentication;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.password.ScramProof;
import io.lightwave.directory.schema.DirectorySchema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// SASL binds (RFC 4513 §5.2): EXTERNAL by a certificate shown within TLS, PLAIN (RFC 4616), SCRAM-SHA-256 with and
/// without channel binding (RFC 5802, RFC 7677) and OAUTHBEARER (RFC 7628), on protected connections only. Whoever
/// binds is who the credential says; another authorization
/// identity is refused.
final class SaslBind {
    static final String EXTERNAL = "EXTERNAL";
    static final String PLAIN = "PLAIN";
    static final String OAUTHBEARER = "OAUTHBEARER";
    static final String SCRAM = "SCRAM-SHA-256";
    static final String SCRAM_PLUS = "SCRAM-SHA-256-PLUS";

    /// Those that prove a password.
    static final Set<String> BY_PASSWORD = Set.of(PLAIN, SCRAM, SCRAM_PLUS);

    private static final int LONGEST_CREDENTIALS = 32 << 10;
    private static final int LONGEST_CLAIM = 256;
    private static final char SEPARATOR = '\u0001';
    private static final ASN1OctetString INVALID_TOKEN = new ASN1OctetString("{\"status\":\"invalid_token\"}");

    private final PasswordAuthentication passwords;
    private final Optional<BearerAuthentication> bearer;
    private final Optional<CertificateAuthentication> certificates;
    private final ScramAuthentication scram;
    private final SecureRandom random;
    private final Identities identities;
    private final Entries entries;
    private final DirectorySchema schema;
    private final Tenants tenants;
    private final Audit audit;

    SaslBind(LdapOperations.Foundations on, Identities identities) {
        this.passwords = on.passwords();
        this.bearer = on.bearer();
        this.certificates = on.certificates();
        this.scram = on.scram();
        this.random = on.random();
        this.entries = on.entries();
        this.schema = on.schema();
        this.tenants = on.tenants();
        this.audit = on.audit();
        this.identities = identities;
    }

    /// A mechanism that has begun and waits for the client's next message.
    ///
    /// @param refused whether that is to end in a refusal
    /// @param scram what has been said; null before it, and with other mechanisms
    record Begun(
            String mechanism, boolean refused, @Nullable ScramExchange scram) {
        Begun(String mechanism, boolean refused) {
            this(mechanism, refused, null);
        }
    }

    /// What can be used on a connection that is protected; on another one nothing can.
    List<String> mechanisms(Channel channel) {
        var usable = new ArrayList<String>(5);
        if (certificates.isPresent() && channel.peerCertificate().isPresent()) {
            usable.add(EXTERNAL);
        }
        if (bearer.isPresent()) {
            usable.add(OAUTHBEARER);
        }
        usable.add(PLAIN);
        if (scram.isAnywhere()) {
            usable.add(SCRAM);
            if (ScramExchange.isBindable(channel)) {
                usable.add(SCRAM_PLUS);
            }
        }
        return usable;
    }

    /// Whether there is such a mechanism on some connection.
    boolean knows(String mechanism) {
        return switch (mechanism) {
            case EXTERNAL -> certificates.isPresent();
            case OAUTHBEARER -> bearer.isPresent();
            default -> BY_PASSWORD.contains(mechanism);
        };
    }

    /// RFC 4513 §5.2.3: without credentials, or with empty ones, the identity is that of the certificate.
    ///
    /// @param shown within TLS
    /// @param credentials the authorization identity, or null
    BindOperation.Bound external(
            Optional<X509Certificate> shown, @Nullable ASN1OctetString credentials, Origin origin) {
        if (shown.isEmpty()) {
            record(tenants.system(), "", AuditEvent.Outcome.REFUSED, "EXTERNAL without a certificate", origin);
            return BindOperation.Bound.nobody(
                    ResultCode.INAPPROPRIATE_AUTHENTICATION, "no certificate was shown within TLS");
        }
        String claim = shown.get().getSubjectX500Principal().getName();
        TenantId tenant = tenantOf(claim);
        Optional<ActivePrincipal> holder = certificates.orElseThrow().holder(tenant, shown.get());
        if (holder.isEmpty()) {
            record(tenant, claim, AuditEvent.Outcome.REFUSED, "not a good certificate of this tenant", origin);
            return BindOperation.REFUSED;
        }
        String identity;
        try {
            identity = credentials == null ? "" : text(credentials.getValue());
            if (!identity.isEmpty()
                    && !identity.regionMatches(true, 0, "dn:", 0, 3)
                    && !identity.regionMatches(true, 0, "u:", 0, 2)) {
                throw new IllegalArgumentException("neither dn: nor u:");
            }
        } catch (IllegalArgumentException e) {
            record(tenant, claim, AuditEvent.Outcome.REFUSED, "a malformed authorization identity", origin);
            return BindOperation.REFUSED;
        }
        return authenticated(holder.get(), identity, "certificate (EXTERNAL)", origin)
                .by(() -> certificates.orElseThrow().holder(tenant, shown.get()));
    }

    /// Whose authority is to have issued the certificate: its subject is the entry's place in the directory.
    private TenantId tenantOf(String subject) {
        try {
            return entries.route(DistinguishedName.parse(subject)).orElseGet(tenants::system);
        } catch (IllegalArgumentException e) {
            return tenants.system();
        }
    }

    /// @param mechanism any but [#EXTERNAL], if [#knows] it
    /// @param credentials null when the client waits to be asked
    /// @param begun null when nothing has begun
    BindOperation.Bound bind(
            String mechanism,
            @Nullable ASN1OctetString credentials,
            @Nullable Begun begun,
            Channel channel,
            Origin origin) {
        if (begun != null && begun.mechanism().equals(mechanism) && begun.refused()) {
            return BindOperation.REFUSED;
        }
        if (credentials == null) {
            return BindOperation.Bound.inProgress(new ASN1OctetString(), new Begun(mechanism, false));
        }
        if (credentials.getValueLength() > LONGEST_CREDENTIALS) {
            return BindOperation.REFUSED;
        }
        byte[] message = credentials.getValue();
        return switch (mechanism) {
            case PLAIN -> plain(message, origin);
            case OAUTHBEARER -> bearer(message, origin);
            default -> {
                ScramExchange going = begun != null && begun.mechanism().equals(mechanism) ? begun.scram() : null;
                yield going == null
                        ? beginScram(mechanism, message, channel, origin)
                        : endScram(going, message, origin);
            }
        };
    }

    private BindOperation.Bound beginScram(String mechanism, byte[] message, Channel channel, Origin origin) {
        try {
            var exchange = ScramExchange.begin(message, mechanism.equals(SCRAM_PLUS), channel, random);
            byte[] challenge = exchange.serverFirst(scram.challenge(claimed(exchange.name(), tenants.system())));
            return BindOperation.Bound.inProgress(
                    new ASN1OctetString(challenge), new Begun(mechanism, false, exchange));
        } catch (IllegalArgumentException e) {
            record(tenants.system(), "", AuditEvent.Outcome.REFUSED, "SCRAM: " + e.getMessage(), origin);
            return BindOperation.REFUSED;
        }
    }

    private BindOperation.Bound endScram(ScramExchange exchange, byte[] message, Origin origin) {
        DistinguishedName name = claimed(exchange.name(), tenants.system());
        TenantId tenant = entries.route(name).orElseGet(tenants::system);
        ScramProof proof;
        try {
            proof = exchange.proof(message);
        } catch (IllegalArgumentException e) {
            record(tenant, name.toString(), AuditEvent.Outcome.REFUSED, "SCRAM: " + e.getMessage(), origin);
            return BindOperation.REFUSED;
        }
        ScramAuthentication.Finished finished = scram.finish(name, proof, origin);
        return switch (finished.outcome()) {
            case PasswordAuthentication.Outcome.Authenticated(var principal) -> {
                String how = exchange.binding().isEmpty()
                        ? "password (SCRAM-SHA-256)"
                        : "password (SCRAM-SHA-256-PLUS, %s)".formatted(exchange.binding());
                yield authenticated(principal, exchange.authorizationId(), how, origin)
                        .answering(new ASN1OctetString(ScramExchange.serverFinal(finished.signature())));
            }
            case PasswordAuthentication.Outcome.Refused refused -> {
                record(tenant, name.toString(), AuditEvent.Outcome.REFUSED, refused.reason(), origin);
                yield BindOperation.refused(refused);
            }
            case PasswordAuthentication.Outcome.Busy(String reason) -> {
                record(tenant, name.toString(), AuditEvent.Outcome.REFUSED, reason, origin);
                yield BindOperation.BUSY;
            }
        };
    }

    private BindOperation.Bound plain(byte[] message, Origin origin) {
        DistinguishedName name;
        Password password;
        String[] parts;
        try {
            parts = text(message).split("\u0000", -1);
            if (parts.length != 3 || parts[1].isEmpty()) {
                throw new IllegalArgumentException("not a PLAIN message");
            }
            name = claimed(parts[1], tenants.system());
            password = Password.of(parts[2]);
        } catch (IllegalArgumentException e) {
            record(tenants.system(), "", AuditEvent.Outcome.REFUSED, "a malformed PLAIN message", origin);
            return BindOperation.REFUSED;
        }
        TenantId tenant = entries.route(name).orElseGet(tenants::system);
        return switch (passwords.authenticate(name, password, origin)) {
            case PasswordAuthentication.Outcome.Authenticated(var principal) ->
                authenticated(principal, parts[0], "password (PLAIN)", origin);
            case PasswordAuthentication.Outcome.Refused refused -> {
                record(tenant, name.toString(), AuditEvent.Outcome.REFUSED, refused.reason(), origin);
                yield BindOperation.refused(refused);
            }
            case PasswordAuthentication.Outcome.Busy(String reason) -> {
                record(tenant, name.toString(), AuditEvent.Outcome.REFUSED, reason, origin);
                yield BindOperation.BUSY;
            }
        };
    }

    private BindOperation.Bound bearer(byte[] message, Origin origin) {
        String[] header;
        String token;
        try {
            String text = text(message);
            int end = text.indexOf(SEPARATOR);
            header = end < 0 ? new String[0] : text.substring(0, end).split(",", -1);
            if (header.length != 3 || !header[0].matches("[ny]") || !header[2].isEmpty()) {
                throw new IllegalArgumentException("not a GS2 header without channel binding");
            }
            token = token(text.substring(end + 1));
        } catch (IllegalArgumentException e) {
            record(tenants.system(), "", AuditEvent.Outcome.REFUSED, "a malformed OAUTHBEARER message", origin);
            return refusedToken();
        }
        String identity = authorizationId(header[1]);
        return switch (bearer.orElseThrow().authenticate(token, home(identity))) {
            case BearerAuthentication.Outcome.Authenticated(var principal, var still) -> {
                BindOperation.Bound bound = authenticated(principal, identity, "token (OAUTHBEARER)", origin)
                        .by(still::get);
                yield bound.result().isSuccess() ? bound : refusedToken();
            }
            case BearerAuthentication.Outcome.Refused(String reason, String claimed) -> {
                record(tenants.system(), claimed, AuditEvent.Outcome.REFUSED, reason, origin);
                yield refusedToken();
            }
        };
    }

    /// RFC 7628 §3.2.2: the client is told why, and answers with a single byte before it is refused.
    private static BindOperation.Bound refusedToken() {
        return BindOperation.Bound.inProgress(INVALID_TOKEN, new Begun(OAUTHBEARER, true));
    }

    /// RFC 7628 §3.1: `key=value` pairs, each ended by a separator, and one more separator, which some clients forget.
    private static String token(String pairs) {
        if (pairs.isEmpty() || pairs.charAt(pairs.length() - 1) != SEPARATOR) {
            throw new IllegalArgumentException("not ended");
        }
        var found = new ArrayList<String>();
        for (String pair : pairs.split("" + SEPARATOR, -1)) {
            if (pair.regionMatches(true, 0, "auth=", 0, 5)) {
                found.add(pair.substring(5));
            }
        }
        if (found.size() != 1 || !found.getFirst().regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new IllegalArgumentException("not one bearer token");
        }
        return found.getFirst().substring(7).strip();
    }

    /// `a=…` of the GS2 header (RFC 5801 §4), empty when there is none.
    private static String authorizationId(String field) {
        return field.startsWith("a=")
                ? field.substring(2).replace("=2C", ",").replace("=3D", "=")
                : field; // empty, or refused since it is nobody's name
    }

    /// The tenant of an authorization identity, unproven; empty when it names none.
    private Optional<TenantId> home(String authorizationId) {
        try {
            return authorizationId.isEmpty()
                    ? Optional.empty()
                    : entries.route(claimed(authorizationId, tenants.system()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Who has proved to be the principal is it, and nobody else.
    BindOperation.Bound authenticated(ActivePrincipal principal, String authorizationId, String how, Origin origin) {
        DistinguishedName own = identities.nameOf(principal);
        if (!authorizationId.isEmpty() && !isSame(authorizationId, own, principal.tenant())) {
            record(
                    principal.tenant(),
                    own.toString(),
                    AuditEvent.Outcome.REFUSED,
                    "would act as '%s'".formatted(shortened(authorizationId)),
                    origin);
            return BindOperation.REFUSED;
        }
        record(principal.tenant(), own.toString(), AuditEvent.Outcome.SUCCESS, how, origin);
        return BindOperation.Bound.somebody(principal);
    }

    private boolean isSame(String authorizationId, DistinguishedName own, TenantId tenant) {
        try {
            return schema.normalise(claimed(authorizationId, tenant)).equals(schema.normalise(own));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// `dn:…`, `u:…`, a user's name with or without its tenant, or a distinguished name.
    private DistinguishedName claimed(String identity, TenantId home) {
        String lower = identity.toLowerCase(Locale.ROOT);
        if (lower.startsWith("dn:") || lower.startsWith("u:")) {
            return identities.name(identity, home);
        }
        return identity.indexOf('=') >= 0 ? DistinguishedName.parseAsked(identity) : identities.user(identity, home);
    }

    static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    private void record(TenantId tenant, String name, AuditEvent.Outcome outcome, String reason, Origin origin) {
        String claim = shortened(name);
        audit.record(new AuditEvent(tenant, claim, "ldap.bind", claim, outcome, reason, origin));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_CLAIM ? text : text.substring(0, LONGEST_CLAIM);
    }
}
