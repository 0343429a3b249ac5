package io.lightwave.token.certificate;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.lightwave.directory.Subject;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.authentication.ClientCertificate;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.session.SignIn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@DisplayName("Signing in with a certificate")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateSignInTest {
    static final String LISTS = "https://corp.example/ca.crl";
    static final String RESPONDER = "https://ocsp.example/";
    static final String NOT_KNOWN =
            "certificate refused: of no authority that the tenant knows, or revoked, on hold or not in time";

    final Outside outside = new Outside();
    final TestAuthority corp = new TestAuthority("Corp Users");
    final TestAuthority live = new TestAuthority("Live Users");
    Acme acme;
    Subject person;
    String name = "";
    int count;

    @BeforeAll
    void start() {
        acme = Acme.start(outside, TokenSettings.DEFAULTS.withMutualTls(URI.create(CertificateVisit.LISTENER)));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void another() {
        name = "person" + ++count;
        person = acme.user(ACME, name);
        outside.gives(LISTS, corp.list(TestClock.NOON, TestClock.NOON.plus(Duration.ofDays(1))));
        outside.below(
                RESPONDER, request -> live.answer(decoded(request), acme.clock().instant()));
        policy("enrolled", "");
    }

    @AfterEach
    void noon() {
        acme.clock().set(TestClock.NOON);
        acme.usualPolicy();
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.US_ASCII);
    }

    void policy(String own, String more) {
        acme.policy("""
                {"firstFactors":["password","passkey","certificate"],
                 "certificates":{"ownAuthority":"%s","authorities":[
                  {"name":"corp","certificate":"%s","crl":"%s"},{"name":"live","certificate":"%s","ocsp":"%s"}]}%s}""".formatted(own, line(corp.pem()), LISTS, line(live.pem()), RESPONDER, more));
    }

    static String line(String pem) {
        return pem.replace("\n", "\\n");
    }

    /// Goes from the sign-in page to where certificates are shown; gives that address.
    URI leave(Browser browser, Answer page) {
        Form form = page.form();
        Answer leaving = browser.submit(new Form(
                URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/certificate"),
                Map.of(
                        "csrf", form.fields().getOrDefault("csrf", ""),
                        "request", form.fields().getOrDefault("request", ""))));
        return destination(leaving);
    }

    static URI destination(Answer leaving) {
        return CertificateVisit.destination(leaving);
    }

    URI shows(URI address, X509Certificate... certificate) {
        return CertificateVisit.of(acme, address, certificate);
    }

    Answer signIn(Browser browser, X509Certificate... certificate) {
        Answer page = browser.follow(authorize(browser, request("shop")));
        return browser.get(shows(leave(browser, page), certificate).toString());
    }

    void enrol(Browser browser, X509Certificate certificate) {
        assertThat(enrolment(browser, certificate).location().toString()).endsWith("/account?done=certificate_added");
    }

    Answer enrolment(Browser browser, X509Certificate... certificate) {
        Answer leaving =
                AccountPage.send(browser, "certificates", Map.of("name", "My card", "password", Acme.PASSWORD));
        return browser.get(shows(destination(leaving), certificate).toString());
    }

    X509Certificate enrolled(TestAuthority authority) {
        X509Certificate certificate = authority.issue(name);
        enrol(AccountPage.signIn(acme.browser(), name), certificate);
        return certificate;
    }

    X509Certificate own(Subject holder) {
        X509Certificate certificate = ClientCertificate.selfSigned("CN=" + holder.name());
        acme.trust().issued(ACME, certificate, holder.id());
        return certificate;
    }

    String refusal() {
        return acme.jdbc()
                .sql("select reason from audit_event where action in ('session.begin','factor.add')"
                        + " and lower(outcome) = 'refused' order by id desc limit 1")
                .query((row, _) -> row.getString(1))
                .single();
    }

    void refused(Answer answer, String reason) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("You could not be signed in with a certificate");
        assertThat(refusal()).isEqualTo(reason);
    }

    @Nested
    @DisplayName("One of the tenant's own authority")
    class Own {
        @Test
        void signs_its_owner_in_once_it_is_enrolled_and_so_does_the_next_one() {
            X509Certificate first = own(person);
            enrol(AccountPage.signIn(acme.browser(), name), first);
            Answer answer = signIn(acme.browser(), own(person));
            var claims = acme.claims(acme.tokens(acme.exchange("shop", answer.parameter("code")))
                    .path("id_token")
                    .asString());
            assertThat(claims.path("amr").toString()).isEqualTo("[\"pop\"]");
            assertThat(claims.path("acr").asString()).isEqualTo("1");
            assertThat(claims.path("sub").asString()).isEqualTo(person.id().toString());
        }

        @Test
        void does_not_without_having_been_enrolled_unless_the_policy_says_so() {
            X509Certificate certificate = own(person);
            refused(
                    signIn(acme.browser(), certificate),
                    "certificate refused: good, by this tenant's authority, but nobody has enrolled it");
            policy("issued", "");
            acme.clock().advance(Duration.ofMinutes(1));
            assertThat(signIn(acme.browser(), certificate).parameter("code")).isNotEmpty();
        }

        @Test
        void of_another_tenant_does_not() {
            policy("issued", "");
            X509Certificate certificate = ClientCertificate.selfSigned("CN=" + name);
            acme.trust().issued(OTHER, certificate, person.id());
            refused(signIn(acme.browser(), certificate), NOT_KNOWN);
        }

        @Test
        void that_was_revoked_does_not() {
            X509Certificate certificate = own(person);
            enrol(AccountPage.signIn(acme.browser(), name), certificate);
            acme.trust().revoked(ACME, certificate);
            refused(signIn(acme.browser(), certificate), NOT_KNOWN);
        }

        @Test
        void of_somebody_else_is_not_enrolled() {
            X509Certificate certificate = own(acme.user(ACME, "neighbour" + count));
            Answer answer = enrolment(AccountPage.signIn(acme.browser(), name), certificate);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(refusal()).isEqualTo("issued to somebody else");
        }
    }

    @Nested
    @DisplayName("One of an authority of outside")
    class OfOutside {
        @Test
        void signs_its_owner_in_when_the_list_does_not_name_it() {
            X509Certificate certificate = enrolled(corp);
            assertThat(signIn(acme.browser(), certificate).parameter("code")).isNotEmpty();
        }

        @Test
        void signs_its_owner_in_when_the_responder_calls_it_good() {
            X509Certificate certificate = enrolled(live);
            assertThat(signIn(acme.browser(), certificate).parameter("code")).isNotEmpty();
        }

        @Test
        void does_not_without_having_been_enrolled() {
            refused(
                    signIn(acme.browser(), corp.issue(name)),
                    "certificate refused: good, by the authority corp, but nobody has enrolled it");
        }

        @Test
        void revoked_or_held_does_not_by_the_list() {
            X509Certificate certificate = enrolled(corp);
            corp.revoke(certificate);
            publishAnew();
            Answer answer = signIn(acme.browser(), certificate);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(refusal()).startsWith("certificate refused: of the authority corp: REVOKED");

            X509Certificate held = enrolled(corp);
            corp.hold(held);
            publishAnew();
            assertThat(signIn(acme.browser(), held).status()).isEqualTo(403);
            corp.release(held);
            publishAnew();
            assertThat(signIn(acme.browser(), held).parameter("code")).isNotEmpty();
        }

        void publishAnew() {
            acme.clock().advance(Duration.ofMinutes(11));
            outside.gives(
                    LISTS,
                    corp.list(acme.clock().instant(), acme.clock().instant().plus(Duration.ofDays(1))));
        }

        @Test
        void revoked_or_held_does_not_by_the_responder() {
            X509Certificate certificate = enrolled(live);
            live.revoke(certificate);
            assertThat(signIn(acme.browser(), certificate).status()).isEqualTo(403);
            assertThat(refusal()).startsWith("certificate refused: of the authority live: REVOKED");
            X509Certificate held = enrolled(live);
            live.hold(held);
            assertThat(signIn(acme.browser(), held).status()).isEqualTo(403);
        }

        @Test
        void does_not_when_nobody_says_whether_it_was_revoked() {
            X509Certificate byResponder = enrolled(live);
            X509Certificate byList = enrolled(corp);
            outside.givesNothing(RESPONDER);
            outside.givesNothing(LISTS);
            assertThat(signIn(acme.browser(), byResponder).status()).isEqualTo(403);
            assertThat(refusal()).contains("whether it was revoked cannot be known");
            assertThat(signIn(acme.browser(), byList).parameter("code"))
                    .as("the list of before says itself how long it counts")
                    .isNotEmpty();
            acme.clock().advance(Duration.ofDays(2));
            assertThat(signIn(acme.browser(), byList).status()).isEqualTo(403);
            assertThat(refusal()).contains("UNDETERMINED_REVOCATION_STATUS");
        }

        @Test
        void does_not_by_the_answer_of_another_authority_or_an_old_one() {
            X509Certificate certificate = enrolled(live);
            var impostor = new TestAuthority("Live Users");
            outside.below(
                    RESPONDER,
                    request -> impostor.answer(decoded(request), acme.clock().instant()));
            assertThat(signIn(acme.browser(), certificate).status()).isEqualTo(403);
            outside.below(
                    RESPONDER, request -> live.answer(decoded(request), TestClock.NOON.minus(Duration.ofDays(1))));
            assertThat(signIn(acme.browser(), certificate).status()).isEqualTo(403);
            assertThat(refusal()).contains("its validity interval is out-of-date");
        }

        @Test
        void expired_does_not() {
            X509Certificate certificate = corp.issue(name, Duration.ofHours(1), KeyPurposeId.id_kp_clientAuth);
            enrol(AccountPage.signIn(acme.browser(), name), certificate);
            acme.clock().advance(Duration.ofHours(2));
            Answer answer = signIn(acme.browser(), certificate);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(refusal()).contains("EXPIRED");
        }

        @Test
        void of_a_foreign_authority_of_the_same_name_does_not() {
            X509Certificate certificate = new TestAuthority("Corp Users").issue(name);
            Answer answer = signIn(acme.browser(), certificate);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(refusal()).contains("of the authority corp: INVALID_SIGNATURE");
            refused(signIn(acme.browser(), new TestAuthority("Somebody").issue(name)), NOT_KNOWN);
        }

        @Test
        void for_servers_and_the_authority_itself_do_not() {
            signIn(acme.browser(), corp.issue(name, Duration.ofDays(1), KeyPurposeId.id_kp_serverAuth));
            assertThat(refusal()).contains("not for TLS clients");
            signIn(acme.browser(), corp.certificate());
            assertThat(refusal()).contains("an authority's own certificate");
        }

        @Test
        void by_a_key_to_decrypt_with_or_a_weak_one_does_not() throws Exception {
            signIn(acme.browser(), corp.issue(name, TestAuthority.key(), KeyUsage.keyAgreement));
            assertThat(refusal()).contains("its key is not for signatures");
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            signIn(acme.browser(), corp.issue(name, generator.generateKeyPair(), KeyUsage.digitalSignature));
            assertThat(refusal()).contains("its key is too short");
            signIn(acme.browser(), corp.issue(name, "SHA1withECDSA", ""));
            assertThat(refusal()).contains("its signature with MD5, SHA-1");
        }

        @Test
        void does_not_have_lists_fetched_from_where_it_says() throws Exception { // threat: requests by our hand
            var asked = new AtomicInteger();
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                asked.incrementAndGet();
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            });
            server.start();
            try {
                X509Certificate certificate = corp.issue(
                        name,
                        "SHA256withECDSA",
                        "http://127.0.0.1:%d/inside"
                                .formatted(server.getAddress().getPort()));
                enrol(AccountPage.signIn(acme.browser(), name), certificate);
                outside.givesNothing(LISTS);
                acme.clock().advance(Duration.ofDays(2));
                assertThat(signIn(acme.browser(), certificate).status()).isEqualTo(403);
                assertThat(refusal()).contains("UNDETERMINED_REVOCATION_STATUS");
                assertThat(asked).hasValue(0);
            } finally {
                server.stop(0);
            }
        }

        @Test
        void is_one_persons_alone() {
            X509Certificate certificate = enrolled(corp);
            Browser other = AccountPage.signIn(
                    acme.browser(), acme.user(ACME, "other" + count).name());
            assertThat(enrolment(other, certificate).status()).isEqualTo(400);
            assertThat(refusal()).isEqualTo("enrolled already, or one too many");
        }
    }

    @Nested
    @DisplayName("The way there and back")
    class TheWay {
        @Test
        void a_ticket_is_good_once() {
            X509Certificate certificate = enrolled(corp);
            Browser browser = acme.browser();
            URI there = leave(browser, browser.follow(authorize(browser, request("shop"))));
            URI back = shows(there, certificate);
            assertThat(shows(there, certificate)).isEqualTo(URI.create(Browser.PUBLIC_URL + "/t/acme.example/login"));
            assertThat(browser.get(back.toString()).parameter("code")).isNotEmpty();
        }

        @Test
        void an_answer_is_good_once() {
            X509Certificate certificate = enrolled(corp);
            Browser browser = acme.browser();
            String back = shows(leave(browser, browser.follow(authorize(browser, request("shop")))), certificate)
                    .toString();
            String cookie = Objects.requireNonNull(browser.cookies().get("__Host-sign-in-acme.example"));
            assertThat(browser.get(back).parameter("code")).isNotEmpty();
            browser.forgetCookies();
            browser.setCookie("__Host-sign-in-acme.example", cookie);
            refused(
                    browser.get(back),
                    "certificate refused: the answer was used, has expired or belongs to another browser");
        }

        @Test
        void an_answer_counts_in_the_browser_that_was_sent_alone() {
            X509Certificate certificate = enrolled(corp);
            Browser attacker = acme.browser();
            Browser victim = acme.browser();
            victim.follow(authorize(victim, request("shop")));
            URI back = shows(leave(attacker, attacker.follow(authorize(attacker, request("shop")))), certificate);
            refused(
                    victim.get(back.toString()),
                    "certificate refused: the answer was used, has expired or belongs to another browser");
            assertThat(new Browser(acme.node()).get(back.toString()).status())
                    .as("without any cookie")
                    .isEqualTo(403);
        }

        @Test
        void an_answer_for_a_sign_in_enrols_nothing() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            X509Certificate certificate = corp.issue(name);
            Browser other = acme.browser();
            URI back = shows(leave(other, other.follow(authorize(other, request("shop")))), certificate);
            Answer answer = browser.get(back.toString().replace("/login/certificate/", "/account/certificates/"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(acme.bean(Certificates.class).of(ACME, person.id())).isEmpty();
        }

        @Test
        void both_expire() {
            X509Certificate certificate = enrolled(corp);
            Browser browser = acme.browser();
            URI there = leave(browser, browser.follow(authorize(browser, request("shop"))));
            acme.clock().advance(Duration.ofMinutes(6));
            assertThat(shows(there, certificate)).isEqualTo(URI.create(Browser.PUBLIC_URL + "/t/acme.example/login"));
            acme.clock().set(TestClock.NOON);
            URI back = shows(there, certificate);
            acme.clock().advance(Duration.ofMinutes(6));
            assertThat(browser.get(back.toString()).status()).isEqualTo(403);
        }

        @Test
        void a_ticket_of_another_tenant_is_none() {
            Browser browser = acme.browser();
            URI there = leave(browser, browser.follow(authorize(browser, request("shop"))));
            assertThat(shows(
                            URI.create(there.toString().replace("/t/acme.example/", "/t/other.example/")),
                            corp.issue(name)))
                    .isEqualTo(URI.create(Browser.PUBLIC_URL + "/t/other.example/login"));
        }

        @Test
        void whoever_shows_no_certificate_may_try_again() {
            refused(signIn(acme.browser()), "certificate refused: no certificate was shown");
        }

        @Test
        void nobody_leaves_where_the_policy_has_no_certificates() {
            acme.usualPolicy();
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            assertThat(page.body()).doesNotContain("use-certificate");
            Answer answer = browser.submit(new Form(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/certificate"),
                    page.form().fields()));
            refused(answer, "certificate refused: the policy lets nobody begin with one");
        }

        @Test
        void the_form_belongs_to_one_browser() {
            Browser browser = acme.browser();
            Form form = browser.follow(authorize(browser, request("shop"))).form();
            Browser other = acme.browser();
            other.follow(authorize(other, request("shop")));
            Answer answer = other.submit(
                    new Form(URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/certificate"), form.fields()));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Refresh")).isEmpty();
        }
    }

    @Nested
    @DisplayName("As the second factor")
    class Second {
        static final String GOLD = """
                ,"secondFactors":["one-time-code","certificate"],
                 "contexts":[{"acr":"1","methods":[["password"]]},
                  {"acr":"2","methods":[["password","one-time-code"],["password","certificate"]]}]""";

        /// Whoever has proved two factors enrols one that earns as much.
        X509Certificate afterACode() {
            Browser browser = AccountPage.signIn(acme.browser(), name);
            Authenticator.enrolledBy(acme, browser);
            X509Certificate certificate = corp.issue(name);
            enrol(browser, certificate);
            AccountPage.send(browser, "codes/remove", Map.of("password", Acme.PASSWORD));
            return certificate;
        }

        Answer password(Browser browser, Map<String, String> changes) {
            return Acme.signIn(browser, request("shop", changes), name, Acme.PASSWORD);
        }

        Form leaving(Answer page) {
            return page.form("certificate-form");
        }

        Answer second(Browser browser, Answer page, X509Certificate... certificate) {
            return browser.get(CertificateVisit.of(acme, browser.submit(leaving(page)), certificate)
                    .toString());
        }

        JsonNode claims(Answer done) {
            return acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                    .path("id_token")
                    .asString());
        }

        @Test
        void it_is_asked_for_after_a_password_and_earns_what_the_policy_says() {
            policy("enrolled", GOLD);
            X509Certificate certificate = afterACode();
            Browser browser = acme.browser();
            Answer page = password(browser, Map.of());
            assertThat(page.body())
                    .contains("Use a certificate", "recovery code")
                    .doesNotContain("passkey-form");
            JsonNode claims = claims(second(browser, page, certificate));
            assertThat(claims.path("acr").asString()).isEqualTo("2");
            assertThat(claims.path("amr").toString()).isEqualTo("[\"pwd\",\"pop\",\"mfa\"]");
        }

        @Test
        void a_client_steps_up_to_it() {
            policy("enrolled", GOLD + ",\"secondFactor\":\"when-asked\"");
            X509Certificate certificate = afterACode();
            Browser browser = acme.browser();
            assertThat(claims(password(browser, Map.of())).path("acr").asString())
                    .isEqualTo("1");
            Answer asked = browser.follow(authorize(browser, request("shop", Map.of("acr_values", "2"))));
            Answer page = browser.submit(asked.form().with("username", name).with("password", Acme.PASSWORD));
            assertThat(claims(second(browser, page, certificate)).path("acr").asString())
                    .isEqualTo("2");
        }

        @Test
        void one_that_was_enrolled_with_less_is_not_asked_for() {
            X509Certificate certificate = enrolled(corp);
            policy("enrolled", GOLD);
            Browser browser = acme.browser();
            JsonNode claims = claims(password(browser, Map.of("acr_values", "2")));
            assertThat(claims.path("acr").asString()).isEqualTo("1");
            assertThat(acme.bean(Certificates.class).of(ACME, person.id())).hasSize(1);
            assertThat(signIn(acme.browser(), certificate).status()).isEqualTo(403);
        }

        @Test
        void a_certificate_alone_is_not_asked_for_twice() {
            policy("enrolled", ",\"secondFactors\":[\"certificate\"]");
            X509Certificate certificate = corp.issue(name);
            Browser browser = AccountPage.signIn(acme.browser(), name);
            assertThat(enrolment(browser, certificate).body())
                    .as("the first second factor comes with recovery codes")
                    .contains("recovery-codes");
            assertThat(claims(signIn(acme.browser(), certificate)).path("amr").toString())
                    .isEqualTo("[\"pop\"]");
        }

        @Test
        void a_sign_in_elsewhere_becomes_no_stronger_by_it() {
            assertThat(SignIn.amr(List.of("fed", "pop"))).containsExactly("fed", "pop");
            assertThat(SignIn.isEnough(List.of("fed", "pop"))).isTrue();
            assertThat(SignIn.isEnough(List.of("pop"))).isFalse();
        }

        @Test
        void the_first_one_ends_every_other_session_and_recovery_codes_take_its_place() {
            policy("enrolled", ",\"secondFactors\":[\"certificate\"]");
            Browser elsewhere = AccountPage.signIn(acme.browser(), name);
            Browser browser = AccountPage.signIn(acme.browser(), name);
            Answer codes = enrolment(browser, corp.issue(name));
            assertThat(authorize(elsewhere, request("shop", Map.of("prompt", "none")))
                            .parameter("error"))
                    .isEqualTo("login_required");
            Matcher code = Pattern.compile("<li><code>([^<]+)</code>").matcher(codes.body());
            assertThat(code.find()).as(codes.body()).isTrue();
            Browser another = acme.browser();
            Answer page = password(another, Map.of());
            assertThat(another.submit(page.form("code-form").with("code", code.group(1)))
                            .parameter("code"))
                    .isNotEmpty();
        }

        @Test
        void revoked_or_somebody_elses_it_is_refused_and_explained_and_the_sign_in_can_go_on() {
            policy("enrolled", ",\"secondFactors\":[\"certificate\"]");
            X509Certificate certificate = corp.issue(name);
            enrolment(AccountPage.signIn(acme.browser(), name), certificate);
            String owner = name;
            another();
            policy("enrolled", ",\"secondFactors\":[\"certificate\"]");
            X509Certificate others = corp.issue(name);
            enrolment(AccountPage.signIn(acme.browser(), name), others);
            name = owner;
            Browser browser = acme.browser();
            Answer page = password(browser, Map.of());
            Answer refused = second(browser, page, others);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refusal()).isEqualTo("certificate refused: somebody else's");
            var reference = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}").matcher(refused.body());
            assertThat(reference.find()).isTrue();
            assertThat(acme.browser()
                            .get("/api/v1/tenants/acme.example/sign-in-refusals/" + reference.group())
                            .body())
                    .contains("has proved [pwd]", "asks for one of [certificate]", "somebody else's");
            assertThat(second(browser, refused).status()).as("none").isEqualTo(403);
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
            Answer again = browser.submit(leaving(page));
            assertThat(again.status())
                    .as("the page of before names a step that is over")
                    .isEqualTo(403);
            assertThat(again.header("Refresh")).isEmpty();
            Browser anew = acme.browser();
            Answer last = second(anew, password(anew, Map.of()));
            assertThat(second(anew, last, certificate).parameter("code")).isNotEmpty();
        }

        @Test
        void an_answer_counts_once_in_the_browser_that_was_sent_and_for_nothing_else() {
            policy("enrolled", ",\"secondFactors\":[\"certificate\"]");
            X509Certificate certificate = corp.issue(name);
            enrolment(AccountPage.signIn(acme.browser(), name), certificate);
            Browser victim = acme.browser();
            Answer page = password(victim, Map.of());
            URI back = CertificateVisit.of(acme, victim.submit(leaving(page)), certificate);
            Browser thief = acme.browser();
            password(thief, Map.of());
            assertThat(thief.get(back.toString()).status()).isEqualTo(403);
            assertThat(victim.get(back.toString().replace("/second?", "/callback?"))
                            .status())
                    .as("nor in place of the password")
                    .isEqualTo(403);
            String cookie = Objects.requireNonNull(victim.cookies().get("__Host-sign-in-acme.example"));
            assertThat(victim.get(back.toString()).parameter("code")).isNotEmpty();
            victim.forgetCookies();
            victim.setCookie("__Host-sign-in-acme.example", cookie);
            refused(
                    victim.get(back.toString()),
                    "certificate refused: the answer was used, has expired or belongs to another browser");
        }

        @Test
        void nobody_leaves_for_it_who_is_not_asked_for_it() {
            Authenticator.enrolledBy(acme, AccountPage.signIn(acme.browser(), name));
            Browser browser = acme.browser();
            Answer page = password(browser, Map.of());
            assertThat(page.body()).contains("code-form").doesNotContain("use-certificate");
            Answer answer = browser.submit(new Form(
                    URI.create(Browser.PUBLIC_URL + "/t/acme.example/login/certificate"),
                    page.form("code-form").fields()));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Refresh")).isEmpty();
        }

        @Test
        void alone_it_cannot_be_required_since_nobody_sets_one_up_while_signing_in() {
            Answer answer = acme.browser()
                    .send(
                            "PATCH",
                            "/api/v1/tenants/acme.example/policies/authentication",
                            "application/merge-patch+json",
                            "{\"secondFactor\":\"required\",\"secondFactors\":[\"certificate\"]}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(acme.json(answer.body()).path("field").asString()).isEqualTo("secondFactors");
        }
    }

    @Test
    void a_disabled_person_is_not_signed_in() {
        X509Certificate certificate = enrolled(corp);
        acme.bean(Subjects.class).setEnabled(ACME, person.id(), false);
        refused(
                signIn(acme.browser(), certificate),
                "certificate refused: of nobody who may sign in, or who is disabled");
    }

    @Test
    void a_deleted_person_leaves_no_certificate_behind() {
        X509Certificate certificate = enrolled(corp);
        acme.bean(Subjects.class).delete(ACME, person.id());
        assertThat(acme.bean(Certificates.class).of(ACME, person.id())).isEmpty();
        enrol(AccountPage.signIn(acme.browser(), acme.user(ACME, "heir" + count).name()), certificate);
    }

    @Test
    void it_never_earns_more_than_its_enrolment_had() {
        X509Certificate certificate = enrolled(corp);
        policy("enrolled", """
                ,"contexts":[{"acr":"1","methods":[["password"]]},{"acr":"2","methods":[["certificate"]]}]""");
        refused(
                signIn(acme.browser(), certificate),
                "certificate refused: it was enrolled with less ([pwd]) than certificates may earn now");
        Browser browser = AccountPage.signIn(acme.browser(), name);
        Answer answer = enrolment(browser, corp.issue(name));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("Sign in with a second factor first");
        policy("enrolled", """
                ,"contexts":[{"acr":"1","methods":[["password"]]},
                 {"acr":"3","methods":[["certificate","one-time-code"]]}]""");
        acme.clock().advance(Duration.ofMinutes(1));
        assertThat(signIn(acme.browser(), certificate).status())
                .as("nor with another factor")
                .isEqualTo(403);
    }

    @Test
    void one_that_is_refused_again_and_again_is_slowed_down() {
        X509Certificate certificate = corp.issue(name);
        for (int i = 0; i < 8; i++) {
            signIn(acme.browser(), certificate);
        }
        refused(signIn(acme.browser(), certificate), "certificate refused: throttled after failures");
        acme.clock().advance(Duration.ofMinutes(20));
        enrol(AccountPage.signIn(acme.browser(), name), certificate);
        assertThat(signIn(acme.browser(), certificate).parameter("code")).isNotEmpty();
    }

    @Test
    void the_owner_sees_it_and_removes_it_with_a_fresh_proof() {
        X509Certificate certificate = enrolled(corp);
        Browser elsewhere = acme.browser();
        assertThat(signIn(elsewhere, certificate).parameter("code")).isNotEmpty();
        Browser browser = AccountPage.signIn(acme.browser(), name);
        assertThat(browser.get(AccountPage.PATH).body())
                .contains("My card", "issued by corp", "by certificate", "last used");
        String id = acme.bean(Certificates.class)
                .of(ACME, person.id())
                .getFirst()
                .id()
                .toString();
        assertThat(AccountPage.send(browser, "certificates/remove", Map.of("certificate", id, "password", "wrong"))
                        .status())
                .isEqualTo(403);
        AccountPage.send(browser, "certificates/remove", Map.of("certificate", id, "password", Acme.PASSWORD));
        assertThat(acme.bean(Certificates.class).of(ACME, person.id())).isEmpty();
        assertThat(authorize(elsewhere, request("shop", Map.of("prompt", "none")))
                        .parameter("error"))
                .as("whoever was signed in by it")
                .isEqualTo("login_required");
        refused(
                signIn(acme.browser(), certificate),
                "certificate refused: good, by the authority corp, but nobody has enrolled it");
    }

    @Test
    void an_administrator_sees_it_and_removes_it() {
        X509Certificate certificate = enrolled(corp);
        String path = "/api/v1/tenants/acme.example/users/" + name + "/factors";
        assertThat(acme.json(acme.browser().get(path).body())
                        .at("/certificates/0/issuedBy")
                        .asString())
                .isEqualTo("corp");
        assertThat(acme.browser().send("DELETE", path, "application/json", "").status())
                .isEqualTo(204);
        assertThat(signIn(acme.browser(), certificate).status()).isEqualTo(403);
    }

    @Test
    void enrolling_takes_the_password_first() {
        Browser browser = AccountPage.signIn(acme.browser(), name);
        Answer answer = AccountPage.send(browser, "certificates", Map.of("name", "My card", "password", "wrong"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Refresh")).isEmpty();
    }

    @Test
    void a_refusal_is_explained() {
        Answer page = signIn(acme.browser(), new TestAuthority("Somebody").issue(name));
        var reference = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}").matcher(page.body());
        assertThat(reference.find()).isTrue();
        String told = acme.browser()
                .get("/api/v1/tenants/acme.example/sign-in-refusals/" + reference.group())
                .body();
        assertThat(told).contains("a sign-in may begin with a certificate", NOT_KNOWN, "of the client shop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ownAuthority\":\"all\"} | certificates.ownAuthority",
                "{\"authorities\":[{\"name\":\"a\",\"certificate\":\"x\",\"crl\":\"https://a.example\"}]}"
                        + " | certificates.authorities[0].certificate",
                "{\"authorities\":[{\"name\":\"\",\"certificate\":\"CA\",\"crl\":\"https://a.example\"}]}"
                        + " | certificates.authorities[0].name",
                "{\"authorities\":[{\"name\":\"a\",\"certificate\":\"CA\"}]} | certificates.authorities[0].crl",
                "{\"authorities\":[{\"name\":\"a\",\"certificate\":\"CA\",\"crl\":\"http://a.example\"}]}"
                        + " | certificates.authorities[0].crl",
                "{\"authorities\":[{\"name\":\"a\",\"certificate\":\"CA\",\"ocsp\":\"file:///etc\"}]}"
                        + " | certificates.authorities[0].ocsp",
                "{\"authorities\":[{\"name\":\"a\",\"certificate\":\"PERSON\",\"crl\":\"https://a.example\"}]}"
                        + " | certificates.authorities[0].certificate",
                "{\"authorities\":[{\"name\":\"a\",\"certificate\":\"WEAK\",\"crl\":\"https://a.example\"}]}"
                        + " | certificates.authorities[0].certificate",
            })
    void a_policy_that_cannot_be_is_refused(String certificates, String field) throws Exception {
        var weak = KeyPairGenerator.getInstance("RSA");
        weak.initialize(1024);
        Answer answer = acme.browser()
                .send(
                        "PATCH",
                        "/api/v1/tenants/acme.example/policies/authentication",
                        "application/merge-patch+json",
                        "{\"certificates\":%s}"
                                .formatted(certificates
                                        .replace("\"CA\"", "\"" + line(corp.pem()) + "\"")
                                        .replace(
                                                "\"WEAK\"",
                                                "\"" + line(corp.pemBelow("Weak", weak.generateKeyPair())) + "\"")
                                        .replace("\"PERSON\"", "\"" + line(personPem()) + "\"")));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(acme.json(answer.body()).path("field").asString()).isEqualTo(field);
    }

    String personPem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getEncoder().encodeToString(TestAuthority.encoded(corp.issue(name)))
                + "\n-----END CERTIFICATE-----\n";
    }

    @Test
    void a_tenant_is_not_left_with_nothing_but_certificates_that_nobody_has() {
        acme.jdbc().sql("delete from enrolled_certificate").update();
        Answer answer = acme.browser()
                .send(
                        "PATCH",
                        "/api/v1/tenants/acme.example/policies/authentication",
                        "application/merge-patch+json",
                        "{\"firstFactors\":[\"certificate\"]}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(List.of(acme.json(answer.body()).path("field").asString())).containsExactly("firstFactors");
    }
}
