package io.lightwave.token.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TestWorkload;
import io.lightwave.token.fixture.TokenServer;
import java.time.Duration;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Keys at a jwks_uri (RFC 7591 §2)")
class JwksUriTest {
    static final TokenServer SERVER = TokenServer.start();
    static final TestTenant ACME = SERVER.tenant("acme.example");

    @AfterEach
    void noon() {
        SERVER.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static ECKey key(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String set(ECKey key) {
        return "{\"keys\":[" + key.toPublicJWK() + "]}";
    }

    static String address(String clientId) {
        return "https://" + clientId + ".example/keys";
    }

    static void register(String clientId) {
        ACME.clientOf("{\"clientId\":\"%s\",\"tokenEndpointAuthMethod\":\"private_key_jwt\",\"jwksUri\":\"%s\"}"
                .formatted(clientId, address(clientId)));
    }

    static Answer present(String clientId, ECKey key) {
        var claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(ACME.issuer())
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(SERVER.clock().instant().plusSeconds(60)))
                .build();
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .keyID(key.getKeyID())
                    .build();
            return ACME.post(
                    "/oauth2/token",
                    "grant_type",
                    "client_credentials",
                    "client_assertion_type",
                    TestWorkload.JWT_BEARER,
                    "client_assertion",
                    ClientKeys.sign(claims, header, new ECDSASigner(key)));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void are_fetched_once_while_they_are_fresh() {
        register("fresh");
        ECKey key = key("1");
        SERVER.network().answers(address("fresh"), set(key));
        assertThat(present("fresh", key).status()).isEqualTo(200);
        assertThat(present("fresh", key).status()).isEqualTo(200);
        assertThat(SERVER.network().asked(address("fresh"))).isEqualTo(1);
    }

    @Test
    void are_fetched_again_for_an_unknown_key_but_not_more_often_than_every_half_minute() {
        register("rotating");
        ECKey first = key("1");
        ECKey second = key("2");
        SERVER.network().answers(address("rotating"), set(first));
        assertThat(present("rotating", first).status()).isEqualTo(200);
        SERVER.network().answers(address("rotating"), set(second));
        assertThat(present("rotating", second).status()).isEqualTo(401);
        assertThat(SERVER.network().asked(address("rotating"))).isEqualTo(1);
        SERVER.clock().advance(Duration.ofSeconds(31));
        assertThat(present("rotating", second).status()).isEqualTo(200);
        assertThat(present("rotating", first).status()).isEqualTo(401);
    }

    @Test
    void hold_an_hour_when_they_cannot_be_fetched_again() {
        register("absent");
        ECKey key = key("1");
        SERVER.network().answers(address("absent"), set(key));
        assertThat(present("absent", key).status()).isEqualTo(200);
        SERVER.network().forgets(address("absent"));
        SERVER.clock().advance(Duration.ofMinutes(59));
        assertThat(present("absent", key).status()).isEqualTo(200);
        SERVER.clock().advance(Duration.ofMinutes(2));
        assertThat(present("absent", key).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("a server of keys that does not answer holds up one request, not all of them (threat 23)")
    void a_server_that_does_not_answer_holds_up_one_request() throws Exception {
        register("silent");
        ECKey key = key("1");
        assertThat(present("silent", key).status()).isEqualTo(401);
        SERVER.clock().advance(Duration.ofSeconds(31));
        held("silent", key, 401);
        SERVER.network().answers(address("silent"), set(key));
        SERVER.clock().advance(Duration.ofSeconds(31));
        assertThat(present("silent", key).status()).isEqualTo(200);
        SERVER.clock().advance(Duration.ofMinutes(11));
        held("silent", key, 200);
        register("silent-from-the-first");
        held("silent-from-the-first", key, 401);
    }

    @Test
    @DisplayName("many servers of keys that do not answer hold up no more than as many requests (threat 23)")
    void no_more_than_so_many_are_asked_at_once() throws Exception {
        var asked = new CountDownLatch(32);
        var answer = new CountDownLatch(1);
        try (var threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < 32; i++) {
                String clientId = "mute-" + i;
                register(clientId);
                SERVER.network().delays(address(clientId), () -> {
                    asked.countDown();
                    await(answer);
                });
                threads.execute(() -> present(clientId, key("1")));
            }
            await(asked);
            register("late");
            ECKey key = key("1");
            SERVER.network().answers(address("late"), set(key));
            assertThat(present("late", key).status()).isEqualTo(401);
            assertThat(SERVER.network().asked(address("late"))).isZero();
            answer.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(present("late", key).status()).isEqualTo(200);
        } finally {
            answer.countDown();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// While one request waits for the keys, another is answered.
    static void held(String clientId, ECKey key, int status) throws Exception {
        var asked = new CountDownLatch(1);
        var answered = new CompletableFuture<Integer>();
        SERVER.network().delays(address(clientId), () -> {
            asked.countDown();
            answered.orTimeout(30, TimeUnit.SECONDS).exceptionally(_ -> 0).join();
        });
        try (var threads = Executors.newSingleThreadExecutor()) {
            var waiting = threads.submit(() -> present(clientId, key).status());
            asked.await();
            answered.complete(present(clientId, key).status());
            assertThat(answered).isCompletedWithValue(status);
            assertThat(waiting.get()).isEqualTo(status);
        } finally {
            SERVER.network().delays(address(clientId), () -> {});
        }
    }

    @Test
    void that_are_not_there_authenticate_nobody() {
        register("nowhere");
        assertThat(present("nowhere", key("1")).status()).isEqualTo(401);
        SERVER.network().answers(address("garbled"), "<html>");
        register("garbled");
        assertThat(present("garbled", key("1")).status()).isEqualTo(401);
    }
}
