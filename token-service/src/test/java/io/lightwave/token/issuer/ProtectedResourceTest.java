package io.lightwave.token.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@DisplayName("RFC 9728 Protected resource metadata")
class ProtectedResourceTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Answer metadata(String tenant) {
        return SERVER.perform(MockMvcRequestBuilders.get("/.well-known/oauth-protected-resource/t/" + tenant));
    }

    @Test
    void name_the_issuer_as_the_resource_and_its_only_authorization_server() {
        Answer answer = metadata("acme.example");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.get("resource")).isEqualTo(ACME.issuer());
        assertThat(answer.json().path("authorization_servers").toString()).isEqualTo("[\"" + ACME.issuer() + "\"]");
        assertThat(answer.json().path("dpop_signing_alg_values_supported").toString())
                .contains("ES256");
    }

    @Test
    void are_of_an_active_tenant() {
        assertThat(metadata("unknown.example").status()).isEqualTo(404);
    }

    @Test
    void are_found_by_who_is_refused() {
        Answer refused = ACME.get("/oauth2/userinfo");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge)
                        .contains("resource_metadata=\"https://localhost:8443"
                                + "/.well-known/oauth-protected-resource/t/acme.example\""));
    }
}
