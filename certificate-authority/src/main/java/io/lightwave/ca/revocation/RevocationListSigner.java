package io.lightwave.ca.revocation;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.template.Moments;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.util.Arrays;

/// Signs complete revocation lists (RFC 5280 §5), of all of an authority's certificates or those with one distribution
/// point. The signature is verified, and all but the entries read back by a second parser: objects of a hundred
/// thousand entries would cost more than all the rest.
final class RevocationListSigner {
    private static final int VERSION_2 = 1;

    private RevocationListSigner() {}

    /// @param part the distribution point of the certificates that the list is about; empty when it is about all
    /// @param entries of [RevokedCertificates]
    static byte[] sign(
            Authority authority,
            Optional<URI> part,
            long number,
            Instant thisUpdate,
            Instant nextUpdate,
            byte[] entries) {
        try {
            var signer = authority.key().signer();
            byte[] algorithm = signer.getAlgorithmIdentifier().getEncoded(ASN1Encoding.DER);
            byte[] before = Arrays.concatenate(new byte[][] {
                new ASN1Integer(VERSION_2).getEncoded(),
                algorithm,
                authority.issuer().name().getEncoded(ASN1Encoding.DER),
                Moments.of(thisUpdate).getEncoded(),
                Moments.of(nextUpdate).getEncoded()
            });
            byte[] after = new DERTaggedObject(0, extensions(authority, part, number)).getEncoded(ASN1Encoding.DER);
            byte[] revoked = entries.length == 0 ? entries : DerElement.around(DerElement.SEQUENCE, entries);
            byte[] list = DerElement.around(DerElement.SEQUENCE, before, revoked, after);
            signer.getOutputStream().write(list);
            byte[] signature = signer.getSignature();
            verify(list, signature, authority, signer.getAlgorithmIdentifier());
            byte[] signed = new DERBitString(signature).getEncoded();
            byte[] frame = DerElement.around(DerElement.SEQUENCE, before, after);
            CertificateFactory.getInstance("X.509")
                    .generateCRL(
                            new ByteArrayInputStream(DerElement.around(DerElement.SEQUENCE, frame, algorithm, signed)));
            return DerElement.around(DerElement.SEQUENCE, list, algorithm, signed);
        } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
            throw new IllegalStateException(
                    "the revocation list of %s could not be signed".formatted(authority.name()), failed);
        }
    }

    private static void verify(byte[] list, byte[] signature, Authority authority, AlgorithmIdentifier algorithm)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        var verifier = new JcaContentVerifierProviderBuilder()
                .build(authority.key().publicKey())
                .get(algorithm);
        verifier.getOutputStream().write(list);
        if (!verifier.verify(signature)) {
            throw new SignatureException("the signature does not verify");
        }
    }

    private static Extensions extensions(Authority authority, Optional<URI> part, long number) throws IOException {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(authority.issuer().keyIdentifier().getOctets()));
        extensions.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
        if (part.isPresent()) { // §5.2.5: critical, so that it is not taken for the list of all
            extensions.addExtension(Extension.issuingDistributionPoint, true, distributionPoint(part.get()));
        }
        return extensions.generate();
    }

    private static IssuingDistributionPoint distributionPoint(URI address) {
        var name = new GeneralName(GeneralName.uniformResourceIdentifier, address.toString());
        return new IssuingDistributionPoint(new DistributionPointName(new GeneralNames(name)), false, false);
    }
}
