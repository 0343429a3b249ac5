package io.lightwave.ca;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// One certificate authority per tenant: a root and an issuing authority below it.
public interface CertificateAuthority {

    /// Makes the tenant's root and issuing authority where they are missing, or expired; no effect otherwise.
    void provision(TenantId tenant);

    /// The tenant's current trust anchors.
    List<X509Certificate> anchors(TenantId tenant);

    /// The certificate of the authority that signs now: what was issued before by another should be renewed first.
    X509Certificate issuer(TenantId tenant);

    /// Issues to an authenticated subject: subject name and SANs come from the subject and the profile, the key from
    /// the PKCS #10 request (RFC 2986, PEM or DER), nothing else from it. Recorded, audited, then signed.
    ///
    /// @param profile a profile's name, for instance `workload` or `client`
    IssuanceOutcome issue(ActivePrincipal subject, String profile, byte[] pkcs10, Origin origin);

    /// A certificate for this server's own TLS, by the system tenant's authority; recorded like any other. It is an
    /// X509-SVID of [io.lightwave.directory.SpiffeId#SERVER_PATH] too.
    ///
    /// @param names DNS names and IP addresses in text form
    List<X509Certificate> issueServerCertificate(List<String> names, PublicKey key);
}
