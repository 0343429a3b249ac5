package io.lightwave.workload.svid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.OpenStreams;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.TestDatabase;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import io.lightwave.workload.bundle.Bundles;
import io.lightwave.workload.federation.Federations;
import io.lightwave.workload.node.NodeGate;
import java.io.UnsupportedEncodingException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.ErrorResponseException;

@DisplayName("When the change feed is not confirmed, a node hears what is true all the same")
@Timeout(180)
class DeafFeedTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final TestDatabase database = TestDatabase.fresh();
    private final World world = new World(database);
    private final ChangeFeed feed = world.context.bean(ChangeFeed.class);
    private World.Tenant acme;
    private X509Certificate node;

    @BeforeEach
    void a_node_with_a_workload() {
        acme = world.tenant("acme.example");
        var token = acme.post("join-tokens", "{\"node\":\"a.prod\"}");
        node = new Machine(world, acme).joins(token.json().get("token").asString());
        acme.post("workloads", "{\"name\":\"w\",\"rules\":[{\"node\":\"a.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        feed.catchUp(); // what this server wrote itself is heard of twice
    }

    @AfterEach
    void close() {
        world.close();
    }

    /// For good: as for a server that has lost its way to the feed's connection alone.
    private void deafen() throws Exception {
        world.context.bean("feedReader", AutoCloseable.class).close();
        assertThat(feed.heard()).isNegative();
    }

    /// By another server, of which this one would hear through the feed alone.
    private void elsewhere(String statement) throws SQLException {
        try (var connection = database.connect();
                var sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).isEqualTo(1);
        }
    }

    private void disables(SubjectKind kind, String name) throws SQLException {
        var subject = acme.subjects().find(acme.id, kind, name).orElseThrow();
        elsewhere("update entry set enabled = false, epoch = epoch + 1 where id = '%s'".formatted(subject.id()));
    }

    private StateEndpoint endpoint(ActivePrincipals principals, Duration deafness) {
        return new StateEndpoint(
                world.context.bean(NodeGate.class),
                world.context.bean(GrantedRules.class),
                principals,
                world.context.bean(Bundles.class),
                world.context.bean(Federations.class),
                world.context.bean(OpenStreams.class),
                new OpenStreams.Pace(OFTEN, OFTEN, deafness, NEVER));
    }

    /// A stream that is being written; ends with the server at the latest.
    private final class Stream {
        private final MockHttpServletResponse response = new MockHttpServletResponse();
        private final Thread thread;

        Stream(StateEndpoint endpoint) {
            thread = Thread.ofVirtual().start(() -> open(endpoint, response));
        }

        String text() {
            try {
                return response.getContentAsString();
            } catch (UnsupportedEncodingException e) {
                throw new IllegalStateException(e);
            }
        }

        /// Waits until what has been said is so.
        void says(Predicate<String> so) throws InterruptedException {
            while (!so.test(text())) {
                assertThat(thread.isAlive() || so.test(text())).as(text()).isTrue();
                thread.join(Duration.ofMillis(5));
            }
        }
    }

    private void open(StateEndpoint endpoint, MockHttpServletResponse response) {
        var request = new MockHttpServletRequest();
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {node});
        endpoint.state(acme.id, null, false, World.ORIGIN, request, response);
    }

    private static Predicate<String> states(int count) {
        return text -> text.split("event: state\n", -1).length == count + 1;
    }

    private StateEndpoint endpoint(Duration deafness) {
        return endpoint(world.context.bean(ActivePrincipals.class), deafness);
    }

    @Test
    void a_stream_that_is_open_looks_by_itself() throws Exception {
        var stream = new Stream(endpoint(OFTEN));
        stream.says(states(1));
        assertThat(stream.text()).contains("spiffe://acme.example/w");
        deafen();
        disables(SubjectKind.WORKLOAD, "w");
        stream.says(states(2));
        assertThat(stream.text()
                        .substring(stream.text().lastIndexOf("event: state"))
                        .lines()
                        .filter(line -> line.startsWith("data: ")))
                .singleElement()
                .asString()
                .contains("\"entries\":[]");
    }

    @Test
    void a_ban_ends_the_stream() throws Exception {
        var stream = new Stream(endpoint(OFTEN));
        stream.says(states(1));
        deafen();
        disables(SubjectKind.NODE, "a.prod");
        stream.says(text -> text.endsWith("event: farewell\ndata: {}\n\n"));
        assertThat(stream.thread.join(Duration.ofMinutes(2))).isTrue();
    }

    @Test
    void a_stream_that_begins_meanwhile_tells_what_is_true_and_a_banned_node_gets_none() throws Exception {
        deafen();
        disables(SubjectKind.WORKLOAD, "w");
        var stream = new Stream(endpoint(NEVER));
        stream.says(states(1));
        assertThat(stream.text()).contains("\"entries\":[]");
        disables(SubjectKind.NODE, "a.prod");
        assertThatThrownBy(() -> open(endpoint(NEVER), new MockHttpServletResponse()))
                .isInstanceOfSatisfying(
                        ErrorResponseException.class,
                        refused -> assertThat(refused.getStatusCode().value()).isEqualTo(401));
    }

    @Test
    void a_workload_that_is_disabled_meanwhile_gets_no_certificate() throws Exception {
        deafen();
        var body = "{\"workload\":\"%s\",\"csr\":%s}"
                .formatted(
                        acme.subjects()
                                .find(acme.id, SubjectKind.WORKLOAD, "w")
                                .orElseThrow()
                                .id(),
                        tools.jackson.databind.json.JsonMapper.shared()
                                .writeValueAsString(Machine.csr(Machine.newKey())))
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String path = "/t/acme.example/node/x509-svid";
        assertThat(world.door.post(path, null, "application/json", body, node).status())
                .isEqualTo(200);
        disables(SubjectKind.WORKLOAD, "w");
        assertThat(world.door.post(path, null, "application/json", body, node).status())
                .isEqualTo(403);
    }

    @Test
    void while_it_is_confirmed_a_stream_looks_only_when_something_changes_that_it_rests_on() throws Exception {
        var tenants = world.context.bean(Tenants.class);
        var subjects = world.context.bean(Subjects.class);
        var looks = new AtomicInteger();
        var counting = new ActivePrincipals(
                tenants::find,
                (tenant, id) -> {
                    looks.incrementAndGet();
                    return subjects.byId(tenant, id);
                },
                (_, _) -> Set.of(),
                (_, _) -> {});
        var stream = new Stream(endpoint(counting, NEVER));
        stream.says(signs(2));
        feed.catchUp(); // the first look makes the tenant's keys, of which it then hears
        stream.says(signs(signsIn(stream.text()) + 2));
        int settled = looks.get();
        stream.says(signs(signsIn(stream.text()) + 10));
        assertThat(looks).hasValue(settled);
        var token = acme.post("join-tokens", "{\"node\":\"b.prod\"}");
        new Machine(world, acme).joins(token.json().get("token").asString());
        acme.post("workloads", "{\"name\":\"v\",\"rules\":[{\"node\":\"b.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        feed.catchUp();
        stream.says(signs(signsIn(stream.text()) + 10));
        assertThat(looks)
                .as("looks, after another node joined and was given a workload")
                .hasValue(settled);
        acme.post("workloads", "{\"name\":\"x\",\"rules\":[{\"node\":\"a.prod\",\"selectors\":[\"unix:uid:0\"]}]}");
        stream.says(states(2));
        assertThat(stream.text()).contains("spiffe://acme.example/x");
    }

    private static int signsIn(String text) {
        return text.split("\n:\n", -1).length - 1;
    }

    private static Predicate<String> signs(int least) {
        return text -> signsIn(text) >= least;
    }
}
