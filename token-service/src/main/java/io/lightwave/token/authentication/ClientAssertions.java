package io.lightwave.token.authentication;

import io.lightwave.directory.Restoration;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.AuthenticationMethod;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.client.FapiProfile;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.replay.UsedJwts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// Verifies `private_key_jwt` and `client_secret_jwt` assertions (RFC 7523 §3, OpenID Connect Core §9): issuer and
/// subject are the client, the sole audience is the issuer, its token endpoint or where requests are pushed to
/// (RFC 9126 §2), it is signed by one of the client's keys or secrets, lives at most an hour, and counts once.
final class ClientAssertions {
    private static final int MAXIMUM_LENGTH = 16 * 1024;
    private static final int MAXIMUM_ID = 500;
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);
    /// A client assertion may say what it is, or nothing in particular; it is no other kind of token.
    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

    sealed interface Verification {
        /// Good, but perhaps used before.
        record Verified(UsedJwts.Unused assertion) implements Verification {}

        /// Signed by none of the client's keys, as far as they are known.
        record UnknownKey() implements Verification {}

        record Refused(String reason) implements Verification {}
    }

    private final ClientKeys keys;
    private final SealedKeys sealed;
    private final Restoration restoration;
    private final InstantSource clock;

    ClientAssertions(ClientKeys keys, SealedKeys sealed, Restoration restoration, InstantSource clock) {
        this.keys = keys;
        this.sealed = sealed;
        this.restoration = restoration;
        this.clock = clock;
    }

    static Optional<ForeignJwt> parse(String assertion) {
        return ForeignJwt.parse(assertion, MAXIMUM_LENGTH);
    }

    Verification verify(Tenant tenant, Client client, ForeignJwt assertion) {
        if (!isSigned(assertion, client)) {
            return new Verification.UnknownKey();
        }
        String objection = objection(tenant, client, assertion);
        if (objection != null) {
            return new Verification.Refused(objection);
        }
        Optional<String> id = assertion.text("jti").filter(jti -> !jti.isEmpty() && jti.length() <= MAXIMUM_ID);
        return id.<Verification>map(jti -> new Verification.Verified(new UsedJwts.Unused(
                        client.tenant(),
                        "client " + client.id().value(),
                        jti,
                        assertion.time("exp").orElseThrow().plus(SKEW))))
                .orElse(new Verification.Refused("assertion without a jti of at most " + MAXIMUM_ID + " characters"));
    }

    /// Null when there is none.
    private @Nullable String objection(Tenant tenant, Client client, ForeignJwt assertion) {
        Instant now = clock.instant();
        String issuer = tenant.issuer().toString();
        Optional<String> self = Optional.of(client.clientId());
        List<String> audience = assertion.audiences();
        if (assertion.type().filter(type -> !TYPES.contains(type)).isPresent()) {
            return "typ is that of another kind of token";
        }
        if (!assertion.text("iss").equals(self) || !assertion.text("sub").equals(self)) {
            return "issuer and subject are not the client";
        }
        if (FapiProfile.concerns(client)
                && !assertion.claims().path("aud").equals(JsonNodeFactory.instance.stringNode(issuer))) {
            return "audience is not this issuer as a text (FAPI 2.0 §5.3.2.1)";
        }
        if (audience.size() != 1
                || !Set.of(issuer, issuer + "/oauth2/token", issuer + "/oauth2/par")
                        .contains(audience.getFirst())) {
            return "audience is not this issuer alone";
        }
        Optional<Instant> expiry = assertion.time("exp");
        if (expiry.isEmpty() || !now.minus(SKEW).isBefore(expiry.get())) {
            return "assertion expired or without expiry";
        }
        if (expiry.get().isAfter(now.plus(LONGEST).plus(SKEW))) {
            return "assertion lives longer than an hour";
        }
        if (restoration.mayHaveUsed(assertion.time("iat"), now, LONGEST)) {
            return "assertion from before the database was restored, which may have been used";
        }
        return isInTheFuture(assertion.time("iat"), now) || isInTheFuture(assertion.time("nbf"), now)
                ? "assertion is not valid yet"
                : null;
    }

    private static boolean isInTheFuture(Optional<Instant> time, Instant now) {
        return time.filter(instant -> instant.isAfter(now.plus(SKEW))).isPresent();
    }

    /// The registered method and keys, never the header, say which algorithms there are (RFC 8725 §3.1).
    private boolean isSigned(ForeignJwt assertion, Client client) {
        boolean asRegistered = client.metadata()
                .text(MetadataField.TOKEN_ENDPOINT_AUTH_SIGNING_ALG)
                .map(assertion::isBy)
                .orElse(true);
        boolean asProfiled = !FapiProfile.concerns(client) || FapiProfile.ALGORITHMS.contains(assertion.algorithm());
        if (!asRegistered || !asProfiled) {
            return false;
        }
        return client.mayAuthenticateBy(AuthenticationMethod.CLIENT_SECRET_JWT)
                ? client.secrets(sealed, clock.instant()).stream().anyMatch(assertion::isSignedBy)
                : assertion.isSignedByOne(keys.of(client)) || assertion.isSignedByOne(keys.again(client));
    }
}
