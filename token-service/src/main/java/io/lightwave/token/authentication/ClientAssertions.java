package io.lightwave.token.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Timestamp;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Verifies `private_key_jwt` assertions (RFC 7523 §3, OpenID Connect Core §9): issuer and subject are the client,
/// the
/// sole audience is the issuer or its token endpoint, it is signed by one of the client's registered keys, lives at
/// most an hour, and counts once.
final class ClientAssertions {
    private static final int MAXIMUM_LENGTH = 16 * 1024;
    private static final int MAXIMUM_ID = 500;
    private static final int ED25519_BYTES = 32;
    /// The SubjectPublicKeyInfo of RFC 8410 §4 up to the key itself.
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);

    sealed interface Verification {
        /// Good, but perhaps used before.
        record Verified(String id, Instant expiresAt) implements Verification {}

        record Refused(String reason) implements Verification {}
    }

    private final JdbcClient database;
    private final InstantSource clock;

    ClientAssertions(JdbcClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What the assertion says its issuer is, unverified: only to find the client whose keys verify it.
    static Optional<String> issuer(String assertion) {
        try {
            return assertion.length() > MAXIMUM_LENGTH
                    ? Optional.empty()
                    : Optional.ofNullable(SignedJWT.parse(assertion).getJWTClaimsSet())
                            .map(JWTClaimsSet::getIssuer);
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    Verification verify(Tenant tenant, Client client, String assertion) {
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(assertion);
            if (!isSigned(jwt, client)) {
                return new Verification.Refused("signature by none of its registered keys");
            }
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException e) {
            return new Verification.Refused("assertion is not a JWT");
        }
        String id = claims.getJWTID();
        String objection = objection(tenant, client, claims);
        if (objection != null) {
            return new Verification.Refused(objection);
        }
        if (id == null || id.isEmpty() || id.length() > MAXIMUM_ID) {
            return new Verification.Refused("assertion without a jti of at most " + MAXIMUM_ID + " characters");
        }
        return new Verification.Verified(id, claims.getExpirationTime().toInstant());
    }

    /// Uses the assertion up; false when it was used before. Forgets on the way what has expired.
    boolean consume(Client client, Verification.Verified verified) {
        byte[] digest = digest(verified.id());
        if (digest[0] == 0) { // now and then is enough
            database.sql("delete from used_client_assertion"
                            + " where tenant_id = ? and subject_id = ? and expires_at < ?")
                    .params(client.tenant().value(), client.id().value(), Timestamp.from(clock.instant()))
                    .update();
        }
        return database.sql("insert into used_client_assertion (tenant_id, subject_id, jti_sha256, expires_at)"
                                + " values (?, ?, ?, ?) on conflict do nothing")
                        .params(
                                client.tenant().value(),
                                client.id().value(),
                                digest,
                                Timestamp.from(verified.expiresAt().plus(SKEW)))
                        .update()
                == 1;
    }

    /// Null when there is none.
    private @Nullable String objection(Tenant tenant, Client client, JWTClaimsSet claims) {
        Instant now = clock.instant();
        String issuer = tenant.issuer().toString();
        List<String> audience = claims.getAudience();
        if (!client.clientId().equals(claims.getIssuer()) || !client.clientId().equals(claims.getSubject())) {
            return "issuer and subject are not the client";
        }
        if (audience.size() != 1 || !Set.of(issuer, issuer + "/oauth2/token").contains(audience.getFirst())) {
            return "audience is not this issuer alone";
        }
        Date expiry = claims.getExpirationTime();
        if (expiry == null || !now.minus(SKEW).isBefore(expiry.toInstant())) {
            return "assertion expired or without expiry";
        }
        if (expiry.toInstant().isAfter(now.plus(LONGEST).plus(SKEW))) {
            return "assertion lives longer than an hour";
        }
        return isInTheFuture(claims.getIssueTime(), now) || isInTheFuture(claims.getNotBeforeTime(), now)
                ? "assertion is not valid yet"
                : null;
    }

    private static boolean isInTheFuture(@Nullable Date time, Instant now) {
        return time != null && time.toInstant().isAfter(now.plus(SKEW));
    }

    private static boolean isSigned(SignedJWT jwt, Client client) {
        JWSHeader header = jwt.getHeader();
        if (client.keys().isEmpty() || header.getCriticalParams() != null) {
            return false;
        }
        for (JWK key : client.keys().get().getKeys()) {
            if (isCandidate(key, header) && isSignedBy(jwt, key)) {
                return true;
            }
        }
        return false;
    }

    /// The registered key, never the header, says which algorithms there are (RFC 8725 §3.1).
    private static boolean isCandidate(JWK key, JWSHeader header) {
        if (header.getKeyID() != null
                && key.getKeyID() != null
                && !header.getKeyID().equals(key.getKeyID())) {
            return false;
        }
        JWSAlgorithm algorithm = header.getAlgorithm();
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        return switch (key) {
            case ECKey _ -> algorithm.equals(JWSAlgorithm.ES256);
            case RSAKey _ -> algorithm.equals(JWSAlgorithm.RS256) || algorithm.equals(JWSAlgorithm.PS256);
            case OctetKeyPair _ -> algorithm.equals(JWSAlgorithm.EdDSA);
            default -> false;
        };
    }

    private static boolean isSignedBy(SignedJWT jwt, JWK key) {
        try {
            return switch (key) {
                case ECKey ec -> jwt.verify(new ECDSAVerifier(ec));
                case RSAKey rsa -> jwt.verify(new RSASSAVerifier(rsa));
                case OctetKeyPair pair -> isSignedBy(jwt, pair);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    // Nimbus would want Google's Tink for this one.
    private static boolean isSignedBy(SignedJWT jwt, OctetKeyPair key) throws GeneralSecurityException {
        byte[] encoded = new byte[ED25519_PREFIX.length + ED25519_BYTES];
        byte[] point = key.getDecodedX();
        if (point.length != ED25519_BYTES) {
            return false;
        }
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, ED25519_BYTES);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(jwt.getSigningInput());
        return signature.verify(jwt.getSignature().decode());
    }

    private static byte[] digest(String id) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
