package io.lightwave.directory.schema;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/// What `certificateExactMatch` goes by (RFC 4523 §3.1): of a certificate, or of an assertion in
/// GSER (`{ serialNumber 17, issuer rdnSequence:"cn=CA" }`, or the issuer first, as OpenLDAP takes
/// it too) or in the older form `17$cn=CA`.
record CertificateName(BigInteger serial, DistinguishedName issuer) {
    private static final String SERIAL = "serialNumber +(?<serial>-?[0-9]{1,60})";
    private static final String ISSUER = "issuer +(?:rdnSequence: *)?\"(?<issuer>(?:[^\"]|\"\")*+)\"";
    private static final List<Pattern> GSER = List.of(
            Pattern.compile("\\{ *" + SERIAL + " *, *" + ISSUER + " *}"),
            Pattern.compile("\\{ *" + ISSUER + " *, *" + SERIAL + " *}"));
    private static final Pattern DOLLAR = Pattern.compile("(-?[0-9]{1,60}) *\\$ *(.*)");

    /// RFC 5280 §4.1.2.6: an attribute of names in certificates only, and what it is called by in
    /// text.
    private static final String EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

    private static final Set<String> NAMES_OF_EMAIL_ADDRESS = Set.of("emailaddress", "email", "e", "pkcs9email");

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
            String issuer = certificate
                    .getIssuerX500Principal()
                    .getName(X500Principal.RFC2253, Map.of(EMAIL_ADDRESS, "emailAddress"));
            return new CertificateName(certificate.getSerialNumber(), issuer(issuer));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not a certificate", e);
        }
    }

    private static CertificateName ofAssertion(String text) {
        String stripped = text.strip();
        for (Pattern pattern : GSER) {
            Matcher gser = pattern.matcher(stripped);
            if (gser.matches()) {
                return new CertificateName(
                        new BigInteger(gser.group("serial")),
                        issuer(gser.group("issuer").replace("\"\"", "\"")));
            }
        }
        Matcher dollar = DOLLAR.matcher(stripped);
        if (dollar.matches()) {
            return new CertificateName(new BigInteger(dollar.group(1)), issuer(dollar.group(2)));
        }
        throw new IllegalArgumentException("not a certificate's serial number and issuer");
    }

    private static DistinguishedName issuer(String text) {
        DistinguishedName issuer = DistinguishedName.empty();
        for (RelativeName rdn : DistinguishedName.parseAsked(text).rdns().reversed()) {
            issuer = issuer.child(new RelativeName(
                    rdn.assertions().stream().map(CertificateName::known).toList()));
        }
        return issuer;
    }

    private static RelativeName.Assertion known(RelativeName.Assertion assertion) {
        return NAMES_OF_EMAIL_ADDRESS.contains(assertion.type().toLowerCase(Locale.ROOT))
                ? new RelativeName.Assertion(EMAIL_ADDRESS, assertion.value())
                : assertion;
    }
}
