package io.lightwave.workload.authority;

import io.lightwave.directory.CertificateStrength;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Whether the certificate that a machine showed in the TLS handshake, which proved that it has the key over both
/// sides' nonces, makes it a node: of a registered authority, within that one's domain, for clients, not revoked.
public final class NodeCertificates {
    private static final int LONGEST_CHAIN = 5;
    private static final int MOST_RSA_BITS = 4096;
    private static final int AT_ONCE = 8;
    private static final int DNS = 2;
    private static final int DIGITAL_SIGNATURE = 0;
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

    private final NodeAuthorityStore store;
    private final InstantSource clock;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    NodeCertificates(NodeAuthorityStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    public sealed interface Outcome {
        /// @param name of the node: the certificate's DNS name
        /// @param evidence for the trail
        record Proved(String name, UUID authority, String evidence) implements Outcome {}

        /// For the trail; outside every reason is the same.
        record Refused(String reason, String claimed) implements Outcome {}
    }

    /// @param chain as it was shown, leaf first
    public Outcome examine(TenantId tenant, List<X509Certificate> chain) {
        var leaf = chain.getFirst();
        String claimed = "certificate " + leaf.getSerialNumber().toString(16);
        Optional<String> flaw = flaw(chain);
        if (flaw.isPresent()) {
            return new Outcome.Refused(flaw.get(), claimed);
        }
        if (!slots.tryAcquire()) {
            return new Outcome.Refused("too many certificates are being looked at", claimed);
        }
        try {
            for (NodeAuthority authority : store.all(tenant)) {
                if (authority.enabled() && authority.consented() && leadsTo(authority, chain)) {
                    return within(authority, leaf, claimed);
                }
            }
            return new Outcome.Refused("it leads to no authority whose machines join here, or is revoked", claimed);
        } finally {
            slots.release();
        }
    }

    /// What is wrong with it whoever issued it; cheap to find out.
    private static Optional<String> flaw(List<X509Certificate> chain) {
        if (chain.size() > LONGEST_CHAIN) {
            return Optional.of("a chain of more than 5 certificates");
        }
        for (X509Certificate one : chain) {
            if (one.getPublicKey() instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() > MOST_RSA_BITS) {
                return Optional.of("an RSA key of more than 4096 bits");
            }
        }
        var leaf = chain.getFirst();
        boolean[] use = leaf.getKeyUsage();
        try {
            if (leaf.getBasicConstraints() >= 0) {
                return Optional.of("it is an authority's");
            }
            if (use == null || !use[DIGITAL_SIGNATURE]) {
                return Optional.of("its key is not for digital signatures");
            }
            if (CertificateStrength.isWeak(leaf)) {
                return Optional.of("its key or its signature is weak");
            }
            var uses = leaf.getExtendedKeyUsage();
            return uses == null || !uses.contains(CLIENT_AUTHENTICATION)
                    ? Optional.of("it is not for clients")
                    : Optional.empty();
        } catch (GeneralSecurityException malformed) {
            return Optional.of("it cannot be read");
        }
    }

    private static Outcome within(NodeAuthority authority, X509Certificate leaf, String claimed) {
        var names = new ArrayList<String>();
        try {
            var all = leaf.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.getFirst().equals(DNS)) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (GeneralSecurityException malformed) {
            return new Outcome.Refused("its names cannot be read", claimed);
        }
        if (names.size() != 1 || !names.getFirst().equals(names.getFirst().toLowerCase(Locale.ROOT))) {
            return new Outcome.Refused("it has not exactly one DNS name in lower case", claimed);
        }
        String name = names.getFirst();
        return name.endsWith("." + authority.domain())
                ? new Outcome.Proved(name, authority.id(), "authority %s, %s".formatted(authority.name(), claimed))
                : new Outcome.Refused("its name is not in the domain of its authority", claimed);
    }

    /// RFC 5280 §6, with the lists of revoked certificates when there are any: then each needs one of
    /// these. The JDK's own checker would fetch others from where a certificate says.
    private boolean leadsTo(NodeAuthority authority, List<X509Certificate> chain) {
        Instant now = clock.instant();
        try {
            var anchors = new HashSet<TrustAnchor>();
            for (X509Certificate anchor : certificates(authority.anchors())) {
                if (!now.isBefore(anchor.getNotBefore().toInstant())
                        && !now.isAfter(anchor.getNotAfter().toInstant())) {
                    anchors.add(new TrustAnchor(anchor, null));
                }
            }
            if (anchors.isEmpty()) {
                return false;
            }
            var target = new X509CertSelector();
            target.setCertificate(chain.getFirst());
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setDate(Date.from(now));
            parameters.setMaxPathLength(LONGEST_CHAIN - 1);
            parameters.addCertStore(collection(chain.stream()
                    .filter(one -> !CertificateStrength.isWeak(one))
                    .toList()));
            parameters.setRevocationEnabled(authority.revocationLists().isPresent());
            if (authority.revocationLists().isPresent()) {
                parameters.addCertStore(
                        collection(lists(authority.revocationLists().get())));
            }
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (CertPathBuilderException none) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static CertStore collection(Collection<?> all) throws GeneralSecurityException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(all));
    }

    static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        var found = new ArrayList<X509Certificate>();
        CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .forEach(one -> found.add((X509Certificate) one));
        return found;
    }

    static Collection<? extends CRL> lists(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCRLs(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
