package io.lightwave.token.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.ConsoleTokens;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientsEndpointTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final String KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\",\"use\":\"sig\",\"kid\":\"1\"}";

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    @DisplayName("POST makes a client")
    class Create {

        @Test
        void of_the_minimal_body_of_the_contract() {
            Answer created = ACME.api(
                    "clients",
                    "{\"clientId\":\"billing\",\"grantTypes\":[\"client_credentials\"],"
                            + "\"tokenEndpointAuthMethod\":\"client_secret_basic\"}");
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.json().propertyNames())
                    .containsExactlyInAnyOrder(
                            "id",
                            "name",
                            "clientId",
                            "enabled",
                            "grantTypes",
                            "redirectUris",
                            "tokenEndpointAuthMethod",
                            "audiences",
                            "scopes",
                            "idTokenSignedResponseAlg",
                            "responseTypes",
                            "applicationType",
                            "subjectType",
                            "secrets",
                            "createdAt",
                            "updatedAt",
                            "clientSecret");
            assertThat(created.header("Location"))
                    .hasValue("/api/v1/tenants/acme.example/clients/" + created.get("id"));
            assertThat(created.header("ETag")).isPresent();
            assertThat(created.get("createdAt")).isEqualTo("2026-01-01T12:00:00Z");
        }

        @Test
        void and_shows_its_secret_this_once() {
            Answer created = ACME.api("clients", "{\"clientId\":\"once\"}");
            assertThat(created.get("clientSecret")).hasSize(43);
            assertThat(ACME.apiGet("clients/once").json().has("clientSecret")).isFalse();
            assertThat(ACME.apiGet("clients/" + created.get("id")).get("clientId"))
                    .isEqualTo("once");
            assertThat(ACME.apiGet("clients?limit=200").text())
                    .contains("\"once\"")
                    .doesNotContain("\"clientSecret\"")
                    .doesNotContain(created.get("clientSecret"));
            assertThat(AuditTrail.of(ACME).text())
                    .contains("client.create")
                    .doesNotContain(created.get("clientSecret"));
        }

        @Test
        void and_it_is_what_is_there() {
            var exact = SERVER.tenant("exact.example");
            SERVER.clock().advance(Duration.ofNanos(123_456_789));
            Answer created = exact.api(
                    "clients",
                    "{\"clientId\":\"exact\",\"tokenEndpointAuthMethod\":\"none\","
                            + "\"redirectUris\":[\"https://a.example/cb\"]}");
            assertThat(created.json()).isEqualTo(exact.apiGet("clients/exact").json());
            SERVER.clock().set(TestClock.NOON);
        }

        @Test
        void with_a_subject_of_the_same_id_in_the_directory() {
            Answer created = ACME.api("clients", "{\"clientId\":\"in-directory\"}");
            assertThat(SERVER.bean(Subjects.class).byName(ACME.id(), SubjectKind.CLIENT, "in-directory"))
                    .hasValueSatisfying(subject -> assertThat(subject.id()).hasToString(created.get("id")));
        }

        @Test
        void with_grants_that_fit_its_redirect_uris_when_none_are_given() {
            assertThat(ACME.api("clients", "{\"clientId\":\"d1\"}")
                            .json()
                            .path("grantTypes")
                            .toString())
                    .isEqualTo("[\"client_credentials\"]");
            assertThat(ACME.api("clients", "{\"clientId\":\"d2\",\"redirectUris\":[\"https://a.example/cb\"]}")
                            .json()
                            .path("grantTypes")
                            .toString())
                    .isEqualTo("[\"authorization_code\"]");
        }

        @Test
        void with_keys_and_without_secret_for_private_key_jwt() {
            Answer created = ACME.api(
                    "clients",
                    "{\"clientId\":\"keyed\",\"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{\"keys\":[" + KEY
                            + "]}}");
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.json().has("clientSecret")).isFalse();
            assertThat(created.json()
                            .path("jwks")
                            .path("keys")
                            .path(0)
                            .path("kid")
                            .asString())
                    .isEqualTo("1");
        }

        @Test
        void but_no_second_of_the_same_id() {
            ACME.client("twice");
            assertThat(ACME.api("clients", "{\"clientId\":\"twice\"}").status()).isEqualTo(409);
            assertThat(ACME.api("clients", "{\"clientId\":\"TWICE\"}").status()).isEqualTo(409);
            ACME.apiDelete("clients/twice");
            assertThat(ACME.api("clients", "{\"clientId\":\"twice\"}").status())
                    .as("its tokens have not expired")
                    .isEqualTo(409);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "a b",
                    "a/b",
                    "ä",
                    "-a",
                    "spiffe:x",
                    "SPIFFE:x",
                    "spiffe://acme.example/x",
                    "https://cluster.example",
                    "123e4567-e89b-12d3-a456-426614174000",
                    "123E4567-E89B-12D3-A456-426614174000",
                    "a\\u0000b",
                    "a\\nb"
                })
        void never_of_an_id_that_could_be_something_else(String id) {
            Answer answer = ACME.api("clients", "{\"clientId\":\"" + id + "\"}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.get("field")).isEqualTo("clientId");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "grantTypes[0] | \"grantTypes\":[\"password\"]",
                    "grantTypes[1] | \"grantTypes\":[\"client_credentials\",\"password\"]",
                    "grantTypes | \"tokenEndpointAuthMethod\":\"none\"",
                    "redirectUris | \"grantTypes\":[\"authorization_code\"]",
                    "redirectUris[0] | \"redirectUris\":[\"http://a.example/cb\"]",
                    "redirectUris[1] | \"redirectUris\":[\"https://a.example/cb\",\"https://a.example/#\"]",
                    "tokenEndpointAuthMethod | \"tokenEndpointAuthMethod\":\"magic\"",
                    "jwks | \"tokenEndpointAuthMethod\":\"private_key_jwt\"",
                    "jwks | \"jwks\":{\"keys\":[]}",
                    "jwks | \"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{\"keys\":[]}",
                    "jwks | \"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{}",
                    "jwks | \"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":[]",
                    "jwks | \"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":\"x\"",
                    "jwks | \"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
                    "audiences[0] | \"audiences\":[\"a b\"]",
                    "audiences[0] | \"audiences\":[\"https://a.example/#x\"]",
                    "audiences[0] | \"audiences\":[\"\"]",
                    "scopes[0] | \"scopes\":[\"a b\"]",
                    "scopes[0] | \"scopes\":[\"\"]",
                    "idTokenSignedResponseAlg | \"idTokenSignedResponseAlg\":\"none\"",
                })
        void and_names_the_field_that_is_wrong(String field, String members) {
            Answer answer = ACME.api("clients", "{\"clientId\":\"wrong\"," + members + "}");
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.get("field")).isEqualTo(field);
            assertThat(ACME.apiGet("clients/wrong").status()).isEqualTo(404);
        }

        @Test
        void never_with_a_private_key() {
            String withD =
                    KEY.substring(0, KEY.length() - 1) + ",\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}";
            Answer answer = ACME.api(
                    "clients",
                    "{\"clientId\":\"leaky\",\"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwks\":{\"keys\":["
                            + withD + "]}}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain("870MB6gf");
        }

        @Test
        void never_of_members_that_there_are_not() {
            assertThat(ACME.api("clients", "{\"clientId\":\"x\",\"clientSecret\":\"mine\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(ACME.api("clients", "{\"clientId\":\"x\",\"clientId\":\"y\"}")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Nested
    @DisplayName("PATCH changes a client")
    class Update {

        @Test
        void field_by_field() {
            ACME.client("patched");
            Answer patched = ACME.apiPatch("clients/patched", "{\"audiences\":[\"a\",\"https://b.example\"]}");
            assertThat(patched.status()).isEqualTo(200);
            assertThat(patched.json().path("audiences").toString()).isEqualTo("[\"a\",\"https://b.example\"]");
            assertThat(patched.json().path("grantTypes").toString()).isEqualTo("[\"client_credentials\"]");
            Answer cleared = ACME.apiPatch("clients/patched", "{\"audiences\":null}");
            assertThat(cleared.json().path("audiences").toString()).isEqualTo("[]");
            assertThat(AuditTrail.of(ACME).last("client.update").actor()).isEqualTo("user:admin@acme.example");
        }

        @Test
        void at_once_for_the_next_token() {
            TestClient client = ACME.client("quick");
            assertThat(client.fetchesToken("resource", "a").status()).isEqualTo(400);
            ACME.apiPatch("clients/quick", "{\"audiences\":[\"a\"]}");
            assertThat(client.fetchesToken("resource", "a").status()).isEqualTo(200);
        }

        @Test
        void unless_it_has_changed_in_the_meantime() {
            ACME.client("raced");
            String before = ACME.apiGet("clients/raced").header("ETag").orElseThrow();
            assertThat(ACME.apiPatch("clients/raced", "{\"scopes\":[\"a\"]}", before)
                            .status())
                    .isEqualTo(200);
            assertThat(ACME.apiPatch("clients/raced", "{\"scopes\":[\"b\"]}", before)
                            .status())
                    .isEqualTo(412);
            String now = ACME.apiGet("clients/raced").header("ETag").orElseThrow();
            assertThat(ACME.apiPatch("clients/raced", "{\"enabled\":false}", now)
                            .status())
                    .isEqualTo(200);
            assertThat(ACME.apiPatch("clients/raced", "{\"enabled\":true}", now).status())
                    .isEqualTo(412);
        }

        @Test
        void and_ends_what_it_holds_when_it_is_disabled() {
            TestClient client = ACME.client("ended");
            String token = client.fetchesToken().accessToken();
            assertThat(ACME.apiPatch("clients/ended", "{\"enabled\":false}")
                            .json()
                            .path("enabled")
                            .booleanValue())
                    .isFalse();
            assertThat(client.fetchesToken().status()).isEqualTo(401);
            ACME.apiPatch("clients/ended", "{\"enabled\":true}");
            assertThat(client.fetchesToken().status()).isEqualTo(200);
            assertThat(client.introspects(token).text()).isEqualTo("{\"active\":false}");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"clientId\":\"other\"}",
                    "{\"clientSecret\":\"x\"}",
                    "{\"id\":\"x\"}",
                    "{\"tokenEndpointAuthMethod\":\"none\"}",
                    "{\"redirectUris\":[\"http://evil.example\"]}",
                    "{\"grantTypes\":\"client_credentials\"}",
                    "{\"enabled\":\"no\"}",
                    "{\"jwks\":{\"keys\":[]}}"
                })
        void and_nothing_that_is_not_to_be_changed(String patch) {
            ACME.api("clients", "{\"clientId\":\"fixed\"}");
            assertThat(ACME.apiPatch("clients/fixed", patch).status()).isEqualTo(400);
        }
    }

    @Nested
    @DisplayName("DELETE and GET")
    class DeleteAndGet {

        @Test
        void a_deleted_client_is_gone_with_its_settings() throws Exception {
            TestClient client = ACME.client("doomed");
            assertThat(ACME.apiDelete("clients/" + client.id()).status()).isEqualTo(204);
            assertThat(ACME.apiGet("clients/doomed").status()).isEqualTo(404);
            assertThat(ACME.apiDelete("clients/doomed").status()).isEqualTo(404);
            assertThat(client.fetchesToken().status()).isEqualTo(401);
            try (var connection = SERVER.database().connect();
                    var rows = connection
                            .createStatement()
                            .executeQuery("select 1 from oauth_client where subject_id = '" + client.id() + "'")) {
                assertThat(rows.next()).isFalse();
            }
        }

        @Test
        void a_client_whose_entry_is_deleted_in_the_directory_is_gone_too() {
            TestClient client = ACME.client("unplugged");
            SERVER.bean(Subjects.class).delete(ACME.id(), client.subject());
            assertThat(client.fetchesToken().status()).isEqualTo(401);
        }

        @Test
        void an_entry_without_settings_is_no_client() {
            SERVER.bean(Subjects.class).add(ACME.id(), SubjectKind.CLIENT, "ldap-only", Map.of());
            assertThat(ACME.apiGet("clients/ldap-only").status()).isEqualTo(404);
            assertThat(ACME.apiGet("clients?limit=200").text()).doesNotContain("ldap-only");
        }

        @Test
        void a_list_comes_in_pages() {
            var paged = SERVER.tenant("paged.example");
            for (String name : new String[] {"a", "b", "c"}) {
                paged.client(name);
            }
            Answer first = paged.apiGet("clients?limit=2");
            assertThat(first.json().path("items").size()).isEqualTo(2);
            Answer second = paged.apiGet("clients?limit=2&cursor=" + first.get("nextCursor"));
            assertThat(second.json().path("items").path(0).path("name").asString())
                    .isEqualTo("c");
            assertThat(second.json().has("nextCursor")).isFalse();
            assertThat(paged.apiGet("clients?search=B").json().path("items").valueStream())
                    .extracting(client -> client.path("name").asString())
                    .containsExactly("b");
            assertThat(Stream.of("%25", "_", "%5C"))
                    .as("letters that mean something to SQL")
                    .allSatisfy(letter -> assertThat(paged.apiGet("clients?search=" + letter)
                                    .json()
                                    .path("items"))
                            .isEmpty());
        }
    }

    @Nested
    @DisplayName("The server's own clients")
    class Own {

        @Test
        void for_automation_authenticates_either_way_and_is_made_once() {
            var registry = SERVER.bean(ClientRegistry.class);
            var id = registry.ensureConfidential(ACME.id(), "automation", "a-secret-of-the-operator");
            assertThat(registry.ensureConfidential(ACME.id(), "automation", "another-secret-later"))
                    .isEqualTo(id);
            var client = new TestClient(ACME, id.toString(), "automation", "a-secret-of-the-operator");
            assertThat(client.fetchesToken().status()).isEqualTo(200);
            assertThat(ACME.post(
                                    "/oauth2/token",
                                    "grant_type",
                                    "client_credentials",
                                    "client_id",
                                    "automation",
                                    "client_secret",
                                    "a-secret-of-the-operator")
                            .status())
                    .isEqualTo(200);
            assertThat(new TestClient(ACME, id.toString(), "automation", "another-secret-later")
                            .fetchesToken()
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void for_the_console_is_public_and_has_exactly_its_redirect_uris() {
            var id = SERVER.bean(ClientRegistry.class)
                    .ensureConsole(ACME.id(), Set.of(URI.create("https://localhost:8443/console/callback")));
            Client client = SERVER.bean(Clients.class).byId(ACME.id(), id).orElseThrow();
            assertThat(client.clientId()).isEqualTo(ConsoleTokens.CLIENT_ID);
            assertThat(client.isPublic()).isTrue();
            assertThat(client.acceptsRedirect("https://localhost:8443/console/callback"))
                    .isTrue();
            assertThat(client.acceptsRedirect("https://localhost:9999/console/callback"))
                    .isFalse();
            assertThat(client.mayUse(GrantType.CLIENT_CREDENTIALS)).isFalse();
        }
    }
}
