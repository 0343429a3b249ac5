package io.lightwave.directory.schema;

import io.lightwave.directory.DistinguishedName;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/// What `certificateExactMatch` goes by (RFC 4523 §3.1): of a certificate, or of an assertion in GSER
/// (`{ serialNumber 17, issuer rdnSequence:"cn=CA" }`) or in the older form `17$cn=CA`.
record CertificateName(BigInteger serial, DistinguishedName issuer) {
    private static final Pattern GSER = Pattern.compile(
            "\\{ *serialNumber +(-?[0-9]{1,60}) *, *issuer +(?:rdnSequence: *)?\"((?:[^\"]|\"\")*+)\" *}");
    private static final Pattern DOLLAR = Pattern.compile("(-?[0-9]{1,60}) *\\$ *(.*)");

    /// @throws IllegalArgumentException when it is none of them
    static CertificateName of(byte[] value) {
        return value.length > 0 && value[0] == 0x30 && !isText(value)
                ? ofCertificate(value)
                : ofAssertion(StringPreparation.utf8(value));
    }

    /// `0x30` is also the digit zero, with which an assertion may begin.
    private static boolean isText(byte[] value) {
        return value.length < 2 || value[1] == '$' || value[1] == ' ' || (value[1] >= '0' && value[1] <= '9');
    }

    private static CertificateName ofCertificate(byte[] value) {
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(value));
            return new CertificateName(
                    certificate.getSerialNumber(),
                    DistinguishedName.parseSpaced(
                            certificate.getIssuerX500Principal().getName(X500Principal.RFC2253)));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate", e);
        }
    }

    private static CertificateName ofAssertion(String text) {
        var gser = GSER.matcher(text.strip());
        if (gser.matches()) {
            return new CertificateName(
                    new BigInteger(gser.group(1)),
                    DistinguishedName.parseSpaced(gser.group(2).replace("\"\"", "\"")));
        }
        var dollar = DOLLAR.matcher(text.strip());
        if (dollar.matches()) {
            return new CertificateName(new BigInteger(dollar.group(1)), DistinguishedName.parseSpaced(dollar.group(2)));
        }
        throw new IllegalArgumentException("not a certificate's serial number and issuer");
    }
}
