package io.lightwave.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class TenantsTest {
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private Answer create(Object body) {
        return http.json("POST", "/api/v1/tenants", body, server.operator());
    }

    @Test
    void a_tenant_that_is_made_is_ready_to_use() {
        Answer made = create(Map.of("name", "made.example", "displayName", "Made & Sons"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/api/v1/tenants/made.example");
        assertThat(made.header("ETag")).matches("\"[0-9]+\"");
        assertThat(made.text("name")).isEqualTo("made.example");
        assertThat(made.text("displayName")).isEqualTo("Made & Sons");
        assertThat(made.text("issuer")).isEqualTo(server.settings().publicUrl() + "/t/made.example");
        assertThat(made.json().at("/administrator/userName").asString()).isEqualTo("admin");
        assertThat(made.json().at("/administrator/password").asString()).hasSizeGreaterThan(19);

        assertThat(http.get("/t/made.example/oauth2/jwks")
                        .expect(200)
                        .json()
                        .path("keys")
                        .size())
                .isGreaterThanOrEqualTo(2);
        assertThat(http.get("/t/made.example/ca/root.pem").expect(200).body())
                .startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(http.get(
                                "/t/made.example/scim/v2/Users?filter=" + Http.encode("userName eq \"admin\""),
                                server.operator())
                        .expect(200)
                        .json()
                        .path("totalResults")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void the_first_password_is_shown_once() {
        TestTenant tenant = server.tenant("once.example");
        assertThat(tenant.get("").expect(200).body()).doesNotContain("administrator", tenant.adminPassword());
        assertThat(tenant.audit("limit=100"))
                .noneSatisfy(event -> assertThat(event.toString()).contains(tenant.adminPassword()));
    }

    @Test
    void a_name_that_exists_is_a_conflict() {
        server.tenant("twice.example");
        Answer second = create(Map.of("name", "twice.example"));
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(second.text("detail")).contains("twice.example");
    }

    @Test
    void two_requests_at_once_make_one_tenant() throws Exception {
        String[] operator = server.operator();
        Callable<Integer> request = () -> http.json("POST", "/api/v1/tenants", Map.of("name", "race.example"), operator)
                .status();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = threads.invokeAll(List.of(request, request, request, request));
            assertThat(answers.stream().map(Future::resultNow))
                    .containsOnlyOnce(201)
                    .containsOnly(201, 409);
        }
    }

    @Test
    void more_at_once_than_there_are_connections_to_the_database_are_all_made() throws Exception {
        String[] operator = server.operator();
        int many = server.settings().databasePoolSize() + 2;
        List<Callable<Integer>> requests = IntStream.range(0, many)
                .<Callable<Integer>>mapToObj(i ->
                        () -> http.json("POST", "/api/v1/tenants", Map.of("name", "many" + i + ".example"), operator)
                                .status())
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(requests).stream().map(Future::resultNow))
                    .containsOnly(201);
        }
    }

    @Test
    void a_tenant_may_lie_under_another() {
        server.tenant("over.example");
        TestTenant under = server.tenant("under.over.example");
        assertThat(under.client("c").fetchesToken()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"sought-for", "T-FOR.EX", "Quite%20Special", "quite%20spe"})
    void are_found_by_a_part_of_their_names(String search) {
        server.tenant("sought-for.example");
        http.json(
                "PATCH",
                "/api/v1/tenants/sought-for.example",
                Map.of("displayName", "Quite Special"),
                server.operator());
        assertThat(http.get("/api/v1/tenants?search=" + search, server.operator())
                        .expect(200)
                        .json()
                        .path("items")
                        .valueStream()
                        .map(tenant -> tenant.path("name").asString()))
                .containsExactly("sought-for.example");
    }

    @Test
    void a_page_ends_with_the_cursor_of_the_next() {
        server.tenant("a.pages.example");
        server.tenant("b.pages.example");
        Answer first = http.get("/api/v1/tenants?limit=1", server.operator()).expect(200);
        assertThat(first.json().path("items").size()).isEqualTo(1);
        String cursor = first.text("nextCursor");
        assertThat(cursor).isNotEmpty();
        Answer second = http.get("/api/v1/tenants?limit=1&cursor=" + Http.encode(cursor), server.operator())
                .expect(200);
        assertThat(second.json().at("/items/0/name").asString())
                .isGreaterThan(first.json().at("/items/0/name").asString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":"NOT a domain"}             | name
            {"name":"single"}                   | name
            {"name":"1.2.3.4"}                  | name
            {"name":"acme.example."}            | name
            {"name":"Acme.example"}             | name
            {"name":"a..example"}               | name
            {"name":"-a.example"}               | name
            {"name":"../../etc.passwd"}         | name
            {"name":"a.example\\u0000"}         | name
            {"name":42}                         | name
            {"name":true}                       | name
            {"name":["a.example"]}              | name
            {"name":{"a":"b"}}                  | name
            {"name":null}                       | name
            {}                                  | name
            {"name":"a.example","colour":"red"} | colour
            {"name":"a.example","displayName":7}| displayName
            {"name":"a.example","displayName":"\\u0007"} | displayName
            {"name":"a.example","name":"b.example"} | name
            """)
    void a_bad_field_is_named(String body, String field) {
        Answer answer = create(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().at("/errors/0/field").asString("")).isEqualTo(field);
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.body()).doesNotContain("io.lightwave", "tools.jackson", "Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":
            {"name":"a.example"}{}
            {"name":"a.example"} x
            [1,2]
            "a.example"
            null
            nonsense
            """)
    void malformed_json_is_a_problem(String body) {
        Answer answer = create(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("errors").size()).isEqualTo(1);
        assertThat(answer.body()).doesNotContain("io.lightwave", "tools.jackson", "Exception");
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "limit=201,limit", "limit=x,limit", "cursor=%00,cursor", "search=%00,search"})
    void a_bad_parameter_is_named(String query, String field) {
        Answer answer = http.get("/api/v1/tenants?" + query, server.operator());
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
    }

    @Nested
    class Change {
        private final TestTenant tenant = server.tenant("change.example");

        private Answer patch(Object body, String... more) {
            String[] headers = java.util.stream.Stream.concat(
                            java.util.Arrays.stream(server.operator()), java.util.Arrays.stream(more))
                    .toArray(String[]::new);
            return http.json("PATCH", tenant.api(""), body, headers);
        }

        @Test
        void merges_what_is_given() {
            Answer named = patch(Map.of("displayName", "Changed")).expect(200);
            assertThat(named.text("displayName")).isEqualTo("Changed");
            Answer without = patch("{\"displayName\":null}").expect(200);
            assertThat(without.json().has("displayName")).isFalse();
            assertThat(without.json().path("enabled").asBoolean()).isTrue();
        }

        @Test
        void of_an_older_version_fails() {
            String before = tenant.get("").expect(200).header("ETag");
            patch(Map.of("displayName", "Newer " + System.nanoTime()), "If-Match", before)
                    .expect(200);
            Answer late = patch(Map.of("displayName", "Late"), "If-Match", before);
            assertThat(late.status()).isEqualTo(412);
            assertThat(tenant.get("").text("displayName")).startsWith("Newer");
            String now = tenant.get("").header("ETag");
            patch(Map.of("displayName", "Either"), "If-Match", before + ", " + now)
                    .expect(200);
        }

        @Test
        void goes_by_what_another_node_has_changed_and_this_one_has_not_heard_of_yet() {
            TestTenant elsewhere = server.tenant("elsewhere.example");
            elsewhere.get("").expect(200); // what this node remembers
            server.running()
                    .context()
                    .getBean(JdbcClient.class)
                    .sql("UPDATE tenant SET display_name = 'Theirs', version = version + 1 WHERE tenant_id = ?")
                    .param(elsewhere.name())
                    .update();
            assertThat(http.json("PATCH", elsewhere.api(""), Map.of("enabled", true), server.operator())
                            .expect(200)
                            .text("displayName"))
                    .isEqualTo("Theirs");
        }

        @Test
        void waits_for_its_turn_and_goes_by_what_was_done_before_it() throws Exception {
            TestTenant busy = server.tenant("busy.example");
            var database = server.running().context().getBean(DataSource.class);
            try (var first = database.getConnection();
                    var change = first.createStatement()) {
                first.setAutoCommit(false);
                change.executeUpdate("""
                        UPDATE tenant SET display_name = 'Theirs', version = version + 1 WHERE tenant_id = 'busy.example'""");
                var second = CompletableFuture.supplyAsync(
                        () -> http.json("PATCH", busy.api(""), Map.of("enabled", true), server.operator()));
                while (!waits(change)) {
                    assertThat(second).isNotDone();
                }
                first.commit();
                assertThat(second.get().expect(200).text("displayName")).isEqualTo("Theirs");
            }
        }

        private static boolean waits(Statement statement) throws SQLException {
            try (var row = statement.executeQuery("""
                    SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                     WHERE NOT l.granted AND a.datname = current_database() AND a.query LIKE '%tenant%'""")) {
                row.next();
                return row.getInt(1) > 0;
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"name":"other.example"}  | name
                {"enabled":"no"}          | enabled
                {"enabled":null}          | enabled
                {"displayName":["x"]}     | displayName
                """)
        void with_a_bad_field_names_it(String body, String field) {
            Answer answer = patch(body);
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo(field);
        }

        @Test
        void to_disabled_ends_the_tenant_s_tokens_and_to_enabled_does_not_bring_them_back() {
            TestTenant ending = server.tenant("ending.example");
            var client = ending.client("billing");
            String token = client.fetchesToken();
            http.json("PATCH", ending.api(""), Map.of("enabled", false), server.operator())
                    .expect(200);
            assertThat(client.asksForToken(Map.of()).status()).isIn(400, 401, 404);
            http.json("PATCH", ending.api(""), Map.of("enabled", true), server.operator())
                    .expect(200);
            assertThat(client.introspects(token).expect(200).body()).isEqualTo("{\"active\":false}");
            assertThat(client.fetchesToken()).isNotEmpty();
        }

        @Test
        void cannot_disable_the_system_tenant() {
            assertThat(http.json("PATCH", server.system().api(""), Map.of("enabled", false), server.operator())
                            .status())
                    .isEqualTo(409);
        }

        @Test
        void by_the_tenant_s_own_administrator_may_name_it_but_not_disable_it() {
            String[] own = Http.bearer(
                    server.tenant("own.example").administratorClient("robot").fetchesToken());
            http.json("PATCH", "/api/v1/tenants/own.example", Map.of("displayName", "Own"), own)
                    .expect(200);
            assertThat(http.json("PATCH", "/api/v1/tenants/own.example", Map.of("enabled", false), own)
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void what_was_done_is_in_both_trails() {
        TestTenant tenant = server.tenant("trail.example");
        assertThat(tenant.audit("action=tenant.create")).hasSize(1).first().satisfies(event -> {
            assertThat(event.path("actor").asString()).isEqualTo("client:bootstrap@lightwave.local");
            assertThat(event.path("outcome").asString()).isEqualTo("success");
            assertThat(event.path("target").asString()).isEqualTo("trail.example");
            assertThat(event.path("address").asString()).isNotEmpty();
            assertThat(event.path("requestId").asString()).isNotEmpty();
        });
        assertThat(server.system().audit("action=tenant.create&limit=200"))
                .anySatisfy(event -> assertThat(event.path("target").asString()).isEqualTo("trail.example"));
    }
}
