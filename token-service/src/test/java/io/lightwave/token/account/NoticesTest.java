package io.lightwave.token.account;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.authentication.ClientCertificate;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.browser.PasskeyForm;
import io.lightwave.token.browser.SoftAuthenticator;
import io.lightwave.token.certificate.CertificateVisit;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.mail.PostOffice;
import io.lightwave.token.passkey.Passkeys;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("Every dangerous change is told by letter to whose it is, and nothing that was refused is")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoticesTest {
    private static final String CHOSEN = "a much better one";

    private final Outside outside = new Outside();
    private PostOffice office;
    private Acme acme;
    private String name = "";
    private int count;

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

    @BeforeEach
    void another() {
        acme.usualPolicy();
        name = "noted" + ++count;
        acme.user(ACME, name);
    }

    /// The letters come in the order of what they tell: after one that was refused comes none of its
    /// own.
    private void told(String what) {
        PostOffice.Delivered letter = office.next();
        assertThat(letter.to()).isEqualTo(name + "@acme.example");
        assertThat(letter.text()).startsWith(what).contains(name, "from 127.0.0.1");
    }

    private Browser signedIn() {
        return AccountPage.signIn(acme.browser(), name);
    }

    private Answer send(Browser browser, String form, Map<String, String> more) {
        var all = new java.util.HashMap<>(more);
        all.putIfAbsent("password", PASSWORD);
        return AccountPage.send(browser, form, all);
    }

    @Test
    void another_password() {
        Browser browser = signedIn();
        var chosen = Map.of("new-password", CHOSEN, "repeated-password", CHOSEN);
        var wrong = new java.util.HashMap<>(chosen);
        wrong.put("password", "wrong");
        send(browser, "password", wrong);
        send(browser, "password", chosen);
        told("Your password has been changed");
    }

    @Test
    void a_password_that_had_to_be_changed() {
        EntryOutcome reset = acme.bean(Entries.class)
                .modify(
                        new Requester.Authenticated(
                                acme.bean(ActivePrincipals.class)
                                        .find(
                                                ACME,
                                                acme.subject(SubjectKind.USER, "alice")
                                                        .id())
                                        .orElseThrow(),
                                new Origin("127.0.0.1", "reset")),
                        DistinguishedName.parse("uid=" + name + ",ou=people,dc=acme,dc=example"),
                        List.of(new Modification(ModificationType.REPLACE, "pwdReset", "TRUE")));
        assertThat(reset).isEqualTo(new EntryOutcome.Done());
        Browser browser = acme.browser();
        Answer page = Acme.signIn(browser, request("shop"), name, PASSWORD);
        browser.submit(page.form().with("new-password", CHOSEN).with("repeated-password", "another"));
        browser.submit(page.form().with("new-password", CHOSEN).with("repeated-password", CHOSEN));
        told("Your password has been changed");
    }

    @Test
    void the_end_of_one_session_and_of_all_others() {
        Browser here = signedIn();
        String own = sessions().getFirst();
        signedIn();
        signedIn();
        send(here, "sessions", Map.of("end", "others", "password", "wrong"));
        String one = sessions().stream()
                .filter(other -> !other.equals(own))
                .findFirst()
                .orElseThrow();
        send(here, "sessions", Map.of("end", one));
        told("Sessions of yours have been ended");
        send(here, "sessions", Map.of("end", "others"));
        told("Sessions of yours have been ended");
        send(here, "sessions", Map.of("end", "others"));
        changePassword(here);
        told("Your password has been changed"); // nothing was left to end, so nothing was told of it
    }

    private List<String> sessions() {
        return acme.jdbc()
                .sql("select id::text from session where subject_id = ?")
                .param(acme.subject(SubjectKind.USER, name).id().value())
                .query((row, _) -> row.getString(1))
                .list();
    }

    private void changePassword(Browser browser) {
        send(browser, "password", Map.of("new-password", CHOSEN, "repeated-password", CHOSEN));
    }

    @Test
    void one_time_codes() {
        Browser browser = signedIn();
        Authenticator.enrolledBy(acme, browser);
        told("A way to sign in has been added");
        send(browser, "codes/remove", Map.of());
        told("A way to sign in has been removed");
    }

    @Test
    void what_an_administrator_takes_away() {
        Authenticator.enrolledBy(acme, signedIn());
        told("A way to sign in has been added");
        assertThat(acme.browser()
                        .send("DELETE", "/api/v1/tenants/acme.example/users/" + name + "/factors", "text/plain", "")
                        .status())
                .isEqualTo(204);
        told("A way to sign in has been removed");
    }

    @Test
    void a_passkey() {
        Browser browser = signedIn();
        Answer page = send(browser, "passkeys", Map.of("name", "my key"));
        browser.submit(
                PasskeyForm.with(page, new SoftAuthenticator().create(PasskeyForm.options(acme, browser, page))));
        told("A way to sign in has been added");
        String id = acme.bean(Passkeys.class)
                .of(ACME, acme.subject(SubjectKind.USER, name).id())
                .getFirst()
                .id()
                .toString();
        send(browser, "passkeys/remove", Map.of("passkey", id));
        told("A way to sign in has been removed");
    }

    @Test
    void a_certificate() {
        acme.policy("{\"firstFactors\":[\"password\",\"certificate\"]}");
        Browser browser = signedIn();
        var certificate = ClientCertificate.selfSigned("CN=" + name);
        acme.trust()
                .issued(ACME, certificate, acme.subject(SubjectKind.USER, name).id());
        Answer leaving = send(browser, "certificates", Map.of("name", "my card"));
        browser.get(CertificateVisit.of(acme, leaving, certificate).toString());
        told("A way to sign in has been added");
        String id = acme.bean(Certificates.class)
                .of(ACME, acme.subject(SubjectKind.USER, name).id())
                .getFirst()
                .id()
                .toString();
        send(browser, "certificates/remove", Map.of("certificate", id));
        told("A way to sign in has been removed");
    }

    @Test
    void what_is_set_up_in_the_middle_of_a_sign_in() {
        acme.policy("{\"secondFactor\":\"required\",\"secondFactors\":[\"one-time-code\"]}");
        Browser browser = acme.browser();
        Answer page = Acme.signIn(browser, request("shop"), name, PASSWORD);
        Authenticator authenticator = Authenticator.of(acme, page);
        browser.submit(page.form().with("code", authenticator.code()));
        told("A way to sign in has been added");
    }
}
