package io.lightwave.token.dpop;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("RFC 9449 §10 a code is bound to the key that its request names")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CodeBindingTest {
    static final URI TOKEN = URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token");
    static final URI PAR = URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/par");

    final Proofs key = new Proofs();
    final Proofs other = new Proofs();
    Acme acme;
    Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        acme.client(ACME, """
                {"clientId":"nonces","grantTypes":["authorization_code"],"redirectUris":["%s"],
                 "tokenEndpointAuthMethod":"none","requireDpopNonce":true}""".formatted(Acme.APP));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    Answer exchange(String code, Map<String, String> proof) {
        return acme.browser().post(TOKEN, acme.exchange("app", code), proof);
    }

    Map<String, String> by(Proofs proofs, URI address) {
        return proofs.header(address, acme.clock().instant());
    }

    Answer push(Map<String, String> changes, Map<String, String> proof) {
        return acme.browser().post(PAR, request("app", changes), proof);
    }

    String codeOfPushed(Answer pushed) {
        assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
        String uri = acme.json(pushed.body()).path("request_uri").stringValue();
        var request = new LinkedHashMap<String, String>();
        request.put("client_id", "app");
        request.put("request_uri", uri);
        return Acme.code(alice, request);
    }

    String error(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        return acme.json(answer.body()).path("error").stringValue();
    }

    @Test
    void by_dpop_jkt_at_the_authorization_endpoint() {
        Map<String, String> bound = request("app", Map.of("dpop_jkt", key.thumbprint()));
        assertThat(error(exchange(Acme.code(alice, bound), by(other, TOKEN)))).isEqualTo("invalid_grant");
        assertThat(error(exchange(Acme.code(alice, bound), Map.of()))).isEqualTo("invalid_grant");
        assertThat(exchange(Acme.code(alice, bound), by(key, TOKEN)).status()).isEqualTo(200);
    }

    @Test
    void which_must_be_a_thumbprint() {
        assertThat(Acme.authorize(alice, request("app", Map.of("dpop_jkt", "short")))
                        .answerParameters())
                .containsEntry("error", "invalid_request");
    }

    @Test
    void by_dpop_jkt_in_a_pushed_request() {
        Map<String, String> named = Map.of("dpop_jkt", key.thumbprint());
        assertThat(error(exchange(codeOfPushed(push(named, Map.of())), by(other, TOKEN))))
                .isEqualTo("invalid_grant");
        assertThat(exchange(codeOfPushed(push(named, Map.of())), by(key, TOKEN)).status())
                .isEqualTo(200);
    }

    @Test
    void by_the_proof_of_a_pushed_request() {
        assertThat(error(exchange(codeOfPushed(push(Map.of(), by(key, PAR))), by(other, TOKEN))))
                .isEqualTo("invalid_grant");
        assertThat(exchange(codeOfPushed(push(Map.of(), by(key, PAR))), by(key, TOKEN))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void which_must_be_good_and_by_the_key_that_is_named() {
        assertThat(error(push(Map.of(), by(key, TOKEN)))).isEqualTo("invalid_dpop_proof");
        assertThat(error(push(Map.of("dpop_jkt", other.thumbprint()), by(key, PAR))))
                .isEqualTo("invalid_dpop_proof");
        assertThat(push(Map.of("dpop_jkt", key.thumbprint()), by(key, PAR)).status())
                .isEqualTo(201);
    }

    @Test
    void and_has_our_nonce_for_a_client_that_is_registered_so() {
        Answer answer = push(Map.of("client_id", "nonces"), by(key, PAR));
        assertThat(error(answer)).isEqualTo("use_dpop_nonce");
        assertThat(answer.header("DPoP-Nonce")).isPresent();
    }
}
