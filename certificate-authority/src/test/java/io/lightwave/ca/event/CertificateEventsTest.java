package io.lightwave.ca.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.certificate.CertificateRecords;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Admission;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What streams say; how long they go on is tested at the server.
@DisplayName("The events of certificates")
class CertificateEventsTest {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static World world;
    private static int tenants;
    private TenantId acme;
    private ActivePrincipal payments;
    private ActivePrincipal operator;
    private String last = "";

    @BeforeAll
    static void start() {
        world = new World(DATABASE);
        // a stream says what there is to say and ends, as if the server were ending
        world.context.bean(EventStreams.class).stop();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void a_tenant() {
        acme = new TenantId("followed-%d.example".formatted(++tenants));
        world.tenant(acme);
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
        operator = world.subject(acme, SubjectKind.USER, "admin");
        last = idIn(stream().text());
    }

    private Door.Answer stream(String... headers) {
        return world.door.get(
                "/api/v1/tenants/%s/certificates/events".formatted(acme), world.caller(operator), headers);
    }

    private record Event(String type, JsonNode data) {
        String id() {
            return data.path("id").asString("");
        }
    }

    /// What has happened since the last id that was seen, as a follower reads it.
    private List<Event> events() {
        Door.Answer answer = stream("Last-Event-ID", last);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("text/event-stream");
        var events = new ArrayList<Event>();
        for (String block : answer.text().split("\n\n", -1)) {
            if (block.startsWith("event: ")) {
                String[] lines = block.split("\n", -1);
                events.add(new Event(
                        lines[0].substring("event: ".length()),
                        JsonMapper.shared().readTree(lines[1].substring("data: ".length()))));
            }
        }
        last = idIn(answer.text());
        return events;
    }

    private static String idIn(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("id: "))
                .reduce((_, later) -> later)
                .orElseThrow()
                .substring("id: ".length());
    }

    private List<String> types() {
        return events().stream().map(Event::type).toList();
    }

    private IssuanceOutcome.Issued enrol(ActivePrincipal who) {
        return (IssuanceOutcome.Issued) world.authority().issue(who, "workload", Requests.sound(), World.ORIGIN);
    }

    private void revoke(IssuanceOutcome.Issued certificate, String reason) {
        var answer = world.door.postJson(
                "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme, certificate.id()),
                world.caller(operator),
                "{\"reason\":\"%s\"}".formatted(reason));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void begin_with_what_happens_next() {
        assertThat(stream().text()).doesNotContain("event:").contains("retry: 2000");
    }

    @Test
    void have_the_certificate_as_the_search_shows_it() {
        var certificate = enrol(payments);
        var events = events();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().type()).isEqualTo("issued");
        assertThat(events.getFirst().data())
                .isEqualTo(world.door
                        .get("/api/v1/tenants/%s/certificates/%s".formatted(acme, certificate.id()), null)
                        .json());
        assertThat(events()).as("told once").isEmpty();
    }

    @Test
    void tell_a_renewal_from_an_issuance() {
        X509Certificate first = enrol(payments).chain().getFirst();
        assertThat(types()).containsExactly("issued");
        world.context.clock().advance(Duration.ofHours(20));
        var renewed = world.door.post(
                "/t/%s/ca/certificates/renew".formatted(acme),
                world.caller(payments),
                "application/pkcs10",
                Requests.sound(),
                first);
        assertThat(renewed.status()).as(renewed.text()).isEqualTo(201);
        assertThat(types()).containsExactly("renewed");
    }

    @Test
    void tell_holds_releases_and_revocations() {
        var certificate = enrol(payments);
        events();
        revoke(certificate, "certificateHold");
        var held = events();
        assertThat(held).hasSize(1);
        assertThat(held.getFirst().type()).isEqualTo("held");
        assertThat(held.getFirst().data().path("state").asString()).isEqualTo("held");
        revoke(certificate, "removeFromCRL");
        assertThat(types()).containsExactly("released");
        revoke(certificate, "keyCompromise");
        var revoked = events();
        assertThat(revoked).hasSize(1);
        assertThat(revoked.getFirst().type()).isEqualTo("revoked");
        assertThat(revoked.getFirst().id()).isEqualTo(certificate.id().toString());
        assertThat(revoked.getFirst().data().path("revocationReason").asString())
                .isEqualTo("keyCompromise");
    }

    @Test
    void tell_what_becomes_of_a_holder_s_certificates() {
        enrol(payments);
        enrol(payments);
        events();
        world.subjects().setEnabled(acme, payments.id(), false);
        assertThat(types()).containsExactly("held", "held");
        world.subjects().setEnabled(acme, payments.id(), true);
        assertThat(types()).containsExactly("released", "released");
        world.subjects().delete(acme, payments.id());
        assertThat(types()).containsExactly("revoked", "revoked");
    }

    @Test
    void miss_nothing_of_what_happened_while_nobody_followed() {
        var first = enrol(payments);
        var second = enrol(payments);
        revoke(first, "superseded");
        var events = events();
        assertThat(events.stream().map(Event::type)).containsExactly("issued", "issued", "revoked");
        assertThat(events.stream().map(Event::id))
                .containsExactly(
                        first.id().toString(),
                        second.id().toString(),
                        first.id().toString());
    }

    @Test
    void that_come_late_are_told_late_and_not_skipped() throws SQLException {
        try (var late = DATABASE.connect();
                var statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()"); // the oldest transaction runs on
            enrol(payments);
            assertThat(types()).containsExactly("issued");
            assertThat(types())
                    .as("the position is that of the oldest transaction")
                    .containsExactly("issued");
            late.rollback();
        }
        assertThat(types()).containsExactly("issued");
        assertThat(types()).isEmpty();
    }

    @Test
    void are_those_of_the_tenant_alone() {
        var globex = new TenantId("unfollowed-%d.example".formatted(tenants));
        world.tenant(globex);
        enrol(world.subject(globex, SubjectKind.WORKLOAD, "payments"));
        var own = enrol(payments);
        assertThat(events().stream().map(Event::id)).containsExactly(own.id().toString());
    }

    @Test
    void are_told_as_resync_when_they_are_too_many_at_once() {
        for (int i = 0; i < 101; i++) {
            enrol(payments);
        }
        assertThat(events()).hasSize(101);
        world.subjects().setEnabled(acme, payments.id(), false);
        assertThat(types()).containsExactly("resync");
        assertThat(types()).isEmpty();
    }

    @Test
    void are_told_as_resync_when_few_entries_name_too_many_certificates() throws SQLException {
        signedTogether(5_000);
        assertThat(types()).as("forgotten ones").isEmpty();
        signedTogether(5_001);
        assertThat(types()).containsExactly("resync");
        assertThat(types()).isEmpty();
    }

    private void signedTogether(int certificates) throws SQLException {
        try (var connection = DATABASE.connect();
                var statement = connection.prepareStatement("""
                        insert into change_log (xid, tenant_id, kind, keys)
                        select pg_current_xact_id(), ?, ?, array[string_agg(gen_random_uuid()::text, ',')]
                        from generate_series(0, ?) n group by n / 32\
                        """)) {
            statement.setString(1, acme.value());
            statement.setString(2, CertificateRecords.SIGNED);
            statement.setInt(3, certificates - 1);
            statement.executeUpdate();
        }
    }

    @Test
    void end_in_the_middle_when_the_follower_may_hear_no_more() throws IOException {
        var first = enrol(payments);
        enrol(payments);
        var looks = new AtomicInteger();
        String told = toldTo(Instant.MAX, () -> looks.incrementAndGet() <= 2); // when it begins, and for one event
        assertThat(told).contains(first.id().toString()).containsOnlyOnce("event: ");
        assertThat(idIn(told)).as("to go on from").isEqualTo(last);
    }

    @Test
    void end_in_the_middle_when_the_credential_ends() throws IOException {
        var first = enrol(payments);
        enrol(payments);
        var told = toldTo(world.now().plusSeconds(60), () -> {
            world.context.clock().advance(Duration.ofSeconds(30));
            return true;
        });
        assertThat(told).contains(first.id().toString()).containsOnlyOnce("event: ");
    }

    private String toldTo(Instant until, BooleanSupplier stands) throws IOException {
        var answer = new MockHttpServletResponse();
        var admission = new Admission() {
            @Override
            public Instant until() {
                return until;
            }

            @Override
            public boolean stands() {
                return stands.getAsBoolean();
            }
        };
        world.context
                .bean(CertificateEventsEndpoint.class)
                .follow(acme, last, admission, new MockHttpServletRequest("GET", "/"), answer);
        return answer.getContentAsString();
    }

    @Test
    void from_a_position_that_the_log_has_lost_are_a_resync() throws SQLException {
        String before = last;
        enrol(payments);
        try (var connection = DATABASE.connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into change_log_pruned (xid) values (pg_current_xact_id())");
            assertThat(types()).containsExactly("resync");
            assertThat(last).isNotEqualTo(before);
            statement.execute("delete from change_log_pruned");
        }
        assertThat(types()).as("and go on from there").isEmpty();
        last = "999999999999999999"; // of another database, or made up
        assertThat(types()).containsExactly("resync");
    }

    @Test
    void from_what_is_no_position_are_refused() {
        for (String id : List.of("none", "", "0", "-1", "1:1:", "01", "1234567890123456789")) {
            var refused = stream("Last-Event-ID", id);
            assertThat(refused.status()).as(id).isEqualTo(400);
            assertThat(refused.json().path("field").asString()).isEqualTo("Last-Event-ID");
        }
    }

    @Test
    void are_told_to_so_many_at_once_and_no_more() {
        var feed = world.context.bean(io.lightwave.directory.ChangeFeed.class);
        var streams = new EventStreams(feed, new EventStreams.Limits(1, 2));
        var globex = new TenantId("globex.example");
        var first = streams.take(acme).orElseThrow();
        assertThat(streams.take(acme)).as("of one tenant").isEmpty();
        var second = streams.take(globex).orElseThrow();
        assertThat(streams.take(new TenantId("initech.example"))).as("in all").isEmpty();
        first.close();
        assertThat(streams.take(globex)).isEmpty();
        assertThat(streams.take(acme)).isPresent();
        second.close();
        assertThat(streams.take(globex)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"1, 16, 32", "64, 16, 32", "320, 51, 102", "1024, 64, 327", "4096, 64, 512", "1048576, 64, 512"})
    void are_told_to_as_many_as_the_heap_has_room_for(long mebibytes, int ofTenant, int all) {
        assertThat(EventStreams.Limits.ofHeap(mebibytes << 20)).isEqualTo(new EventStreams.Limits(ofTenant, all));
    }
}
