package io.lightwave.ca.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.ca.World;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.directory.Admission;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.ChangeJournal;
import io.lightwave.directory.OpenStreams;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

@DisplayName("The stream of a tenant to whose certificates nothing happens")
class IdleEventStreamsTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private final TestDatabase database = TestDatabase.fresh();
    private final World world = new World(database).tenant(ACME);
    private final EventStreams streams = world.context.bean(EventStreams.class);
    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore rounds = new Semaphore(0);

    @AfterEach
    void close() {
        world.close();
    }

    /// What is not about silence is as it usually is.
    private CertificateEventsEndpoint endpoint() {
        var usual = OpenStreams.Pace.USUAL;
        return new CertificateEventsEndpoint(
                new CertificateEvents(
                        world.context.bean(ChangeJournal.class), world.context.bean(CertificateSearch.class)),
                streams,
                world.context.clock(),
                StrictJson.mapper(),
                new OpenStreams.Pace(Duration.ofMillis(1), Duration.ofMillis(1), usual.deafness(), usual.longest()));
    }

    /// The stream, each round of which is counted.
    private String follow() {
        var answer = new MockHttpServletResponse() {
            @Override
            public void flushBuffer() {
                rounds.release();
            }
        };
        var admission = new Admission() {
            @Override
            public Instant until() {
                return Instant.MAX;
            }

            @Override
            public boolean stands() {
                asked.incrementAndGet();
                return true;
            }
        };
        endpoint().follow(ACME, null, admission, new MockHttpServletRequest("GET", "/"), answer);
        return new String(answer.getContentAsByteArray(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /// All but the change log itself, which the feed reads for all; the journal's own reading needs another too.
    private void renameTables() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            var names = new ArrayList<String>();
            try (var tables = statement.executeQuery(
                    "select tablename from pg_tables where schemaname = 'public' and tablename <> 'change_log'")) {
                while (tables.next()) {
                    names.add(tables.getString(1));
                }
            }
            assertThat(names).contains("ca_certificate", "tenant", "change_log_pruned");
            for (String name : names) {
                statement.execute("alter table %s rename to %s_away".formatted(name, name));
            }
        }
    }

    @Test
    @Timeout(300)
    void touches_no_sql_though_its_caller_is_asked_after_again_and_again() throws Exception {
        var stream = CompletableFuture.supplyAsync(
                        this::follow, task -> Thread.ofVirtual().start(task))
                .whenComplete((_, _) -> rounds.release(1_000)); // whoever waits for more of it learns why there is none
        rounds.acquire();
        world.context.bean(ChangeFeed.class).catchUp(); // with what has made the tenant
        rounds.drainPermits();
        rounds.acquire(3); // and the stream with that
        renameTables();
        rounds.drainPermits();
        assertThat(stream).isNotDone();
        int before = asked.get();
        rounds.acquire(20);
        streams.stop();
        assertThat(stream.join())
                .startsWith("retry: 2000\nid: ")
                .endsWith(":\n\n")
                .doesNotContain("event:");
        assertThat(asked).hasValueGreaterThan(before);
        assertThatThrownBy(this::follow).as("what costs SQL").isNotNull();
    }
}
