package io.lightwave.token.federation;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.mail.PostOffice;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.session.SignIns;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@DisplayName("OpenID Connect Core: signing in at another provider")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FederationTest {
    static final String PATH = "/api/v1/tenants/acme.example/identity-providers";
    static final Pattern REFRESH = Pattern.compile("0; url=(.*)");

    final Outside outside = new Outside();
    PostOffice office;
    Acme acme;
    Corp corp;

    @BeforeAll
    void start() throws JOSEException {
        office = new PostOffice();
        outside.trusts(office.trusting());
        acme = Acme.start(
                outside,
                TokenSettings.DEFAULTS.withMail(office.settings("localhost")),
                (_, kind) -> kind == SubjectKind.USER ? Set.of("deploy") : Set.of());
        corp = new Corp();
    }

    @AfterAll
    void stop() {
        acme.close();
        office.close();
    }

    @BeforeEach
    void honest() {
        corp.reset();
        acme.usualPolicy();
        change("{\"enabled\":true,\"trustsSecondFactor\":null,\"requiredClaims\":null,\"responseMode\":null}");
    }

    /// A provider that lies when it is told to.
    final class Corp {
        static final String ISSUER = "https://corp.example/id";
        static final String USER_INFO = "https://corp.example/userinfo";

        final ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        final JsonNode registered;
        ECKey signing = key;
        boolean unsigned;
        Map<String, Object> claims = new HashMap<>();
        Map<String, Object> told = new HashMap<>();
        Object subject = "u-1";
        Consumer<Map<String, Object>> lie = _ -> {};
        String nonce = "";

        Corp() throws JOSEException {
            outside.gives(ISSUER + "/.well-known/openid-configuration", """
                {"issuer":"https://corp.example/id","authorization_endpoint":"https://corp.example/authorize",
                 "token_endpoint":"https://corp.example/token","jwks_uri":"https://corp.example/keys",
                 "end_session_endpoint":"https://corp.example/logout",
                 "userinfo_endpoint":"https://corp.example/userinfo",
                 "authorization_response_iss_parameter_supported":true}\
                """);
            outside.gives("https://corp.example/keys", new JWKSet(key.toPublicJWK()).toString());
            outside.answers("https://corp.example/token", (form, authorization) -> token(authorization));
            outside.below(USER_INFO, _ -> userInfo());
            registered = add("""
                {"name":"corp","displayName":"Corp Ltd","issuer":"%s","clientId":"acme rp","clientSecret":"s3cr:t",
                 "justInTime":true,"emailDomains":["Corp.example"],
                 "groupRules":[{"claim":"roles","value":"clerk","group":"clerks"}]}\
                """.formatted(ISSUER));
        }

        void reset() {
            told = new HashMap<>();
            signing = key;
            unsigned = false;
            claims = new HashMap<>();
            lie = _ -> {};
        }

        private byte[] userInfo() {
            var all = new LinkedHashMap<String, Object>(Map.of("sub", subject));
            all.putAll(told);
            return acme.bean(ObjectMapper.class).writeValueAsBytes(all);
        }

        String callback() {
            return registered.path("redirectUri").stringValue();
        }

        private String token(String authorization) {
            assertThat(authorization).isEqualTo("Basic YWNtZStycDpzM2NyJTNBdA=="); // acme+rp:s3cr%3At
            Instant now = acme.clock().instant();
            var all = new LinkedHashMap<String, Object>();
            all.put("iss", ISSUER);
            all.put("sub", "u-1");
            all.put("aud", "acme rp");
            all.put("iat", now.getEpochSecond());
            all.put("exp", now.plusSeconds(300).getEpochSecond());
            all.put("nonce", nonce);
            all.put("preferred_username", "carol");
            all.putAll(claims);
            lie.accept(all);
            subject = all.getOrDefault("sub", "u-1");
            try {
                var builder = new JWTClaimsSet.Builder().serializeNullClaims(true);
                all.forEach((name, value) -> builder.claim(
                        name,
                        List.of("iat", "exp").contains(name) && value instanceof Long seconds
                                ? Date.from(Instant.ofEpochSecond(seconds))
                                : value));
                var jwt = unsigned
                        ? new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), builder.build())
                        : new SignedJWT(
                                new JWSHeader.Builder(JWSAlgorithm.ES256)
                                        .keyID("k1")
                                        .build(),
                                builder.build());
                jwt.sign(unsigned ? new MACSigner("s3cr:t".repeat(8)) : new ECDSASigner(signing));
                return "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + jwt.serialize() + "\"}";
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    JsonNode add(String json) {
        Answer added = acme.browser().send("POST", PATH, "application/json", json);
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        return acme.json(added.body());
    }

    static Form providerForm(Answer page) {
        int start = page.body().indexOf("<form id=\"provider-form\"");
        assertThat(start).as(page.toString()).isPositive();
        return new Answer(page.uri(), page.status(), page.headers(), page.body().substring(start)).form();
    }

    /// Where the page sends the browser.
    static URI leaving(Answer page) {
        var refresh = REFRESH.matcher(page.header("Refresh").orElseThrow(() -> new AssertionError(page.toString())));
        assertThat(refresh.matches()).isTrue();
        return URI.create(refresh.group(1));
    }

    static Map<String, String> parameters(URI uri) {
        var parameters = new HashMap<String, String>();
        for (String pair : uri.getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    /// Goes to Corp, and gives what it was asked.
    Map<String, String> leave(Browser browser, Map<String, String> changes) {
        Answer page = browser.follow(authorize(browser, request("shop", changes)));
        URI there = leaving(browser.submit(providerForm(page).with("provider", "corp")));
        assertThat(there.toString()).startsWith("https://corp.example/authorize?");
        Map<String, String> asked = parameters(there);
        corp.nonce = asked.getOrDefault("nonce", "");
        return asked;
    }

    static String state(Map<String, String> asked) {
        return Optional.ofNullable(asked.get("state")).orElseThrow();
    }

    Answer comeBack(Browser browser, Map<String, String> answer) {
        return browser.get(corp.callback() + "?" + Browser.encode(answer));
    }

    Answer comeBack(Browser browser, String state) {
        return comeBack(browser, Map.of("code", "c0de", "state", state, "iss", Corp.ISSUER));
    }

    /// From a sign-in page to Corp and back.
    Answer through(Browser browser, Answer page) {
        Map<String, String> asked =
                parameters(leaving(browser.submit(providerForm(page).with("provider", "corp"))));
        corp.nonce = asked.getOrDefault("nonce", "");
        return comeBack(browser, state(asked));
    }

    long secondsAgo(Duration age) {
        return acme.clock().instant().minus(age).getEpochSecond();
    }

    Answer signIn(Browser browser) {
        return comeBack(browser, state(leave(browser, Map.of())));
    }

    JsonNode claims(Answer done) {
        return acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                .path("id_token")
                .stringValue());
    }

    void assertRefused(Browser browser, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.body()).contains("You could not be signed in that way.");
        assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
    }

    List<String> refusals() {
        return acme.jdbc()
                .sql("select reason from audit_event where tenant_id = 'acme.example' and action = 'session.begin'"
                        + " and outcome ilike 'refused' and reason like 'provider corp%'")
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Nested
    @DisplayName("§5.3 UserInfo")
    class TheUserInfo {
        @Test
        void tells_what_the_id_token_does_not() {
            corp.claims.putAll(Map.of("sub", "u-told", "preferred_username", "told"));
            corp.told.putAll(Map.of(
                    "roles", "clerk", "email", "told@corp.example", "email_verified", true, "amr", List.of("mfa")));
            change("{\"trustsSecondFactor\":true}");
            assertThat(claims(signIn(acme.browser())).path("amr").toString())
                    .as("of the sign-in itself it says nothing")
                    .isEqualTo("[\"fed\"]");
            assertThat(outside.bearer(Corp.USER_INFO)).isEqualTo("a");
            assertThat(acme.bean(Subjects.class)
                            .groupsOf(
                                    ACME, acme.subject(SubjectKind.USER, "told").id()))
                    .contains("clerks");
        }

        @Test
        void does_not_change_what_the_id_token_says() {
            corp.claims.putAll(Map.of("sub", "u-firm", "preferred_username", "firm", "roles", "other"));
            corp.told.putAll(Map.of("roles", "clerk", "preferred_username", "alice"));
            signIn(acme.browser());
            assertThat(acme.bean(Subjects.class)
                            .groupsOf(
                                    ACME, acme.subject(SubjectKind.USER, "firm").id()))
                    .doesNotContain("clerks");
        }

        @Test
        void about_somebody_else_signs_nobody_in() {
            corp.told.put("sub", "u-other");
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            assertThat(refusals()).contains("provider corp: its UserInfo is about somebody else");
        }

        @Test
        void that_cannot_be_had_signs_nobody_in() {
            outside.givesNothing(Corp.USER_INFO);
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            outside.below(Corp.USER_INFO, _ -> corp.userInfo());
            assertThat(claims(signIn(acme.browser())).path("amr").toString()).isEqualTo("[\"fed\"]");
        }
    }

    @Nested
    @DisplayName("§3.1.2.1 the request")
    class TheRequest {
        @Test
        void has_state_nonce_and_a_code_challenge_that_are_this_browser_s() {
            Map<String, String> asked = leave(acme.browser(), Map.of());
            assertThat(asked)
                    .containsEntry("response_type", "code")
                    .containsEntry("client_id", "acme rp")
                    .containsEntry("scope", "openid profile email")
                    .containsEntry("redirect_uri", corp.callback())
                    .containsEntry("code_challenge_method", "S256")
                    .containsKeys("state", "nonce", "code_challenge")
                    .containsEntry("max_age", "31536000") // so that the time is told
                    .doesNotContainKey("prompt");
            assertThat(leave(acme.browser(), Map.of()).get("nonce")).isNotEqualTo(asked.get("nonce"));
        }

        @Test
        void an_address_of_the_provider_s_domain_leads_there_whatever_password_is_typed() {
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            URI there = leaving(browser.submit(
                    page.form().with("username", "carol@CORP.example").with("password", "anything")));
            assertThat(parameters(there)).containsEntry("login_hint", "carol@CORP.example");
        }

        @Test
        void who_must_prove_themselves_anew_must_do_so_there() {
            Browser browser = acme.browser();
            Map<String, String> asked = leave(browser, Map.of("prompt", "login"));
            assertThat(asked).containsEntry("prompt", "login").containsEntry("max_age", "0");
            corp.claims.put(
                    "auth_time",
                    acme.clock().instant().minus(Duration.ofHours(1)).getEpochSecond());
            assertRefused(browser, comeBack(browser, state(asked)));
            Map<String, String> again = leave(browser, Map.of("prompt", "login"));
            corp.claims.put("auth_time", acme.clock().instant().getEpochSecond());
            assertThat(comeBack(browser, state(again)).parameter("code")).isNotEmpty();
        }

        @Test
        void who_signed_in_there_too_long_ago_for_a_client_is_asked_again_there() {
            corp.claims.putAll(Map.of("sub", "u-aged", "preferred_username", "aged"));
            Browser browser = acme.browser();
            long hourAgo = secondsAgo(Duration.ofHours(1));
            corp.claims.put("auth_time", hourAgo);
            assertThat(claims(signIn(browser)).path("auth_time").longValue()).isEqualTo(hourAgo);
            assertThat(authorize(browser, request("shop")).parameter("code")).isNotEmpty();
            Map<String, String> asked = leave(browser, Map.of("max_age", "600"));
            assertThat(asked).containsEntry("max_age", "600").doesNotContainKey("prompt");
            assertThat(comeBack(browser, state(asked)).status()).isEqualTo(403);
            asked = leave(browser, Map.of("max_age", "600"));
            long minutesAgo = secondsAgo(Duration.ofMinutes(9));
            corp.claims.put("auth_time", minutesAgo);
            assertThat(claims(comeBack(browser, state(asked))).path("auth_time").longValue())
                    .isEqualTo(minutesAgo);
            assertThat(authorize(browser, request("shop", Map.of("max_age", "600")))
                            .parameter("code"))
                    .isNotEmpty();
            acme.clock().advance(Duration.ofMinutes(2));
            assertThat(leave(browser, Map.of("max_age", "600"))).containsKey("state");
        }

        @Test
        void a_time_that_cannot_be_is_refused_or_bounded() {
            corp.claims.putAll(Map.of("sub", "u-times", "preferred_username", "times"));
            long now = secondsAgo(Duration.ZERO);
            corp.claims.put("auth_time", now + 20);
            assertThat(claims(signIn(acme.browser())).path("auth_time").longValue())
                    .isEqualTo(now);
            corp.claims.put("auth_time", 0);
            assertThat(claims(signIn(acme.browser())).path("auth_time").longValue())
                    .isEqualTo(secondsAgo(Duration.ofDays(365)));
            assertTimeRefused(now + 40, "will have signed in");
            assertTimeRefused(now * 1000, "no time in seconds");
            assertTimeRefused("yesterday", "no time in seconds");
        }

        private void assertTimeRefused(Object lie, String reason) {
            corp.claims.put("auth_time", lie);
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            assertThat(refusals()).last().asString().contains(reason);
        }

        @Test
        void a_time_that_is_not_told_may_have_been_long_ago() {
            corp.claims.putAll(Map.of("sub", "u-untold", "preferred_username", "untold"));
            Browser browser = acme.browser();
            assertThat(claims(signIn(browser)).path("auth_time").longValue())
                    .isEqualTo(secondsAgo(Duration.ofDays(365)));
            assertThat(authorize(browser, request("shop")).parameter("code")).isNotEmpty();
            Map<String, String> asked = leave(browser, Map.of("max_age", "60"));
            assertThat(comeBack(browser, state(asked)).status()).isEqualTo(403);
            corp.claims.put("auth_time", null);
            assertThat(claims(signIn(acme.browser())).path("auth_time").longValue())
                    .isEqualTo(secondsAgo(Duration.ofDays(365)));
        }

        @Test
        @DisplayName("threat 8: no door is a fresh proof at a provider that tells no time")
        void dangerous_changes_are_nobody_s_who_comes_at_no_time() {
            corp.claims.putAll(Map.of("sub", "u-timeless", "preferred_username", "timeless"));
            Browser browser = acme.browser();
            assertThat(through(browser, browser.get("/t/acme.example/login?account"))
                            .location()
                            .toString())
                    .endsWith("/account");
            assertThat(browser.get(AccountPage.PATH).status()).isEqualTo(200);
            Answer asked = AccountPage.send(browser, "sessions", Map.of("end", "others"));
            assertThat(asked.location().toString()).endsWith("/login?account-anew");
            assertThat(through(browser, browser.follow(asked)).status()).isEqualTo(403);
        }

        @Test
        @DisplayName("SAML core §3.4.1 ForceAuthn holds where the browser takes it out of the address")
        void forced() {
            assertThat(TestServiceProvider.register(acme, TestServiceProvider.metadata(), "")
                            .status())
                    .isEqualTo(201);
            corp.claims.putAll(Map.of("sub", "u-forced", "preferred_username", "forced"));
            Browser browser = acme.browser();
            String request = TestServiceProvider.request(acme, Map.of("ForceAuthn", "true"), "");
            String anew = browser.get(TestServiceProvider.redirect(request, ""))
                    .location()
                    .toString();
            assertThat(anew).contains("/login?saml-anew=");
            Answer unseen = through(browser, browser.get(anew.replace("saml-anew=", "saml=")));
            assertThat(browser.get(unseen.location().toString()).location().toString())
                    .contains("/login?saml-anew=");
        }

        @Test
        void an_old_session_there_makes_a_new_one_here_that_lasts_as_long_as_any() {
            corp.claims.putAll(
                    Map.of("sub", "u-old", "preferred_username", "old", "auth_time", secondsAgo(Duration.ofDays(40))));
            Browser browser = acme.browser();
            signIn(browser);
            assertThat(browser.get(AccountPage.PATH).status()).isEqualTo(200);
        }

        @Test
        void clocks_that_are_apart_ask_nobody_twice() {
            corp.claims.putAll(Map.of("sub", "u-apart", "preferred_username", "apart"));
            Browser browser = acme.browser();
            Map<String, String> asked = leave(browser, Map.of("prompt", "login"));
            corp.claims.put("auth_time", secondsAgo(Duration.ofSeconds(20)));
            assertThat(claims(comeBack(browser, state(asked))).path("auth_time").longValue())
                    .isEqualTo(secondsAgo(Duration.ZERO));
        }

        @Test
        @DisplayName("threat 8: a session there is no fresh proof of whoever sits before this browser")
        void dangerous_changes_take_a_new_proof_there() {
            corp.claims.putAll(Map.of(
                    "sub", "u-danger", "preferred_username", "danger", "auth_time", secondsAgo(Duration.ofHours(1))));
            Browser browser = acme.browser();
            signIn(browser);
            Answer asked = AccountPage.send(browser, "sessions", Map.of("end", "others"));
            assertThat(asked.location().toString()).endsWith("/login?account-anew");
            URI there =
                    leaving(browser.submit(providerForm(browser.follow(asked)).with("provider", "corp")));
            assertThat(parameters(there)).containsEntry("prompt", "login").containsEntry("max_age", "0");
            corp.nonce = parameters(there).getOrDefault("nonce", "");
            corp.claims.put("auth_time", secondsAgo(Duration.ZERO));
            assertThat(comeBack(browser, state(parameters(there))).location().toString())
                    .endsWith("/account");
            assertThat(AccountPage.send(browser, "sessions", Map.of("end", "others"))
                            .location()
                            .toString())
                    .contains("/account?");
        }

        @Test
        void a_form_of_nobody_s_leads_nowhere() {
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            Form form = providerForm(page).with("provider", "corp");
            assertThat(browser.submit(form.with("csrf", "x")).header("Refresh")).isEmpty();
            assertThat(browser.submit(form.with("provider", "nobody")).header("Refresh"))
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("The answer")
    class TheAnswer {
        @Test
        void makes_the_person_at_the_first_visit_and_knows_them_at_the_next() {
            corp.claims.putAll(Map.of(
                    "sub", "u-dave",
                    "preferred_username", "dave",
                    "name", "Dave D.",
                    "email", "dave@corp.example",
                    "email_verified", true));
            Answer done = signIn(acme.browser());
            JsonNode first = claims(done);
            assertThat(first.path("acr").stringValue()).isEqualTo("1");
            assertThat(first.path("amr").toString()).isEqualTo("[\"fed\"]");
            assertThat(acme.subject(SubjectKind.USER, "dave").attributes().get("mail"))
                    .containsExactly("dave@corp.example");
            corp.claims.put("preferred_username", "renamed");
            assertThat(claims(signIn(acme.browser())).path("sub")).isEqualTo(first.path("sub"));
        }

        @Test
        void an_unverified_address_is_nobody_s() {
            corp.claims.putAll(Map.of("sub", "u-eve", "preferred_username", "eve", "email", "alice@acme.example"));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(acme.subject(SubjectKind.USER, "eve").attributes()).doesNotContainKey("mail");
        }

        @Test
        @DisplayName("threat 6: nobody becomes somebody who is here already by a name or an address")
        void no_linking_by_name() {
            corp.claims.putAll(Map.of(
                    "sub", "u-mallory",
                    "preferred_username", "alice",
                    "email", "alice@acme.example",
                    "email_verified", true));
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            assertThat(refusals()).anyMatch(reason -> reason.contains("is somebody's here"));
        }

        @Test
        @DisplayName("threat 10: nobody gets a name that settings give rights by")
        void no_name_in_settings() {
            corp.claims.putAll(Map.of("sub", "u-deployer", "preferred_username", "Deploy"));
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            assertThat(refusals()).anyMatch(reason -> reason.contains("settings give rights by the user name Deploy"));
            assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "deploy"))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "iss, https://evil.example",
            "aud, another",
            "nonce, guessed",
            "azp, another",
            "sub, ''",
            "sub, 'u\u0000'",
            "nbf, soon",
            "at_hash, x",
        })
        void a_claim_that_is_not_ours_is_refused(String claim, String value) {
            corp.lie = all -> all.put(claim, value);
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
        }

        @Test
        void several_audiences_need_us_as_the_authorised_party() {
            corp.claims.putAll(Map.of("sub", "u-azp", "preferred_username", "azp"));
            corp.lie = all -> all.put("aud", List.of("acme rp", "another"));
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            corp.lie = all -> {
                all.put("aud", List.of("acme rp", "another"));
                all.put("azp", "acme rp");
            };
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
        }

        @Test
        void an_old_one_one_of_the_future_and_one_without_times_are_refused() {
            long now = acme.clock().instant().getEpochSecond();
            for (Consumer<Map<String, Object>> lie : List.<Consumer<Map<String, Object>>>of(
                    all -> all.put("exp", now - 31),
                    all -> all.put("iat", now + 60),
                    all -> all.put("nbf", now + 60),
                    all -> all.remove("exp"),
                    all -> all.remove("iat"))) {
                corp.lie = lie;
                Browser browser = acme.browser();
                assertRefused(browser, signIn(browser));
            }
        }

        @Test
        @DisplayName("§3.1.3.8: the access token is the one that the ID token came with")
        void the_hash_of_the_access_token() {
            corp.claims.putAll(Map.of("sub", "u-hash", "preferred_username", "hash"));
            corp.lie = all -> all.put("at_hash", "ypeBEsobvcr6wjGzmiPcTQ"); // SHA-256 of "a", its left half
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            corp.lie = all -> all.put("at_hash", "MkqmWaHH4RzYIPOCAQ5VJg");
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            assertThat(refusals()).anyMatch(reason -> reason.contains("its access token is not that of its ID token"));
        }

        @Test
        void what_nobody_can_see_is_in_no_name() {
            corp.claims.putAll(Map.of("sub", "u-unseen", "preferred_username", "unseen", "name", "Un\u0000seen"));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(acme.subject(SubjectKind.USER, "unseen").attributes())
                    .containsEntry("displayname", List.of("unseen"));
        }

        @Test
        @DisplayName("threat 3: signed by another key, or by the secret")
        void another_s_signature() throws JOSEException {
            corp.signing = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            corp.signing = corp.key;
            corp.unsigned = true;
            assertRefused(browser, signIn(browser));
        }

        @Test
        @DisplayName("RFC 9207: of another issuer, or of nobody where one is promised")
        void mix_up() {
            Browser browser = acme.browser();
            String state = state(leave(browser, Map.of()));
            assertRefused(
                    browser, comeBack(browser, Map.of("code", "c", "state", state, "iss", "https://evil.example")));
            String another = state(leave(browser, Map.of()));
            assertRefused(browser, comeBack(browser, Map.of("code", "c", "state", another)));
        }

        @Test
        @DisplayName("threats 5, 6: a state counts once, in one browser, for one provider")
        void the_state() {
            corp.claims.putAll(Map.of("sub", "u-state", "preferred_username", "state"));
            Browser browser = acme.browser();
            String state = state(leave(browser, Map.of()));
            Browser another = acme.browser();
            leave(another, Map.of());
            assertRefused(another, comeBack(another, state));
            assertRefused(acme.browser(), comeBack(acme.browser(), state));
            corp.nonce = "";
            Browser mine = acme.browser();
            Map<String, String> asked = leave(mine, Map.of());
            assertThat(comeBack(mine, state(asked)).parameter("code")).isNotEmpty();
            assertThat(comeBack(mine, state(asked)).header("Location")).isEmpty();
        }

        @Test
        void a_refusal_there_leads_back_to_the_page_with_the_request() {
            Browser browser = acme.browser();
            String state = state(leave(browser, Map.of()));
            Answer back = comeBack(browser, Map.of("error", "access_denied", "state", state, "iss", Corp.ISSUER));
            assertRefused(browser, back);
            Answer done = browser.submit(back.form().with("username", "alice").with("password", PASSWORD));
            assertThat(done.parameter("code")).isNotEmpty();
        }

        @Test
        void groups_follow_what_the_provider_says() {
            corp.claims.putAll(
                    Map.of("sub", "u-clerk", "preferred_username", "clara", "roles", List.of("clerk", "other")));
            signIn(acme.browser());
            var clara = acme.subject(SubjectKind.USER, "clara").id();
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, clara)).contains("clerks");
            corp.claims.put("roles", "other");
            signIn(acme.browser());
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, clara)).doesNotContain("clerks");
        }

        @Test
        void two_factors_there_count_here_only_where_they_are_trusted() {
            corp.claims.putAll(Map.of("sub", "u-two", "preferred_username", "two", "amr", List.of("pwd", "mfa")));
            assertThat(claims(signIn(acme.browser())).path("acr").stringValue()).isEqualTo("1");
            change("{\"trustsSecondFactor\":true}");
            assertThat(claims(signIn(acme.browser())).path("acr").stringValue()).isEqualTo("2");
            change("{\"trustsSecondFactor\":false}");
        }

        @Test
        @DisplayName("threat 1: a disabled person, a disabled provider, a policy without providers")
        void disabled() {
            corp.claims.putAll(Map.of("sub", "u-off", "preferred_username", "off"));
            signIn(acme.browser());
            acme.bean(Subjects.class)
                    .setEnabled(ACME, acme.subject(SubjectKind.USER, "off").id(), false);
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            String state = state(leave(browser, Map.of()));
            change("{\"enabled\":false}");
            assertRefused(browser, comeBack(browser, state));
            assertThat(browser.follow(authorize(browser, request("shop"))).body())
                    .doesNotContain("provider-corp");
            change("{\"enabled\":true}");
            acme.policy("{\"firstFactors\":[\"password\"]}");
            assertThat(browser.follow(authorize(browser, request("shop"))).body())
                    .doesNotContain("provider-corp");
        }

        @Test
        @DisplayName("threat 1: what began at a provider ends when it is disabled, what began here does not")
        void what_began_there_ends_with_it() {
            corp.claims.putAll(Map.of("sub", "u-ended", "preferred_username", "ended"));
            signIn(acme.browser());
            Subject person = acme.subject(SubjectKind.USER, "ended");
            acme.bean(Subjects.class).setPassword(ACME, person.id(), Password.of(PASSWORD));
            Browser there = acme.browser();
            Map<String, String> offline = Map.of("scope", "openid offline_access");
            String kept = refreshToken(comeBack(there, state(leave(there, offline))));
            Browser here = acme.browser();
            String own = refreshToken(Acme.signIn(here, request("shop", offline), "ended", PASSWORD));
            acme.policy("{\"secondFactor\":\"required\"}");
            corp.claims.put("auth_time", secondsAgo(Duration.ZERO));
            Browser midway = acme.browser();
            Answer second = signIn(midway);
            acme.usualPolicy();

            change("{\"enabled\":false}");
            assertThat(there.get(AccountPage.PATH).status()).isEqualTo(303);
            assertThat(acme.oauth("token", acme.refresh("shop", kept)).status()).isEqualTo(400);
            assertThat(here.get(AccountPage.PATH).status()).isEqualTo(200);
            assertThat(acme.oauth("token", acme.refresh("shop", own)).status()).isEqualTo(200);
            change("{\"enabled\":true}");
            assertThat(there.get(AccountPage.PATH).status()).isEqualTo(303);
            assertThat(second.body()).contains("Set up a second factor");
            midway.submit(second.form().with("code", "000000"));
            assertThat(midway.cookies()).doesNotContainKey(AccountPage.COOKIE);
            assertThat(acme.jdbc()
                            .sql("select count(*) from audit_event where action = 'session.end' and actor not like ?"
                                    + " and reason = 'identity provider disabled'")
                            .param("user:ended@%")
                            .query(Integer.class)
                            .single())
                    .isPositive();
        }

        @Test
        @DisplayName("threat 1: a sign-in that is at a provider while it is disabled comes to nothing")
        void disabled_while_it_is_asked() {
            corp.claims.putAll(Map.of("sub", "u-flight", "preferred_username", "flight"));
            Browser browser = acme.browser();
            Map<String, String> asked = leave(browser, Map.of("scope", "openid offline_access"));
            corp.lie = _ -> change("{\"enabled\":false}");
            Answer over = comeBack(browser, state(asked));
            assertThat(over.status()).as(over.toString()).isEqualTo(403);
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
            change("{\"enabled\":true}");
            corp.lie = _ -> {};
            assertThat(signIn(browser).parameter("code")).isNotEmpty();
        }

        @Test
        // on a thread of its own: whoever waits for a lock hears no interrupt
        @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        @DisplayName("a session that is just ending keeps nobody from disabling the provider, and the other way round")
        void disabled_beside_a_sign_out() throws Exception {
            corp.claims.putAll(Map.of("sub", "u-leaving", "preferred_username", "leaving"));
            Browser browser = acme.browser();
            signIn(browser);
            Session session = acme.bean(Sessions.class)
                    .find(
                            ACME,
                            acme.jdbc()
                                    .sql("select id from session where tenant_id = ? and subject_id = ?")
                                    .param(ACME.value())
                                    .param(acme.subject(SubjectKind.USER, "leaving")
                                            .id()
                                            .value())
                                    .query(UUID.class)
                                    .single())
                    .orElseThrow()
                    .session();
            try (var threads = Executors.newSingleThreadExecutor()) {
                Future<?> disabling = acme.bean(TransactionTemplate.class).execute(_ -> {
                    acme.bean(Approvals.class).endWithSessions(ACME, List.of(session.id()));
                    Future<?> begun = threads.submit(() -> change("{\"enabled\":false}"));
                    while (!keepsSomebodyWaiting()) {
                        assertThat(begun.isDone()).as("whether it did not wait").isFalse();
                        Thread.onSpinWait();
                    }
                    assertThat(acme.bean(SignIns.class)
                                    .end(session, new SignIns.Cause("test", "a test", new Origin("", "test"))))
                            .isTrue();
                    return begun;
                });
                disabling.get();
            }
            assertThat(browser.get(AccountPage.PATH).status()).isEqualTo(303);
        }

        private boolean keepsSomebodyWaiting() {
            return acme.jdbc()
                    .sql("select exists (select from pg_locks"
                            + " where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))")
                    .query(Boolean.class)
                    .single();
        }

        String refreshToken(Answer done) {
            return acme.tokens(acme.exchange("shop", done.parameter("code")))
                    .path("refresh_token")
                    .stringValue();
        }

        @Test
        void the_tenant_s_second_factor_is_asked_for_all_the_same() {
            acme.policy("{\"secondFactor\":\"required\"}");
            corp.claims.putAll(
                    Map.of("sub", "u-second", "preferred_username", "second", "auth_time", secondsAgo(SignIn.FRESH)));
            Browser browser = acme.browser();
            Answer page = signIn(browser);
            assertThat(page.body()).contains("Set up a second factor");
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
        }

        @Test
        @DisplayName("threat 7: who sits at a browser with an old session there sets up no second factor of their own")
        void a_second_factor_is_set_up_only_after_a_new_proof_there() {
            acme.policy("{\"secondFactor\":\"required\"}");
            long longAgo = secondsAgo(SignIn.FRESH.plusSeconds(1));
            corp.claims.putAll(Map.of("sub", "u-gone", "preferred_username", "gone", "auth_time", longAgo));
            Browser browser = acme.browser();
            Map<String, String> asked = parameters(leaving(signIn(browser)));
            assertThat(asked).containsEntry("prompt", "login").containsEntry("max_age", "0");
            corp.nonce = asked.getOrDefault("nonce", "");
            assertRefused(browser, comeBack(browser, state(asked)));
            assertThat(refusals()).last().asString().contains("as lately as it was asked for");

            asked = parameters(leaving(signIn(browser)));
            corp.nonce = asked.getOrDefault("nonce", "");
            long now = secondsAgo(Duration.ZERO);
            corp.claims.put("auth_time", now);
            Answer page = comeBack(browser, state(asked));
            Answer codes = browser.submit(
                    page.lastForm().with("code", Authenticator.of(acme, page).code()));
            assertThat(claims(browser.submit(codes.form())).path("auth_time").longValue())
                    .isEqualTo(now);
        }

        @Test
        @DisplayName("threat 7: nor at a provider that does not say when it was")
        void no_second_factor_is_set_up_at_no_time() {
            acme.policy("{\"secondFactor\":\"required\"}");
            corp.claims.putAll(Map.of("sub", "u-when", "preferred_username", "when"));
            Browser browser = acme.browser();
            Map<String, String> asked = parameters(leaving(signIn(browser)));
            corp.nonce = asked.getOrDefault("nonce", "");
            assertRefused(browser, comeBack(browser, state(asked)));
        }
    }

    @Nested
    @DisplayName("What Google, Entra, Okta and Apple do")
    class AsTheyCome {
        static final String OWN_PEOPLE =
                "{\"requiredClaims\":[{\"claim\":\"hd\",\"value\":\"corp.example\"},{\"claim\":\"hd\",\"value\":\"corp.org\"}]}";

        @Test
        @DisplayName("Google: anybody has an account there, and only one's own people are let in")
        void required_claims() {
            change(OWN_PEOPLE);
            corp.claims.putAll(Map.of("sub", "u-stranger", "preferred_username", "stranger"));
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
            corp.claims.put("hd", "evil.example");
            assertRefused(browser, signIn(browser));
            assertThat(refusals()).last().asString().contains("in the claim hd");
            assertThat(acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "stranger"))
                    .isEmpty();
            corp.claims.put("hd", "corp.org");
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            corp.claims.remove("hd");
            corp.told.put("hd", "corp.example");
            assertThat(signIn(acme.browser()).parameter("code"))
                    .as("said by UserInfo")
                    .isNotEmpty();
        }

        @Test
        void nor_does_anybody_link_an_account_there_that_is_not_let_in() {
            change(OWN_PEOPLE);
            corp.claims.putAll(Map.of("sub", "u-private", "preferred_username", "private"));
            acme.user(ACME, "hildegard");
            Browser home = AccountPage.signIn(acme.browser(), "hildegard");
            Map<String, String> asked = parameters(
                    leaving(AccountPage.send(home, "providers", Map.of("provider", "corp", "password", PASSWORD))));
            corp.nonce = asked.getOrDefault("nonce", "");
            assertThat(comeBack(home, state(asked)).status()).isEqualTo(403);
            assertThat(home.get(AccountPage.PATH).body()).doesNotContain("linked since");
        }

        @Test
        @DisplayName("Form Post Response Mode §2, Apple: a form of another site's page brings no cookie of ours")
        void form_post() {
            assertThat(leave(acme.browser(), Map.of())).doesNotContainKey("response_mode");
            change("{\"responseMode\":\"form_post\"}");
            corp.claims.putAll(Map.of("sub", "u-form", "preferred_username", "form"));
            Browser browser = acme.browser();
            Map<String, String> asked = leave(browser, Map.of());
            assertThat(asked).containsEntry("response_mode", "form_post");
            Answer led = byForm(
                    Map.of("code", "c0de", "state", state(asked), "iss", Corp.ISSUER, "user", "{\"name\":\"Form\"}"));
            assertThat(led.status()).isEqualTo(303);
            assertThat(led.location().toString())
                    .startsWith(corp.callback() + "?")
                    .doesNotContain("user");
            assertThat(browser.get(led.location().toString()).parameter("code")).isNotEmpty();
            assertThat(byForm(Map.of("code", "c".repeat(6_000), "state", state(asked)))
                            .status())
                    .isEqualTo(403);
        }

        Answer byForm(Map<String, String> answer) {
            return acme.browser().post(URI.create(corp.callback()), answer, Map.of("Origin", "https://corp.example"));
        }

        @ParameterizedTest
        @CsvSource(textBlock = """
            apple,  apple@other.example, text-true,  apple@other.example
            cheat,  cheat@other.example, text-false, -
            entra,  entra@Corp.example,  -,          entra@Corp.example
            guest,  guest@other.example, -,          -
            fresh,  fresh@corp.example,  false,      -
            """)
        @DisplayName("Apple says email_verified in a text, Entra not at all: its own domains are its word")
        void addresses(String name, String mail, String verified, String kept) {
            corp.claims.putAll(Map.of("sub", "u-mail-" + name, "preferred_username", name, "email", mail));
            if (!verified.equals("-")) {
                corp.claims.put("email_verified", verified.equals("false") ? false : verified.substring(5));
            }
            signIn(acme.browser());
            assertThat(acme.subject(SubjectKind.USER, name).attributes().getOrDefault("mail", List.of()))
                    .isEqualTo(kept.equals("-") ? List.of() : List.of(kept));
        }

        @Test
        @DisplayName("§5.6.2, Entra: of too many groups it says only where to ask, and that is told")
        void too_many_groups() {
            corp.claims.putAll(Map.of("sub", "u-many", "preferred_username", "many", "roles", List.of("clerk")));
            signIn(acme.browser());
            var many = acme.subject(SubjectKind.USER, "many").id();
            corp.claims.remove("roles");
            corp.claims.put("_claim_names", Map.of("roles", "src1"));
            corp.claims.put("_claim_sources", Map.of("src1", Map.of("endpoint", "https://graph.example/")));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, many)).doesNotContain("clerks");
            assertThat(acme.jdbc()
                            .sql("select reason from audit_event where actor = 'identity-provider:corp@acme.example'"
                                    + " and outcome ilike 'refused'")
                            .query(String.class)
                            .list())
                    .containsExactly(
                            "it says roles of %s elsewhere only, as of too many: no rule by it holds".formatted(many));
        }

        @Test
        @DisplayName("Entra: an address of all organisations names no issuer, and is none")
        void no_issuer_of_many_organisations() {
            outside.gives("https://login.example/common/v2.0/.well-known/openid-configuration", """
                {"issuer":"https://login.example/{tenantid}/v2.0","authorization_endpoint":"https://login.example/a",
                 "token_endpoint":"https://login.example/t","jwks_uri":"https://login.example/k"}""");
            Answer tested = acme.browser()
                    .send(
                            "POST",
                            PATH + "/test",
                            "application/json",
                            "{\"name\":\"x\",\"issuer\":\"https://login.example/common/v2.0\",\"clientId\":\"c\"}");
            assertThat(tested.status()).isEqualTo(400);
            assertThat(tested.body()).contains("its metadata name another issuer");
        }
    }

    @Nested
    @DisplayName("threat 6: linking takes a proof of both sides")
    class Linking {
        Browser home(String name) {
            acme.user(ACME, name);
            return AccountPage.signIn(acme.browser(), name);
        }

        /// Past those that others got before.
        String letterTo(String name) {
            PostOffice.Delivered letter = office.next();
            while (!letter.to().equals(name + "@acme.example")) {
                letter = office.next();
            }
            return letter.text();
        }

        URI leaveToLink(Browser home) {
            URI there = leaving(AccountPage.send(home, "providers", Map.of("provider", "corp", "password", PASSWORD)));
            corp.nonce = parameters(there).getOrDefault("nonce", "");
            return there;
        }

        @Test
        void of_the_present_password_and_of_a_sign_in_there() {
            corp.claims.putAll(Map.of("sub", "u-linda", "preferred_username", "linda"));
            Browser home = home("linda");
            assertRefused(acme.browser(), signIn(acme.browser()));
            assertThat(AccountPage.send(home, "providers", Map.of("provider", "corp", "password", "wrong"))
                            .header("Refresh"))
                    .isEmpty();
            String state = state(parameters(leaveToLink(home)));
            assertThat(comeBack(home, state).location().toString()).endsWith("/account?done=linked");
            assertThat(letterTo("linda")).startsWith("A way to sign in has been added");
            assertThat(home.get(AccountPage.PATH).body()).contains("linked since");
            assertThat(claims(signIn(acme.browser())).path("sub").stringValue())
                    .isEqualTo(acme.subject(SubjectKind.USER, "linda").id().toString());
            Answer removed =
                    AccountPage.send(home, "providers/remove", Map.of("provider", "corp", "password", PASSWORD));
            assertThat(removed.location().toString()).endsWith("done=unlinked");
            assertThat(letterTo("linda")).startsWith("A way to sign in has been removed");
            Browser browser = acme.browser();
            assertRefused(browser, signIn(browser));
        }

        @Test
        void of_one_who_is_linked_with_another_it_comes_to_nothing() {
            corp.claims.putAll(Map.of("sub", "u-owner", "preferred_username", "owner"));
            signIn(acme.browser());
            Browser home = home("thief");
            String state = state(parameters(leaveToLink(home)));
            Answer refused = comeBack(home, state);
            assertNotLinked(refused);
            assertThat(acme.steps(refused))
                    .containsExactly(
                            "authentication policy held",
                            "identity provider held",
                            "request held",
                            "ID token held",
                            "account elsewhere held",
                            "session held",
                            "account linking refused");
            JsonNode told = acme.explanation(refused);
            assertThat(told.path("reason").asString()).isEqualTo("it is linked with owner already");
            assertThat(told.path("actor").asString()).isEqualTo("user:thief@acme.example");
            assertThat(refused.body()).as("the stranger is told nothing").doesNotContain("owner");
            assertThat(claims(signIn(acme.browser())).path("sub").stringValue())
                    .isEqualTo(acme.subject(SubjectKind.USER, "owner").id().toString());
        }

        @Test
        void by_another_session_of_the_same_browser_it_comes_to_nothing() {
            corp.claims.putAll(Map.of("sub", "u-swap", "preferred_username", "swap"));
            Browser home = home("first");
            String state = state(parameters(leaveToLink(home)));
            acme.user(ACME, "replaced");
            String cookie =
                    AccountPage.signIn(acme.browser(), "replaced").cookies().getOrDefault(AccountPage.COOKIE, "");
            home.setCookie(AccountPage.COOKIE, cookie);
            Answer refused = comeBack(home, state);
            assertNotLinked(refused);
            assertThat(acme.steps(refused)).endsWith("account elsewhere held", "session refused");
            assertThat(acme.explanation(refused).path("reason").asString()).startsWith("another session has begun");
        }

        @Test
        void without_the_session_it_comes_to_nothing_and_is_told_of() {
            corp.claims.putAll(Map.of("sub", "u-late", "preferred_username", "late"));
            Browser home = home("leaver");
            String state = state(parameters(leaveToLink(home)));
            home.setCookie(AccountPage.COOKIE, "");
            Answer refused = comeBack(home, state);
            assertNotLinked(refused);
            assertThat(acme.steps(refused)).endsWith("account elsewhere held", "session refused");
            Browser browser = acme.browser();
            signIn(browser);
            assertThat(browser.cookies()).as("somebody new").containsKey(AccountPage.COOKIE);
        }

        @Test
        void with_the_same_person_again_it_is_told_to_be_so() {
            corp.claims.putAll(Map.of("sub", "u-again", "preferred_username", "again"));
            Browser home = home("linked-once");
            assertThat(comeBack(home, state(parameters(leaveToLink(home))))
                            .location()
                            .toString())
                    .endsWith("/account?done=linked");
            Answer refused = comeBack(home, state(parameters(leaveToLink(home))));
            assertNotLinked(refused);
            assertThat(acme.explanation(refused).path("reason").asString())
                    .isEqualTo("it is linked with this person already");
        }

        void assertNotLinked(Answer refused) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("The accounts were not linked");
        }
    }

    void change(String patch) {
        Answer changed = acme.browser().send("PATCH", PATH + "/corp", "application/merge-patch+json", patch);
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    }

    @Test
    @DisplayName("a second tenant of our own as the provider")
    void our_own() {
        outside.reaches(acme.node());
        JsonNode sister = add("""
            {"name":"sister","issuer":"https://localhost:8443/t/other.example","clientId":"acme-rp",
             "clientSecret":"to come","justInTime":true}\
            """);
        String secret =
                acme.client(OTHER, """
                    {"clientId":"acme-rp","grantTypes":["authorization_code"],"redirectUris":["%s"]}\
                    """.formatted(sister.path("redirectUri").stringValue()));
        Answer changed = acme.browser()
                .send(
                        "PATCH",
                        PATH + "/sister",
                        "application/merge-patch+json",
                        "{\"clientSecret\":\"" + secret + "\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body()).doesNotContain(secret);
        acme.user(OTHER, "visitor");
        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("shop")));
        URI there = leaving(browser.submit(providerForm(page).with("provider", "sister")));
        Answer theirs = browser.follow(browser.get(there.toString()));
        Answer done = browser.follow(
                browser.submit(theirs.form().with("username", "visitor").with("password", PASSWORD)));
        // its ID token tells no user name, its UserInfo does
        assertThat(claims(done).path("amr").toString()).isEqualTo("[\"fed\"]");
        assertThat(acme.subject(SubjectKind.USER, "visitor").name()).isEqualTo("visitor");
    }

    @Nested
    @DisplayName("REST")
    class Rest {
        @Test
        void secrets_are_written_only_and_sealed() {
            Answer shown = acme.browser().get(PATH + "/corp");
            assertThat(acme.json(shown.body()).path("hasClientSecret").booleanValue())
                    .isTrue();
            assertThat(acme.browser().get(PATH).body() + shown.body()).doesNotContain("s3cr:t");
            assertThat(acme.jdbc()
                            .sql("select document || encode(sealed_secret, 'escape') from identity_provider"
                                    + " where name = 'corp'")
                            .query(String.class)
                            .single())
                    .doesNotContain("s3cr:t");
        }

        @Test
        void a_name_is_one_provider_s_and_another_issuer_gets_no_secret_of_this_one_s() {
            assertThat(acme.browser()
                            .send(
                                    "POST",
                                    PATH,
                                    "application/json",
                                    "{\"name\":\"corp\",\"issuer\":\"https://a.example\",\"clientId\":\"c\","
                                            + "\"tokenEndpointAuthMethod\":\"none\"}")
                            .status())
                    .isEqualTo(409);
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    PATH + "/corp",
                                    "application/merge-patch+json",
                                    "{\"issuer\":\"https://evil.example\"}")
                            .status())
                    .isNotEqualTo(200);
        }

        @Test
        @DisplayName("§2: a sub is somebody at one issuer only, so that people who are linked stay who they are")
        void another_issuer_gets_no_people() {
            corp.claims.putAll(Map.of("sub", "u-stays", "preferred_username", "stays"));
            signIn(acme.browser());
            String another = "{\"issuer\":\"https://evil.example\",\"clientSecret\":\"theirs\"}";
            Answer refused = patch("corp", another);
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
            assertThat(refused.body()).contains("another issuer is another provider");
            add("""
                {"name":"fresh","issuer":"https://fresh.example","clientId":"c","clientSecret":"ours"}""");
            assertThat(patch("fresh", another).status()).isEqualTo(200);
        }

        Answer patch(String provider, String json) {
            return acme.browser().send("PATCH", PATH + "/" + provider, "application/merge-patch+json", json);
        }

        @Test
        void a_connection_is_tested_before_it_is_kept() {
            String good = "{\"name\":\"x\",\"issuer\":\"%s\",\"clientId\":\"c\"}".formatted(Corp.ISSUER);
            Answer tested = acme.browser().send("POST", PATH + "/test", "application/json", good);
            assertThat(tested.status()).isEqualTo(200);
            assertThat(tested.body()).contains("https://corp.example/token");
            outside.gives(
                    "https://liar.example/.well-known/openid-configuration", "{\"issuer\":\"https://x.example\"}");
            assertThat(acme.browser()
                            .send(
                                    "POST",
                                    PATH + "/test",
                                    "application/json",
                                    "{\"name\":\"x\",\"issuer\":\"https://liar.example\",\"clientId\":\"c\"}")
                            .status())
                    .isNotEqualTo(200);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"issuer\":\"https://a.example\",\"clientId\":\"c\"} | name",
                    "{\"name\":\"A b\",\"issuer\":\"https://a.example\",\"clientId\":\"c\"} | name",
                    "{\"name\":\"a\",\"issuer\":\"http://a.example\",\"clientId\":\"c\"} | issuer",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example?x\",\"clientId\":\"c\"} | issuer",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example\"} | clientId",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example\",\"clientId\":\"c\","
                            + "\"tokenEndpointAuthMethod\":\"x\"} | tokenEndpointAuthMethod",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example\",\"clientId\":\"c\",\"scopes\":[\"a b\"]} |"
                            + " scopes[0]",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example\",\"clientId\":\"c\","
                            + "\"groupRules\":[{\"claim\":\"c\"}]} | groupRules[0].value",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example\",\"clientId\":\"c\","
                            + "\"requiredClaims\":[{\"claim\":\"c\"}]} | requiredClaims[0].value",
                    "{\"name\":\"a\",\"issuer\":\"https://a.example\",\"clientId\":\"c\",\"responseMode\":\"fragment\"} |"
                            + " responseMode",
                })
        void nonsense_is_refused_at_its_field(String json, String field) {
            ProviderDocument document = acme.bean(ObjectMapper.class).readValue(json, ProviderDocument.class);
            assertThatThrownBy(() -> document.read(Optional.empty()))
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            refused -> assertThat(refused.field()).isEqualTo(field));
        }
    }

    @Nested
    @DisplayName("Logout there and here")
    class Logout {
        static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

        Browser signedIn(String sid) {
            Browser browser = acme.browser();
            corp.claims.put("sid", sid);
            assertThat(signIn(browser).answerParameters()).containsKey("code");
            return browser;
        }

        boolean isSignedIn(Browser browser) {
            return authorize(browser, request("shop", Map.of("prompt", "none")))
                    .answerParameters()
                    .containsKey("code");
        }

        URI signOut(Browser browser) {
            Answer page = browser.get("/t/acme.example/login");
            return leaving3(browser.submit(page.form()));
        }

        /// The page in between gives frames three seconds.
        URI leaving3(Answer page) {
            return URI.create(page.header("Refresh").orElseThrow().replace("3; url=", ""));
        }

        @Test
        @DisplayName("RP-Initiated Logout §2: whoever signs out here does so there, and comes back")
        void there() {
            Browser browser = signedIn("s-1");
            URI there = signOut(browser);
            assertThat(there.toString()).startsWith("https://corp.example/logout?");
            Map<String, String> asked = parameters(there);
            assertThat(asked.get("id_token_hint")).startsWith("ey").contains(".");
            assertThat(asked)
                    .containsEntry("client_id", "acme rp")
                    .containsEntry(
                            "post_logout_redirect_uri",
                            "https://localhost:8443/t/acme.example/login/signed-out/"
                                    + corp.registered.path("id").stringValue());
            assertThat(isSignedIn(browser)).isFalse();

            String back = asked.get("post_logout_redirect_uri") + "?state=" + asked.get("state");
            assertThat(browser.get(back).body()).contains("You are signed out");
            Answer again = browser.get(back);
            assertThat(again.status()).isEqualTo(400);
            assertThat(acme.steps(again)).containsExactly("sign-out that waits refused");
            assertThat(acme.jdbc()
                            .sql("select count(*) from upstream_session where sealed_id_token like 'ey%'::bytea")
                            .query((row, _) -> row.getInt(1))
                            .single())
                    .isZero();
        }

        Map<String, Object> told() {
            Instant now = acme.clock().instant();
            var all = new LinkedHashMap<String, Object>();
            all.put("iss", Corp.ISSUER);
            all.put("aud", "acme rp");
            all.put("iat", now.getEpochSecond());
            all.put("exp", now.plusSeconds(120).getEpochSecond());
            all.put("jti", java.util.UUID.randomUUID().toString());
            all.put("events", Map.of(EVENT, Map.of()));
            return all;
        }

        String token(Map<String, Object> claims, ECKey key, String type) {
            try {
                var builder = new JWTClaimsSet.Builder();
                claims.forEach((name, value) -> builder.claim(
                        name, value instanceof Long seconds ? Date.from(Instant.ofEpochSecond(seconds)) : value));
                var jwt = new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("k1")
                                .type(new com.nimbusds.jose.JOSEObjectType(type))
                                .build(),
                        builder.build());
                jwt.sign(new ECDSASigner(key));
                return jwt.serialize();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }

        Answer tell(String token) {
            return acme.browser()
                    .post(
                            URI.create("https://localhost:8443/t/acme.example/login/backchannel-logout/"
                                    + corp.registered.path("id").stringValue()),
                            Map.of("logout_token", token),
                            Map.of());
        }

        Answer tell(Map<String, Object> claims) {
            return tell(token(claims, corp.key, "logout+jwt"));
        }

        @Test
        @DisplayName("Back-Channel Logout §2.6: one session there ends those that began by it")
        void one_session() {
            Browser first = signedIn("s-2");
            Browser other = signedIn("s-3");
            Map<String, Object> claims = told();
            claims.put("sid", "s-2");
            String token = token(claims, corp.key, "logout+jwt");
            Answer done = tell(token);
            assertThat(done.status()).as(done.body()).isEqualTo(200);
            assertThat(done.header("Cache-Control").orElseThrow()).contains("no-store");
            assertThat(isSignedIn(first)).isFalse();
            assertThat(isSignedIn(other)).isTrue();
            assertThat(tell(token).status()).as("taken before").isEqualTo(400);

            Map<String, Object> both = told();
            both.put("sub", "u-2");
            both.put("sid", "s-3");
            assertThat(tell(both).status()).isEqualTo(200);
            assertThat(isSignedIn(other)).as("a session of somebody else").isTrue();
        }

        @Test
        @DisplayName("Back-Channel Logout §2.8: what could not be done is done when the provider says it once more")
        void said_once_more() {
            Browser browser = signedIn("s-8");
            Map<String, Object> claims = told();
            claims.put("sid", "s-8");
            String token = token(claims, corp.key, "logout+jwt");
            assertThat(acme.whileNoSessionEnds(() -> tell(token)).status()).isEqualTo(500);
            assertThat(isSignedIn(browser)).isTrue();
            assertThat(tell(token).status()).isEqualTo(200);
            assertThat(isSignedIn(browser)).isFalse();
            assertThat(acme.jdbc()
                            .sql("select actor from audit_event where action = 'session.end'"
                                    + " and reason = 'signed out there' order by id desc limit 1")
                            .query(String.class)
                            .single())
                    .isEqualTo("identity-provider:corp");
        }

        @Test
        @DisplayName("Back-Channel Logout §2.6: a person without a session ends all of theirs")
        void all_of_a_person() {
            Browser first = signedIn("s-4");
            Browser other = signedIn("s-5");
            Map<String, Object> claims = told();
            claims.put("sub", "u-1");
            assertThat(tell(claims).status()).isEqualTo(200);
            assertThat(isSignedIn(first)).isFalse();
            assertThat(isSignedIn(other)).isFalse();
        }

        @Test
        @DisplayName("Back-Channel Logout §2.6: what is not to be believed ends nothing")
        void not_believed() throws JOSEException {
            Browser browser = signedIn("s-6");
            Map<String, Consumer<Map<String, Object>>> lies = new LinkedHashMap<>();
            lies.put("another issuer", all -> all.put("iss", "https://evil.example"));
            lies.put("another audience", all -> all.put("aud", "somebody"));
            lies.put("no audience", all -> all.remove("aud"));
            lies.put("no iat", all -> all.remove("iat"));
            lies.put("old", all -> all.put("iat", acme.clock().instant().getEpochSecond() - 3_600));
            lies.put(
                    "of the future",
                    all -> all.put("iat", acme.clock().instant().getEpochSecond() + 3_600));
            lies.put("no exp", all -> all.remove("exp"));
            lies.put("expired", all -> all.put("exp", acme.clock().instant().getEpochSecond() - 60));
            lies.put("no jti", all -> all.remove("jti"));
            lies.put("no events", all -> all.remove("events"));
            lies.put("another event", all -> all.put("events", Map.of("urn:other", Map.of())));
            lies.put("no object", all -> all.put("events", Map.of(EVENT, "yes")));
            lies.put("a nonce", all -> all.put("nonce", "n"));
            lies.put("nobody", all -> all.remove("sub"));
            lies.put("an empty sid", all -> all.put("sid", ""));
            lies.put("a strange sid", all -> all.put("sid", "a\u0000b"));
            lies.put("a sid of another kind", all -> all.put("sid", List.of("s-6")));
            lies.forEach((what, lie) -> {
                Map<String, Object> claims = told();
                claims.put("sub", "u-1");
                lie.accept(claims);
                Answer refused = tell(claims);
                assertThat(refused.status()).as(what).isEqualTo(400);
                assertThat(refused.body()).isEqualTo("{\"error\":\"invalid_request\"}");
            });
            Map<String, Object> claims = told();
            claims.put("sub", "u-1");
            ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
            assertThat(tell(token(claims, foreign, "logout+jwt")).status()).isEqualTo(400);
            assertThat(tell(token(claims, corp.key, "at+jwt")).status()).isEqualTo(400);
            assertThat(tell("").status()).isEqualTo(400);
            assertThat(tell("a.b.c").status()).isEqualTo(400);
            assertThat(isSignedIn(browser)).isTrue();
            assertThat(tell(claims).status()).as("as it should be").isEqualTo(200);
            assertThat(isSignedIn(browser)).isFalse();
        }

        @Test
        void ends_nothing_of_a_provider_that_is_not_there() {
            assertThat(acme.browser()
                            .post(
                                    URI.create("https://localhost:8443/t/acme.example/login/backchannel-logout/"
                                            + java.util.UUID.randomUUID()),
                                    Map.of("logout_token", "a.b.c"),
                                    Map.of())
                            .status())
                    .isEqualTo(400);
        }
    }
}
