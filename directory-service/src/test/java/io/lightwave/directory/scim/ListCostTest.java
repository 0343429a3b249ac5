package io.lightwave.directory.scim;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.SqlLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a list of people asks of the database")
class ListCostTest {
    private static final int PEOPLE = 200;

    private final SqlLog log = new SqlLog();
    private final DirectoryWorld writer = new DirectoryWorld();
    private DirectoryWorld reader = new DirectoryWorld(writer.context.database(), log);
    private int next = 1;

    @BeforeEach
    void people_in_a_group() {
        writer.subject(ACME, SubjectKind.GROUP, "team");
        for (int i = 0; i < PEOPLE; i++) {
            Subject person = writer.user(ACME, "u%03d".formatted(i));
            writer.subjects().addToGroup(ACME, "team", person.id());
        }
    }

    @AfterEach
    void stop() {
        reader.close();
        writer.close();
    }

    /// Of people whom the node has not seen before.
    private List<String> asked(int count, String query) {
        if (next + count - 1 > PEOPLE) {
            reader.close();
            reader = new DirectoryWorld(writer.context.database(), log);
            next = 1;
        }
        var caller = new Caller(
                ((Requester.Authenticated) reader.admin(ACME)).principal(), Optional.empty(), DirectoryWorld.ORIGIN);
        reader.context.bean(ChangeFeed.class).catchUp();
        log.taken();
        Door.Answer page = reader.context
                .bean(Door.class)
                .get("/t/acme.example/scim/v2/Users?startIndex=%d&count=%d%s".formatted(next, count, query), caller);
        next += count;
        List<String> asked = log.taken();
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        assertThat(page.json().path("Resources").size()).isEqualTo(count);
        assertThat(page.json().path("Resources").path(count - 1).path("groups").size())
                .isEqualTo(1);
        return asked;
    }

    /// Of one page among some: the first asks for what is of nobody, and a busy machine may be late to confirm the
    /// feed.
    @ParameterizedTest
    @CsvSource({
        "'', 5",
        "&filter=userName%20sw%20%22u%22, 6",
        "&filter=userName%20co%20%22u%22, 5",
        "&filter=groups%20pr, 7"
    })
    void does_not_grow_with_the_people_of_a_page(String query, int statements) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(asked(30, query)).hasSizeLessThanOrEqualTo(statements));
    }
}
