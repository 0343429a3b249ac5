package io.lightwave.directory.entry;

import static com.unboundid.ldap.sdk.SearchScope.ONE;
import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Filter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyEntriesTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final int MANY = 10_000;

    private DirectoryWorld world;
    private Requester admin;

    /// Copies one user ten thousand times where it is stored.
    @BeforeAll
    void fill() throws SQLException {
        world = new DirectoryWorld();
        admin = world.admin(ACME);
        world.user(ACME, "user0");
        try (var connection = world.context.database().connect();
                var statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO entry SELECT tenant_id, gen_random_uuid(), parent_id, 'uid=user' || n,
                      'uid=user' || n, kind, enabled, epoch, version,
                      jsonb_set(jsonb_set(attributes, '{uid}', jsonb_build_array('user' || n)),
                        '{title}', jsonb_build_array('T' || n % 3)),
                      created_at, created_by, modified_at, modified_by
                    FROM entry, generate_series(1, 10000) n WHERE rdn_norm = 'uid=user0'""");
            statement.execute("""
                    INSERT INTO entry_value SELECT e.tenant_id, a.key, lower(v.value), e.id
                    FROM entry e, jsonb_each(e.attributes) a, jsonb_array_elements_text(a.value) v
                    WHERE e.rdn_norm LIKE 'uid=user%' ON CONFLICT DO NOTHING""");
        }
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void a_search_of_all_of_them_sends_each_once() {
        assertThat(world.search(admin, SUFFIX, SUB, "(uid=user*)"))
                .hasSize(MANY + 1)
                .doesNotHaveDuplicates();
        assertThat(world.search(admin, "ou=people," + SUFFIX, ONE, "(objectClass=*)"))
                .hasSize(MANY + 2);
    }

    @Test
    void what_many_have_in_common_is_read_by_the_index() {
        assertThat(world.search(admin, SUFFIX, SUB, "(title=T1)"))
                .hasSize((MANY + 2) / 3)
                .doesNotHaveDuplicates();
        assertThat(world.search(admin, SUFFIX, SUB, "(&(title=T1)(objectClass=person)(!(uid=user1)))"))
                .hasSize((MANY + 2) / 3 - 1);
        assertThat(world.search(admin, "ou=groups," + SUFFIX, SUB, "(title=T1)"))
                .isEmpty();
    }

    @Test
    void one_of_them_is_found_by_its_name() {
        assertThat(world.search(admin, SUFFIX, SUB, "(&(objectClass=inetOrgPerson)(title=T1)(uid=user7777))"))
                .hasSize(1);
    }

    @Test
    void the_size_limit_ends_it_early() {
        var sent = new AtomicInteger();
        var query = new SearchQuery(
                DirectoryWorld.dn(SUFFIX),
                SUB,
                Filter.createPresenceFilter("uid"),
                List.of("1.1"),
                false,
                1_234,
                Duration.ZERO);
        assertThat(refusal(world.entries().search(admin, query, _ -> sent.incrementAndGet())))
                .isEqualTo(Reason.SIZE_LIMIT_EXCEEDED);
        assertThat(sent).hasValue(1_234);
    }
}
