package io.lightwave.workload.recognition;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.workload.issuer.TrustedIssuer;
import io.lightwave.workload.issuer.TrustedIssuers;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Looks at what is shown as a platform's token, and uses nothing up.
public final class Examination {
    private static final int MOST_CHARACTERS = 64 * 1024;

    private final TrustedIssuers issuers;
    private final EvidenceVerifier verifier;
    private final DocumentVerifier documents;
    private final Tenants tenants;

    Examination(TrustedIssuers issuers, EvidenceVerifier verifier, DocumentVerifier documents, Tenants tenants) {
        this.issuers = issuers;
        this.verifier = verifier;
        this.documents = documents;
        this.tenants = tenants;
    }

    /// What it is.
    public sealed interface Outcome {
        /// It is not for evidence to decide: no token of a trusted issuer.
        record NotEvidence(String reason) implements Outcome {}

        /// @param signed what the issuer's key has signed; empty when the signature was not found good
        /// @param claimed issuer and subject, verified or not, for the audit trail
        record Refused(TrustedIssuer issuer, String reason, Optional<JsonNode> signed, String claimed)
                implements Outcome {}

        record Verified(VerifiedEvidence evidence, String claimed) implements Outcome {}

        record TooLarge() implements Outcome {}
    }

    /// @param assertion as it was shown
    public Outcome examine(TenantId tenant, String assertion) {
        if (assertion.length() > MOST_CHARACTERS) {
            return new Outcome.TooLarge();
        }
        var token = CompactJws.parse(assertion).orElse(null);
        if (token == null) {
            return new Outcome.NotEvidence("it is no JSON Web Token in its compact form");
        }
        var issuer = token.claimedIssuer()
                .flatMap(claimed -> issuers.find(tenant, claimed))
                .orElse(null);
        if (issuer == null) {
            return new Outcome.NotEvidence("its issuer %s is no trusted issuer of this tenant"
                    .formatted(token.claimedIssuer().map(Printable::of).orElse("(none)")));
        }
        return switch (verified(tenant, token, issuer)) {
            case EvidenceVerifier.Outcome.Refused(var reason, var signed) ->
                new Outcome.Refused(issuer, reason, signed, claimed(token));
            case EvidenceVerifier.Outcome.Verified(var evidence) -> new Outcome.Verified(evidence, claimed(token));
        };
    }

    /// @param text a signed document (CMS SignedData, RFC 5652) as the metadata service gives it, in base64
    public Outcome examineDocument(TenantId tenant, String text) {
        if (text.length() > MOST_CHARACTERS) {
            return new Outcome.TooLarge();
        }
        var document = SignedDocument.parse(text).orElse(null);
        if (document == null) {
            return new Outcome.NotEvidence(
                    "it is no JSON Web Token, nor a signed document: CMS SignedData with its content and one signer");
        }
        var issuer = document.claimedIssuer()
                .flatMap(claimed -> issuers.find(tenant, claimed))
                .orElse(null);
        String claimed = Printable.of(document.claimedIssuer().orElse(""));
        if (issuer == null) {
            return new Outcome.NotEvidence("its issuer %s is no trusted issuer of this tenant"
                    .formatted(claimed.isEmpty() ? "(none)" : claimed));
        }
        var refusal = issuer.objection()
                .or(() -> tenants.find(tenant).isEmpty() ? Optional.of("there is no such tenant") : Optional.empty());
        if (refusal.isPresent()) {
            return new Outcome.Refused(issuer, refusal.get(), Optional.empty(), claimed);
        }
        String audience = issuer.audience()
                .orElseGet(() -> tenants.find(tenant).orElseThrow().issuer().toString());
        return switch (documents.verify(document, issuer, audience)) {
            case EvidenceVerifier.Outcome.Refused(var reason, var signed) ->
                new Outcome.Refused(issuer, reason, signed, claimed);
            case EvidenceVerifier.Outcome.Verified(var evidence) -> new Outcome.Verified(evidence, claimed);
        };
    }

    private EvidenceVerifier.Outcome verified(TenantId tenant, CompactJws token, TrustedIssuer issuer) {
        if (issuer.objection().isPresent()) {
            return new EvidenceVerifier.Outcome.Refused(issuer.objection().get());
        }
        if (issuer.kind().signsDocuments()) {
            return new EvidenceVerifier.Outcome.Refused("the issuer signs documents and no tokens");
        }
        var found = tenants.find(tenant).map(Tenant::issuer);
        if (found.isEmpty()) {
            return new EvidenceVerifier.Outcome.Refused("there is no such tenant");
        }
        String audience = issuer.audience().orElseGet(() -> found.get().toString());
        return verifier.verify(token, issuer, audience);
    }

    private static String claimed(CompactJws token) {
        String subject = token.claimedSubject().map(text -> " " + text).orElse("");
        return Printable.of(token.claimedIssuer().orElse("") + subject);
    }
}
