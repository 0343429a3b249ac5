package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.certificate.RevocationReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;

/// Signs complete revocation lists (RFC 5280 §5), of all of an authority's certificates or those with one distribution
/// point, and reads back what was signed.
final class RevocationListSigner {
    private RevocationListSigner() {}

    record Entry(BigInteger serial, Instant at, RevocationReason reason) {}

    /// @param part the distribution point of the certificates that the list is about; empty when it is about all
    static byte[] sign(
            Authority authority,
            Optional<URI> part,
            long number,
            Instant thisUpdate,
            Instant nextUpdate,
            List<Entry> entries) {
        var builder = new X509v2CRLBuilder(authority.issuer().name(), Date.from(thisUpdate));
        builder.setNextUpdate(Date.from(nextUpdate));
        for (var entry : entries) {
            // Without the extension the reason is unspecified, which must not be written (§5.3.1); BC leaves out code
            // 0.
            builder.addCRLEntry(
                    entry.serial(), Date.from(entry.at()), entry.reason().code());
        }
        try {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new AuthorityKeyIdentifier(
                            authority.issuer().keyIdentifier().getOctets()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            if (part.isPresent()) { // §5.2.5: critical, so that it is not taken for the list of all
                builder.addExtension(Extension.issuingDistributionPoint, true, distributionPoint(part.get()));
            }
            byte[] encoded = builder.build(authority.key().signer()).getEncoded();
            var parsed = CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
            ((java.security.cert.X509CRL) parsed).verify(authority.key().publicKey());
            return encoded;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(
                    "the revocation list of %s could not be signed".formatted(authority.name()), failed);
        }
    }

    private static IssuingDistributionPoint distributionPoint(URI address) {
        var name = new GeneralName(GeneralName.uniformResourceIdentifier, address.toString());
        return new IssuingDistributionPoint(new DistributionPointName(new GeneralNames(name)), false, false);
    }
}
