package io.lightwave.token.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Access tokens in the form that a resource server asks for, when they name it by its URI")
class TokenFormTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Answer server(String name, String more) {
        return ACME.resourceServer("{\"name\":\"%s\",\"uri\":\"https://%s.example\",\"clients\":[\"%s-checker\"]%s}"
                .formatted(name, name, name, more));
    }

    static SignedJWT token(TestClient client, String resource) throws Exception {
        return SignedJWT.parse(client.fetchesToken("resource", resource).accessToken());
    }

    @ParameterizedTest
    @CsvSource({"JWT, RS256", "JWT, ES256", "at+jwt, PS256", "at+jwt, EdDSA", "JWT, ES384"})
    void is_signed_as_it_says_and_introspected_and_revoked_like_every_other(String type, String algorithm)
            throws Exception {
        String name = "rs-" + type.charAt(0) + algorithm.toLowerCase(java.util.Locale.ROOT);
        assertThat(server(
                                name,
                                ",\"accessTokenType\":\"%s\",\"accessTokenSigningAlg\":\"%s\""
                                        .formatted(type, algorithm))
                        .get("accessTokenSigningAlg"))
                .isEqualTo(algorithm);
        TestClient client = ACME.client("for-" + name, name);
        TestClient checker = ACME.client(name + "-checker");
        SignedJWT token = token(client, "https://%s.example".formatted(name));
        assertThat(token.getHeader().getType()).hasToString(type);
        assertThat(token.getHeader().getAlgorithm()).hasToString(algorithm);
        assertThat(ACME.get("/oauth2/jwks").text()).contains(token.getHeader().getKeyID());
        assertThat(checker.introspects(token.serialize()).text()).contains("\"active\":true");
        client.revokes(token.serialize());
        assertThat(checker.introspects(token.serialize()).text()).isEqualTo("{\"active\":false}");
    }

    @Test
    void is_the_usual_one_by_its_name_for_others_and_for_ourselves() throws Exception {
        server("old", ",\"accessTokenType\":\"JWT\",\"accessTokenSigningAlg\":\"RS256\"");
        server("usual", "");
        TestClient client = ACME.client("caller", "old", "usual");
        for (String resource : new String[] {"old", "usual", "https://usual.example", ACME.issuer()}) {
            SignedJWT token = token(client, resource);
            assertThat(token.getHeader().getType()).hasToString("at+jwt");
            assertThat(token.getHeader().getAlgorithm()).hasToString("ES256");
        }
    }

    @Test
    void follows_a_change() throws Exception {
        server("moving", "");
        TestClient client = ACME.client("mover", "moving");
        ACME.apiPatch("resource-servers/moving", "{\"accessTokenType\":\"JWT\",\"accessTokenSigningAlg\":\"RS256\"}");
        assertThat(token(client, "https://moving.example").getHeader().getAlgorithm())
                .hasToString("RS256");
        ACME.apiPatch("resource-servers/moving", "{\"accessTokenType\":null,\"accessTokenSigningAlg\":null}");
        assertThat(token(client, "https://moving.example").getHeader().getAlgorithm())
                .hasToString("ES256");
    }

    @ParameterizedTest
    @CsvSource({
        "accessTokenType, jwt",
        "accessTokenType, logout+jwt",
        "accessTokenSigningAlg, none",
        "accessTokenSigningAlg, HS256",
        "accessTokenSigningAlg, ML-DSA-44",
        "accessTokenSigningAlg, RSA-OAEP-256"
    })
    void is_one_of_few(String field, String value) {
        Answer answer = server("wrong", ",\"%s\":\"%s\"".formatted(field, value));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"field\":\"" + field + "\"");
    }
}
