package io.lightwave.token;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Attester;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// The port through which a platform's token (a Kubernetes projected token, a CI job's token) becomes a workload;
/// workload-identity implements it.
public interface WorkloadAssertions {

    sealed interface Recognition {

        /// @param key tells the evidence from all other of the tenant
        /// @param forgetAt when nobody would accept it any more
        record SingleUse(String key, Instant forgetAt) {}

        /// @param workload the one workload that the rules gave
        /// @param audiences resources it may ask for, besides the tenant's issuer
        /// @param evidence names the evidence in the audit trail (issuer and `jti`), never the token itself
        /// @param singleUse what [#consume] uses up; empty for evidence that may be presented until it expires
        /// @param assurance how well the workload is known, from 0 to 4; empty when the evidence does not say
        /// @param attester the node that spoke for the workload; empty for a platform's evidence
        record Recognised(
                ActivePrincipal workload,
                Set<String> audiences,
                String evidence,
                Optional<SingleUse> singleUse,
                Optional<Integer> assurance,
                Optional<Attester> attester)
                implements Recognition {}

        /// The assertion's `iss` is no trusted issuer of this tenant: it is a client's own assertion (RFC 7523).
        record NotEvidence() implements Recognition {}

        /// Outside this is `invalid_client` without detail; the reason is for the audit trail.
        ///
        /// @param claimed issuer and subject as the unverified assertion says, cut to 200 characters
        record Refused(String reason, String claimed) implements Recognition {}
    }

    /// Verifies evidence and finds its workload: issuer, signature by the issuer's registered keys, sole audience,
    /// time, rule.
    ///
    /// @param assertion a compact JWS of at most 64 KiB
    /// @param clientId chooses among several matching workloads (its SPIFFE ID)
    Recognition recognise(TenantId tenant, String assertion, Optional<String> clientId, Origin origin);

    /// The same by a document that a cloud has signed about a machine: CMS SignedData (RFC 5652) in base64, which names
    /// nobody whom it is for. Whoever asks has to see to it that what is given for it is bound to a key.
    Recognition recogniseDocument(TenantId tenant, String document, Optional<String> clientId, Origin origin);

    /// A workload by a JWT-SVID that this tenant signed, with the tenant's issuer as its sole audience. It may be
    /// presented until it expires.
    Recognition recogniseJwtSvid(TenantId tenant, String svid, Optional<String> clientId);

    /// The workload whose X509-SVID this is, by the records of the tenant's authority. Possession must have been
    /// proved.
    Recognition recogniseX509Svid(TenantId tenant, X509Certificate svid, Optional<String> clientId);

    /// Uses the evidence up, immediately before something is issued for it: false when it counts once and was used
    /// before. Joins the caller's transaction.
    boolean consume(TenantId tenant, Recognition.Recognised recognised);
}
