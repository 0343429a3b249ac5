package io.lightwave.token.login;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.authentication.ClientCertificate;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.browser.PasskeyForm;
import io.lightwave.token.browser.SoftAuthenticator;
import io.lightwave.token.certificate.CertificateVisit;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.mail.PostOffice;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sends the forms of a sign-in in random order: of several tabs, of two browsers, again, empty, with fields of others.
/// Whatever comes of it, a session begins only in the browser in which everything was proved that is asked for.
@DisplayName("threats 6, 7, 9, 15: sign-in steps in random order")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInOrderTest {
    private static final Pattern FORM = Pattern.compile("<form.*?</form>", Pattern.DOTALL);
    private static final List<String> STEPS = List.of(
            "/login",
            "/login/code",
            "/login/code/letter",
            "/login/passkey",
            "/login/password",
            "/login/enrolment",
            "/login/enrolment/passkey",
            "/login/enrolment/done",
            "/login/register",
            "/login/registration",
            "/login/consent");
    private static final int ACTIONS = 120;

    private static final Pattern LETTER = Pattern.compile("^([0-9]{6}) is your code", Pattern.MULTILINE);

    private final Outside outside = new Outside();
    private PostOffice office;
    private Acme acme;
    private int people;

    @BeforeAll
    void start() {
        office = new PostOffice();
        outside.trusts(office.trusting());
        acme = Acme.start(
                outside,
                TokenSettings.DEFAULTS
                        .withMail(office.settings("localhost"))
                        .withMutualTls(URI.create(CertificateVisit.LISTENER)));
    }

    @AfterAll
    void stop() {
        acme.close();
        office.close();
    }

    private enum Proof {
        PASSWORD,
        CODE,
        PASSKEY,
        CERTIFICATE
    }

    /// Somebody's browser, with what has been proved in it so far.
    private static final class Tabs {
        final Browser browser;
        final List<Form> forms = new ArrayList<>();
        final List<Answer> pages = new ArrayList<>();
        /// Pages that lead to where certificates are shown, and what one came back with.
        final List<Answer> leaving = new ArrayList<>();
        final List<URI> shown = new ArrayList<>();
        final Set<Proof> proved = EnumSet.noneOf(Proof.class);

        Tabs(Browser browser) {
            this.browser = browser;
        }

        boolean isSignedIn() {
            return authorize(browser, request("shop", Map.of("prompt", "none")))
                    .answerParameters()
                    .containsKey("code");
        }
    }

    private final class World {
        final Random random;
        final String name;
        Optional<Authenticator> authenticator = Optional.empty();
        final SoftAuthenticator key = new SoftAuthenticator();
        final List<Tabs> browsers = new ArrayList<>();
        final List<String> history = new ArrayList<>();
        /// The key of each step in which one is set up.
        final Map<String, Authenticator> proposed = new HashMap<>();
        String lastStep = "";
        final boolean letters;
        final Optional<X509Certificate> certificate;
        /// What was sent for which step.
        final Map<String, String> sent = new HashMap<>();

        World(long seed) {
            random = new Random(seed);
            name = "walker" + ++people;
            acme.user(ACME, name);
            acme.usualPolicy();
            letters = seed > 6 && seed <= 10;
            certificate = seed > 10 ? Optional.of(certified()) : Optional.empty();
            if (letters) {
                acme.bean(Subjects.class)
                        .modify(
                                ACME,
                                acme.subject(SubjectKind.USER, name).id(),
                                Map.of("mailVerified", List.of("TRUE")));
                acme.policy("""
                        {"secondFactors":["one-time-code","passkey","email-code"],
                         "selfRegistration":{"allowed":true}}""");
            } else if (certificate.isEmpty() && seed % 3 > 0) {
                enrol();
            }
            if (certificate.isEmpty() && seed % 3 < 2) {
                acme.policy("{\"secondFactor\":\"required\"}");
            }
            browsers.add(new Tabs(acme.browser()));
            browsers.add(new Tabs(acme.browser()));
        }

        /// Asked for after a password.
        private X509Certificate certified() {
            acme.policy("{\"secondFactors\":[\"certificate\"]}");
            X509Certificate own = ClientCertificate.selfSigned("CN=" + name);
            acme.trust().issued(ACME, own, acme.subject(SubjectKind.USER, name).id());
            Browser home = AccountPage.signIn(acme.browser(), name);
            Answer leaving = AccountPage.send(home, "certificates", Map.of("name", "k", "password", PASSWORD));
            Answer codes = home.get(CertificateVisit.of(acme, leaving, own).toString());
            assertThat(codes.body()).contains("recovery-codes");
            return own;
        }

        private void enrol() {
            Browser home = AccountPage.signIn(acme.browser(), name);
            authenticator = Optional.of(Authenticator.enrolledBy(acme, home));
            Answer page = AccountPage.send(home, "passkeys", Map.of("name", "k", "password", PASSWORD));
            home.submit(PasskeyForm.with(page, key.create(PasskeyForm.options(acme, home, page))));
        }

        /// What it shows, or would show once it is set up.
        private String code(Map<String, String> fields, boolean right) {
            return authenticator
                    .or(() -> Optional.ofNullable(proposed.get(fields.getOrDefault("step", ""))))
                    .map(known -> right ? known.code() : known.wrong())
                    .orElse("123456");
        }

        void walk() {
            for (int i = 0; i < ACTIONS || (begun == 0 && i < 10 * ACTIONS); i++) {
                Tabs tabs = browsers.get(random.nextInt(browsers.size()));
                act(tabs);
                for (Tabs each : browsers) {
                    check(each);
                }
            }
        }

        private void act(Tabs tabs) {
            if (tabs.forms.isEmpty() || random.nextInt(8) == 0) {
                history.add("opens");
                keep(tabs, tabs.browser.follow(authorize(tabs.browser, request("shop"))));
                return;
            }
            Form form = tabs.forms.get(random.nextInt(tabs.forms.size()));
            switch (random.nextInt(certificate.isPresent() ? 15 : 12)) {
                case 0 -> send(tabs, new Form(form.action(), Map.of()), "nothing");
                case 1 -> send(tabs, new Form(step(), form.fields()), "to another step");
                case 2 -> send(tabs, mixed(form), "mixed");
                case 3 -> send(tabs, strange(form), "of the other browser");
                case 4 -> acme.clock().advance(Duration.ofSeconds(31));
                case 5 -> send(tabs, filled(form, false), "wrong");
                case 6 -> passkey(tabs);
                case 12, 13, 14 -> certificate(tabs);
                default -> send(tabs, filled(form, random.nextInt(4) > 0), "filled");
            }
        }

        private URI step() {
            return URI.create(Browser.PUBLIC_URL + "/t/acme.example" + STEPS.get(random.nextInt(STEPS.size())));
        }

        private Form mixed(Form form) {
            var fields = new LinkedHashMap<>(form.fields());
            List<Form> others =
                    browsers.stream().flatMap(each -> each.forms.stream()).toList();
            Form other = others.get(random.nextInt(others.size()));
            other.fields().forEach((field, value) -> {
                if (random.nextBoolean()) {
                    fields.put(field, value);
                }
            });
            return new Form(random.nextBoolean() ? form.action() : step(), fields);
        }

        private Form strange(Form otherwise) {
            List<Form> forms = browsers.get(random.nextInt(browsers.size())).forms;
            return forms.isEmpty() ? otherwise : forms.get(random.nextInt(forms.size()));
        }

        /// With what a person would type there.
        private Form filled(Form form, boolean right) {
            var fields = new LinkedHashMap<>(form.fields());
            if (fields.containsKey("username")) {
                fields.put("username", name);
            }
            if (fields.containsKey("password")) {
                fields.put("password", right ? PASSWORD : "wrong");
            }
            if (fields.containsKey("code")) {
                fields.put("code", letters ? letter(fields, right) : code(fields, right));
            }
            if (fields.containsKey("new-password")) {
                fields.put("new-password", "another " + PASSWORD);
                fields.put("repeated-password", "another " + PASSWORD);
            }
            return new Form(form.action(), fields);
        }

        private String letter(Map<String, String> fields, boolean right) {
            return right ? sent.getOrDefault(fields.getOrDefault("step", ""), "none") : "none";
        }

        /// With one of the pages that asks for a passkey, whatever has become of it meanwhile.
        private void passkey(Tabs tabs) {
            List<Answer> asking = tabs.pages.stream()
                    .filter(page ->
                            page.body().contains("passkey-form") && !page.body().contains("data-create"))
                    .toList();
            if (asking.isEmpty()) {
                return;
            }
            Answer page = asking.get(random.nextInt(asking.size()));
            try {
                var options = PasskeyForm.options(acme, tabs.browser, page);
                boolean right = random.nextInt(3) > 0;
                key.origin(right ? Browser.PUBLIC_URL : "https://evil.example");
                Form form = PasskeyForm.with(page, key.prove(options));
                if (right) {
                    tabs.proved.add(Proof.PASSKEY);
                }
                keep(tabs, tabs.browser.submit(form));
                history.add("passkey " + right);
            } catch (AssertionError stale) {
                history.add("stale passkey page");
            }
        }

        /// Shows one where some page led, and comes back in some browser, with an answer that may have been used.
        private void certificate(Tabs tabs) {
            if (!tabs.leaving.isEmpty() && random.nextBoolean()) {
                boolean right = random.nextInt(4) > 0;
                Answer page = tabs.leaving.get(random.nextInt(tabs.leaving.size()));
                URI back = right
                        ? CertificateVisit.of(acme, page, certificate.orElseThrow())
                        : CertificateVisit.of(acme, page);
                if (right) {
                    tabs.proved.add(Proof.CERTIFICATE);
                }
                history.add("shows " + right);
                tabs.shown.add(back);
            }
            List<URI> all =
                    browsers.stream().flatMap(each -> each.shown.stream()).toList();
            if (!all.isEmpty()) {
                history.add("comes back");
                keep(tabs, tabs.browser.get(all.get(random.nextInt(all.size())).toString()));
            }
        }

        private void send(Tabs tabs, Form form, String how) {
            history.add(how + " " + form.action().getPath());
            if (PASSWORD.equals(form.fields().get("password"))
                    && name.equals(form.fields().get("username"))) {
                tabs.proved.add(Proof.PASSWORD);
            }
            String typed = form.fields().getOrDefault("code", "");
            if (typed.equals(letters ? letter(form.fields(), true) : code(form.fields(), true))
                    && !typed.equals("none")) {
                tabs.proved.add(Proof.CODE);
            }
            lastStep = form.fields().getOrDefault("step", "");
            Answer answer = tabs.browser.submit(form);
            if (letters) {
                readLetters(answer);
            }
            keep(tabs, answer);
        }

        /// All that have been asked for: they are sent one after the other.
        private void readLetters(Answer page) {
            var all = new CompletableFuture<Boolean>();
            acme.bean(Mailer.class).later(() -> all.complete(true));
            all.join();
            for (var letter = office.poll(); letter.isPresent(); letter = office.poll()) {
                Matcher code = LETTER.matcher(letter.get().text());
                if (code.find() && page.body().contains("letter-form")) {
                    sent.put(page.form().fields().getOrDefault("step", ""), code.group(1));
                }
            }
        }

        private void keep(Tabs tabs, Answer answer) {
            assertThat(answer.status()).as("%s: %s", history, answer).isLessThan(500);
            if (answer.status() != 303) {
                assertThat(answer.body())
                        .as("%s", history)
                        .doesNotContain("Exception")
                        .doesNotContain(PASSWORD);
                if (answer.body().contains("totp-secret")) {
                    proposed.put(answer.form().fields().getOrDefault("step", ""), Authenticator.of(acme, answer));
                }
                if (answer.body().contains("id=\"recovery-codes\"")) {
                    authenticator = Optional.ofNullable(proposed.get(lastStep));
                }
                if (answer.header("Refresh").isPresent()) {
                    tabs.leaving.add(answer);
                }
                tabs.pages.add(answer);
                FORM.matcher(answer.body()).results().forEach(found -> {
                    Answer part = new Answer(answer.uri(), answer.status(), answer.headers(), found.group());
                    tabs.forms.add(part.form());
                });
            }
        }

        /// Signs out whoever is rightly signed in, so that the walk goes on.
        private void check(Tabs tabs) {
            if (!tabs.browser.cookies().containsKey(AccountPage.COOKIE)) {
                return;
            }
            boolean enough = certificate.isPresent()
                    ? tabs.proved.containsAll(Set.of(Proof.PASSWORD, Proof.CERTIFICATE))
                    : tabs.proved.contains(Proof.PASSKEY)
                            || tabs.proved.containsAll(Set.of(Proof.PASSWORD, Proof.CODE));
            assertThat(enough)
                    .as("a session after %s; proved here: %s", history, tabs.proved)
                    .isTrue();
            assertThat(tabs.isSignedIn()).as("%s", history).isTrue();
            tabs.browser.forgetCookies();
            tabs.forms.clear();
            tabs.pages.clear();
            tabs.leaving.clear();
            tabs.shown.clear();
            tabs.proved.clear();
            history.add("signed in, leaves");
            begun++;
        }
    }

    private int begun;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
    void nothing_is_ever_left_out(long seed) {
        begun = 0;
        new World(seed).walk();
        assertThat(begun).as("walks that lead somewhere").isPositive();
    }
}
