package io.lightwave.ca.template;

import io.lightwave.ca.template.Template.Publication;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/// Turns a linted template into a certificate (RFC 5280 §4.1), then reads back what was signed and compares it.
public final class CertificateSigner {
    private CertificateSigner() {}

    /// @throws IllegalStateException when what was signed is not what the template says
    public static X509Certificate sign(LintedTemplate linted, IssuerKey key) {
        try {
            byte[] encoded = unsigned(linted).build(key.signer()).getEncoded();
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            certificate.verify(key.publicKey());
            Recheck.compare(certificate, linted);
            return certificate;
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException("the certificate could not be signed and read back", failed);
        }
    }

    private static X509v3CertificateBuilder unsigned(LintedTemplate linted) throws IOException {
        var template = linted.template();
        var builder = new X509v3CertificateBuilder(
                linted.issuer().name(),
                template.serial(),
                Moments.of(template.notBefore()),
                Moments.of(template.notAfter()),
                template.subject(),
                template.key().info());
        builder.addExtension(Extension.basicConstraints, true, basicConstraints(template));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(
                        template.keyUse().stream().mapToInt(KeyUse::mask).reduce(0, (left, right) -> left | right)));
        if (!template.extendedUse().isEmpty()) {
            builder.addExtension(Extension.extendedKeyUsage, false, extendedUse(template));
        }
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KeyIdentifier.of(template.key())));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(linted.issuer().keyIdentifier().getOctets()));
        if (!template.names().isEmpty()) {
            boolean critical = template.subject().getRDNs().length == 0;
            builder.addExtension(Extension.subjectAlternativeName, critical, alternativeNames(template));
        }
        if (template.permitted().isPresent()) {
            builder.addExtension(
                    Extension.nameConstraints, true, template.permitted().get().extension());
        }
        if (template.publication().isPresent()) {
            var publication = template.publication().get();
            builder.addExtension(
                    Extension.cRLDistributionPoints, false, distributionPoint(publication.revocationList()));
            builder.addExtension(
                    Extension.authorityInfoAccess, false, new AuthorityInformationAccess(access(publication)));
        }
        if (template.responds()) {
            builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
        }
        return builder;
    }

    private static BasicConstraints basicConstraints(Template template) {
        return template.authority()
                ? new BasicConstraints(template.pathLength().orElseThrow())
                : new BasicConstraints(false);
    }

    private static ExtendedKeyUsage extendedUse(Template template) {
        return new ExtendedKeyUsage(template.extendedUse().stream()
                .sorted()
                .map(ExtendedUse::purpose)
                .toArray(KeyPurposeId[]::new));
    }

    private static CRLDistPoint distributionPoint(URI address) {
        var name = new DistributionPointName(new GeneralNames(uri(address)));
        return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
    }

    private static AccessDescription[] access(Publication publication) {
        var issuer = new AccessDescription(AccessDescription.id_ad_caIssuers, uri(publication.issuerCertificate()));
        return publication
                .responder()
                .map(address -> new AccessDescription[] {
                    new AccessDescription(AccessDescription.id_ad_ocsp, uri(address)), issuer
                })
                .orElseGet(() -> new AccessDescription[] {issuer});
    }

    private static GeneralName uri(URI address) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, address.toString());
    }

    private static GeneralNames alternativeNames(Template template) {
        return new GeneralNames(
                template.names().stream().map(AlternativeName::asGeneralName).toArray(GeneralName[]::new));
    }
}
