package io.lightwave.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Browser;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The console's server side, driven as a browser drives it.
class ConsoleTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant acme = server.tenant("console.example");
    private final Browser browser = new Browser(server);

    private String csrf() {
        return browser.get("/console/session").expect(200).text("csrfToken");
    }

    @Nested
    class SigningIn {

        @Test
        void leads_back_to_where_it_began_with_a_session_and_no_token_in_reach_of_scripts() {
            Answer end = browser.signsInAtConsole(acme.administrator(), "/console/tenants/console.example?tab=users");
            assertThat(end.status()).isEqualTo(302);
            assertThat(end.header("Location")).isEqualTo("/console/tenants/console.example?tab=users");
            assertThat(end.headers("Set-Cookie"))
                    .anySatisfy(cookie -> assertThat(cookie)
                            .startsWith("__Host-lightwave-console=")
                            .contains("Secure", "HttpOnly", "SameSite=Strict", "Path=/")
                            .doesNotContain("Domain"));
            Answer session = browser.get("/console/session").expect(200);
            assertThat(session.text("tenant")).isEqualTo("console.example");
            assertThat(session.text("userName")).isEqualTo("admin");
            assertThat(session.text("displayName")).isEqualTo("Administrator");
            assertThat(session.json().path("systemOperator").asBoolean()).isFalse();
            assertThat(session.body()).doesNotContain("eyJ");
        }

        @Test
        void of_a_system_administrator_is_shown_as_such() {
            browser.signsInAtConsole(server.system().administrator(), "/console/");
            assertThat(browser.get("/console/session")
                            .expect(200)
                            .json()
                            .path("systemOperator")
                            .asBoolean())
                    .isTrue();
            assertThat(browser.get("/api/v1/tenants").status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://evil.example/",
                    "//evil.example",
                    "/console/../../evil",
                    "/console/%2e%2e/t/console.example/oauth2/authorize?prompt=none",
                    "/console/x/.%2E/%2E./t/console.example/login",
                    "/console/%2e",
                    "/console//evil.example",
                    "/t/console.example/oauth2/logout",
                    "/console/\\evil",
                    "javascript:alert(1)",
                    "/console/x\r\nSet-Cookie: a=b",
                    "/consolex"
                })
        void leads_nowhere_but_into_the_console(String returnTo) {
            Answer end = browser.signsInAtConsole(acme.administrator(), returnTo);
            assertThat(end.header("Location")).isEqualTo("/console/");
        }

        @Test
        void at_an_unknown_tenant_goes_back_to_the_console_s_page() {
            assertThat(browser.get("/console/login?tenant=%FF").status()).isEqualTo(400);
            for (String tenant : new String[] {"unknown.example", "", "NOT A NAME", "https://evil.example"}) {
                Answer answer = browser.get("/console/login?tenant=" + Http.encode(tenant));
                assertThat(answer.status()).isEqualTo(302);
                assertThat(answer.header("Location")).startsWith("/console/sign-in?error=tenant");
            }
        }

        @Test
        void with_another_browser_s_answer_fails() {
            Browser attacker = new Browser(server);
            String callback = attacker.authorizesConsole(acme.administrator(), "/console/");
            assertThat(browser.get(callback).header("Location")).startsWith("/console/sign-in?error=failed");
            browser.get("/console/login?tenant=console.example");
            String there = browser.get(callback).header("Location");
            assertThat(there).startsWith("/console/sign-in?error=failed");
            String reference = there.replaceAll(".*reference=%22([^%]+)%22.*", "$1");
            assertThat(acme.get("/sign-in-refusals/" + reference)
                            .expect(200)
                            .json()
                            .path("steps")
                            .valueStream()
                            .map(step -> step.path("policy").asString() + " "
                                    + step.path("outcome").asString()))
                    .containsExactly("sign-in of the console held", "state refused");
            assertThat(browser.get("/console/session").status()).isEqualTo(204);
        }

        @Test
        void works_once_for_each_code() {
            String callback = browser.authorizesConsole(acme.administrator(), "/console/");
            assertThat(browser.get(callback).header("Location")).isEqualTo("/console/");
            assertThat(browser.get(callback).header("Location")).startsWith("/console/sign-in?error=failed");
        }
    }

    @Nested
    class Session {

        @Test
        void stands_in_for_a_bearer_token() {
            browser.signsInAtConsole(acme.administrator(), "/console/");
            assertThat(browser.get(acme.api("/clients")).status()).isEqualTo(200);
            assertThat(browser.get(acme.path("/scim/v2/Users")).status()).isEqualTo(200);
            assertThat(browser.get("/api/v1/tenants/lightwave.local/clients").status())
                    .isEqualTo(404);
        }

        @Test
        void does_not_stand_in_for_one_at_the_certificate_authority() {
            browser.signsInAtConsole(acme.administrator(), "/console/");
            assertThat(browser.send("POST", acme.path("/ca/certificates"), "x", "Content-Type", "application/pkcs10")
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void changes_something_only_with_its_csrf_token_and_from_its_own_origin() {
            browser.signsInAtConsole(acme.administrator(), "/console/");
            String csrf = csrf();
            String own = server.settings().publicUrl().toString();
            assertThat(makesClient("c1").status()).isEqualTo(403);
            assertThat(makesClient("c2", "X-CSRF-Token", "wrong").status()).isEqualTo(403);
            assertThat(makesClient("c3", "X-CSRF-Token", csrf, "Origin", "https://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(makesClient("c4", "X-CSRF-Token", csrf, "Sec-Fetch-Site", "cross-site")
                            .status())
                    .isEqualTo(403);
            assertThat(makesClient("c5", "X-CSRF-Token", csrf, "Sec-Fetch-Site", "same-site")
                            .status())
                    .isEqualTo(403);
            assertThat(makesClient("c6", "X-CSRF-Token", csrf, "Origin", "null").status())
                    .isEqualTo(403);
            assertThat(makesClient("c7", "X-CSRF-Token", csrf, "Origin", own, "Sec-Fetch-Site", "same-origin")
                            .status())
                    .isEqualTo(201);
            assertThat(acme.audit("action=api.authenticate&outcome=refused"))
                    .anySatisfy(
                            event -> assertThat(event.path("reason").asString()).contains("CSRF"));
        }

        @Test
        void has_an_origin_without_the_port_that_https_has_anyway() {
            assertThat(ConsoleSessions.origin(URI.create("https://id.example:443")))
                    .isEqualTo("https://id.example");
            assertThat(ConsoleSessions.origin(URI.create("https://id.example"))).isEqualTo("https://id.example");
            assertThat(ConsoleSessions.origin(URI.create("https://[::1]:8443"))).isEqualTo("https://[::1]:8443");
        }

        private Answer makesClient(String id, String... headers) {
            return browser.json(
                    "POST",
                    acme.api("/clients"),
                    Map.of(
                            "clientId",
                            id,
                            "grantTypes",
                            List.of("client_credentials"),
                            "tokenEndpointAuthMethod",
                            "client_secret_basic"),
                    headers);
        }

        @Test
        void ends_when_its_person_signs_out() {
            browser.signsInAtConsole(acme.administrator(), "/console/");
            String csrf = csrf();
            String cookie = browser.cookie("__Host-lightwave-console");
            assertThat(browser.send("POST", "/console/logout", "").status()).isEqualTo(403);
            Answer out = browser.send("POST", "/console/logout", "", "X-CSRF-Token", csrf);
            assertThat(out.status()).isEqualTo(204);
            assertThat(browser.get("/console/session").status()).isEqualTo(204);
            assertThat(server.http()
                            .get("/console/session", "Cookie", "__Host-lightwave-console=" + cookie)
                            .status())
                    .isEqualTo(204);
        }

        @Test
        void takes_the_session_at_the_tenant_along_when_its_person_signs_out() {
            browser.signsInAtConsole(acme.administrator(), "/console/");
            String again = "/console/login?tenant=console.example";
            String authorize = browser.get(again).header("Location");
            assertThat(browser.get(authorize).header("Location")).contains("/console/callback?code=");
            browser.send("POST", "/console/logout", "", "X-CSRF-Token", csrf());
            assertThat(browser.get(browser.get(again).header("Location")).header("Location"))
                    .contains("/t/console.example/login?");
        }

        @Test
        void ends_when_its_person_is_disabled() {
            TestUser leaving = acme.user("leaving");
            browser.signsInAtConsole(leaving, "/console/");
            assertThat(browser.get("/console/session").status()).isEqualTo(200);
            assertThat(browser.get(acme.api("/clients")).status()).isEqualTo(403);
            server.http()
                    .json(
                            "PATCH",
                            acme.path("/scim/v2/Users/" + leaving.id()),
                            Map.of(
                                    "schemas",
                                    List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                                    "Operations",
                                    List.of(Map.of("op", "replace", "path", "active", "value", false))),
                            server.operator())
                    .expect(200);
            assertThat(browser.get("/console/session").status()).isEqualTo(204);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "x",
                    "console.example~x",
                    "other.example~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                    "~",
                    "a\"b"
                })
        void is_not_there_for_an_invented_cookie(String cookie) {
            assertThat(server.http()
                            .get("/console/session", "Cookie", "__Host-lightwave-console=" + cookie)
                            .status())
                    .isEqualTo(204);
            assertThat(server.http()
                            .get(acme.api("/clients"), "Cookie", "__Host-lightwave-console=" + cookie)
                            .status())
                    .isEqualTo(401);
        }
    }

    /// RFC 9470, for the console's sessions.
    @Nested
    class FreshProof {
        private final String nobody = "00000000-0000-4000-8000-000000000000";

        private void ages(String tenant) {
            JdbcClient jdbc = server.running().context().getBean(JdbcClient.class);
            for (String table : List.of("session", "approval")) {
                jdbc.sql("update " + table + " set auth_time = auth_time - interval '301 seconds' where tenant_id = ?")
                        .param(tenant)
                        .update();
            }
            jdbc.sql("update console_session set access_expires_at = created_at where tenant_id = ?")
                    .param(tenant)
                    .update();
        }

        @Test
        void is_asked_for_what_is_dangerous_when_the_last_one_is_older_than_five_minutes() {
            TestTenant old = server.tenant("console-proof.example");
            browser.signsInAtConsole(old.administrator(), "/console/");
            assertThat(browser.send("POST", old.api("/keys/" + nobody + "/compromise"), "", "X-CSRF-Token", csrf())
                            .status())
                    .isEqualTo(404);
            ages(old.name());
            String csrf = csrf();
            for (String operation : List.of(
                    "PATCH " + old.api(""),
                    "POST " + old.api("/access-rules"),
                    "DELETE " + old.api("/access-rules/" + nobody),
                    "POST " + old.api("/keys/rotate"),
                    "POST " + old.api("/%6beys/rotate"),
                    "POST " + old.api("/keys/" + nobody + "/compromise"),
                    "DELETE " + old.api("/saml-keys/" + nobody),
                    "PATCH " + old.api("/ssh"),
                    "POST " + old.api("/node-authorities"),
                    "PATCH " + old.api("/node-authorities/" + nobody),
                    "DELETE " + old.api("/node-authorities/" + nobody),
                    "PUT " + old.api("/node-authorities/" + nobody + "/operator-consent"),
                    "POST " + old.api("/trusted-issuers"),
                    "PATCH " + old.api("/trusted-issuers/" + nobody),
                    "DELETE " + old.api("/trusted-issuers/" + nobody),
                    "PUT " + old.api("/trusted-issuers/" + nobody + "/operator-consent"),
                    "POST " + old.api("/federations"),
                    "PATCH " + old.api("/federations/" + nobody),
                    "DELETE " + old.api("/federations/" + nobody),
                    "POST " + old.api("/workloads"),
                    "POST " + old.api("/workloads/" + nobody + "/rules"),
                    "POST " + old.api("/certificate-profiles"),
                    "PATCH " + old.api("/certificate-profiles/workload"),
                    "DELETE " + old.api("/certificate-profiles/" + nobody),
                    "POST " + old.api("/identity-providers"),
                    "PATCH " + old.api("/identity-providers/" + nobody),
                    "DELETE " + old.api("/identity-providers/" + nobody),
                    "POST " + old.api("/ldap-sources"),
                    "PATCH " + old.api("/ldap-sources/" + nobody),
                    "DELETE " + old.api("/ldap-sources/" + nobody),
                    "PATCH " + old.api("/policies/audit"),
                    "PATCH " + old.api("/policies/authentication"),
                    "PATCH " + old.api("/policies/password"),
                    "PATCH " + old.api("/policies/lockout"),
                    "PATCH " + old.api("/policies/throttle"),
                    "PATCH " + old.api("/policies/token"),
                    "PATCH " + old.api("/policies/registration"),
                    "POST " + old.api("/service-providers"),
                    "PATCH " + old.api("/service-providers/" + nobody),
                    "DELETE " + old.api("/service-providers/" + nobody),
                    "POST " + old.api("/authority-requests/" + nobody + "/chain"),
                    "PUT " + old.api("/authority-names"),
                    "POST " + old.api("/join-tokens"),
                    "PATCH " + old.api("/clients/" + nobody),
                    "DELETE " + old.api("/clients/" + nobody),
                    "POST " + old.api("/acme-credentials"),
                    "POST " + old.api("/clients/" + nobody + "/secrets"),
                    "POST " + old.api("/authorities/rotate"),
                    "POST " + old.api("/ssh/authorities/rotate"),
                    "POST " + old.api("/authority-rotations/" + nobody + "/activate"),
                    "POST " + old.api("/certificates/revoke"),
                    "DELETE " + old.api("/users/" + nobody + "/sessions"),
                    "DELETE " + old.api("/users/" + nobody + "/factors"),
                    "POST " + old.api("/ldif"),
                    "POST " + old.api("/entries"),
                    "PATCH " + old.api("/entries/" + nobody),
                    "POST " + old.api("/entries/" + nobody + "/rename"),
                    "DELETE " + old.api("/entries/" + nobody),
                    "POST " + old.api("/certificates/" + nobody + "/revoke"),
                    "POST " + old.api("/ssh/certificates/" + nobody + "/revoke"),
                    "PATCH " + old.path("/scim/v2/Users/" + nobody),
                    "PUT " + old.path("/scim/v2/Users/" + nobody),
                    "POST /api/v1/configuration/apply",
                    "DELETE " + old.path("/scim/v2/Users/" + nobody),
                    "PATCH " + old.path("/scim/v2/Groups/" + nobody),
                    "POST " + old.path("/scim/v2/Bulk"))) {
                String[] parts = operation.split(" ", 2);
                Answer answer = browser.send(
                        parts[0], parts[1], "{}", "X-CSRF-Token", csrf, "Content-Type", "application/json");
                assertThat(answer.status()).as(operation).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate"))
                        .as(operation)
                        .contains("error=\"insufficient_user_authentication\"", "max_age=\"300\"");
            }
            for (String operation : List.of(
                    "POST " + old.api("/clients"),
                    "DELETE " + old.api("/workloads/" + nobody),
                    "DELETE " + old.api("/workloads/" + nobody + "/rules/" + nobody),
                    "PATCH " + old.api("/policies/appearance"),
                    "POST " + old.api("/workloads/explain"),
                    "POST " + old.api("/identity-providers/test"),
                    "POST " + old.api("/ldap-sources/test"),
                    "POST " + old.api("/ldap-sources/" + nobody + "/test"),
                    "POST " + old.api("/federations/" + nobody + "/refresh"))) {
                String[] parts = operation.split(" ", 2);
                assertThat(browser.send(
                                        parts[0],
                                        parts[1],
                                        "[]",
                                        "X-CSRF-Token",
                                        csrf,
                                        "Content-Type",
                                        "application/json")
                                .status())
                        .as(operation)
                        .isBetween(400, 422)
                        .isNotEqualTo(401);
            }
            old.server()
                    .http()
                    .json("PATCH", old.api("/policies/audit"), Map.of("retentionDays", 90), server.operator())
                    .expect(200);
            assertThat(old.audit("action=api.authenticate&outcome=refused"))
                    .anySatisfy(event ->
                            assertThat(event.path("reason").asString()).isEqualTo("the proof is too old for this"));
        }

        @Test
        void is_given_by_signing_in_again_and_ends_the_session_before_it() {
            TestTenant old = server.tenant("console-proof-again.example");
            browser.signsInAtConsole(old.administrator(), "/console/");
            String before = browser.cookie("__Host-lightwave-console");
            ages(old.name());
            Answer step = browser.get("/console/login?tenant=" + old.name() + "&fresh=true&returnTo="
                    + Http.encode("/console/tenants/" + old.name() + "?x=y"));
            assertThat(step.header("Location")).contains("max_age=60");
            assertThat(browser.get(step.header("Location")).header("Location"))
                    .contains("/t/" + old.name() + "/login?");
            Answer end = browser.signsInAtConsole(
                    old.administrator(), "/console/tenants/" + old.name() + "?x=y", "&fresh=true");
            assertThat(end.header("Location")).isEqualTo("/console/tenants/" + old.name() + "?x=y");
            assertThat(browser.send("POST", old.api("/keys/" + nobody + "/compromise"), "", "X-CSRF-Token", csrf())
                            .status())
                    .isEqualTo(404);
            assertThat(server.http()
                            .get("/console/session", "Cookie", "__Host-lightwave-console=" + before)
                            .status())
                    .isEqualTo(204);
        }
    }

    @Nested
    class Pages {

        @ParameterizedTest
        @ValueSource(strings = {"/console/", "/console/tenants", "/console/tenants/acme.example", "/console/sign-in"})
        void are_the_console_s_own_with_a_strict_policy_and_without_a_session(String path) {
            Answer page = server.http().get(path).expect(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Content-Security-Policy"))
                    .contains(
                            "default-src 'none'",
                            "script-src 'self'",
                            "frame-ancestors 'none'",
                            "require-trusted-types-for 'script'")
                    .doesNotContain("unsafe");
            assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(page.body())
                    .contains(path.endsWith("/sign-in") ? "<form action=\"/console/login\"" : "<div id=\"root\">");
        }

        @Test
        void are_one_document_but_for_the_sign_in_page_which_loads_little() {
            String page = server.http().get("/console/sign-in").body();
            var assets = Pattern.compile("/console/assets/[^\"]+").matcher(page);
            int octets = 0;
            while (assets.find()) {
                octets += server.http().get(assets.group()).expect(200).body().length();
            }
            assertThat(octets).isBetween(1, 40_000);
            for (String path : List.of("/console/sign-in/", "/console/sign-in/x", "/console/sign-ins")) {
                assertThat(server.http().get(path).expect(200).body()).contains("<div id=\"root\">");
            }
        }

        @Test
        void begin_at_the_root() {
            assertThat(server.http().get("/").header("Location")).isEqualTo("/console/");
            assertThat(server.http().get("/console").header("Location")).isEqualTo("/console/");
        }

        @Test
        void have_assets_that_are_kept_for_ever() {
            String index = server.http().get("/console/").expect(200).body();
            var asset = Pattern.compile("/console/assets/[^\"]+[.]js").matcher(index);
            assertThat(asset.find()).isTrue();
            Answer script = server.http().get(asset.group()).expect(200);
            assertThat(script.header("Cache-Control")).contains("immutable");
            assertThat(script.header("Content-Type")).startsWith("text/javascript");
            assertThat(server.http()
                            .get(asset.group(), "If-None-Match", script.header("ETag"))
                            .status())
                    .isEqualTo(304);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
                        gzip, deflate, br, zstd | br
                        BR ; q=0.5, gzip        | br
                        gzip, br;q=0            | gzip
                        gzip;q=0.0, deflate     | none
                        br;q=0, gzip; q=0.0     | none
                        abracadabra, gzippy     | none
                        identity                | none
                        *;q=0                   | none
                        """)
        void are_sent_in_a_coding_that_the_browser_takes(String accepted, @Nullable String coding) {
            var asset = Pattern.compile("/console/assets/[^\"]+[.]js")
                    .matcher(server.http().get("/console/").expect(200).body());
            assertThat(asset.find()).isTrue();
            for (String path : List.of("/console/", asset.group())) {
                Answer answer =
                        server.http().get(path, "Accept-Encoding", accepted).expect(200);
                assertThat(answer.headers("Content-Encoding")).isEqualTo(coding == null ? List.of() : List.of(coding));
                assertThat(answer.header("Vary")).contains("Accept-Encoding");
                assertThat(answer.header("ETag")).startsWith("W/");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/console/index.html.br",
                    "/console/assets/nothing.js",
                    "/console/nothing.js",
                    "/console/.env",
                    "/console/assets/..%2findex.html"
                })
        void that_do_not_exist_are_not_found(String path) {
            assertThat(server.http().get(path).status()).isIn(400, 404);
        }
    }
}
