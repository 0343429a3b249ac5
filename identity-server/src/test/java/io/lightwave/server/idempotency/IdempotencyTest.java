package io.lightwave.server.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// draft-ietf-httpapi-idempotency-key-header-07, on two nodes of one database.
class IdempotencyTest {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final TestServer SERVER = TestServer.start(settings(Map.of()));
    private static final TestServer OTHER_NODE = TestServer.start(settings(
            Map.of("LIGHTWAVE_PUBLIC_URL", SERVER.settings().publicUrl().toString())));
    private static final Http HERE = SERVER.http();
    private static final Http THERE = HERE.at(
            URI.create("https://localhost:" + OTHER_NODE.settings().listeners().https()));

    private static Map<String, String> settings(Map<String, String> further) {
        var settings = new HashMap<>(further);
        settings.putAll(Map.of(
                "LIGHTWAVE_DATABASE_URL",
                DATABASE.url(),
                "LIGHTWAVE_DATABASE_USERNAME",
                DATABASE.username(),
                "LIGHTWAVE_DATABASE_PASSWORD",
                DATABASE.password()));
        return settings;
    }

    @AfterAll
    static void end() {
        OTHER_NODE.close();
        SERVER.close();
    }

    private final TestTenant tenant = SERVER.tenant("once.example");

    @BeforeEach
    void forget() throws SQLException {
        sql("DELETE FROM idempotent_request");
    }

    private static void sql(String statement) throws SQLException {
        try (var connection = DATABASE.connect();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static Map<String, Object> client(String clientId) {
        return Map.of(
                "clientId",
                clientId,
                "grantTypes",
                List.of("client_credentials"),
                "tokenEndpointAuthMethod",
                "client_secret_basic");
    }

    private Answer post(Http node, String below, Object body, String[] caller, String... keys) {
        String[] headers = Stream.concat(
                        Stream.of(caller), Stream.of(keys).flatMap(key -> Stream.of(IdempotencyKey.HEADER, key)))
                .toArray(String[]::new);
        return node.json("POST", tenant.api(below), body, headers);
    }

    private Answer post(String below, Object body, String... keys) {
        return post(HERE, below, body, SERVER.operator(), keys);
    }

    private static void assertAlike(Answer again, Answer first) {
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).isEqualTo(first.body());
        for (String header : List.of("Location", "ETag", "Content-Type")) {
            assertThat(again.header(header)).as(header).isEqualTo(first.header(header));
        }
    }

    @Nested
    class Repeat {

        @Test
        void is_given_the_first_answer_with_the_secret_that_was_shown_once() {
            Answer first = post("/clients", client("shop"), "\"k-1\"").expect(201);
            assertThat(first.header("Location")).isNotEmpty();
            assertThat(first.header("ETag")).isNotEmpty();
            assertThat(first.text("clientSecret")).isNotEmpty();
            assertAlike(post("/clients", client("shop"), "\"k-1\""), first);
            assertThat(post("/clients", client("shop"), "\"k-2\"").status()).isEqualTo(409);
            assertThat(post("/clients", client("shop")).status()).isEqualTo(409);
            assertThat(SERVER.system().audit("action=api.repeat&limit=1"))
                    .singleElement()
                    .satisfies(event ->
                            assertThat(event.path("target").asString()).isEqualTo("POST " + tenant.api("/clients")));
        }

        @Test
        void is_known_by_every_node() {
            Answer first = post("/clients", client("nodes"), "\"k-1\"").expect(201);
            assertAlike(post(THERE, "/clients", client("nodes"), SERVER.operator(), "\"k-1\""), first);
        }

        @Test
        void of_what_was_refused_is_refused_alike() {
            Answer first = post("/clients", Map.of(), "\"k-1\"").expect(400);
            assertAlike(post("/clients", Map.of(), "\"k-1\""), first);
        }

        @Test
        void of_what_needs_no_body_is_given_the_first_answer() {
            Answer first = post("/saml-keys", "", "\"k-1\"").expect(409); // there is none to follow
            assertAlike(post("/saml-keys", "", "\"k-1\""), first);
        }

        @Test
        void is_a_new_request_after_a_day() throws SQLException {
            post("/clients", client("days"), "\"k-1\"").expect(201);
            sql("UPDATE idempotent_request SET begun_at = begun_at - interval '23 hours 59 minutes'");
            post("/clients", client("days"), "\"k-1\"").expect(201);
            sql("UPDATE idempotent_request SET begun_at = begun_at - interval '1 minute'");
            post("/clients", client("days"), "\"k-1\"").expect(409);
            SERVER.running().context().getBean(IdempotentRequests.class).removeEnded();
            post("/clients", Map.of(), "\"k-1\"").expect(422);
        }

        @Test
        void is_its_caller_s_only() {
            String[] robot = Http.bearer(tenant.administratorClient("robot").fetchesToken());
            post("/clients", client("callers"), "\"k-1\"").expect(201);
            Answer conflict =
                    post(HERE, "/clients", client("callers"), robot, "\"k-1\"").expect(409);
            assertThat(conflict.text("detail")).doesNotContain("answered");
        }

        @Test
        void is_not_answered_to_who_may_no_longer_ask() {
            String[] nobody = Http.bearer(tenant.client("nobody").fetchesToken());
            post(HERE, "/clients", client("denied"), nobody, "\"k-1\"").expect(403);
            post(HERE, "/clients", client("denied"), new String[0], "\"k-1\"").expect(401);
        }

        @Test
        void of_another_operation_is_another_request() {
            post("/clients", client("operation"), "\"k-1\"").expect(201);
            post("/join-tokens", Map.of("node", "host"), "\"k-1\"").expect(201);
        }
    }

    /// A failure of the server, by a table that is away meanwhile.
    @Nested
    class Failure {

        private Answer without(String table, Supplier<Answer> request) throws SQLException {
            sql("ALTER TABLE %s RENAME TO away".formatted(table));
            try {
                return request.get();
            } finally {
                sql("ALTER TABLE away RENAME TO " + table);
            }
        }

        @Test
        void that_left_nothing_behind_is_not_repeated() throws SQLException {
            without("oauth_client", () -> post("/clients", client("failed"), "\"k-1\""))
                    .expect(500);
            Answer made = post("/clients", client("failed"), "\"k-1\"").expect(201);
            assertAlike(post("/clients", client("failed"), "\"k-1\""), made);
        }

        @Test
        void of_a_commit_is_repeated_since_nobody_knows_what_became_of_it() throws SQLException {
            sql("CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$");
            sql("CREATE CONSTRAINT TRIGGER breaks AFTER INSERT ON oauth_client INITIALLY DEFERRED"
                    + " FOR EACH ROW EXECUTE FUNCTION breaks()");
            Answer failed;
            try {
                failed = post("/clients", client("unknown"), "\"k-1\"").expect(500);
            } finally {
                sql("DROP FUNCTION breaks CASCADE");
            }
            assertAlike(post("/clients", client("unknown"), "\"k-1\""), failed);
        }

        @Test
        void is_repeated_when_a_part_was_committed_before() throws SQLException {
            Map<String, Object> body = Map.of("name", "half.example");
            String[] headers = Stream.concat(Stream.of(SERVER.operator()), Stream.of(IdempotencyKey.HEADER, "\"k\""))
                    .toArray(String[]::new);
            Answer failed = without("ca_authority", () -> HERE.json("POST", "/api/v1/tenants", body, headers))
                    .expect(500);
            assertAlike(HERE.json("POST", "/api/v1/tenants", body, headers), failed);
        }

        private Answer inTheWay(String table, String tenant, Supplier<Answer> request) throws SQLException {
            sql("CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$");
            sql("CREATE CONSTRAINT TRIGGER in_the_way AFTER INSERT ON %s INITIALLY DEFERRED FOR EACH ROW"
                            .formatted(table)
                    + " WHEN (new.tenant_id = '%s') EXECUTE FUNCTION in_the_way()".formatted(tenant));
            try {
                return request.get();
            } finally {
                sql("DROP FUNCTION in_the_way CASCADE");
            }
        }

        @Test
        void of_a_commit_with_others_in_its_way_is_not_repeated() throws SQLException {
            inTheWay("oauth_client", "once.example", () -> post("/clients", client("again"), "\"k-1\""))
                    .expect(503);
            post("/clients", client("again"), "\"k-1\"").expect(201);
        }

        @Test
        void with_others_in_the_way_of_the_second_part_is_repeated() throws SQLException {
            SERVER.tenant("twice.example");
            String wanted = ".example\nresourceServers:\n  - name: api\n    uri: https://api.example\n";
            Map<String, Object> body = Map.of(
                    "files",
                    Stream.of("once", "twice")
                            .map(name -> Map.of("name", name + ".yaml", "text", "tenant: " + name + wanted))
                            .toList());
            String[] headers = Stream.concat(Stream.of(SERVER.operator()), Stream.of(IdempotencyKey.HEADER, "\"k\""))
                    .toArray(String[]::new);
            Supplier<Answer> apply = () -> HERE.json("POST", "/api/v1/configuration/apply", body, headers);
            Answer failed =
                    inTheWay("configuration_object", "twice.example", apply).expect(503);
            assertThat(failed.text("detail")).contains("applied: once.example");
            assertAlike(apply.get(), failed);
        }
    }

    @Nested
    class Refusal {

        @Test
        void of_a_key_with_another_body() {
            post("/clients", client("body"), "\"k-1\"").expect(201);
            Answer refused = post("/clients", client("other-body"), "\"k-1\"").expect(422);
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(tenant.get("/clients/other-body").status()).isEqualTo(404);
            assertThat(SERVER.system().audit("action=api.repeat&outcome=refused"))
                    .isNotEmpty();
        }

        @Test
        void while_the_first_is_under_way() throws SQLException {
            try (var connection = DATABASE.connect();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("LOCK TABLE oauth_client IN SHARE MODE");
                CompletableFuture<Answer> here = CompletableFuture.supplyAsync(
                        () -> post("/clients", client("waiting"), "\"k-1\""), Thread::startVirtualThread);
                CompletableFuture<Answer> there = CompletableFuture.supplyAsync(
                        () -> post(THERE, "/clients", client("waiting"), SERVER.operator(), "\"k-1\""),
                        Thread::startVirtualThread);
                var refused = (Answer) CompletableFuture.anyOf(here, there).join();
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.text("detail")).contains("has not been answered");
                connection.rollback();
                assertThat(Set.of(here.join().status(), there.join().status())).containsExactlyInAnyOrder(201, 409);
            }
            post("/clients", client("waiting"), "\"k-1\"").expect(201);
        }

        @ParameterizedTest
        @ValueSource(strings = {"bare", "\"\"", "\"open", "\"a\";p=1", "\"a\" ", "\"\\x\"", "\"a\", \"b\"", "tooLong"})
        void of_what_is_no_string_in_quotes(String key) {
            String sent = key.equals("tooLong") ? "\"" + "x".repeat(256) + "\"" : key;
            if (key.equals("\"a\" ")) { // HTTP takes the space away
                assertThat(IdempotencyKey.of(List.of(key))).isEmpty();
                return;
            }
            assertThat(post("/clients", client("form"), sent).expect(400).text("detail"))
                    .contains("Idempotency-Key");
        }

        @Test
        void of_two_keys() {
            post("/clients", client("two"), "\"a\"", "\"b\"").expect(400);
        }

        @Test
        void of_an_import() {
            Answer refused = HERE.send(
                    "POST",
                    tenant.api("/ldif"),
                    BodyPublishers.ofString("version: 1\n"),
                    Stream.concat(
                                    Stream.of(SERVER.operator()),
                                    Stream.of("Content-Type", "text/ldif", IdempotencyKey.HEADER, "\"k\""))
                            .toArray(String[]::new));
            assertThat(refused.expect(400).text("detail")).contains("import");
        }

        @Test
        void of_more_keys_than_a_caller_may_have() throws SQLException {
            post("/clients", client("full"), "\"k-1\"").expect(201);
            sql("""
                    INSERT INTO idempotent_request (tenant_id, caller_id, request_hash, body_hash, begun_at)
                    SELECT tenant_id, caller_id, int4send(n), body_hash, begun_at
                      FROM idempotent_request, generate_series(2, %d) n""".formatted(IdempotentRequests.MOST));
            post("/clients", client("fuller"), "\"k-2\"").expect(429);
            post("/clients", client("full"), "\"k-1\"").expect(201);
            post("/clients", client("fuller")).expect(201);
        }

        @Test
        void of_a_repeat_whose_answer_was_too_large_to_keep() {
            String plan =
                    "tenant: once.example\nclients:\n"
                            + String.join(
                                    "",
                                    IntStream.range(0, 400)
                                            .mapToObj(("  - clientId: large-%d\n    clientName: " + "x".repeat(190)
                                                    + "\n")::formatted)
                                            .toList());
            Map<String, Object> files = Map.of("files", List.of(Map.of("name", "f.yaml", "text", plan)));
            String[] headers = Stream.concat(Stream.of(SERVER.operator()), Stream.of(IdempotencyKey.HEADER, "\"k\""))
                    .toArray(String[]::new);
            Answer first = HERE.json("POST", "/api/v1/configuration/plan", files, headers)
                    .expect(200);
            assertThat(first.body().length()).isGreaterThan(IdempotentRequests.LARGEST);
            assertThat(HERE.json("POST", "/api/v1/configuration/plan", files, headers)
                            .expect(409)
                            .text("detail"))
                    .contains("more than is kept");
        }
    }

    @Test
    void neither_key_nor_secret_nor_body_can_be_read_in_the_database() throws SQLException {
        String secret =
                post("/clients", client("sealed"), "\"my-own-key\"").expect(201).text("clientSecret");
        Set<String> seen = new TreeSet<>();
        try (var connection = DATABASE.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT request_hash, body_hash, answer FROM idempotent_request")) {
            while (rows.next()) {
                for (int column = 1; column <= 3; column++) {
                    seen.add(new String(rows.getBytes(column), StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertThat(seen).hasSize(3).noneMatch(text -> text.contains(secret));
        assertThat(seen).noneMatch(text -> text.contains("my-own-key")).noneMatch(text -> text.contains("sealed"));
    }
}
