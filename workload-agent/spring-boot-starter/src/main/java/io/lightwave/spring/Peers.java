package io.lightwave.spring;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/// Who is spoken to: X509-SVIDs of the own trust domain, all of them or those that were named. A host's name says
/// nothing here: a SPIFFE ID does (X509-SVID §5).
final class Peers {
    private static final int MOST = 5;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNATURE = 5;
    private static final int LIST_SIGNATURE = 6;

    private final AgentIdentity identity;
    private final List<String> named;

    /// @param named empty for everybody of the own trust domain
    Peers(AgentIdentity identity, List<String> named) {
        this.identity = identity;
        this.named = List.copyOf(named);
    }

    private boolean isOne(X509Certificate certificate) {
        String own = identity.svid().trustDomain();
        return Svid.spiffeIdOf(certificate)
                .filter(id -> id.startsWith(own) && (named.isEmpty() || named.contains(id)))
                .isPresent();
    }

    /// @throws CertificateException unless the chain leads to one of the anchors that hold now, and is
    ///     a peer's
    void require(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || chain.length > MOST) {
            throw new CertificateException("no chain of 1 to 5 certificates");
        }
        var leaf = chain[0];
        boolean[] use = leaf.getKeyUsage();
        if (leaf.getBasicConstraints() >= 0
                || use == null
                || !use[DIGITAL_SIGNATURE]
                || use[CERTIFICATE_SIGNATURE]
                || use[LIST_SIGNATURE]) {
            throw new CertificateException("no leaf of X509-SVID §4");
        }
        try {
            var anchors = identity.svid().anchors().stream()
                    .map(anchor -> new TrustAnchor(anchor, null))
                    .collect(Collectors.toSet());
            var target = new X509CertSelector();
            target.setCertificate(leaf);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false); // X509-SVIDs live for an hour
            parameters.setMaxPathLength(MOST);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException untrusted) {
            throw new CertificateException("it leads to no anchor of the trust domain", untrusted);
        }
        if (!isOne(leaf)) {
            throw new CertificateException(
                    "not a peer: " + Svid.spiffeIdOf(leaf).orElse("no SPIFFE ID"));
        }
    }
}
