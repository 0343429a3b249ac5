package io.lightwave.token.client;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.SqlLog;
import io.lightwave.token.browser.Acme;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("Origins of a tenant's clients")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientOriginsTest {
    private final SqlLog log = new SqlLog();
    private final Acme acme = Acme.start(log);

    @AfterAll
    void stop() {
        acme.close();
    }

    private boolean has(TenantId tenant, String origin) {
        acme.bean(ChangeFeed.class).catchUp();
        return acme.bean(ClientOrigins.class).isRegistered(tenant, origin);
    }

    private void client(String name, String origin) {
        acme.client(ACME, """
                {"clientId":"%s","grantTypes":["authorization_code"],"redirectUris":["%s/callback"]}""".formatted(name, origin));
    }

    @Test
    @DisplayName("threat 8: asking from origins that nobody has touches no SQL")
    void made_up_ones_touch_no_SQL() {
        client("warm", "https://warm.example");
        for (int left = 100; left >= 0; left--) { // a busy machine may be late to confirm the feed
            assertThat(has(ACME, "https://warm.example")).isTrue();
            log.taken();
            assertThat(has(ACME, "https://warm.example")).isTrue();
            assertThat(has(ACME, "https://a" + UUID.randomUUID() + ".example")).isFalse();
            assertThat(has(ACME, "https://b" + UUID.randomUUID() + ".example")).isFalse();
            if (log.taken().isEmpty()) {
                return;
            }
        }
        throw new AssertionError("asks the database again and again");
    }

    @Test
    void are_known_though_there_are_very_many() {
        int added = acme.jdbc().sql("""
                        insert into client_origin (tenant_id, origin, subject_id)
                        select tenant_id, 'https://of-many-' || number || '.example', subject_id
                          from oauth_client, generate_series(1, 5001) number where tenant_id = ?""").param(OTHER.value()).update();
        assertThat(added).isGreaterThan(5001);
        assertThat(has(OTHER, "https://of-many-1.example")).isTrue();
        assertThat(has(OTHER, "https://of-many-5001.example")).isTrue();
        assertThat(has(OTHER, "https://of-many-5002.example")).isFalse();
        assertThat(has(ACME, "https://of-many-1.example")).isFalse();
    }

    @Test
    void stay_while_a_client_is_disabled_so_that_its_scripts_can_read_why_they_are_refused() {
        client("resting", "https://resting.example");
        assertThat(has(ACME, "https://resting.example")).isTrue();
        acme.bean(Subjects.class)
                .setEnabled(ACME, acme.subject(SubjectKind.CLIENT, "resting").id(), false);
        assertThat(has(ACME, "https://resting.example")).isTrue();
        acme.bean(Subjects.class)
                .delete(ACME, acme.subject(SubjectKind.CLIENT, "resting").id());
        assertThat(has(ACME, "https://resting.example")).isFalse();
    }
}
