package io.lightwave.token.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Certificates of TLS clients.
public final class ClientCertificate {
    private ClientCertificate() {}

    public static X509Certificate selfSigned(String subject) {
        return selfSigned(subject, ClientKeys.generate(), Duration.ofDays(1));
    }

    public static X509Certificate selfSigned(String subject, ECKey key, Duration lifetime) {
        try {
            var name = X500Name.getInstance(new X500Principal(subject).getEncoded());
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(TestClock.NOON.minusSeconds(60)),
                    Date.from(TestClock.NOON.plus(lifetime)),
                    name,
                    key.toECPublicKey());
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "client.example"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "urn:client"),
                new GeneralName(GeneralName.rfc822Name, "client@example.com"),
                new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
                new GeneralName(GeneralName.iPAddress, "2001:db8::7")
            }));
            byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.toECPrivateKey()))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (OperatorCreationException | IOException | GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A key set with the certificate in it.
    public static String jwks(X509Certificate certificate) {
        try {
            return "{\"keys\":["
                    + new ECKey.Builder(ECKey.parse(certificate))
                            .x509CertChain(List.of(Base64.encode(certificate.getEncoded())))
                            .keyOperations(null)
                            .build()
                            .toJSONString()
                    + "]}";
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
