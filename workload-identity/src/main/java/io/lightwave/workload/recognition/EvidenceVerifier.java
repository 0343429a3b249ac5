package io.lightwave.workload.recognition;

import io.lightwave.directory.Restoration;
import io.lightwave.workload.issuer.IssuerKeys;
import io.lightwave.workload.issuer.TokenReview;
import io.lightwave.workload.issuer.TokenReviews;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.key.KeySet;
import io.lightwave.workload.key.SignatureAlgorithm;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Verifies evidence, cheap checks first: header, key, signature, then audience and time (RFC 7519 §4.1, RFC 8725 §3).
final class EvidenceVerifier {
    private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);
    private static final int LONGEST_NAME = 200;

    private final IssuerKeys keys;
    private final TokenReviews reviews;
    private final Restoration restoration;
    private final InstantSource clock;

    EvidenceVerifier(IssuerKeys keys, TokenReviews reviews, Restoration restoration, InstantSource clock) {
        this.keys = keys;
        this.reviews = reviews;
        this.restoration = restoration;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Verified(VerifiedEvidence evidence) implements Outcome {}

        /// @param signed what the issuer's key has signed; empty when the signature was not found good
        record Refused(String reason, Optional<JsonNode> signed) implements Outcome {
            Refused(String reason) {
                this(reason, Optional.empty());
            }
        }
    }

    /// @param audience the only `aud` it may have
    Outcome verify(CompactJws token, TrustedIssuer issuer, String audience) {
        if (issuer.review().isPresent()) {
            return reviewed(token, issuer, issuer.review().get(), audience);
        }
        var unsigned = token.headerProblem().or(() -> signatureProblem(token, issuer));
        if (unsigned.isPresent()) {
            return new Outcome.Refused(unsigned.get());
        }
        return claimsProblem(token.payload(), issuer, audience)
                .<Outcome>map(problem -> new Outcome.Refused(problem, Optional.of(token.payload())))
                .orElseGet(() -> new Outcome.Verified(evidence(token, issuer)));
    }

    /// The platform itself is asked, last of all, since that costs the most; the signature is looked at before if the
    /// keys stand here, so that nobody makes it work with what he invents.
    private Outcome reviewed(CompactJws token, TrustedIssuer issuer, TokenReview review, String audience) {
        return token.headerProblem()
                .or(() -> claimsProblem(token.payload(), issuer, audience))
                .or(() -> keys.areRegistered(issuer) ? signatureProblem(token, issuer) : Optional.empty())
                .or(() -> reviews.problem(issuer, review, token.text(), audience, token.payload()))
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> new Outcome.Verified(evidence(token, issuer)));
    }

    private Optional<String> signatureProblem(CompactJws token, TrustedIssuer issuer) {
        SignatureAlgorithm algorithm = token.algorithm().orElseThrow();
        Optional<KeySet> known = keys.of(issuer);
        if (known.filter(set -> set.has(algorithm, token.keyId())).isEmpty()) {
            known = keys.again(issuer);
        }
        if (known.isEmpty()) {
            return Optional.of("the issuer's keys cannot be fetched");
        }
        if (!known.get().has(algorithm, token.keyId())) {
            return Optional.of("the issuer has no key of that kid and algorithm");
        }
        return known.get().verify(algorithm, token.keyId(), token.signedBytes(), token.signature())
                ? Optional.empty()
                : Optional.of("the signature is not by the issuer's key");
    }

    private Optional<String> claimsProblem(JsonNode claims, TrustedIssuer issuer, String audience) {
        if (!claims.path("iss").asString("").equals(issuer.issuer())) {
            return Optional.of("the issuer is another one");
        }
        return audienceProblem(claims.get("aud"), audience).or(() -> timeProblem(claims, issuer));
    }

    private static Optional<String> audienceProblem(
            @org.jspecify.annotations.Nullable JsonNode claimed, String audience) {
        if (claimed == null) {
            return Optional.of("it has no audience");
        }
        JsonNode only = claimed.isArray() && claimed.size() == 1 ? claimed.get(0) : claimed;
        if (!only.isString()) {
            return Optional.of("it has other audiences besides");
        }
        return only.stringValue().equals(audience) ? Optional.empty() : Optional.of("its audience is not " + audience);
    }

    private Optional<String> timeProblem(JsonNode claims, TrustedIssuer issuer) {
        Optional<Instant> expiry = moment(claims.get("exp"));
        Optional<Instant> issued = moment(claims.get("iat"));
        if (expiry.isEmpty() || issued.isEmpty()) {
            return Optional.of("it has no exp or no iat");
        }
        Instant now = clock.instant();
        return new Lifetime(issued.get(), expiry.get())
                .problem("issued", issuer.kind(), restoration, now)
                .or(() -> claims.has("nbf")
                                && moment(claims.get("nbf"))
                                        .filter(start -> !start.isAfter(now.plus(Lifetime.SKEW)))
                                        .isEmpty()
                        ? Optional.of("it is not valid yet")
                        : Optional.empty());
    }

    /// A NumericDate (RFC 7519 §2), cut to whole seconds.
    private static Optional<Instant> moment(@org.jspecify.annotations.Nullable JsonNode value) {
        if (value == null || !value.isNumber()) {
            return Optional.empty();
        }
        BigDecimal seconds = value.decimalValue();
        return seconds.signum() >= 0 && seconds.compareTo(LAST_SECOND) <= 0
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }

    private static VerifiedEvidence evidence(CompactJws token, TrustedIssuer issuer) {
        JsonNode claims = token.payload();
        JsonNode id = claims.get("jti");
        String name = id != null
                        && id.isString()
                        && !id.stringValue().isEmpty()
                        && id.stringValue().length() <= LONGEST_NAME
                ? "jti " + id.stringValue()
                : "hash " + hash(token.signedBytes());
        return new VerifiedEvidence(
                issuer, claims, name, moment(claims.get("exp")).orElseThrow());
    }

    /// Over what was signed and not over the signature, of which some algorithms allow several.
    static String hash(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
