package io.lightwave.token.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.HttpNode;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.regex.Pattern;

/// A visit to the listener that asks for certificates, to which no cookie goes.
public final class CertificateVisit {
    public static final String LISTENER = "https://id.example:9443";

    private static final Pattern REFRESH = Pattern.compile("0; url=(.*)");

    private CertificateVisit() {}

    /// Goes where a page sends the browser to, and shows a certificate there; gives where it is sent back to.
    ///
    /// @param certificate none or one
    public static URI of(Acme acme, Answer leaving, X509Certificate... certificate) {
        return of(acme, destination(leaving), certificate);
    }

    static URI of(Acme acme, URI address, X509Certificate... certificate) {
        var there = new Browser(acme.node());
        if (certificate.length > 0) {
            there.sending(HttpNode.SHOWN, Base64.getEncoder().encodeToString(TestAuthority.encoded(certificate[0])));
        }
        Answer answer = there.get(address.getRawPath() + "?" + address.getRawQuery());
        assertThat(answer.status()).isEqualTo(303);
        return answer.location();
    }

    static URI destination(Answer leaving) {
        var refresh = REFRESH.matcher(leaving.header("Refresh").orElse(leaving.toString()));
        assertThat(refresh.matches()).as(leaving.toString()).isTrue();
        assertThat(refresh.group(1)).startsWith(LISTENER + "/t/acme.example/login/certificate/show?ticket=");
        return URI.create(refresh.group(1));
    }
}
