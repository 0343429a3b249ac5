package io.lightwave.token.dpop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.FapiProfile;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.replay.UsedJwts;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Validates DPoP proofs (RFC 9449 §4.3). A proof is good for a minute from its `iat`, or for as long as the nonce in
/// it, and counts once on whichever node.
public final class DpopProofs {
    /// The `alg` values of proofs that are accepted.
    public static final List<String> ALGORITHMS = List.of("ES256", "ES384", "ES512", "PS256", "Ed25519", "EdDSA");

    /// To a proof that was used before.
    public static final Outcome.Refused USED = new Outcome.Refused("the proof was used before");

    private static final int MAXIMUM_LENGTH = 8 * 1024;
    private static final int MAXIMUM_ID = 500;
    private static final Duration PAST = Duration.ofSeconds(60);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    public sealed interface Outcome {
        /// The request carries no proof.
        record Absent() implements Outcome {}

        /// @param thumbprint of the proof's key (RFC 7638), the `jkt`
        /// @param proof what counts once: used up already, but for [#prove]
        record Proven(String thumbprint, UsedJwts.Unused proof) implements Outcome {}

        /// `invalid_dpop_proof`; the reason may be told.
        record Refused(String reason) implements Outcome {}

        /// `use_dpop_nonce`: the proof would do with a nonce of ours in it.
        record NonceNeeded() implements Outcome {}
    }

    private final DpopNonces nonces;
    private final Optional<URI> mutualTlsUrl;
    private final UsedJwts used;
    private final InstantSource clock;

    DpopProofs(DpopNonces nonces, Optional<URI> mutualTlsUrl, UsedJwts used, InstantSource clock) {
        this.nonces = nonces;
        this.mutualTlsUrl = mutualTlsUrl;
        this.used = used;
        this.clock = clock;
    }

    /// The nonce to hand out now, in the header `DPoP-Nonce`.
    public String nonce(Tenant tenant) {
        return nonces.of(tenant.id());
    }

    /// At a resource.
    ///
    /// @param accessToken that the proof must be about
    public Outcome verify(Tenant tenant, HttpServletRequest request, String accessToken) {
        return spent(verify(tenant, request, Optional.of(accessToken), false, ALGORITHMS));
    }

    private Outcome spent(Outcome outcome) {
        return outcome instanceof Outcome.Proven proven && !used.useUp(proven.proof()) ? USED : outcome;
    }

    /// @param nonceRequired whether a proof without a nonce of ours is never enough
    /// @param algorithms those of [#ALGORITHMS] that will do
    private Outcome verify(
            Tenant tenant,
            HttpServletRequest request,
            Optional<String> accessToken,
            boolean nonceRequired,
            List<String> algorithms) {
        List<String> headers = Collections.list(request.getHeaders("DPoP"));
        if (headers.isEmpty()) {
            return new Outcome.Absent();
        }
        if (headers.size() > 1) {
            return new Outcome.Refused("more than one DPoP header");
        }
        Optional<ForeignJwt> proof = ForeignJwt.parse(headers.getFirst(), MAXIMUM_LENGTH);
        if (proof.isEmpty()) {
            return new Outcome.Refused("the proof is not a JWT");
        }
        Optional<JWK> key = proof.get().embeddedKey();
        if (!proof.get().type().equals(Optional.of("dpop+jwt"))
                || !algorithms.contains(proof.get().algorithm())
                || key.isEmpty()
                || !proof.get().isSignedBy(key.get())) {
            return new Outcome.Refused("the proof is not signed by the public key in its header");
        }
        return checkClaims(tenant, request, proof.get(), key.get(), accessToken, nonceRequired);
    }

    /// At an endpoint for clients, as the client is registered; the proof is about no token.
    public Outcome verify(Tenant tenant, HttpServletRequest request, Optional<Client> client) {
        return spent(prove(tenant, request, client));
    }

    /// The same, but the proof has still to be used up; when it was used before, the answer is [#USED].
    public Outcome prove(Tenant tenant, HttpServletRequest request, Optional<Client> client) {
        boolean nonceRequired = client.filter(one -> one.metadata().flag(MetadataField.REQUIRE_DPOP_NONCE))
                .isPresent();
        List<String> algorithms =
                client.filter(FapiProfile::concerns).isPresent() ? FapiProfile.ALGORITHMS : ALGORITHMS;
        return verify(tenant, request, Optional.empty(), nonceRequired, algorithms);
    }

    private Outcome checkClaims(
            Tenant tenant,
            HttpServletRequest request,
            ForeignJwt proof,
            JWK key,
            Optional<String> accessToken,
            boolean nonceRequired) {
        if (!proof.text("htm").equals(Optional.of(request.getMethod()))) {
            return new Outcome.Refused("htm is not the method of the request");
        }
        if (!proof.text("htu").filter(htu -> isAddressOf(tenant, request, htu)).isPresent()) {
            return new Outcome.Refused("htu is not the address of the request");
        }
        if (accessToken.isPresent() && !proof.text("ath").equals(accessToken.map(DpopProofs::base64urlSha256))) {
            return new Outcome.Refused("ath is not the hash of the access token");
        }
        Optional<String> id = proof.text("jti").filter(jti -> !jti.isEmpty() && jti.length() <= MAXIMUM_ID);
        Optional<Instant> issuedAt = proof.time("iat");
        if (id.isEmpty() || issuedAt.isEmpty()) {
            return new Outcome.Refused("jti or iat is missing");
        }
        if (!isInTime(proof)) {
            return new Outcome.Refused("the proof has expired, or is not valid yet");
        }
        Optional<String> nonce = proof.text("nonce");
        boolean recent = isRecent(issuedAt.get());
        if (proof.claims().has("nonce")
                ? nonce.filter(n -> nonces.isGood(tenant.id(), n)).isEmpty()
                : nonceRequired || !recent) {
            return new Outcome.NonceNeeded();
        }
        String thumbprint = thumbprint(key);
        return new Outcome.Proven(
                thumbprint,
                new UsedJwts.Unused(
                        tenant.id(),
                        "key " + thumbprint,
                        id.get(),
                        clock.instant().plus(REMEMBERED)));
    }

    /// A proof need not say until or since when it is good; what it says holds (RFC 7519 §4.1.4, §4.1.5).
    private boolean isInTime(ForeignJwt proof) {
        Instant now = clock.instant();
        return proof.time("exp").filter(end -> !now.minus(SKEW).isBefore(end)).isEmpty()
                && proof.time("nbf")
                        .filter(begin -> begin.isAfter(now.plus(SKEW)))
                        .isEmpty();
    }

    private boolean isRecent(Instant issuedAt) {
        Instant now = clock.instant();
        return !issuedAt.isAfter(now.plus(SKEW)) && !issuedAt.isBefore(now.minus(PAST));
    }

    /// Compared without query and fragment, with scheme and host in lower case and without the default port
    /// (RFC 3986 §6.2); the addresses we have are stored, never taken from the request.
    private boolean isAddressOf(Tenant tenant, HttpServletRequest request, String htu) {
        URI claimed;
        try {
            claimed = new URI(htu);
        } catch (URISyntaxException e) {
            return false;
        }
        String path = claimed.getRawPath();
        return path != null
                && path.equals(request.getRequestURI())
                && (isSameOrigin(claimed, tenant.issuer())
                        || mutualTlsUrl
                                .filter(own -> isSameOrigin(claimed, own))
                                .isPresent());
    }

    private static boolean isSameOrigin(URI claimed, URI own) {
        return origin(claimed).equals(origin(own));
    }

    private static String origin(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        int defaultPort = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + String.valueOf(uri.getRawUserInfo()) + "@"
                + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":"
                + (uri.getPort() < 0 ? defaultPort : uri.getPort());
    }

    private static String thumbprint(JWK key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make a thumbprint", e);
        }
    }

    private static String base64urlSha256(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(text));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
