package io.lightwave.token.backchannel;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.session.EndedByTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("OpenID Connect Back-Channel Logout 1.0")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackChannelLogoutTest {
    static final String LISTENER = "https://listener.example/logout";

    final Outside network = new Outside();
    Acme acme;

    @BeforeAll
    void start() {
        acme = Acme.start(network);
        acme.bean(Courier.class).stop(); // the tests send themselves
        acme.client(ACME, """
                {"clientId":"listener","redirectUris":["https://shop.example/callback"],
                 "tokenEndpointAuthMethod":"none","grantTypes":["authorization_code","refresh_token"],
                 "backchannelLogoutUri":"%s","backchannelLogoutSessionRequired":true}""".formatted(LISTENER));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void nothingIsLeft() {
        network.answers(LISTENER, 200);
        send();
        network.posted(LISTENER).clear();
    }

    void send() {
        acme.bean(BackChannelLogout.class).sendDue();
    }

    /// A session of alice in which she has signed in to the listener; gives its ID token.
    String signedIn(Browser browser) {
        String code = Acme.code(browser, request("shop", Map.of("client_id", "listener")));
        var form = acme.exchange("listener", code);
        form.put("redirect_uri", Acme.SHOP);
        return acme.tokens(form).path("id_token").stringValue();
    }

    void signOut(Browser browser) {
        browser.submit(browser.get("/t/acme.example/oauth2/logout").form());
    }

    @Test
    @DisplayName("§2.4 the logout token says whose session ended, and is no ID token")
    void the_logout_token_says_whose_session_ended() throws Exception {
        Browser browser = acme.browser();
        var idToken = acme.claims(signedIn(browser));
        signOut(browser);
        send();
        List<String> posted = network.posted(LISTENER);
        assertThat(posted).hasSize(1);
        String token = posted.getFirst().substring("logout_token=".length());
        SignedJWT jwt = SignedJWT.parse(token);
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("logout+jwt");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        var claims = acme.claims(token);
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "jti", "sid", "events");
        assertThat(claims.path("iss").stringValue()).isEqualTo("https://localhost:8443/t/acme.example");
        assertThat(claims.path("aud").stringValue()).isEqualTo("listener");
        assertThat(claims.path("sub")).isEqualTo(idToken.path("sub"));
        assertThat(claims.path("sid")).isEqualTo(idToken.path("sid"));
        assertThat(claims.path("events").toString())
                .isEqualTo("{\"http://schemas.openid.net/event/backchannel-logout\":{}}");
        assertThat(browser.get("/t/acme.example/oauth2/logout?id_token_hint=" + token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("§2.6 it is encrypted as the client's ID tokens are")
    void it_is_encrypted_as_the_client_s_id_tokens_are() throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.ENCRYPTION).generate();
        String address = "https://sealed.example/logout";
        acme.client(ACME, """
                {"clientId":"sealed","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "idTokenEncryptedResponseAlg":"ECDH-ES","idTokenEncryptedResponseEnc":"A128GCM",
                 "jwks":{"keys":[%s]},"backchannelLogoutUri":"%s"}""".formatted(key.toPublicJWK(), address));
        Browser browser = acme.browser();
        Acme.code(browser, request("shop", Map.of("client_id", "sealed")));
        signOut(browser);
        send();
        var jwe = JWEObject.parse(network.posted(address).getFirst().substring("logout_token=".length()));
        jwe.decrypt(new ECDHDecrypter(key));
        var inside = SignedJWT.parse(jwe.getPayload().toString());
        assertThat(inside.getHeader().getType().getType()).isEqualTo("logout+jwt");
        assertThat(inside.getJWTClaimsSet().getAudience()).containsExactly("sealed");
    }

    @Test
    void only_clients_that_the_session_signed_in_to_and_that_listen_are_told() {
        Browser browser = acme.browser();
        Acme.code(browser, request("shop"));
        signOut(browser);
        send();
        assertThat(network.posted(LISTENER)).isEmpty();
    }

    @Test
    void whatever_ends_the_session_the_client_hears_of_it() {
        var leaver = acme.user(ACME, "leaver");
        Browser browser = acme.browser();
        Acme.signIn(browser, request("shop"), "leaver", Acme.PASSWORD);
        signedIn(browser);
        acme.bean(Subjects.class).setEnabled(ACME, leaver.id(), false);
        send();
        assertThat(network.posted(LISTENER)).hasSize(1);
    }

    @Test
    void nobody_ends_it_but_time_and_the_client_hears_of_it_once() {
        EndedByTime.end(acme);
        send();
        network.posted(LISTENER).clear();
        signedIn(acme.browser());
        acme.clock().advance(Duration.ofHours(2));
        EndedByTime.end(acme);
        EndedByTime.end(acme);
        send();
        send();
        assertThat(network.posted(LISTENER)).hasSize(1);
    }

    @Test
    void who_cannot_be_reached_is_told_later_with_a_fresh_token() {
        Browser browser = acme.browser();
        signedIn(browser);
        network.answers(LISTENER, 503);
        signOut(browser);
        send();
        send();
        assertThat(network.posted(LISTENER)).hasSize(1);
        acme.clock().advance(Duration.ofSeconds(5));
        send();
        assertThat(network.posted(LISTENER)).hasSize(2);
        network.answers(LISTENER, 200);
        acme.clock().advance(Duration.ofMinutes(1));
        send();
        assertThat(network.posted(LISTENER)).hasSize(3).doesNotHaveDuplicates();
        acme.clock().advance(Duration.ofHours(2));
        send();
        assertThat(network.posted(LISTENER)).hasSize(3);
    }

    @Test
    void who_is_never_reached_is_given_up_and_so_is_who_refuses() {
        Browser browser = acme.browser();
        signedIn(browser);
        network.answers(LISTENER, 503);
        signOut(browser);
        for (int i = 0; i < 10; i++) {
            send();
            acme.clock().advance(Duration.ofHours(1));
        }
        assertThat(network.posted(LISTENER)).hasSize(5);
        assertThat(acme.jdbc()
                        .sql("select count(*) from logout_notice")
                        .query(Long.class)
                        .single())
                .isZero();
        Browser again = acme.browser();
        signedIn(again);
        network.answers(LISTENER, 400);
        signOut(again);
        send();
        assertThat(acme.jdbc()
                        .sql("select count(*) from logout_notice")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_client_deleted_meanwhile_is_forgotten() {
        acme.client(ACME, """
                {"clientId":"gone","redirectUris":["https://shop.example/callback"],"tokenEndpointAuthMethod":"none",
                 "backchannelLogoutUri":"https://gone.example/logout"}""");
        Browser browser = acme.browser();
        Acme.code(browser, request("shop", Map.of("client_id", "gone")));
        signOut(browser);
        acme.bean(Subjects.class)
                .delete(ACME, acme.subject(SubjectKind.CLIENT, "gone").id());
        send();
        assertThat(network.posted("https://gone.example/logout")).isEmpty();
        assertThat(acme.jdbc()
                        .sql("select count(*) from logout_notice")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
