package io.lightwave.token.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7591 §2 client metadata")
class ClientMetadataTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final AtomicInteger NUMBER = new AtomicInteger();
    static final String WEB = "\"redirectUris\":[\"https://app.example/cb\"],";

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Answer register(String members) {
        return ACME.api("clients", "{\"clientId\":\"c%d\",%s}".formatted(NUMBER.incrementAndGet(), members));
    }

    @Nested
    @DisplayName("What is registered")
    class Registered {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "clientName | \"Wörks\"",
                    "contacts | [\"ops@app.example\"]",
                    "logoUri | \"https://app.example/logo.png\"",
                    "clientUri | \"https://app.example/\"",
                    "policyUri | \"https://app.example/policy\"",
                    "tosUri | \"https://app.example/tos\"",
                    "initiateLoginUri | \"https://app.example/login\"",
                    "softwareId | \"4NRB1-0XZABZI9E6-5SM3R\"",
                    "softwareVersion | \"2.1\"",
                    "jwksUri | \"https://app.example/keys\"",
                    "applicationType | \"native\"",
                    "subjectType | \"public\"",
                    "responseTypes | [\"code\"]",
                    "requireAuthTime | true",
                    "requirePkce | false",
                    "idTokenSignedResponseAlg | \"ES256\"",
                })
        void comes_back_as_it_was_sent(String field, String value) {
            Answer created = register(WEB + "\"" + field + "\":" + value);
            assertThat(created.status()).as(created.toString()).isEqualTo(201);
            assertThat(created.json().path(field).toString()).isEqualTo(value);
            assertThat(ACME.apiGet("clients/" + created.get("id"))
                            .json()
                            .path(field)
                            .toString())
                    .isEqualTo(value);
        }

        @Test
        void can_be_taken_back() {
            Answer created = register(WEB + "\"clientName\":\"x\"");
            Answer patched = ACME.apiPatch("clients/" + created.get("id"), "{\"clientName\":null}");
            assertThat(patched.json().has("clientName")).isFalse();
        }

        @Test
        void has_a_redirect_uri_of_a_private_use_scheme_for_native_applications_only() {
            String members = "\"redirectUris\":[\"https://app.example/cb\",\"com.example.app:/cb\"]";
            assertThat(register(members + ",\"applicationType\":\"web\"").get("field"))
                    .isEqualTo("redirectUris");
            assertThat(register(members + ",\"applicationType\":\"native\"").status())
                    .isEqualTo(201);
            assertThat(register(members).get("applicationType")).isEqualTo("native"); // RFC 7591 does not know it
        }
    }

    @Nested
    @DisplayName("What is refused, by the name of its field")
    class Refused {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "unknown | \"unknown\":1",
                    "client_name | \"client_name\":\"as elsewhere\"",
                    "clientName | \"clientName\":\"\"",
                    "clientName | \"clientName\":\"a\\u0000b\"",
                    "clientName | \"clientName\":\"a\\u202Eb\"",
                    "clientName | \"clientName\":\"a\\u2066b\"",
                    "clientName | \"clientName\":\"a\\ud800b\"",
                    "clientName | \"clientName\":1",
                    "contacts | \"contacts\":\"ops@app.example\"",
                    "contacts[0] | \"contacts\":[1]",
                    "logoUri | \"logoUri\":\"http://app.example/logo.png\"",
                    "logoUri | \"logoUri\":\"javascript:alert(1)\"",
                    "logoUri | \"logoUri\":\"https://user@app.example/\"",
                    "policyUri | \"policyUri\":\"/policy\"",
                    "tosUri | \"tosUri\":\"data:text/html,x\"",
                    "initiateLoginUri | \"initiateLoginUri\":\"http://app.example/login\"",
                    "applicationType | \"applicationType\":\"desktop\"",
                    "subjectType | \"subjectType\":\"secret\"",
                    "responseTypes[0] | \"responseTypes\":[\"magic\"]",
                    "responseTypes | \"responseTypes\":[]",
                    "requirePkce | \"requirePkce\":\"no\"",
                    "requirePkce | \"requirePkce\":false,\"tokenEndpointAuthMethod\":\"none\"",
                    "jwksUri | \"jwksUri\":\"http://app.example/keys\"",
                    "tokenEndpointAuthSigningAlg | \"tokenEndpointAuthSigningAlg\":\"none\"",
                    "tokenEndpointAuthSigningAlg | \"tokenEndpointAuthSigningAlg\":\"ES256\"",
                    "idTokenEncryptedResponseAlg | \"idTokenEncryptedResponseAlg\":\"RSA1_5\"",
                    "idTokenSignedResponseAlg | \"idTokenSignedResponseAlg\":\"HS256\"",
                    "grantTypes[0] | \"grantTypes\":[\"password\"]",
                    "tlsClientAuthSubjectDn | \"tokenEndpointAuthMethod\":\"tls_client_auth\",\"tlsClientAuthSubjectDn\":\"billing\"",
                    "tlsClientAuthSanIp | \"tokenEndpointAuthMethod\":\"tls_client_auth\",\"tlsClientAuthSanIp\":\"billing\"",
                    "tlsClientAuthSanIp | \"tokenEndpointAuthMethod\":\"tls_client_auth\",\"tlsClientAuthSanIp\":\"2001:db8::/32\"",
                })
        void unknown_or_unsupported(String field, String members) {
            Answer answer = register(WEB + members);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.get("field")).isEqualTo(field);
        }

        @Test
        void keys_both_by_value_and_by_address() {
            Answer answer = register("\"jwks\":{\"keys\":[%s]},\"jwksUri\":\"https://app.example/keys\""
                    .formatted(ClientsEndpointTest.KEY));
            assertThat(answer.get("field")).isEqualTo("jwksUri");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}",
                    "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
                    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
                            + "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
                    "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}",
                    "{\"kty\":\"MADE-UP\",\"x\":\"AAAA\"}",
                    "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"kid\":\"a\\u0000\"}"
                })
        void keys_that_are_weak_or_secret(String key) {
            assertThat(register("\"jwks\":{\"keys\":[" + key + "]}").get("field"))
                    .isEqualTo("jwks");
        }
    }
}
