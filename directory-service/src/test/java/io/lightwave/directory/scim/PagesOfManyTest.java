package io.lightwave.directory.scim;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.SqlLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 7644 §3.4.2.4 Pagination among thousands, while another node changes them")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesOfManyTest {
    private static final int MANY = 2_100;
    private static final String PEOPLE = "ou=people,dc=acme,dc=example";

    private final SqlLog log = new SqlLog();
    private final DirectoryWorld writer = new DirectoryWorld();
    private final DirectoryWorld reader = new DirectoryWorld(writer.context.database(), log);
    private final TreeSet<String> names = new TreeSet<>(List.of("admin"));

    @BeforeAll
    void many() {
        imported(IntStream.range(0, MANY).mapToObj("p%04d"::formatted).toList());
    }

    private void imported(List<String> people) {
        String ldif = people.stream()
                .map(name ->
                        "dn: uid=%1$s,%2$s\nobjectClass: inetOrgPerson\ncn: %1$s\nsn: %1$s\n\n".formatted(name, PEOPLE))
                .collect(Collectors.joining());
        Door.Answer report = writer.context
                .bean(Door.class)
                .post(
                        "/api/v1/tenants/acme.example/ldif",
                        caller(writer),
                        "text/ldif",
                        ldif.getBytes(StandardCharsets.UTF_8));
        assertThat(report.json().path("added").asInt()).as(report.text()).isEqualTo(people.size());
        names.addAll(people);
    }

    @AfterAll
    void stop() {
        reader.close();
        writer.close();
    }

    private static Caller caller(DirectoryWorld world) {
        return new Caller(
                ((Requester.Authenticated) world.admin(ACME)).principal(), Optional.empty(), DirectoryWorld.ORIGIN);
    }

    private JsonNode page(int startIndex) {
        Door.Answer page = reader.context
                .bean(Door.class)
                .get("/t/acme.example/scim/v2/Users?count=3&startIndex=" + startIndex, caller(reader));
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        return page.json();
    }

    /// At both ends, and around each name by which pages are found.
    private void every_page_is_right() {
        reader.context.bean(ChangeFeed.class).catchUp();
        List<String> all = List.copyOf(names);
        for (int start : new int[] {1, 2, 999, 1000, 1001, 1002, 1999, 2000, 2001, 2002, all.size(), all.size() + 1}) {
            JsonNode page = page(start);
            assertThat(page.path("totalResults").asInt()).isEqualTo(all.size());
            assertThat(page.path("Resources")
                            .valueStream()
                            .map(one -> one.path("userName").asString()))
                    .as("from %d", start)
                    .isEqualTo(all.subList(start - 1, Math.min(start + 2, all.size())));
        }
    }

    @Test
    void who_comes_goes_and_is_renamed_counts_at_once() {
        every_page_is_right();
        writer.user(ACME, "b");
        names.add("b");
        every_page_is_right();
        imported(List.of("c1", "c2", "c3"));
        every_page_is_right();
        var gone = writer.subjects().byName(ACME, SubjectKind.USER, "p0500").orElseThrow();
        assertThat(writer.subjects().delete(ACME, gone.id())).isTrue();
        names.remove("p0500");
        every_page_is_right();
        assertThat(writer.entries()
                        .modifyDn(
                                writer.admin(ACME),
                                DirectoryWorld.dn("uid=p1500," + PEOPLE),
                                RelativeName.of("uid", "a1500"),
                                true,
                                Optional.empty()))
                .isInstanceOf(EntryOutcome.Done.class);
        names.remove("p1500");
        names.add("a1500");
        every_page_is_right();
    }

    /// Of one page among some, since a busy machine may be late to confirm the feed.
    @Test
    void nobody_is_counted_again_while_nobody_comes_or_goes() {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            reader.context.bean(ChangeFeed.class).catchUp();
            log.taken();
            page(1);
            return log.taken().stream().noneMatch(sql -> sql.contains("count(*)"));
        });
    }
}
