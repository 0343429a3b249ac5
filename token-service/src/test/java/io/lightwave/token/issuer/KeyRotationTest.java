package io.lightwave.token.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestClient;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;

@DisplayName("Signing keys rotate with overlap")
class KeyRotationTest {
    static final TokenServer SERVER = TokenServer.start();
    static int count;

    TestTenant tenant;
    TestClient client;

    @BeforeEach
    void fresh() {
        SERVER.clock().set(TestClock.NOON);
        tenant = SERVER.tenant("t" + count++ + ".example");
        client = tenant.client("client");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static void advance() {
        SERVER.bean(KeyRotation.class).advanceAll();
    }

    static void wait(Duration time) {
        SERVER.clock().advance(time);
        advance();
    }

    Set<String> published(String algorithm) {
        try {
            return JWKSet.parse(tenant.get("/oauth2/jwks").text()).getKeys().stream()
                    .filter(key -> key.getAlgorithm().getName().equals(algorithm))
                    .map(key -> key.getKeyID())
                    .collect(Collectors.toSet());
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    String signer() {
        return signerOf(client.fetchesToken().accessToken());
    }

    static String signerOf(String token) {
        try {
            return com.nimbusds.jwt.SignedJWT.parse(token).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isActive(String token) {
        return client.introspects(token).text().contains("\"active\":true");
    }

    Answer rotate(String body) {
        return tenant.api("keys/rotate", body);
    }

    @Test
    void an_algorithm_has_its_key_in_the_key_set_as_soon_as_a_client_is_registered_for_it() {
        assertThat(published("PS256")).isEmpty();
        assertThat(published("EdDSA")).isEmpty();
        tenant.clientOf("{\"clientId\":\"other\",\"idTokenSignedResponseAlg\":\"PS256\"}");
        tenant.apiPatch("clients/other", "{\"userinfoSignedResponseAlg\":\"EdDSA\"}");
        assertThat(published("PS256")).hasSize(1);
        assertThat(published("EdDSA")).hasSize(1);
    }

    @Test
    void a_successor_is_published_before_it_signs_and_the_old_key_stays_while_its_tokens_are_good() {
        String old = signer();
        Answer answer = rotate("{\"algorithm\":\"ES256\"}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(published("RS256")).hasSize(1);
        Set<String> both = published("ES256");
        assertThat(both).hasSize(2).contains(old);

        wait(Duration.ofMinutes(9));
        assertThat(signer()).as("relying parties may not know the new one yet").isEqualTo(old);
        String last = client.fetchesToken().accessToken();

        wait(Duration.ofMinutes(1));
        assertThat(signer()).isNotEqualTo(old).isIn(both);
        assertThat(isActive(last)).isTrue();
        assertThat(published("ES256")).isEqualTo(both);

        wait(Duration.ofHours(12));
        assertThat(published("ES256")).contains(old);
        wait(Duration.ofMinutes(5));
        assertThat(published("ES256")).containsExactly(signer());
        assertThat(AuditTrail.of(tenant).last("key.retire").target()).isEqualTo("ES256 key " + old);
    }

    @Test
    void a_retired_key_has_no_private_half_any_more() throws Exception {
        String old = signer();
        rotate("{\"algorithm\":\"ES256\"}");
        wait(Duration.ofMinutes(10));
        wait(Duration.ofHours(13));
        try (var connection = SERVER.database().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("select state, length(sealed_private_key) from signing_key where kid = '%s'"
                                .formatted(old))) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("RETIRED");
            assertThat(rows.getInt(2)).isZero();
        }
    }

    @Test
    void by_age_every_90_days() {
        String old = signer();
        wait(Duration.ofDays(89));
        assertThat(published("ES256")).containsExactly(old);
        wait(Duration.ofDays(1));
        assertThat(published("ES256")).hasSize(2);
        assertThat(published("RS256")).hasSize(2);
        assertThat(signer()).isEqualTo(old);
        wait(Duration.ofMinutes(10));
        assertThat(signer()).isNotEqualTo(old);
    }

    @Test
    void once_however_often_and_on_however_many_nodes_it_is_asked_for() throws Exception {
        String old = signer();
        try (var node = TokenServer.on(SERVER.database());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            node.clock().set(SERVER.clock().instant());
            rotate("{\"algorithm\":\"ES256\"}");
            rotate("{\"algorithm\":\"ES256\"}");
            assertThat(published("ES256")).hasSize(2);
            SERVER.clock().advance(Duration.ofMinutes(10));
            node.clock().advance(Duration.ofMinutes(10));
            List<Callable<Void>> all = IntStream.range(0, 8)
                    .<Callable<Void>>mapToObj(n -> () -> {
                        (n % 2 == 0 ? SERVER : node).bean(KeyRotation.class).advanceAll();
                        return null;
                    })
                    .toList();
            for (var one : threads.invokeAll(all)) {
                one.get();
            }
            // Either may have been faster; the other hears of it by the feed.
            SERVER.bean(ChangeFeed.class).catchUp();
            node.bean(ChangeFeed.class).catchUp();
            assertThat(signer()).isNotEqualTo(old);
            String other = node.perform(tenant.form("/oauth2/token", "grant_type", "client_credentials")
                            .header("Authorization", TestClient.basic(client.clientId(), client.secret())))
                    .accessToken();
            assertThat(signerOf(other)).isEqualTo(signer());
        }
    }

    @Test
    void a_compromised_key_is_gone_at_once_with_all_that_it_signed() {
        String old = signer();
        String token = client.fetchesToken().accessToken();
        assertThat(isActive(token)).isTrue();
        Answer answer = tenant.api("keys/" + old + "/compromise", "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.get("state")).isEqualTo("compromised");
        assertThat(isActive(token)).isFalse();
        assertThat(published("ES256")).hasSize(1).doesNotContain(old);
        assertThat(isActive(client.fetchesToken().accessToken())).isTrue();
        assertThat(AuditTrail.of(tenant).last("key.compromise").actor()).startsWith("user:admin@");
    }

    @Test
    void its_successor_that_stands_in_the_key_set_already_takes_over() {
        String old = signer();
        rotate("{}");
        Set<String> both = published("ES256");
        tenant.api("keys/" + old + "/compromise", "");
        assertThat(signer()).isIn(both).isNotEqualTo(old);
        assertThat(published("ES256")).hasSize(1);
    }

    @Test
    void operators_see_them_without_their_halves() {
        var key = tenant.apiGet("keys").json().path("items").get(0);
        assertThat(key.propertyNames())
                .containsExactlyInAnyOrder("id", "algorithm", "state", "enabled", "createdAt", "updatedAt");
        assertThat(key.path("state").stringValue()).isEqualTo("active");
    }

    @Test
    void what_is_unknown_is_said() {
        assertThat(rotate("{\"algorithm\":\"HS256\"}").status()).isEqualTo(400);
        assertThat(tenant.api("keys/unknown/compromise", "").status()).isEqualTo(404);
    }

    @Test
    void a_key_set_that_has_not_changed_is_not_sent_again() {
        Answer first = tenant.get("/oauth2/jwks");
        String tag = first.header("ETag").orElseThrow();
        assertThat(first.header("Cache-Control")).hasValue("public, max-age=300");
        var again = MockMvcRequestBuilders.get(tenant.below("/oauth2/jwks"));
        assertThat(SERVER.perform(again.header("If-None-Match", "\"x\", W/" + tag))
                        .status())
                .isEqualTo(304);
        rotate("{}");
        Answer changed = SERVER.perform(
                MockMvcRequestBuilders.get(tenant.below("/oauth2/jwks")).header("If-None-Match", tag));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isPresent().isNotEqualTo(first.header("ETag"));
    }
}
