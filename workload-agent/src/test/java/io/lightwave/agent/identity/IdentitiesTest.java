package io.lightwave.agent.identity;

import static io.lightwave.agent.fixture.TestAuthority.PAYMENTS;
import static io.lightwave.agent.fixture.TestAuthority.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.agent.fixture.TestAuthority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Entry ONE = entry("w1", PAYMENTS, "unix:uid:1", "unix:gid:1");
    private static final Set<String> CALLER = Set.of("unix:uid:1", "unix:gid:1", "unix:user:one");
    private final TestAuthority authority = new TestAuthority(NOON);
    private final Identities identities = new Identities(authority, () -> authority.now);

    @BeforeEach
    void known() {
        identities.replace(List.of(ONE), authority.bundle(), Map.of());
    }

    @Test
    void all_selectors_of_an_entry_must_be_met() {
        assertThat(identities.of(CALLER)).containsExactly(ONE);
        assertThat(identities.of(Set.of("unix:uid:1"))).isEmpty();
        assertThat(identities.of(Set.of())).isEmpty();
        identities.replace(List.of(entry("w1", PAYMENTS)), authority.bundle(), Map.of());
        assertThat(identities.of(CALLER)).as("without selectors").isEmpty();
    }

    @Test
    void a_workload_with_two_rules_counts_once_and_two_workloads_both() {
        var two = entry("w2", "spiffe://acme.example/two", "unix:uid:1");
        identities.replace(List.of(ONE, entry("w1", PAYMENTS, "unix:gid:1"), two), authority.bundle(), Map.of());
        assertThat(identities.of(CALLER)).containsExactly(ONE, two);
    }

    @Test
    void only_what_is_asked_for_needs_to_be_found_out() {
        assertThat(identities.wanted()).containsExactlyInAnyOrder("unix:uid", "unix:gid");
    }

    @Test
    void certificates_are_fetched_before_they_are_asked_for_and_again_at_half_their_life() {
        assertThat(identities.x509Svid(ONE)).isEmpty();
        assertThat(identities.refresh()).isEqualTo(NOON.plusSeconds(60));
        var first = identities.x509Svid(ONE).orElseThrow();
        identities.refresh();
        assertThat(authority.asked).containsExactly("x509 w1");
        authority.now = first.renewAt();
        identities.refresh();
        assertThat(identities.x509Svid(ONE).orElseThrow().key()).isNotEqualTo(first.key());
    }

    @Test
    void while_the_server_is_away_what_is_there_is_given_until_it_expires() {
        identities.refresh();
        authority.away = true;
        authority.now = NOON.plus(Duration.ofDays(30));
        assertThat(identities.refresh())
                .as("tries again soon")
                .isBetween(authority.now.plusSeconds(1), authority.now.plusSeconds(3));
        assertThat(identities.x509Svid(ONE)).isPresent();
        authority.now = Instant.parse("2127-01-01T00:00:00Z");
        assertThat(identities.x509Svid(ONE)).isEmpty();
    }

    /// A server that is away is not asked by all of its agents at once and every two seconds.
    @Test
    void what_cannot_be_fetched_is_asked_for_less_and_less_and_not_before_the_server_said() {
        authority.away = true;
        var first = identities.refresh();
        authority.now = first.minusMillis(1);
        identities.refresh();
        assertThat(authority.asked).as("not before").hasSize(1);
        authority.now = first;
        for (int i = 0; i < 10; i++) {
            authority.now = identities.refresh();
        }
        authority.asked.clear();
        var begun = authority.now;
        for (int i = 0; i < 10; i++) {
            authority.now = identities.refresh();
        }
        assertThat(Duration.between(begun, authority.now)).isGreaterThan(Duration.ofSeconds(40));
        authority.pause = Duration.ofMinutes(2);
        identities.replace(List.of(ONE), authority.bundle(), Map.of());
        authority.asked.clear();
        identities.refresh();
        authority.now = authority.now.plusSeconds(59);
        identities.refresh();
        assertThat(authority.asked).hasSize(1);
        authority.now = authority.now.minus(Duration.ofDays(1)); // the clock was ahead, and is set right
        identities.refresh();
        assertThat(authority.asked).hasSize(2);
        authority.away = false;
        authority.now = authority.now.plusSeconds(190);
        identities.refresh();
        assertThat(identities.x509Svid(ONE)).isPresent();
    }

    @Test
    void a_token_is_fetched_once_until_half_of_its_life_and_kept_while_the_server_is_away() throws Exception {
        var first = identities.accessToken(ONE, "billing");
        assertThat(identities.accessToken(ONE, "billing")).isEqualTo(first);
        assertThat(authority.asked).containsExactly("access w1 billing");
        authority.away = true;
        authority.now = NOON.plusSeconds(200);
        assertThat(identities.accessToken(ONE, "billing")).isEqualTo(first);
        assertThatThrownBy(() -> identities.accessToken(ONE, "payroll")).isInstanceOf(Authority.AwayException.class);
        authority.now = NOON.plusSeconds(295);
        assertThatThrownBy(() -> identities.accessToken(ONE, "billing"))
                .as("about to expire")
                .isInstanceOf(Authority.AwayException.class);
    }

    @Test
    void a_refusal_of_the_server_counts_more_than_what_was_kept() throws Exception {
        identities.accessToken(ONE, "billing");
        authority.now = NOON.plusSeconds(200);
        authority.refusing = true;
        assertThatThrownBy(() -> identities.accessToken(ONE, "billing")).isInstanceOf(Authority.RefusedException.class);
        authority.refusing = false;
        authority.away = true;
        assertThatThrownBy(() -> identities.accessToken(ONE, "billing")).isInstanceOf(Authority.AwayException.class);
    }

    /// Threat T12: nothing is left of what was taken away.
    @Test
    void t12_what_is_taken_away_is_gone_with_certificates_and_tokens() throws Exception {
        identities.refresh();
        identities.accessToken(ONE, "billing");
        identities.replace(List.of(), authority.bundle(), Map.of());
        assertThat(identities.x509Svid(ONE)).isEmpty();
        identities.replace(List.of(ONE), authority.bundle(), Map.of());
        assertThat(identities.x509Svid(ONE)).as("fetched anew").isEmpty();
        authority.refusing = true;
        assertThatThrownBy(() -> identities.accessToken(ONE, "billing")).isInstanceOf(Authority.RefusedException.class);
        authority.refusing = false;
        identities.refresh();
        identities.accessToken(ONE, "billing");
        identities.forget();
        assertThat(identities.isKnown()).isFalse();
        assertThat(identities.of(CALLER)).isEmpty();
        assertThat(identities.x509Svid(ONE)).isEmpty();
        identities.replace(List.of(ONE), authority.bundle(), Map.of());
        authority.away = true;
        assertThatThrownBy(() -> identities.accessToken(ONE, "billing")).isInstanceOf(Authority.AwayException.class);
    }

    @Test
    void a_workload_that_was_renamed_gets_a_certificate_of_its_new_name() {
        identities.refresh();
        var renamed = entry("w1", "spiffe://acme.example/renamed", "unix:uid:1");
        identities.replace(List.of(renamed), authority.bundle(), Map.of());
        assertThat(identities.x509Svid(renamed)).isEmpty();
        identities.refresh();
        assertThat(identities.x509Svid(renamed).orElseThrow().spiffeId()).isEqualTo(renamed.spiffeId());
    }

    @Test
    void whoever_listens_is_told_until_he_stops() {
        var told = new AtomicInteger();
        var stop = identities.listen(CALLER, told::incrementAndGet);
        identities.refresh();
        assertThat(told).hasValue(1);
        stop.run();
        identities.forget();
        assertThat(told).hasValue(1);
    }

    private static final Entry POD =
            new Entry("w2", "spiffe://acme.example/pod", "", Set.of("k8s:ns:shop"), true, Set.of());
    private static final Set<String> IN_POD = Set.of("k8s:ns:shop", "k8s:sa:pod");

    /// Threat T11: what the server gives only while a pod is there is not asked for before one calls.
    @Test
    void t11_what_is_given_on_demand_is_fetched_when_a_caller_is_it() throws Exception {
        identities.replace(List.of(ONE, POD), authority.bundle(), Map.of());
        identities.refresh();
        assertThat(authority.asked).containsExactly("x509 w1");
        assertThat(identities.demand(identities.of(IN_POD))).containsExactly(POD);
        assertThat(identities.x509Svid(POD)).isPresent();
        assertThat(identities.demand(identities.of(IN_POD))).containsExactly(POD);
        assertThat(authority.asked).containsExactly("x509 w1", "x509 w2");
    }

    @Test
    void what_is_given_on_demand_is_renewed_while_such_a_caller_listens() throws Exception {
        identities.replace(List.of(POD), authority.bundle(), Map.of());
        identities.demand(List.of(POD));
        authority.now = identities.x509Svid(POD).orElseThrow().renewAt();
        identities.refresh();
        assertThat(authority.asked).hasSize(1);
        var stop = identities.listen(IN_POD, () -> {});
        identities.refresh();
        assertThat(authority.asked).hasSize(2);
        stop.run();
        authority.now = identities.x509Svid(POD).orElseThrow().renewAt();
        identities.refresh();
        assertThat(authority.asked).hasSize(2);
        identities.demand(List.of(POD));
        assertThat(authority.asked).as("due, and called for").hasSize(3);
    }

    @Test
    void t11_what_the_server_refuses_on_demand_is_not_given_nor_asked_for_again_until_somebody_calls()
            throws Exception {
        identities.replace(List.of(POD), authority.bundle(), Map.of());
        identities.listen(IN_POD, () -> {});
        identities.refresh();
        assertThat(identities.x509Svid(POD)).isPresent();
        authority.refusing = true;
        authority.now = identities.x509Svid(POD).orElseThrow().renewAt();
        identities.refresh();
        assertThat(identities.x509Svid(POD)).as("no such pod is there any more").isEmpty();
        identities.refresh();
        assertThat(authority.asked).hasSize(2);
        assertThat(identities.demand(identities.of(IN_POD))).isEmpty();
        authority.refusing = false;
        assertThat(identities.demand(identities.of(IN_POD))).containsExactly(POD);
    }

    @Test
    void what_is_given_on_demand_stays_while_the_server_is_away() throws Exception {
        identities.replace(List.of(POD), authority.bundle(), Map.of());
        authority.away = true;
        assertThat(identities.demand(List.of(POD))).as("comes when it is back").containsExactly(POD);
        assertThat(identities.x509Svid(POD)).isEmpty();
        authority.away = false;
        identities.demand(List.of(POD));
        authority.away = true;
        authority.now = identities.x509Svid(POD).orElseThrow().renewAt();
        assertThat(identities.demand(List.of(POD))).containsExactly(POD);
        assertThat(identities.x509Svid(POD)).isPresent();
    }
}
