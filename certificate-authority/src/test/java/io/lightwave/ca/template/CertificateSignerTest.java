package io.lightwave.ca.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lightwave.directory.CryptoProviders;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;

class CertificateSignerTest {
    static {
        CryptoProviders.install(); // as the server does
    }

    private static final IssuerKey KEY = new IssuerKey(LintTest.ISSUER_KEYS.getPrivate(), LintTest.ISSUER_KEY);

    private static LintedTemplate passed(Template template) {
        return ((LintOutcome.Passed) Lint.check(template, LintTest.ISSUER, LintTest.SVID)).template();
    }

    @Test
    void writes_what_the_template_says_and_signs_it() throws Exception {
        X509Certificate certificate =
                CertificateSigner.sign(passed(LintTest.svid().template()), KEY);
        certificate.verify(LintTest.ISSUER_KEYS.getPublic());
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(List.of(6, "spiffe://acme.example/shop/payments"));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo("2026-01-02T11:59:59Z");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    }

    @Test
    void without_a_subject_the_alternative_name_is_critical() {
        var draft = LintTest.svid();
        draft.subject = new X500Name("");
        assertThat(CertificateSigner.sign(passed(draft.template()), KEY).getCriticalExtensionOIDs())
                .contains("2.5.29.17");
    }

    @Test
    void a_certificate_that_differs_from_its_template_does_not_get_out() throws Exception {
        var certificate = CertificateSigner.sign(passed(LintTest.svid().template()), KEY);
        var other = LintTest.svid();
        other.subject = new X500Name("CN=other,DC=acme,DC=example");
        other.notAfter = other.notAfter.minusSeconds(1);
        other.names = List.of(new AlternativeName.Uri("spiffe://acme.example/other"));
        var linted = passed(other.template());
        assertThatIllegalStateException()
                .isThrownBy(() -> Recheck.compare(certificate, linted))
                .withMessage("the signed certificate differs from its template in subject, notAfter, subjectAltName");
    }
}
