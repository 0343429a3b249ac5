package io.lightwave.workload.jwtsvid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Attester;
import io.lightwave.directory.SoundTime;
import io.lightwave.directory.SpiffeId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Signs JWT-SVIDs, and knows its own again.
public final class JwtSvids {
    static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int LONGEST = 16 * 1024;
    private static final String ASSURANCE = "assurance";
    private static final String ATTESTER = "attester";
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, JOSEObjectType.JOSE);

    private final SvidKeys keys;
    private final Tenants tenants;
    private final SoundTime time;
    private final InstantSource clock;

    JwtSvids(SvidKeys keys, Tenants tenants, SoundTime time, InstantSource clock) {
        this.keys = keys;
        this.tenants = tenants;
        this.time = time;
        this.clock = clock;
    }

    /// A signed token; it does not print.
    public record Signed(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "***";
        }
    }

    public sealed interface Verification {
        /// @param workload named by its `sub`; whether there still is such a one is not looked at
        /// @param assurance as it says
        /// @param attester the node that spoke for it; whether it still may is not looked at
        record Valid(SpiffeId workload, String id, int assurance, Attester attester) implements Verification {}

        record Invalid(String reason) implements Verification {}
    }

    /// The issuer of a tenant's JWT-SVIDs, which is not that of its access tokens.
    public Optional<String> issuer(TenantId tenant) {
        return tenants.find(tenant).map(found -> found.issuer() + "/spiffe");
    }

    /// @param audiences at least one
    /// @param assurance how well the workload is known, from 0 to 4: the claim `assurance`
    /// @param attester the node that speaks for it: the claim `attester`
    public Signed sign(ActivePrincipal workload, List<String> audiences, int assurance, Attester attester) {
        if (workload.kind() != SubjectKind.WORKLOAD || audiences.isEmpty()) {
            throw new IllegalArgumentException("a JWT-SVID is a workload's, for an audience");
        }
        time.require();
        var key = keys.signer(workload.tenant());
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var expiresAt = now.plus(LIFETIME);
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.kid())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer(workload.tenant()).orElseThrow())
                        .subject(new SpiffeId(workload.tenant(), workload.name()).toString())
                        .audience(audiences)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(expiresAt))
                        .jwtID(UUID.randomUUID().toString())
                        .claim(ASSURANCE, assurance)
                        .claim(ATTESTER, attester.toString())
                        .build());
        try {
            jwt.sign(new ECDSASigner(key.privateKey(), Curve.P_256));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new Signed(jwt.serialize(), expiresAt);
    }

    /// Whether the token is a JWT-SVID that this tenant signed, for this audience alone, and still in time.
    public Verification verify(TenantId tenant, String token, String audience) {
        if (token.length() > LONGEST) {
            return new Verification.Invalid("it is larger than 16 KiB");
        }
        try {
            var jwt = SignedJWT.parse(token);
            var header = jwt.getHeader();
            if (!header.getAlgorithm().equals(JWSAlgorithm.ES256)
                    || header.getCriticalParams() != null
                    || (header.getType() != null && !TYPES.contains(header.getType()))) {
                return new Verification.Invalid("its header is not that of a JWT-SVID");
            }
            var key = keys.published(tenant).stream()
                    .filter(known -> known.kid().equals(header.getKeyID()))
                    .findFirst();
            if (key.isEmpty() || !jwt.verify(new ECDSAVerifier(key.get().jwk()))) {
                return new Verification.Invalid("it is not signed by a key for JWT-SVIDs of this tenant");
            }
            return claims(tenant, jwt.getJWTClaimsSet(), audience);
        } catch (ParseException | JOSEException | IllegalArgumentException malformed) {
            return new Verification.Invalid("it is no JWT-SVID");
        }
    }

    private Verification claims(TenantId tenant, JWTClaimsSet claims, String audience) throws ParseException {
        if (!issuer(tenant).equals(Optional.ofNullable(claims.getIssuer()))) {
            return new Verification.Invalid("its issuer is another one");
        }
        if (!claims.getAudience().equals(List.of(audience))) {
            return new Verification.Invalid("its sole audience is not " + audience);
        }
        var now = clock.instant();
        var expiresAt = claims.getExpirationTime();
        if (expiresAt == null || !now.isBefore(expiresAt.toInstant().plus(SKEW))) {
            return new Verification.Invalid("it has expired");
        }
        var workload = SpiffeId.parse(String.valueOf(claims.getSubject()));
        return workload.trustDomain().equals(tenant)
                ? new Verification.Valid(
                        workload,
                        String.valueOf(claims.getJWTID()),
                        assurance(claims),
                        Attester.parse(String.valueOf(claims.getStringClaim(ATTESTER))))
                : new Verification.Invalid("its subject is of another trust domain");
    }

    /// One that was signed before there was the claim says the least.
    private static int assurance(JWTClaimsSet claims) throws ParseException {
        var level = claims.getIntegerClaim(ASSURANCE);
        return level == null ? 0 : level;
    }

    /// The keys that verify this tenant's JWT-SVIDs, as a JWK set.
    public String keySet(TenantId tenant) {
        return keys.keySet(tenant);
    }
}
