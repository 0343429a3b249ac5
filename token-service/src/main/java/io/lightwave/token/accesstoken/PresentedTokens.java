package io.lightwave.token.accesstoken;

import io.lightwave.directory.Tenant;
import io.lightwave.token.accesstoken.AccessTokenVerifier.Verification;
import io.lightwave.token.dpop.DpopProofs;
import io.lightwave.token.protocol.ClientCertificates;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Access tokens as requests present them at our own resources (RFC 6750 §2.1, RFC 9449 §7.1, RFC 8705 §3): a bound
/// one only together with its proof, by the scheme that it is for.
public final class PresentedTokens {
    private static final Pattern CREDENTIALS = Pattern.compile(
            "(?i:(Bearer|DPoP)) +([\\w.~+/-]++=*+) *+"); // the letters of the scheme alone, being quicker

    /// Where the metadata of our own resources stand (RFC 9728 §3), before the path of the issuer.
    public static final String RESOURCE_METADATA = "/.well-known/oauth-protected-resource";

    public sealed interface Outcome {
        record Valid(VerifiedAccessToken token) implements Outcome {}

        record Missing() implements Outcome {}

        /// Not one token, `invalid_request`.
        record Malformed() implements Outcome {}

        /// `invalid_token`, or of the proof `invalid_dpop_proof` or `use_dpop_nonce`.
        ///
        /// @param reason for the audit trail
        record Invalid(String error, String reason) implements Outcome {}
    }

    private final AccessTokenVerifier verifier;
    private final DpopProofs proofs;

    PresentedTokens(AccessTokenVerifier verifier, DpopProofs proofs) {
        this.verifier = verifier;
        this.proofs = proofs;
    }

    /// By the `Authorization` header.
    public Outcome read(Tenant tenant, HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return new Outcome.Missing();
        }
        Matcher credentials = CREDENTIALS.matcher(headers.getFirst());
        if (headers.size() > 1 || !credentials.matches()) {
            return new Outcome.Malformed();
        }
        return check(tenant, request, credentials.group(2), credentials.group(1).equalsIgnoreCase("DPoP"));
    }

    /// A token that came as something else than credentials of the scheme DPoP.
    public Outcome bearer(Tenant tenant, HttpServletRequest request, String token) {
        return check(tenant, request, token, false);
    }

    private Outcome check(Tenant tenant, HttpServletRequest request, String token, boolean byDpop) {
        return switch (verifier.verify(tenant.id(), token)) {
            case Verification.Invalid(String reason) -> new Outcome.Invalid("invalid_token", reason);
            case Verification.Valid(VerifiedAccessToken valid) -> confirm(tenant, request, token, valid, byDpop);
        };
    }

    private Outcome confirm(
            Tenant tenant, HttpServletRequest request, String token, VerifiedAccessToken valid, boolean byDpop) {
        Confirmation confirmation = valid.confirmation();
        if (confirmation.x5t().isPresent()
                && !confirmation.x5t().equals(ClientCertificates.of(request).map(ClientCertificates::thumbprint))) {
            return new Outcome.Invalid("invalid_token", "not with the certificate that it is bound to");
        }
        if (byDpop != confirmation.jkt().isPresent()) {
            return new Outcome.Invalid(
                    "invalid_token", byDpop ? "not bound to a key" : "bound to a key, but presented as a bearer token");
        }
        if (confirmation.jkt().isEmpty()) {
            return new Outcome.Valid(valid);
        }
        return switch (proofs.verify(tenant, request, token)) {
            case DpopProofs.Outcome.Proven(String thumbprint, var _)
            when confirmation.jkt().get().equals(thumbprint) -> new Outcome.Valid(valid);
            case DpopProofs.Outcome.Proven _ -> new Outcome.Invalid("invalid_token", "the proof is by another key");
            case DpopProofs.Outcome.Absent() -> new Outcome.Invalid("invalid_token", "without its proof");
            case DpopProofs.Outcome.Refused(String reason) -> new Outcome.Invalid("invalid_dpop_proof", reason);
            case DpopProofs.Outcome.NonceNeeded() -> new Outcome.Invalid("use_dpop_nonce", "a nonce is needed");
        };
    }

    /// Sets the challenges of a refusal (RFC 6750 §3, RFC 9449 §7.1), and a fresh nonce where one is needed.
    ///
    /// @param error empty when no token was presented
    public void challenge(Tenant tenant, HttpServletResponse response, String realm, String error) {
        if (isAboutProof(error)) {
            challengeForProof(tenant, response, error);
            return;
        }
        String reason = error.isEmpty() ? "" : ", error=\"" + error + "\"";
        URI issuer = tenant.issuer();
        String metadata = ", resource_metadata=\"%s://%s%s%s\""
                .formatted(issuer.getScheme(), issuer.getRawAuthority(), RESOURCE_METADATA, issuer.getRawPath());
        response.addHeader("WWW-Authenticate", "Bearer realm=\"" + realm + "\"" + reason + metadata);
        challengeForProof(tenant, response, error);
    }

    /// The challenge of the scheme DPoP alone.
    void challengeForProof(Tenant tenant, HttpServletResponse response, String error) {
        String reason = error.isEmpty() ? "" : ", error=\"" + error + "\"";
        response.addHeader(
                "WWW-Authenticate", "DPoP algs=\"" + String.join(" ", DpopProofs.ALGORITHMS) + "\"" + reason);
        if (isAboutProof(error)) {
            response.setHeader("DPoP-Nonce", proofs.nonce(tenant));
        }
    }

    private static boolean isAboutProof(String error) {
        return error.equals("use_dpop_nonce") || error.equals("invalid_dpop_proof");
    }
}
