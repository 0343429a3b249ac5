package io.lightwave.token.saml;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is too much, wherever SAML's messages come: a page or a fault, and an event that says why")
class OversizedMessagesTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TOO_MUCH = " ".repeat(1 << 20);
    private static Acme acme;
    private static String provider;

    @BeforeAll
    static void start() {
        acme = Acme.start();
        TestServiceProvider.register(acme, TestServiceProvider.metadata("signing"), "");
        Answer added = acme.browser()
                .send(
                        "POST",
                        "/api/v1/tenants/%s/identity-providers".formatted(ACME),
                        "application/json",
                        "{\"name\":\"uni\",\"kind\":\"saml\",\"metadata\":%s}"
                                .formatted(TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())));
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        provider = acme.json(added.body()).path("id").stringValue();
    }

    @AfterAll
    static void stop() {
        acme.close();
    }

    private static String path(String path) {
        return "/t/%s/%s".formatted(ACME, path.replace("{provider}", provider));
    }

    private static String lastRefusal(String action) {
        return acme.jdbc()
                .sql("select reason from audit_event where tenant_id = ? and action = ? and outcome = 'refused'"
                        + " order by time desc, id desc limit 1")
                .param(ACME.value())
                .param(action)
                .query(String.class)
                .single();
    }

    @ParameterizedTest
    @CsvSource({
        "saml/sso, SAMLRequest, 400, saml.respond",
        "saml/slo, SAMLRequest, 400, saml.logout",
        "saml/slo, SAMLResponse, 400, saml.logout",
        "saml/sp/{provider}/acs, SAMLResponse, 403, session.begin",
        "saml/sp/{provider}/slo, SAMLRequest, 400, saml.logout",
        "saml/sp/{provider}/slo, SAMLResponse, 400, saml.logout"
    })
    void by_a_form(String path, String parameter, int status, String action) {
        acme.clock().advance(Duration.ofSeconds(1));
        Answer answer = acme.browser().send("POST", path(path), FORM, parameter + "=" + TOO_MUCH);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(lastRefusal(action)).contains("more than 1 MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "saml/slo/soap, saml.logout",
        "saml/artifact, saml.resolve",
        "saml/ecp, saml.respond",
        "saml/sp/{provider}/slo/soap, saml.logout"
    })
    void by_soap(String path, String action) {
        acme.clock().advance(Duration.ofSeconds(1));
        Browser client = acme.browser().sending("Authorization", Acme.basic("alice", Acme.PASSWORD));
        Answer answer = client.send("POST", path(path), "text/xml", "<a>" + TOO_MUCH + "</a>");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(StrictXml.message(answer.body().getBytes(StandardCharsets.UTF_8))
                        .only(Ns.SOAP, "Body")
                        .only(Ns.SOAP, "Fault")
                        .toString())
                .isEqualTo("Fault");
        assertThat(lastRefusal(action)).contains("more than 1 MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "saml/sso, SAMLRequest, saml.respond",
        "saml/slo, SAMLRequest, saml.logout",
        "saml/slo, SAMLResponse, saml.logout",
        "saml/sp/{provider}/slo, SAMLRequest, saml.logout",
        "saml/sp/{provider}/slo, SAMLResponse, saml.logout"
    })
    void by_an_address_that_inflates(String path, String parameter, String action) {
        acme.clock().advance(Duration.ofSeconds(1));
        String bomb = TestServiceProvider.encode(Wire.forAddress(TOO_MUCH));
        Answer answer = acme.browser().get(path(path) + "?" + parameter + "=" + bomb);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("text/html");
        assertThat(lastRefusal(action)).isEqualTo("deflated data that grows too much");
    }

    @Test
    @DisplayName("RFC 7522: at the token endpoint, a body and an assertion")
    void by_a_token_request() {
        String request = "grant_type=urn:ietf:params:oauth:grant-type:saml2-bearer&assertion=";
        Answer answer = acme.browser().send("POST", path("oauth2/token"), FORM, request + TOO_MUCH);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(lastRefusal("token.issue")).isEqualTo("a body of more than 1 MiB");
        acme.clock().advance(Duration.ofSeconds(1));
        answer = acme.browser().send("POST", path("oauth2/token"), FORM, request + "A".repeat(65 * 1024));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request");
        assertThat(lastRefusal("token.issue")).isEqualTo("a parameter is too long");
    }
}
