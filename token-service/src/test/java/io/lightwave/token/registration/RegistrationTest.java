package io.lightwave.token.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Golden;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Dynamic registration")
class RegistrationTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");
    static final TestTenant OPEN = SERVER.tenant("open.example");
    static final String MINIMAL = "{\"redirect_uris\":[\"https://app.example/cb\"]}";
    static TestClient registrar;

    @BeforeAll
    static void policies() {
        registrar = ACME.clientOf("{\"clientId\":\"registrar\",\"scopes\":[\"client.register\",\"other\"]}");
        assertThat(OPEN.apiPatch("policies/registration", "{\"openRegistration\":true}")
                        .status())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Answer send(TestTenant tenant, HttpMethod method, String below, String token, String body) {
        MockHttpServletRequestBuilder request = MockMvcRequestBuilders.request(
                        method, java.net.URI.create(tenant.below("/oauth2/register" + below)))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
        return SERVER.perform(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    static Answer register(String body) {
        return send(OPEN, HttpMethod.POST, "", "", body);
    }

    static Answer manage(HttpMethod method, Answer registered, String body) {
        return send(OPEN, method, "/" + registered.get("client_id"), registered.get("registration_access_token"), body);
    }

    static String update(Answer registered, String members) {
        return "{\"client_id\":\"%s\",\"redirect_uris\":[\"https://app.example/new\"]%s}"
                .formatted(registered.get("client_id"), members);
    }

    @Nested
    @DisplayName("Who may register (RFC 7591 §3)")
    class Access {

        @Test
        void nobody_without_an_initial_access_token() {
            Answer refused = send(ACME, HttpMethod.POST, "", "", MINIMAL);
            Golden.assertText(RegistrationTest.class, "no-token.response.http", refused.toString());
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).hasValue("Bearer realm=\"register\"");
            assertThat(AuditTrail.of(ACME).last("client.register").outcome()).isEqualTo("refused");
        }

        @Test
        void whoever_has_one() {
            String token = registrar.fetchesToken("scope", "client.register").accessToken();
            Answer registered = send(ACME, HttpMethod.POST, "", token, MINIMAL);
            assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
            assertThat(AuditTrail.of(ACME).last("client.register").actor()).isEqualTo("client:registrar@acme.example");
        }

        @Test
        void nobody_whose_token_lacks_the_scope_or_is_for_somebody_else() {
            String other = registrar.fetchesToken("scope", "other").accessToken();
            Answer refused = send(ACME, HttpMethod.POST, "", other, MINIMAL);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("WWW-Authenticate").orElseThrow())
                    .contains("error=\"insufficient_scope\", scope=\"client.register\"");
            String foreign = registrar.fetchesToken("resource", "registrar").accessToken();
            assertThat(send(ACME, HttpMethod.POST, "", foreign, MINIMAL).status())
                    .isEqualTo(401);
            assertThat(send(ACME, HttpMethod.POST, "", "nonsense", MINIMAL).status())
                    .isEqualTo(401);
            String ours = registrar.fetchesToken("scope", "client.register").accessToken();
            assertThat(send(OPEN, HttpMethod.POST, "", ours, MINIMAL).status())
                    .as("a bad token is refused even where none is needed")
                    .isEqualTo(401);
        }

        @Test
        void anybody_where_the_tenant_says_so() {
            Answer registered = register(MINIMAL);
            assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
            assertThat(AuditTrail.of(OPEN).last("client.register").actor()).isEqualTo("anonymous");
        }

        @Test
        void as_many_as_the_policy_says() {
            TestTenant full = SERVER.tenant("full.example");
            full.apiPatch("policies/registration", "{\"openRegistration\":true,\"maximumClients\":1}");
            assertThat(send(full, HttpMethod.POST, "", "", MINIMAL).status()).isEqualTo(201);
            assertThat(send(full, HttpMethod.POST, "", "", MINIMAL).get("error"))
                    .isEqualTo("invalid_client_metadata");
        }
    }

    @Nested
    @DisplayName("What is registered (RFC 7591 §2, §3.2.1)")
    class Registered {

        @Test
        void has_the_defaults_of_the_specification() {
            Answer registered = register(MINIMAL);
            assertThat(registered.get("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
            assertThat(registered.json().path("grant_types").toString()).isEqualTo("[\"authorization_code\"]");
            assertThat(registered.json().path("response_types").toString()).isEqualTo("[\"code\"]");
            assertThat(registered.get("id_token_signed_response_alg")).isEqualTo("RS256");
            assertThat(registered.json().path("client_secret_expires_at").longValue())
                    .isZero();
            assertThat(registered.get("client_secret")).hasSize(43);
            assertThat(registered.get("registration_client_uri"))
                    .isEqualTo(OPEN.issuer() + "/oauth2/register/" + registered.get("client_id"));
            assertThat(registered.header("Cache-Control")).hasValue("no-store");
        }

        @Test
        void is_a_client_like_any_other() {
            OPEN.apiPatch("policies/registration", "{\"grantTypes\":[\"client_credentials\",\"authorization_code\"]}");
            Answer registered = register("{\"grant_types\":[\"client_credentials\"],\"client_name\":\"Own\"}");
            TestClient client = new TestClient(OPEN, "", registered.get("client_id"), registered.get("client_secret"));
            assertThat(client.fetchesToken().status()).isEqualTo(200);
            assertThat(OPEN.apiGet("clients/" + registered.get("client_id")).get("clientName"))
                    .isEqualTo("Own");
            OPEN.apiPatch("policies/registration", "{\"grantTypes\":null}");
        }

        @Test
        void leaves_out_what_is_not_understood_and_what_is_ours_to_decide() {
            Answer registered = register(
                    "{\"redirect_uris\":[\"https://app.example/cb\"],\"sparkle\":1,\"audiences\":[\"billing\"],"
                            + "\"require_consent\":false,\"require_pkce\":false,\"client_name\":null}");
            assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
            assertThat(registered.json().propertyNames())
                    .doesNotContain("sparkle", "audiences", "require_consent", "require_pkce", "client_name");
            Answer seen = OPEN.apiGet("clients/" + registered.get("client_id"));
            assertThat(seen.json().path("audiences").toString()).isEqualTo("[]");
            assertThat(seen.json().has("requirePkce")).isFalse();
            assertThat(seen.json().path("requireConsent").booleanValue(false)).isTrue();
        }

        @Test
        @DisplayName(
                "RFC 7592 §2.2 takes a member without a value for one that was not sent, and an empty list for none")
        void takes_a_member_without_a_value_for_one_that_was_not_sent() {
            Answer registered = register("""
                    {"redirect_uris":["https://app.example/cb"],"client_name":"","logo_uri":"","jwks_uri":null,"scope":"",
                     "token_endpoint_auth_method":"","default_max_age":"","require_auth_time":"","software_statement":"",
                     "contacts":[],"post_logout_redirect_uris":[]}""");
            assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
            assertThat(registered.json().propertyNames())
                    .doesNotContain("client_name", "logo_uri", "jwks_uri", "default_max_age", "require_auth_time");
            assertThat(registered.get("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
            assertThat(registered.get("scope")).isEqualTo(register(MINIMAL).get("scope"));
            assertThat(registered.json().path("contacts").toString()).isEqualTo("[]");
        }

        @Test
        @DisplayName("RFC 7591 §3.2.1 has the grants that are to be had here, of those that VS Code lists everywhere")
        void has_the_grants_that_are_to_be_had_here() {
            String code = """
                    {"client_name":"Visual Studio Code","client_uri":"https://code.visualstudio.com","grant_types":[%s],
                     "response_types":["code"],"token_endpoint_auth_method":"none","application_type":"native","redirect_uris":
                     ["https://vscode.dev/redirect","http://127.0.0.1/","http://127.0.0.1:33418/"]}""";
            Answer registered = register(code.formatted(
                    "\"authorization_code\",\"refresh_token\",\"urn:ietf:params:oauth:grant-type:device_code\""));
            assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
            assertThat(registered.json().path("grant_types").toString())
                    .isEqualTo("[\"authorization_code\",\"refresh_token\"]");
            Answer updated = manage(
                    HttpMethod.PUT,
                    registered,
                    update(
                            registered,
                            ",\"grant_types\":[%s]".formatted("\"authorization_code\",\"urn:example:other\"")));
            assertThat(updated.json().path("grant_types").toString()).isEqualTo("[\"authorization_code\"]");
            assertThat(register(code.formatted("\"urn:ietf:params:oauth:grant-type:device_code\""))
                            .get("error"))
                    .isEqualTo("invalid_client_metadata");
        }

        @Test
        void has_the_scopes_that_the_policy_permits() {
            assertThat(register(MINIMAL).get("scope")).contains("openid").doesNotContain("client.register");
            assertThat(register("{\"redirect_uris\":[\"https://a.example/\"],\"scope\":\"openid email\"}")
                            .get("scope"))
                    .isEqualTo("openid email");
            assertThat(register("{\"redirect_uris\":[\"https://a.example/\"],\"scope\":\"client.register\"}")
                            .get("error"))
                    .isEqualTo("invalid_client_metadata");
        }

        @Test
        void needs_no_pkce_where_the_policy_says_so() {
            TestTenant lenient = SERVER.tenant("lenient.example");
            lenient.apiPatch("policies/registration", "{\"openRegistration\":true,\"requirePkce\":false}");
            Answer registered = send(lenient, HttpMethod.POST, "", "", MINIMAL);
            assertThat(lenient.apiGet("clients/" + registered.get("client_id"))
                            .json()
                            .path("requirePkce")
                            .booleanValue(true))
                    .isFalse();
            Answer open = send(
                    lenient,
                    HttpMethod.POST,
                    "",
                    "",
                    "{\"redirect_uris\":[\"https://a.example/\"],\"token_endpoint_auth_method\":\"none\"}");
            assertThat(open.status()).isEqualTo(201);
            Answer financial = send(lenient, HttpMethod.POST, "", "", """
                    {"redirect_uris":["https://a.example/"],"security_profile":"fapi2","dpop_bound_access_tokens":true,
                     "token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://a.example/keys"}""");
            assertThat(financial.status()).as("FAPI 2.0 has PKCE: " + financial).isEqualTo(201);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "invalid_redirect_uri | {\"redirect_uris\":[\"http://app.example/cb\"]}",
                    "invalid_redirect_uri | {\"redirect_uris\":[\"https://app.example/cb#x\"]}",
                    "invalid_redirect_uri | {\"redirect_uris\":[]}",
                    "invalid_redirect_uri | {}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"password\"]}",
                    "invalid_client_metadata | {\"grant_types\":[\"client_credentials\"]}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"authorization_code\",5]}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"response_types\":[\"magic\"]}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"jwks\":{}}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"logo_uri\":\"javascript:x\"}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"token_endpoint_auth_method\":\"magic\"}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"scope\":1}",
                    "unapproved_software_statement | {\"redirect_uris\":[\"https://a.example/\"],\"software_statement\":\"a.b.c\"}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"response_types\":[]}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"jwks\":{\"keys\":[]},\"jwks_uri\":\"https://a.example/k\"}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"contacts\":[\"\"]}",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"logo_uri\":\" \"}",
                    "invalid_client_metadata | []",
                    "invalid_client_metadata | {\"redirect_uris\":[\"https://a.example/\"],\"redirect_uris\":[]}",
                    "invalid_client_metadata | nonsense",
                })
        void or_refused_with_the_error_of_the_specification(String error, String body) {
            Answer refused = register(body);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
            assertThat(refused.get("error")).isEqualTo(error);
            assertThat(refused.get("error_description"))
                    .as("RFC 7591 §3.2.2, RFC 6749 §5.2")
                    .matches("[ !#-\\[\\]-~]+");
        }

        @Test
        @DisplayName("RFC 8252 §8.4 has a scheme without a dot only where the tenant's token policy names it")
        void has_a_scheme_of_no_domain_only_where_the_token_policy_names_it() {
            TestTenant tenant = SERVER.tenant("schemes.example");
            tenant.apiPatch("policies/registration", "{\"openRegistration\":true}");
            String cursor = """
                    {"client_name":"Cursor","grant_types":["authorization_code","refresh_token"],
                     "response_types":["code"],"token_endpoint_auth_method":"none","redirect_uris":
                     ["cursor://anysphere.cursor-retrieval/oauth/user-anysphere.user-mcp/oauth/callback"]}""";
            Answer refused = send(tenant, HttpMethod.POST, "", "", cursor);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.get("error")).isEqualTo("invalid_redirect_uri");
            assertThat(refused.get("error_description"))
                    .startsWith("redirect_uris: the scheme cursor is")
                    .contains("RFC 8252 section 7.1", "redirectSchemes");

            assertThat(tenant.apiPatch("policies/token", "{\"redirectSchemes\":[\"cursor\"]}")
                            .status())
                    .isEqualTo(200);
            Answer registered = send(tenant, HttpMethod.POST, "", "", cursor);
            assertThat(registered.status()).as(registered.toString()).isEqualTo(201);
            assertThat(registered.get("application_type")).isEqualTo("native");
            assertThat(send(tenant, HttpMethod.POST, "", "", cursor.replace("cursor://", "windsurf://"))
                            .get("error"))
                    .isEqualTo("invalid_redirect_uri");

            tenant.apiPatch("policies/token", "{\"redirectSchemes\":null}");
            String token = registered.get("registration_access_token");
            String below = "/" + registered.get("client_id");
            String same = cursor.replaceFirst("[{]", "{\"client_id\":\"%s\",".formatted(registered.get("client_id")));
            assertThat(send(tenant, HttpMethod.PUT, below, token, same).status())
                    .as("what it has stays")
                    .isEqualTo(200);
            assertThat(send(tenant, HttpMethod.PUT, below, token, same.replace("/callback", "/another"))
                            .get("error"))
                    .isEqualTo("invalid_redirect_uri");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "javascript",
                    "https",
                    "http",
                    "data",
                    "file",
                    "Cursor",
                    "com.example",
                    "a",
                    "cursor:",
                    "",
                    "a b"
                })
        void nor_can_the_policy_name_what_is_no_application_s(String scheme) {
            Answer refused =
                    OPEN.apiPatch("policies/token", "{\"redirectSchemes\":[\"vscode\",\"%s\"]}".formatted(scheme));
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
        }

        @Test
        void is_no_more_than_64_KiB() {
            String body = "{\"redirect_uris\":[\"https://a.example/\"],\"x\":\"" + "y".repeat(70_000) + "\"}";
            assertThat(register(body).status()).isEqualTo(400);
        }
    }

    @Nested
    @DisplayName("What a client does with its registration (RFC 7592 §2)")
    class Management {

        @Test
        void it_reads_it() {
            Answer registered = register(MINIMAL);
            Answer read = manage(HttpMethod.GET, registered, "");
            assertThat(read.status()).isEqualTo(200);
            ObjectNode expected = (ObjectNode) registered.json();
            expected.remove("client_secret"); // only its hash is kept
            assertThat(read.json()).isEqualTo(expected);
        }

        @Test
        void it_replaces_it_as_a_whole() {
            Answer registered = register("{\"redirect_uris\":[\"https://app.example/cb\"],\"client_name\":\"Before\"}");
            Answer updated = manage(HttpMethod.PUT, registered, update(registered, ""));
            assertThat(updated.status()).as(updated.toString()).isEqualTo(200);
            assertThat(updated.json().path("redirect_uris").toString()).isEqualTo("[\"https://app.example/new\"]");
            assertThat(updated.json().has("client_name")).isFalse();
            assertThat(manage(HttpMethod.PUT, registered, update(registered, ",\"client_name\":\"\",\"tos_uri\":null"))
                            .status())
                    .as("an empty member asks for its deletion")
                    .isEqualTo(200);
            assertThat(manage(HttpMethod.GET, registered, "")
                            .json()
                            .path("redirect_uris")
                            .toString())
                    .isEqualTo("[\"https://app.example/new\"]");
        }

        @Test
        void and_keeps_what_an_administrator_gave_it() {
            Answer registered = register(MINIMAL);
            OPEN.apiPatch("clients/" + registered.get("client_id"), "{\"audiences\":[\"billing\"]}");
            manage(HttpMethod.PUT, registered, update(registered, ""));
            assertThat(OPEN.apiGet("clients/" + registered.get("client_id"))
                            .json()
                            .path("audiences")
                            .toString())
                    .isEqualTo("[\"billing\"]");
        }

        @Test
        void a_grant_too_that_the_policy_permits_nobody() {
            Answer registered = register(MINIMAL);
            String grants = "[\"authorization_code\",\"urn:ietf:params:oauth:grant-type:device_code\"]";
            OPEN.apiPatch("clients/" + registered.get("client_id"), "{\"grantTypes\":%s}".formatted(grants));
            Answer updated =
                    manage(HttpMethod.PUT, registered, update(registered, ",\"grant_types\":%s".formatted(grants)));
            assertThat(updated.status()).as(updated.toString()).isEqualTo(200);
            assertThat(updated.json().path("grant_types").toString()).isEqualTo(grants);
        }

        @Test
        void it_names_itself_and_nothing_that_is_the_server_s() {
            Answer registered = register(MINIMAL);
            assertThat(manage(HttpMethod.PUT, registered, MINIMAL).get("error")).isEqualTo("invalid_client_metadata");
            for (String members : new String[] {
                ",\"registration_access_token\":\"x\"",
                ",\"registration_client_uri\":\"x\"",
                ",\"client_secret_expires_at\":0",
                ",\"client_id_issued_at\":0",
                ",\"client_secret\":\"of-my-choice\""
            }) {
                assertThat(manage(HttpMethod.PUT, registered, update(registered, members))
                                .status())
                        .as(members)
                        .isEqualTo(400);
            }
            String own = ",\"client_secret\":\"" + registered.get("client_secret") + "\"";
            assertThat(manage(HttpMethod.PUT, registered, update(registered, own))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void it_deletes_it() {
            Answer registered = register(MINIMAL);
            assertThat(manage(HttpMethod.DELETE, registered, "").status()).isEqualTo(204);
            assertThat(manage(HttpMethod.GET, registered, "").status()).isEqualTo(401);
            assertThat(OPEN.apiGet("clients/" + registered.get("client_id")).status())
                    .isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "PUT", "DELETE"})
        void nobody_else_does_not_even_learn_that_there_is_one(String method) {
            Answer mine = register(MINIMAL);
            Answer other = register(MINIMAL);
            Answer refused = send(
                    OPEN,
                    HttpMethod.valueOf(method),
                    "/" + mine.get("client_id"),
                    other.get("registration_access_token"),
                    update(mine, ""));
            assertThat(refused.status()).isEqualTo(401);
            Answer unknown = send(
                    OPEN,
                    HttpMethod.valueOf(method),
                    "/unknown",
                    other.get("registration_access_token"),
                    update(mine, ""));
            assertThat(unknown.toString()).isEqualTo(refused.toString());
            assertThat(send(ACME, HttpMethod.valueOf(method), "/" + mine.get("client_id"), "", "{}")
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void nor_does_a_client_whom_an_administrator_disabled() {
            Answer registered = register(MINIMAL);
            OPEN.apiPatch("clients/" + registered.get("client_id"), "{\"enabled\":false}");
            assertThat(manage(HttpMethod.GET, registered, "").status()).isEqualTo(401);
            assertThat(manage(HttpMethod.PUT, registered, update(registered, ""))
                            .status())
                    .isEqualTo(401);
            assertThat(SERVER.bean(Subjects.class)
                            .byName(OPEN.id(), SubjectKind.CLIENT, registered.get("client_id"))
                            .orElseThrow()
                            .enabled())
                    .isFalse();
        }

        @Test
        void nor_one_that_an_administrator_registered() {
            TestClient client = OPEN.client("by-hand");
            assertThat(SubjectId.parse(client.id())).isNotNull();
            assertThat(send(OPEN, HttpMethod.GET, "/by-hand", client.secret(), "")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Nested
    @DisplayName("The policy (REST)")
    class Policy {

        @Test
        void is_strict_unless_changed() {
            TestTenant fresh = SERVER.tenant("fresh.example");
            Answer policy = fresh.apiGet("policies/registration");
            assertThat(policy.json().path("openRegistration").booleanValue(true))
                    .isFalse();
            assertThat(policy.json().path("requirePkce").booleanValue(false)).isTrue();
            assertThat(policy.json().path("maximumClients").intValue()).isEqualTo(1000);
        }

        @Test
        void changes_only_from_what_it_was() {
            TestTenant tenant = SERVER.tenant("changing.example");
            String tag = tenant.apiGet("policies/registration").header("ETag").orElseThrow();
            assertThat(tenant.apiPatch("policies/registration", "{\"maximumClients\":5}", tag)
                            .status())
                    .isEqualTo(200);
            assertThat(tenant.apiPatch("policies/registration", "{\"maximumClients\":6}", tag)
                            .status())
                    .isEqualTo(412);
            assertThat(AuditTrail.of(tenant).last("policy.update").actor()).isEqualTo("user:admin@changing.example");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"maximumClients\":0}",
                    "{\"scopes\":[\"client.register\"]}",
                    "{\"scopes\":[\"a b\"]}",
                    "{\"grantTypes\":[\"password\"]}",
                    "{\"openRegistration\":\"yes\"}",
                    "{\"unknown\":true}"
                })
        void takes_nothing_it_does_not_know(String patch) {
            assertThat(OPEN.apiPatch("policies/registration", patch).status()).isEqualTo(400);
        }
    }
}
