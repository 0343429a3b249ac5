package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestClient;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestWorkload;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Who gets in: by token, by tenant, by role.
class AccessTest {
    private static final String INVENTED = "5f0c1b62-7d3e-4f0a-9a55-2f6f7f1d9c11";
    private static final Pattern ONE_OBJECT = Pattern.compile("/api/v1/tenants/[{]tenant[}]/([a-z-]+)/[{]\\w+[}]");

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private final TestTenant acme = server.tenant("acme.example");
    private final TestTenant other = server.tenant("other.example");

    /// Tokens that many tests show; good for longer than they run.
    private static final class Shown {
        private static final TestTenant ACME = TestServer.shared().tenant("acme.example");
        static final String[] ADMINISTRATOR =
                Http.bearer(ACME.administratorClient("shown-administrator").fetchesToken());
        static final String[] NOBODY = Http.bearer(ACME.client("shown-nobody").fetchesToken());
    }

    @Nested
    class Tokens {

        @Test
        void none_is_a_challenge_without_an_error() {
            Answer answer = http.get("/api/v1/tenants");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"lightwave\"");
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        }

        @Test
        void that_are_no_tokens_are_invalid() {
            for (String token : new String[] {"garbage", "a.b.c", "e30.e30.e30", "x".repeat(9_000)}) {
                assertInvalid(http.get("/api/v1/tenants", Http.bearer(token)));
            }
            assertInvalid(http.get("/api/v1/tenants", "Authorization", "Basic YTpi"));
            assertInvalid(http.get("/api/v1/tenants", "Authorization", "Bearer"));
        }

        @Test
        void twice_are_invalid() {
            String[] operator = server.operator();
            assertInvalid(http.get("/api/v1/tenants", operator[0], operator[1], operator[0], operator[1]));
        }

        @Test
        void with_a_changed_byte_are_invalid() {
            String token = acme.client("byte").fetchesToken();
            int half = token.length() / 2;
            char changed = token.charAt(half) == 'A' ? 'B' : 'A';
            assertInvalid(http.get(
                    acme.api("/clients"), Http.bearer(token.substring(0, half) + changed + token.substring(half + 1))));
        }

        @Test
        void for_a_resource_are_never_good_for_our_own_endpoints() {
            acme.create("resource-servers", Map.of("name", "ledger", "uri", "https://ledger.example"));
            TestClient client = acme.administratorClient("lender", "https://ledger.example");
            String token = client.fetchesToken("https://ledger.example");
            assertInvalid(http.get(acme.api("/clients"), Http.bearer(token)));
            assertThat(http.get(acme.api("/clients"), Http.bearer(client.fetchesToken()))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void in_the_query_or_the_body_do_not_count() {
            String token = server.operator()[1].substring("Bearer ".length());
            assertThat(http.get("/api/v1/tenants?access_token=" + token).status())
                    .isEqualTo(401);
        }

        private void assertInvalid(Answer answer) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        }
    }

    /// Every operation of the API's description, on another tenant's objects.
    static Stream<Operation> operations() {
        JsonNode paths = TestServer.shared()
                .http()
                .get("/api/openapi.json")
                .expect(200)
                .json()
                .path("paths");
        return paths.propertyStream()
                .filter(path -> path.getKey().contains("{tenant}"))
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .filter(operation -> !isForEverybody(operation.getValue()))
                        .map(java.util.Map.Entry::getKey)
                        .filter(method -> !method.equals("parameters"))
                        .map(method -> new Operation(method.toUpperCase(Locale.ROOT), path.getKey())));
    }

    private static boolean isForEverybody(JsonNode operation) {
        JsonNode security = operation.path("security");
        return security.isArray() && security.isEmpty();
    }

    record Operation(String method, String path) {
        String in(String tenant) {
            return path.replace("{tenant}", tenant).replaceAll("[{]\\w+}", "00000000-0000-4000-8000-000000000000");
        }

        Answer on(Http http, String tenant, String... headers) {
            return http.json(method, in(tenant), "{}", headers);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void another_tenant_s_administrator_finds_nothing(Operation operation) {
        assertThat(operation.on(http, other.name(), Shown.ADMINISTRATOR).status())
                .as(operation.toString())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_subject_without_a_role_is_denied(Operation operation) {
        assertThat(operation.on(http, acme.name(), Shown.NOBODY).status()).isEqualTo(403);
        assertThat(operation.on(http, other.name(), Shown.NOBODY).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nobody_is_asked_for_a_token(Operation operation) {
        assertThat(operation.on(http, acme.name()).status()).isEqualTo(401);
    }

    /// By its true id, below the caller's own tenant: every described operation on one object answers as for one
    /// that does not exist.
    @Test
    void an_object_of_another_tenant_is_not_found_below_one_s_own() {
        other.client("foreign");
        other.create("resource-servers", Map.of("name", "foreign", "uri", "https://foreign.example"));
        other.workload("foreign", other.trusts("https://foreign.example", "oidc"), "job");
        other.create("join-tokens", Map.of("node", "foreign"));
        var tried = new TreeSet<String>();
        JsonNode paths = http.get("/api/openapi.json").expect(200).json().path("paths");
        paths.properties().forEach(path -> {
            Matcher one = ONE_OBJECT.matcher(path.getKey());
            if (!one.matches()) {
                return;
            }
            JsonNode id = foreign(one.group(1));
            path.getValue()
                    .propertyStream()
                    .map(operation -> operation.getKey().toUpperCase(Locale.ROOT))
                    .filter(method -> !id.isMissingNode() && !method.equals("PARAMETERS"))
                    .forEach(method -> {
                        String all = acme.api("/" + one.group(1) + "/");
                        Answer answer = http.json(method, all + id.asString(), "{}", Shown.ADMINISTRATOR);
                        Answer nobody = http.json(method, all + INVENTED, "{}", Shown.ADMINISTRATOR);
                        assertThat(answer.status())
                                .as(method + " " + path.getKey())
                                .isGreaterThanOrEqualTo(400)
                                .isEqualTo(nobody.status());
                        tried.add(one.group(1));
                    });
        });
        assertThat(tried).contains("clients", "join-tokens", "resource-servers", "trusted-issuers", "workloads");
    }

    /// Of an object that the other tenant has, and acme.example has not: some are built in.
    private JsonNode foreign(String kind) {
        List<JsonNode> own = ids(acme, kind);
        return ids(other, kind).stream()
                .filter(id -> !own.contains(id))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static List<JsonNode> ids(TestTenant tenant, String kind) {
        return tenant.get("/" + kind)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("id"))
                .toList();
    }

    @Test
    void a_tenant_s_administrator_sees_that_tenant_in_the_list_and_makes_none() {
        String[] robot = Http.bearer(acme.administratorClient("lister").fetchesToken());
        Answer list = http.get("/api/v1/tenants", robot).expect(200);
        assertThat(list.json().path("items").size()).isEqualTo(1);
        assertThat(list.json().at("/items/0/name").asString()).isEqualTo("acme.example");
        assertThat(http.json("POST", "/api/v1/tenants", Map.of("name", "mine.example"), robot)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_refusal_is_recorded_with_its_true_reason() {
        String[] stranger = Http.bearer(other.administratorClient("stranger").fetchesToken());
        Answer refused = http.get(acme.api("/clients"), stranger);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(other.audit("action=api.authorize")).anySatisfy(event -> {
            assertThat(event.path("requestId").asString()).isEqualTo(refused.header("X-Request-Id"));
            assertThat(event.path("actor").asString()).isEqualTo("client:stranger@other.example");
            assertThat(event.path("outcome").asString()).isEqualTo("refused");
            assertThat(event.path("reason").asString()).isEqualTo("of another tenant");
        });
        Answer invalid = http.get(acme.api("/clients"), Http.bearer("garbage"));
        assertThat(acme.audit("action=api.authenticate"))
                .anySatisfy(event ->
                        assertThat(event.path("requestId").asString()).isEqualTo(invalid.header("X-Request-Id")));
    }

    @Nested
    class Enrollment {

        @Test
        void takes_evidence_for_a_bearer_and_counts_it_once_where_once_is_the_rule() {
            TestWorkload payments =
                    acme.workload("enrolling", acme.trusts("https://ci.example", "oidc"), "repo:enrolling");
            String evidence = payments.evidence();
            assertThat(enroll(evidence).status()).isEqualTo(201);
            assertThat(enroll(evidence).status()).isEqualTo(401);
            assertThat(acme.audit("action=api.authenticate&limit=5"))
                    .anySatisfy(
                            event -> assertThat(event.path("reason").asString()).contains("used before"));
        }

        @Test
        void takes_a_token_of_the_tenant_and_of_no_other() {
            TestWorkload payments = acme.workload(
                    "renewing", acme.trusts("https://cluster.example", "kubernetes"), "system:serviceaccount:a:b");
            assertThat(enroll(payments.fetchesToken()).status()).isEqualTo(201);
            assertThat(enroll(other.client("enroller").fetchesToken()).status()).isEqualTo(401);
            assertThat(enroll(server.operator()[1].substring("Bearer ".length()))
                            .status())
                    .isEqualTo(401);
        }

        private Answer enroll(String bearer) {
            return http.send(
                    "POST",
                    acme.path("/ca/certificates"),
                    java.net.http.HttpRequest.BodyPublishers.ofByteArray(SigningRequest.p256()),
                    "Authorization",
                    "Bearer " + bearer,
                    "Content-Type",
                    "application/pkcs10");
        }
    }
}
