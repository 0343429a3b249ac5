package io.lightwave.directory.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeJournal;
import io.lightwave.directory.ChangeJournal.Change;
import io.lightwave.directory.ChangeJournal.Changes;
import io.lightwave.directory.ChangeJournal.Position;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// On a database without a server, where nobody else reads the log.
@DisplayName("Whoever follows one tenant of many from an old position")
class ChangeJournalTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final int OTHERS = 100_000;
    private static final int OWN = 10;
    /// So often that the driver has the statement prepared at the server.
    private static final int TIMES = 12;

    private SingleConnectionDataSource dataSource;
    private JdbcClient jdbc;
    private Position begin;

    @BeforeEach
    void many_others_write_much_and_one_little() throws SQLException {
        dataSource = new SingleConnectionDataSource(TestDatabase.fresh().connect(), true);
        jdbc = JdbcClient.create(dataSource);
        begin = new ChangeJournal(jdbc).now();
        write("'other-' || n % 100 || '.example'", OTHERS / 2);
        write("'acme.example'", OWN);
        write("'other-' || n % 100 || '.example'", OTHERS / 2);
        jdbc.sql("ANALYZE change_log").update();
    }

    @AfterEach
    void close() {
        dataSource.destroy();
    }

    private void write(String tenant, int rows) {
        jdbc.sql(
                        "INSERT INTO change_log (tenant_id, kind, keys) SELECT %s, 'thing', ARRAY[n::text] FROM generate_series(1, ?) n"
                                .formatted(tenant))
                .param(rows)
                .update();
    }

    /// Entries of indexes, or rows where there was none, that were read of the log so far.
    private long read() {
        jdbc.sql("SELECT pg_stat_force_next_flush()").query().listOfRows();
        return jdbc.sql("""
            SELECT (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'change_log')
                 + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'change_log')\
            """).query(Long.class).single();
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void reads_nothing_of_the_others(String plan) {
        jdbc.sql("SET plan_cache_mode = " + plan).update();
        var journal = new ChangeJournal(jdbc);
        Optional<Changes> changes = Optional.empty();
        long read = 0;
        for (int i = 0; i < TIMES; i++) {
            long before = read();
            changes = journal.since(ACME, begin, List.of("thing"), 5_000);
            read = read() - before;
        }
        assertThat(changes.orElseThrow().all())
                .hasSize(OWN)
                .startsWith(new Change("thing", "1"))
                .endsWith(new Change("thing", Integer.toString(OWN)));
        assertThat(read).isLessThan(10L * OWN);
    }
}
