package io.lightwave.ca.authority;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/// Certificates in a PKCS #7 message that nobody signed (RFC 5272 §4.1, a simple PKI response).
public final class CertsOnly {
    /// The media type (RFC 8551 §3.2.2).
    public static final String MEDIA_TYPE = "application/pkcs7-mime; smime-type=certs-only";

    private CertsOnly() {}

    /// Its DER form.
    public static byte[] of(List<X509Certificate> certificates) {
        try {
            var message = new CMSSignedDataGenerator();
            for (var certificate : certificates) {
                message.addCertificate(new JcaX509CertificateHolder(certificate));
            }
            return message.generate(new CMSAbsentContent()).toASN1Structure().getEncoded("DER");
        } catch (CertificateEncodingException | CMSException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
