package io.lightwave.token.federation;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.PASSWORD;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.AccountPage;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Authenticator;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.TestIdentityProvider;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.saml.UnsignedMessage;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.Wire;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.saml.xml.XmlText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@DisplayName("SAML profiles §4.1: signing in at an outside SAML identity provider")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamlFederationTest {
    static final String PATH = FederationTest.PATH;
    static final String SAML_BEARER = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    static final String TOKEN = "https://localhost:8443/t/acme.example/oauth2/token";
    static final String UID = "urn:oid:0.9.2342.19200300.100.1.1";

    final Outside outside = new Outside();
    Acme acme;
    TestIdentityProvider idp = new TestIdentityProvider();
    JsonNode registered;
    String bearerSecret;

    @BeforeAll
    void start() {
        acme = Acme.start(outside);
        registered = acme.json(add("""
            {"name":"uni","kind":"saml","displayName":"University","metadata":%s,"justInTime":true,
             "emailDomains":["uni.example"],
             "groupRules":[{"claim":"roles","value":"clerk","group":"clerks"}]}\
            """.formatted(TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())))
                .body());
        bearerSecret = acme.client(ACME, """
            {"clientId":"importer","grantTypes":["%s"],"scopes":["read","profile"],
             "audiences":["stock","https://localhost:8443/t/acme.example"]}""".formatted(SAML_BEARER));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    @BeforeEach
    void honest() {
        idp = new TestIdentityProvider();
        idp.attributes.put(UID, List.of("carol"));
        acme.usualPolicy();
        change(
                "{\"enabled\":true,\"trustsSecondFactor\":null,\"allowOldAlgorithms\":null,\"idpInitiated\":null,\"subjectAttribute\":null,\"requiredClaims\":null}");
    }

    Answer add(String json) {
        return acme.browser().send("POST", PATH, "application/json", json);
    }

    Answer change(String patch) {
        Answer changed = acme.browser().send("PATCH", PATH + "/uni", "application/merge-patch+json", patch);
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        return changed;
    }

    String consumer() {
        return registered.path("redirectUri").stringValue();
    }

    String audience() {
        return registered.path("serviceProviderEntityId").stringValue();
    }

    /// Why something was refused the last time.
    String lastReason(String action) {
        return acme.jdbc()
                .sql("select reason from audit_event where action = ? and outcome = 'refused'"
                        + " order by id desc limit 1")
                .param(action)
                .query((row, _) -> row.getString(1))
                .single();
    }

    int notedAsOld() {
        return acme.jdbc()
                .sql("select count(*) from audit_event where action = 'saml.old-algorithm'")
                .query(Integer.class)
                .single();
    }

    /// The first element of that name, as it is written.
    static String element(String text, String name) {
        int from = text.indexOf("<" + name + (text.contains("<" + name + " ") ? " " : ">"));
        String end = "</" + name + ">";
        return text.substring(from, text.indexOf(end, from) + end.length());
    }

    /// What the provider was asked.
    record Asked(SentRequest sent, URI address) {
        String id() {
            return sent.message().requireAttribute("ID");
        }

        String state() {
            return sent.relayState();
        }
    }

    Asked leave(Browser browser, Map<String, String> changes) {
        Answer page = browser.follow(authorize(browser, request("shop", changes)));
        return asked(browser.submit(FederationTest.providerForm(page).with("provider", "uni")));
    }

    static Asked asked(Answer leaving) {
        URI there = FederationTest.leaving(leaving);
        assertThat(there.toString()).startsWith(TestIdentityProvider.SSO + "?");
        return new Asked(SentRequest.ofQuery(there.getRawQuery(), "SAMLRequest"), there);
    }

    /// As our own page sends it on, with the browser's cookies.
    Answer comeBack(Browser browser, String response, String state) {
        return browser.post(
                URI.create(consumer()),
                Map.of("SAMLResponse", TestIdentityProvider.encoded(response), "RelayState", state),
                Map.of("Origin", "https://idp.example"));
    }

    String response(String inResponseTo) {
        return idp.response(acme.clock().instant(), consumer(), audience(), inResponseTo);
    }

    Answer signIn(Browser browser) {
        acme.clock().advance(Duration.ofSeconds(1)); // so that the audit trail is in order
        Asked asked = leave(browser, Map.of());
        return comeBack(browser, response(asked.id()), asked.state());
    }

    JsonNode claims(Answer done) {
        return acme.claims(acme.tokens(acme.exchange("shop", done.parameter("code")))
                .path("id_token")
                .stringValue());
    }

    void assertRefused(String reason) {
        Browser browser = acme.browser();
        assertRefused(browser, signIn(browser), reason);
    }

    void assertRefused(Browser browser, Answer answer, String reason) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.body()).contains("You could not be signed in that way.");
        assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
        assertThat(acme.jdbc()
                        .sql("select reason from audit_event where tenant_id = 'acme.example'"
                                + " and action = 'session.begin' and outcome ilike 'refused'"
                                + " order by time desc, id desc limit 1")
                        .query((row, _) -> row.getString(1))
                        .single())
                .startsWith("provider ")
                .contains(reason);
    }

    @Test
    void a_refusal_is_explained_step_by_step() {
        Browser browser = acme.browser();
        Asked asked = leave(browser, Map.of());
        String forAnother = idp.response(acme.clock().instant(), consumer(), "https://somebody.example", asked.id());
        assertThat(explained(comeBack(browser, forAnother, asked.state())))
                .endsWith(
                        "authentication policy held",
                        "identity provider held",
                        "request held",
                        "response held",
                        "signature of the response held",
                        "status held",
                        "signature of the assertion held",
                        "confirmation of the subject held",
                        "authorization request held",
                        "identity provider refused");
        idp = new TestIdentityProvider();
        change("{\"justInTime\":false}");
        try {
            idp.attributes.put(UID, List.of("stranger"));
            assertThat(explained(signIn(acme.browser())))
                    .endsWith(
                            "conditions held",
                            "assertion held",
                            "authorization request held",
                            "identity provider held",
                            "identity provider refused");
        } finally {
            change("{\"justInTime\":true}");
        }
    }

    private List<String> explained(Answer page) {
        var reference = Pattern.compile("Reference <code[^>]*>([^<]+)</code>").matcher(page.body());
        assertThat(reference.find()).as(page.body()).isTrue();
        return acme.json(acme.browser()
                        .get("/api/v1/tenants/acme.example/sign-in-refusals/" + reference.group(1))
                        .body())
                .path("steps")
                .valueStream()
                .map(step -> step.path("policy").asString() + " "
                        + step.path("outcome").asString())
                .toList();
    }

    @Nested
    @DisplayName("core §3.4.1 the request")
    class TheRequest {
        @Test
        void is_signed_and_asks_for_an_answer_at_the_provider_s_own_address() {
            Asked asked = leave(acme.browser(), Map.of());
            asked.sent().checkSignature(TestServiceProvider.idpKeys(acme, ACME), true);
            XmlElement message = asked.sent().message().require(Ns.SAMLP, "AuthnRequest");
            assertThat(message.requireAttribute("Destination")).isEqualTo(TestIdentityProvider.SSO);
            assertThat(message.requireAttribute("AssertionConsumerServiceURL")).isEqualTo(consumer());
            assertThat(message.attribute("ForceAuthn")).isEmpty();
            assertThat(message.only(Ns.SAML, "Issuer").text()).isEqualTo(audience());
            assertThat(leave(acme.browser(), Map.of()).id()).isNotEqualTo(asked.id());
        }

        @Test
        void goes_by_a_form_to_whoever_takes_nothing_else() {
            assertThat(add("""
                {"name":"post","kind":"saml","metadata":%s}\
                """.formatted(TestServiceProvider.quoted(
                                    acme, TestIdentityProvider.metadata(idp.signer, Binding.POST, ""))))
                            .status())
                    .isEqualTo(201);
            Browser browser = acme.browser();
            Answer page = browser.follow(authorize(browser, request("shop")));
            Answer form = browser.submit(FederationTest.providerForm(page).with("provider", "post"));
            assertThat(form.form().action()).isEqualTo(URI.create(TestIdentityProvider.SSO));
            SentRequest sent = SentRequest.ofForm(Browser.encode(form.form().fields()), "SAMLRequest");
            sent.checkSignature(TestServiceProvider.idpKeys(acme, ACME), true);
            assertThat(sent.relayState()).hasSize(43);
        }

        @Test
        void who_must_prove_themselves_anew_must_do_so_there() {
            idp.nameId = "p-anew";
            idp.attributes.put(UID, List.of("anew"));
            Browser browser = acme.browser();
            Asked asked = leave(browser, Map.of("prompt", "login"));
            assertThat(asked.sent().message().attribute("ForceAuthn")).contains("true");
            idp.authenticated = Duration.ofHours(1);
            assertRefused(browser, comeBack(browser, response(asked.id()), asked.state()), "as lately");
            idp.authenticated = Duration.ZERO;
            Asked again = leave(browser, Map.of("prompt", "login"));
            assertThat(comeBack(browser, response(again.id()), again.state()).parameter("code"))
                    .isNotEmpty();
        }
    }

    @Test
    @DisplayName("core §3.4.1: ForceAuthn of a service provider of ours is asked of the provider too")
    void forced_by_a_service_provider_of_ours() {
        assertThat(TestServiceProvider.register(acme, TestServiceProvider.metadata("signing"), "")
                        .status())
                .isEqualTo(201);
        idp.nameId = "p-forced";
        idp.attributes.put(UID, List.of("forced"));
        assertThat(sentOn(acme.browser(), Map.of()).sent().message().attribute("ForceAuthn"))
                .isEmpty();
        Browser browser = acme.browser();
        Asked forced = sentOn(browser, Map.of("ForceAuthn", "true"));
        assertThat(forced.sent().message().attribute("ForceAuthn")).contains("true");
        idp.authenticated = Duration.ofHours(1);
        assertRefused(browser, comeBack(browser, response(forced.id()), forced.state()), "as lately");
        idp.authenticated = Duration.ZERO;
        Asked again = sentOn(browser, Map.of("ForceAuthn", "true"));
        Answer done = browser.follow(comeBack(browser, response(again.id()), again.state()));
        TestServiceProvider.assertion(acme, TestServiceProvider.response(acme, done));
        acme.browser().send("DELETE", "/api/v1/tenants/acme.example/service-providers/wiki", "text/plain", "");
    }

    Asked sentOn(Browser browser, Map<String, String> changes) {
        Answer page = browser.follow(
                browser.get(TestServiceProvider.redirect(TestServiceProvider.request(acme, changes, ""), "")));
        return asked(browser.submit(FederationTest.providerForm(page).with("provider", "uni")));
    }

    @Nested
    @DisplayName("profiles §4.1.4.3 the answer")
    class TheAnswer {
        @Test
        void makes_the_person_at_the_first_visit_and_knows_them_at_the_next() {
            idp.nameId = "p-dave";
            idp.attributes.putAll(Map.of(
                    UID,
                    List.of("dave"),
                    "urn:oid:2.16.840.1.113730.3.1.241",
                    List.of("Dave D."),
                    "urn:oid:0.9.2342.19200300.100.1.3",
                    List.of("dave@UNI.example")));
            JsonNode first = claims(signIn(acme.browser()));
            assertThat(first.path("acr").stringValue()).isEqualTo("1");
            assertThat(first.path("amr").toString()).isEqualTo("[\"fed\"]");
            var dave = acme.subject(SubjectKind.USER, "dave");
            assertThat(dave.attributes().get("mail")).containsExactly("dave@UNI.example");
            assertThat(dave.attributes().get("displayname")).containsExactly("Dave D.");
            idp.attributes.put(UID, List.of("renamed"));
            idp.signsAssertion = false;
            idp.signsResponse = true;
            assertThat(claims(signIn(acme.browser())).path("sub")).isEqualTo(first.path("sub"));
        }

        @Test
        void an_address_of_another_domain_is_nobody_s() {
            idp.nameId = "p-eve";
            idp.attributes.putAll(
                    Map.of(UID, List.of("eve"), "urn:oid:0.9.2342.19200300.100.1.3", List.of("alice@acme.example")));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(acme.subject(SubjectKind.USER, "eve").attributes()).doesNotContainKey("mail");
        }

        @Test
        @DisplayName("threat 6: nobody becomes somebody who is here already by a name")
        void no_linking_by_name() {
            idp.nameId = "p-mallory";
            idp.attributes.put(UID, List.of("alice"));
            assertRefused("is somebody's here");
        }

        @Test
        void encrypted_for_us_it_is_read_and_for_somebody_else_it_is_not() {
            idp.nameId = "p-enc";
            idp.attributes.put(UID, List.of("enc"));
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            assertThat(claims(signIn(acme.browser())).path("amr").toString()).isEqualTo("[\"fed\"]");
            idp.signsResponse = true;
            idp.signsAssertion = false;
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            idp.reader = Optional.of(TestServiceProvider.keys().getPublic());
            assertRefused("not encrypted for us");
        }

        @Test
        @DisplayName("core §2.2.4, §2.7.3.2: names and attributes that are encrypted for us alone")
        void encrypted_names_and_attributes() {
            idp.nameId = "p-hidden";
            idp.attributes.put(UID, List.of("hidden"));
            PublicKey ours = TestServiceProvider.idpKeys(acme, ACME).getFirst();
            idp.before = text -> encrypting(text, ours);
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(acme.subject(SubjectKind.USER, "hidden").name()).isEqualTo("hidden");
            assertThat(acme.jdbc()
                            .sql("select count(*) from upstream_session where name = 'p-hidden'")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
            idp.before = text -> encrypting(text, TestServiceProvider.keys().getPublic());
            assertRefused("not encrypted for us");
            idp.before = text -> {
                String name = element(text, "saml:NameID");
                return text.replace(name, name + TestIdentityProvider.wrapped("saml:EncryptedID", name, ours));
            };
            assertRefused("both NameID and EncryptedID");
            idp.before = text -> text.replace(
                    element(text, "saml:NameID"),
                    TestIdentityProvider.wrapped("saml:EncryptedID", "<saml:Issuer>p-hidden</saml:Issuer>", ours));
            assertRefused("Issuer where NameID should be");
            idp.before = text -> text.replace(
                    element(text, "saml:Attribute"),
                    element(encrypting(text, ours), "saml:EncryptedAttribute").repeat(51));
            assertRefused("more encrypted attributes than anybody needs");
        }

        private static String encrypting(String text, PublicKey reader) {
            String name = element(text, "saml:NameID");
            String attribute = element(text, "saml:Attribute");
            return text.replace(name, TestIdentityProvider.wrapped("saml:EncryptedID", name, reader))
                    .replace(attribute, TestIdentityProvider.wrapped("saml:EncryptedAttribute", attribute, reader));
        }

        @Test
        @DisplayName("threat 4: encrypted is not signed")
        void encrypted_is_not_signed() {
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            idp.signsAssertion = false;
            assertRefused("neither the assertion nor the response is signed");
        }

        @Test
        @DisplayName("threat 4: unsigned, and signed by a key that it brings along")
        void unsigned() {
            idp.signsAssertion = false;
            assertRefused("neither the assertion nor the response is signed");
            var other = TestServiceProvider.keys();
            idp.signsAssertion = true;
            idp.signer = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
            assertRefused("not by a key of whoever it names");
            idp.signsResponse = true;
            assertRefused("not by a key of whoever it names");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            Recipient="           | Recipient="https://evil.example/          | Recipient is another address
            <saml:Audience>       | <saml:Audience>x                          | another audience
            https://idp.example/metadata</saml:Issuer> | https://evil.example</saml:Issuer> | another issuer
            cm:bearer             | cm:sender-vouches                         | no bearer confirmation
            InResponseTo="_       | InResponseTo="_x                          | answers another request
            </saml:AudienceRestriction>   | </saml:AudienceRestriction><saml:ProxyRestriction Count="0"></saml:ProxyRestriction> | not understood
            Version="2.0"         | Version="1.1"                             | not SAML 2.0
            <saml:NameID          | <saml:BaseID                              | Subject with a BaseID
            """)
        void what_an_honest_provider_says_to_somebody_else_is_refused(String is, String becomes, String reason) {
            idp.before = text -> {
                assertThat(text).contains(is);
                String lie = text.replace(is, becomes);
                return is.equals("<saml:NameID") ? lie.replace("</saml:NameID>", "</saml:BaseID>") : lie;
            };
            assertRefused(reason);
        }

        @Test
        void a_bearer_without_data_and_an_assertion_for_anybody_are_refused() {
            idp.before = text -> text.replaceAll("<saml:SubjectConfirmationData.*</saml:SubjectConfirmationData>", "");
            assertRefused("a bearer without SubjectConfirmationData");
            idp.before = text -> text.replaceAll(
                    "(<saml:SubjectConfirmationData.*?) NotOnOr", "$1 NotBefore=\"2026-01-01T00:00:00Z\" NotOnOr");
            assertRefused("a bearer with NotBefore");
            idp.before = text -> text.replaceAll("<saml:AudienceRestriction.*</saml:AudienceRestriction>", "");
            assertRefused("for anybody");
            idp.before = text -> text.replaceAll("<saml:Conditions.*</saml:Conditions>", "");
            assertRefused("no Conditions");
        }

        @Test
        void the_response_s_own_words_count_too() {
            idp.signsResponse = false;
            idp.last = text -> text.replaceFirst("Destination=\"", "Destination=\"https://evil.example/");
            assertRefused("Destination is another address");
            idp.last = text -> text.replaceFirst("InResponseTo=\"", "InResponseTo=\"_x");
            assertRefused("answers another request");
            idp.last = text -> text.replaceFirst("status:Success", "status:Responder");
            assertRefused("it answers urn:oasis:names:tc:SAML:2.0:status:Responder");
            idp.last = text -> text.replaceFirst(TestIdentityProvider.ENTITY_ID, "https://evil.example");
            assertRefused("another issuer");
        }

        @Test
        @DisplayName(
                "core §3.2.2, profiles §4.1.4.2: only what is signed or encrypted has to say from whom and to where")
        void without_destination_or_issuer() {
            idp.nameId = "p-short";
            idp.attributes.put(UID, List.of("short"));
            for (Set<String> parts :
                    List.of(Set.of("Destination"), Set.of("Issuer"), Set.of("Destination", "Issuer"))) {
                idp.leftOut = parts;
                assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            }
            idp.before = text -> text.replace("Recipient=\"", "Recipient=\"https://evil.example/");
            assertRefused("Recipient is another address");
            idp.before = text -> text.replace("InResponseTo=\"_", "InResponseTo=\"_x");
            assertRefused("the assertion answers another request");
            idp.before = text -> text.replace("<saml:Audience>", "<saml:Audience>x");
            assertRefused("another audience");
            idp.before = text -> text.replace(TestIdentityProvider.ENTITY_ID + "<", "https://evil.example<");
            assertRefused("another issuer");
            idp.before = text -> text;
            idp.last = text -> text.replaceFirst(" InResponseTo=\"[^\"]*\"", "");
            assertRefused("the response answers another request");
            idp.last = text -> text.replaceFirst(" ID=", " Destination=\"\" ID=");
            assertRefused("Destination is another address");
            idp.last = text -> text;
            idp.signsAssertion = false;
            assertRefused("neither the assertion nor the response is signed");
        }

        @Test
        void a_signed_response_says_from_whom_and_to_where_and_one_with_something_encrypted_from_whom() {
            idp.nameId = "p-whole";
            idp.attributes.put(UID, List.of("whole"));
            idp.signsResponse = true;
            idp.leftOut = Set.of("Destination");
            assertRefused("a signed response without Destination");
            idp.leftOut = Set.of("Issuer");
            assertRefused("without Issuer");
            idp.signsResponse = false;
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            assertRefused("without Issuer");
            idp.leftOut = Set.of("Destination");
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
        }

        @Test
        void an_old_one_and_one_that_is_still_to_come_are_refused() {
            Browser browser = acme.browser();
            Asked asked = leave(browser, Map.of());
            String old = idp.response(acme.clock().instant().minusSeconds(331), consumer(), audience(), asked.id());
            assertRefused(browser, comeBack(browser, old, asked.state()), "expired");
            Asked again = leave(browser, Map.of());
            String early = idp.response(acme.clock().instant().plusSeconds(182), consumer(), audience(), again.id());
            assertRefused(browser, comeBack(browser, early, again.state()), "another time");
            idp.before = text ->
                    text.replaceAll("SessionNotOnOrAfter=\"[^\"]*\"", "SessionNotOnOrAfter=\"2020-01-01T00:00:00Z\"");
            assertRefused("the session there has ended");
            idp.before = text -> text.replaceAll("AuthnInstant=\"[^\"]*\"", "AuthnInstant=\"2040-01-01T00:00:00Z\"");
            assertRefused("will have signed in");
        }

        @Test
        void who_lacks_a_required_attribute_is_not_let_in() {
            change("{\"requiredClaims\":[{\"claim\":\"affiliation\",\"value\":\"staff\"}]}");
            idp.nameId = "p-staff";
            idp.attributes.put(UID, List.of("required"));
            assertRefused("in the claim affiliation");
            idp.attributes.put("affiliation", List.of("alum", "staff"));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
        }

        @Test
        void clocks_there_may_be_minutes_ahead() {
            idp.nameId = "p-ahead";
            idp.attributes.put(UID, List.of("ahead"));
            Browser browser = acme.browser();
            Asked asked = leave(browser, Map.of());
            Instant now = acme.clock().instant();
            String early = idp.response(now.plusSeconds(178), consumer(), audience(), asked.id());
            JsonNode claims = claims(comeBack(browser, early, asked.state()));
            assertThat(claims.path("auth_time").longValue()).isEqualTo(now.getEpochSecond());
        }

        @Test
        void a_name_that_is_another_one_each_time_names_nobody_but_an_attribute_may() {
            idp.format = NameIdFormat.TRANSIENT.uri();
            assertRefused("another one each time");
            change("{\"subjectAttribute\":\"urn:oasis:names:tc:SAML:attribute:pairwise-id\"}");
            assertRefused("has 0 values");
            idp.attributes.put(UID, List.of("pair"));
            idp.attributes.put("urn:oasis:names:tc:SAML:attribute:pairwise-id", List.of("A1@uni.example"));
            JsonNode first = claims(signIn(acme.browser()));
            idp.nameId = "another";
            assertThat(claims(signIn(acme.browser())).path("sub")).isEqualTo(first.path("sub"));
        }

        @Test
        @DisplayName("core §2.4.1: nobody need be named where an attribute says who it is")
        void without_a_name() {
            idp.attributes.put(UID, List.of("unnamed"));
            idp.attributes.put("urn:oasis:names:tc:SAML:attribute:subject-id", List.of("u1@uni.example"));
            idp.before = text -> text.replaceAll("<saml:NameID .*</saml:NameID>", "");
            assertRefused("no NameID");
            change("{\"subjectAttribute\":\"urn:oasis:names:tc:SAML:attribute:subject-id\"}");
            Browser browser = acme.browser();
            JsonNode first = claims(signIn(browser));
            assertThat(claims(signIn(acme.browser())).path("sub")).isEqualTo(first.path("sub"));
            Answer page = browser.get("/t/acme.example/oauth2/logout");
            assertThat(browser.submit(page.form()).header("Refresh").orElse(""))
                    .as("nobody is named there to be signed out")
                    .doesNotContain("idp.example");
            assertThat(browser.get(AccountPage.PATH).status()).isEqualTo(303);
        }

        @Test
        void a_name_of_any_length_is_one_person_s_or_is_refused() {
            idp.nameId = "p-" + "n".repeat(255);
            assertRefused("too long");
            change("{\"subjectAttribute\":\"long\"}");
            idp.nameId = "p-long";
            idp.attributes.put(UID, List.of("long"));
            idp.attributes.put("long", List.of("ä".repeat(4000)));
            JsonNode first = claims(signIn(acme.browser()));
            assertThat(claims(signIn(acme.browser())).path("sub")).isEqualTo(first.path("sub"));
        }

        @Test
        void groups_and_second_factors_follow_what_the_provider_says() {
            idp.nameId = "p-clerk";
            idp.attributes.putAll(Map.of(UID, List.of("clara"), "roles", List.of("clerk", "other")));
            idp.context = "https://refeds.org/profile/mfa";
            assertThat(claims(signIn(acme.browser())).path("acr").stringValue()).isEqualTo("1");
            var clara = acme.subject(SubjectKind.USER, "clara").id();
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, clara)).contains("clerks");
            change("{\"trustsSecondFactor\":true}");
            idp.attributes.put("roles", List.of("other"));
            assertThat(claims(signIn(acme.browser())).path("acr").stringValue()).isEqualTo("2");
            assertThat(acme.bean(Subjects.class).groupsOf(ACME, clara)).doesNotContain("clerks");
        }

        @Test
        @DisplayName("a claim of ours is not made by an attribute of that name")
        void no_claims_of_ours() {
            idp.nameId = "p-amr";
            idp.attributes.putAll(Map.of(
                    UID,
                    List.of("amr"),
                    "amr",
                    List.of("mfa", "x"),
                    "email",
                    List.of("alice@acme.example"),
                    "email_verified",
                    List.of("true")));
            change("{\"trustsSecondFactor\":true}");
            assertThat(claims(signIn(acme.browser())).path("acr").stringValue()).isEqualTo("1");
            assertThat(acme.subject(SubjectKind.USER, "amr").attributes()).doesNotContainKey("mail");
        }

        @Test
        @DisplayName(
                "core §2.7.2 AuthnInstant is when the person proved who they are, unless they have proved more here")
        void since_when() {
            idp.nameId = "p-since";
            idp.attributes.put(UID, List.of("since"));
            idp.authenticated = Duration.ofHours(3);
            assertThat(claims(signIn(acme.browser())).path("auth_time").longValue())
                    .isEqualTo(thatLongAgo());
            acme.policy("{\"secondFactor\":\"required\"}");
            Browser browser = acme.browser();
            assertThat(asked(signIn(browser)).sent().message().attribute("ForceAuthn"))
                    .as("before a factor is set up")
                    .contains("true");
            idp.authenticated = Duration.ofMinutes(4);
            Answer page = signIn(browser);
            Authenticator authenticator = Authenticator.of(acme, page);
            Answer codes = browser.submit(page.lastForm().with("code", authenticator.code()));
            assertThat(claims(browser.submit(codes.form())).path("auth_time").longValue())
                    .isEqualTo(thatLongAgo());
            acme.clock().advance(Duration.ofSeconds(30));
            Browser another = acme.browser();
            Answer second = signIn(another);
            assertThat(claims(another.submit(second.lastForm().with("code", authenticator.code())))
                            .path("auth_time")
                            .longValue())
                    .isEqualTo(acme.clock().instant().getEpochSecond());
        }

        private long thatLongAgo() {
            return acme.clock().instant().minus(idp.authenticated).getEpochSecond();
        }

        @Test
        @DisplayName("threats 5, 6: an answer counts once, in one browser, for one provider")
        void the_state() {
            idp.nameId = "p-state";
            idp.attributes.put(UID, List.of("state"));
            Browser browser = acme.browser();
            Asked asked = leave(browser, Map.of());
            String response = response(asked.id());
            Browser another = acme.browser();
            Asked theirs = leave(another, Map.of());
            assertRefused(another, comeBack(another, response, asked.state()), "no request of this browser");
            assertRefused(another, comeBack(another, response, theirs.state()), "answers another request");
            assertThat(comeBack(browser, response, asked.state()).parameter("code"))
                    .isNotEmpty();
            Browser again = acme.browser();
            leave(again, Map.of());
            assertRefused(again, comeBack(again, response, asked.state()), "no request of this browser");
        }

        @Test
        @DisplayName("threat 5: an assertion of a good answer is not taken in another one, on another node either")
        void replayed() {
            idp.nameId = "p-replay";
            idp.attributes.put(UID, List.of("replay"));
            change("{\"idpInitiated\":true}");
            String unsolicited = response("");
            Browser browser = acme.browser();
            leave(browser, Map.of());
            assertThat(comeBack(browser, unsolicited, "").status()).isEqualTo(303);
            try (var second = acme.secondNode()) {
                second.context().clock().set(acme.clock().instant());
                Browser elsewhere = acme.browser();
                leave(elsewhere, Map.of());
                elsewhere = elsewhere.at(second);
                assertThat(comeBack(elsewhere, unsolicited, "").status()).isEqualTo(403);
                assertThat(elsewhere.cookies()).doesNotContainKey(AccountPage.COOKIE);
                assertThat(acme.jdbc()
                                .sql("select count(*) from audit_event where action = 'session.begin'"
                                        + " and reason like '%has been taken before'")
                                .query(Integer.class)
                                .single())
                        .isOne();
            }
        }

        @Test
        void nobody_comes_without_having_been_sent_unless_that_is_allowed() {
            idp.nameId = "p-start";
            idp.attributes.put(UID, List.of("start"));
            Browser browser = acme.browser();
            leave(browser, Map.of());
            assertRefused(browser, comeBack(browser, response(""), "whatever"), "no request of this browser");
            change("{\"idpInitiated\":true}");
            // an answer to somebody's request is none that nobody has asked for
            assertRefused(browser, comeBack(browser, response("_x"), "whatever"), "no request of this browser");
            idp.last = text -> text.replaceFirst(" InResponseTo=\"_x\"", "");
            assertRefused(browser, comeBack(browser, response("_x"), "whatever"), "answers another request");
        }

        @Test
        @DisplayName(
                "core §3.4.1.2: a service provider that wants nobody in between is not told of who signed in there")
        void no_proxy() {
            assertThat(TestServiceProvider.register(acme, TestServiceProvider.metadata(), "")
                            .status())
                    .isEqualTo(201);
            idp.nameId = "p-proxied";
            idp.attributes.put(UID, List.of("proxied"));
            Browser browser = acme.browser();
            signIn(browser);
            String scoping = "<samlp:Scoping ProxyCount=\"%d\"></samlp:Scoping>";
            assertThat(status(browser, scoping.formatted(1))).endsWith("Success");
            assertThat(status(browser, scoping.formatted(0))).endsWith("Responder");
            assertThat(acme.jdbc()
                            .sql("select reason from audit_event where action = 'saml.respond'"
                                    + " and outcome ilike 'refused'")
                            .query((row, _) -> row.getString(1))
                            .list())
                    .containsExactly("ProxyCountExceeded: the person has signed in at another provider");
        }

        String status(Browser browser, String scoping) {
            String request = TestServiceProvider.request(acme, Map.of(), scoping);
            return TestServiceProvider.response(acme, browser.get(TestServiceProvider.redirect(request, "")))
                    .only(Ns.SAMLP, "Status")
                    .only(Ns.SAMLP, "StatusCode")
                    .requireAttribute("Value");
        }

        @Test
        void a_browser_without_our_cookie_is_asked_to_send_it_from_our_own_page() {
            idp.nameId = "p-lax";
            idp.attributes.put(UID, List.of("lax"));
            Browser browser = acme.browser();
            Asked asked = leave(browser, Map.of());
            Map<String, String> cookies = browser.cookies();
            browser.forgetCookies();
            Answer page = comeBack(browser, response(asked.id()), asked.state());
            assertThat(page.form().action()).isEqualTo(URI.create(consumer()));
            assertThat(page.header("Content-Security-Policy").orElseThrow()).contains("form-action 'self';");
            cookies.forEach(browser::setCookie);
            assertThat(browser.submit(page.form()).parameter("code")).isNotEmpty();

            Browser stranger = acme.browser();
            Answer first = comeBack(stranger, response(asked.id()), asked.state());
            assertRefused(stranger, stranger.submit(first.form()), "another browser");

            change("{\"idpInitiated\":true}");
            Browser visitor = acme.browser();
            Answer second = visitor.submit(comeBack(visitor, response(""), "").form());
            assertThat(visitor.submit(second.form()).status()).isEqualTo(303);
            assertThat(visitor.cookies()).containsKey(AccountPage.COOKIE);
        }

        @Test
        void who_comes_without_having_been_sent_says_yes_to_the_banner_first() {
            change("{\"idpInitiated\":true}");
            appearance("{\"banner\":{\"text\":{\"en\":\"Authorised use only.\"},\"consent\":true}}");
            idp.nameId = "p-banner";
            idp.attributes.put(UID, List.of("banner"));
            Browser browser = acme.browser();
            browser.get("/t/acme.example/login");
            Answer stopped = comeBack(browser, response(""), "");
            assertThat(stopped.body()).contains("Authorised use only.", "banner-form");
            assertThat(browser.cookies()).doesNotContainKey(AccountPage.COOKIE);
            browser.submit(stopped.form().with("agree", "yes"));
            assertThat(comeBack(browser, response(""), "").status()).isEqualTo(303);
            assertThat(browser.cookies()).containsKey(AccountPage.COOKIE);
            appearance("{\"banner\":null}");
        }

        void appearance(String patch) {
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    "/api/v1/tenants/acme.example/policies/appearance",
                                    "application/merge-patch+json",
                                    patch)
                            .status())
                    .isEqualTo(200);
        }

        @Test
        @DisplayName("threat 1: a disabled person, a disabled provider, a policy without providers, expired metadata")
        void disabled() {
            idp.nameId = "p-off";
            idp.attributes.put(UID, List.of("off"));
            signIn(acme.browser());
            acme.bean(Subjects.class)
                    .setEnabled(ACME, acme.subject(SubjectKind.USER, "off").id(), false);
            assertRefused("disabled");
            Browser browser = acme.browser();
            Asked asked = leave(browser, Map.of());
            change("{\"enabled\":false}");
            assertRefused(browser, comeBack(browser, response(asked.id()), asked.state()), "no such provider");
            change("{\"enabled\":true}");
            String soon = acme.clock().instant().plusSeconds(60).toString();
            change("{\"metadata\":%s}"
                    .formatted(TestServiceProvider.quoted(
                            acme,
                            TestIdentityProvider.metadata()
                                    .replace(" entityID=", " validUntil=\"%s\" entityID=".formatted(soon)))));
            acme.clock().advance(Duration.ofSeconds(60));
            assertThat(browser.follow(authorize(browser, request("shop"))).body())
                    .doesNotContain("University");
            assertThat(acme.browser().get(PATH + "/uni").body()).contains(soon);
            change("{\"metadata\":%s}".formatted(TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())));
        }
    }

    @Nested
    @DisplayName("Old algorithms, of a provider that is marked only")
    class Old {
        void allowed(boolean allowed) {
            change("{\"allowOldAlgorithms\":%s}".formatted(allowed));
        }

        @Test
        void sha_1_is_believed_and_said_in_the_audit_trail() {
            idp.nameId = "p-sha1";
            idp.attributes.put(UID, List.of("sha1"));
            idp.after = text -> TestIdentityProvider.bySha1(text, idp.signer.key());
            assertRefused("algorithm not accepted");
            allowed(true);
            int before = notedAsOld();
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(notedAsOld()).isEqualTo(before + 1);
            UnaryOperator<String> sha1 = idp.after;
            idp.after = text -> sha1.apply(text).replace("p-sha1", "p-admin");
            assertRefused("has been changed");
            idp.after = text -> text;
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(notedAsOld()).isEqualTo(before + 1);
            allowed(false);
            idp.after = sha1;
            assertRefused("algorithm not accepted");
        }

        @Test
        void cbc_is_decrypted_out_of_what_the_provider_has_signed() {
            idp.nameId = "p-cbc";
            idp.attributes.put(UID, List.of("cbc"));
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            idp.byBlocks = true;
            idp.signsResponse = true;
            assertRefused("encryption not accepted");
            allowed(true);
            int before = notedAsOld();
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            assertThat(notedAsOld()).isEqualTo(before + 1);
            idp.signsResponse = false;
            assertRefused("AES-CBC in a response that is not signed");
            idp.byBlocks = false;
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
        }
    }

    @Nested
    @DisplayName("Metadata that end, or are not accepted any more")
    class Metadata {
        @Test
        void one_that_cannot_be_read_any_more_is_of_no_use_and_takes_no_other_along() {
            assertThat(add("""
                {"name":"later","kind":"saml","metadata":%s}""".formatted(TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())))
                            .status())
                    .isEqualTo(201);
            acme.jdbc()
                    .sql("update identity_provider set metadata = replace(metadata, 'SingleSignOnService', 'Other')"
                            + " where name = 'later'")
                    .update();
            acme.bean(TransactionTemplate.class)
                    .executeWithoutResult(_ -> acme.bean(ChangeFeed.class).append(ACME, "identity-provider", "all"));
            Answer list = acme.browser().get(PATH);
            assertThat(list.status()).as(list.toString()).isEqualTo(200);
            assertThat(list.body()).contains("\"problem\":\"no SingleSignOnService", "University");
            idp.nameId = "p-beside";
            idp.attributes.put(UID, List.of("beside"));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            String evil = TestIdentityProvider.metadata().replace(TestIdentityProvider.ENTITY_ID, "https://evil");
            assertThat(patchLater(evil)).isEqualTo(400);
            assertThat(patchLater(TestIdentityProvider.metadata())).isEqualTo(200);
            assertThat(acme.browser().get(PATH + "/later").body()).doesNotContain("\"problem\":\"");
            assertThat(acme.browser()
                            .send("DELETE", PATH + "/later", "application/json", "")
                            .status())
                    .isEqualTo(204);
        }

        int patchLater(String metadata) {
            return acme.browser()
                    .send(
                            "PATCH",
                            PATH + "/later",
                            "application/merge-patch+json",
                            "{\"metadata\":%s}".formatted(TestServiceProvider.quoted(acme, metadata)))
                    .status();
        }
    }

    @Nested
    @DisplayName("RFC 7522: an assertion at the token endpoint")
    class Bearer {
        /// Somebody who is linked here.
        String known(String name) {
            idp.nameId = "p-" + name;
            idp.attributes.put(UID, List.of(name));
            assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
            return acme.subject(SubjectKind.USER, name).name();
        }

        String assertion() {
            return assertion(TOKEN, TOKEN);
        }

        String assertion(String recipient, String audience) {
            return idp.assertion(acme.clock().instant(), recipient, audience, "");
        }

        Answer bring(String assertion, String... more) {
            return bring(acme.browser(), assertion, more);
        }

        Answer bring(Browser browser, String assertion, String... more) {
            var form = new LinkedHashMap<String, String>();
            form.put("grant_type", SAML_BEARER);
            form.put(
                    "assertion",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(assertion.getBytes(StandardCharsets.UTF_8)));
            for (int i = 0; i < more.length; i += 2) {
                form.put(more[i], more[i + 1]);
            }
            return browser.post(URI.create(TOKEN), form, Map.of("Authorization", Acme.basic("importer", bearerSecret)));
        }

        JsonNode claims(Answer answer) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            return acme.claims(acme.json(answer.body()).path("access_token").stringValue());
        }

        void assertNotValid(String assertion, String reason) {
            acme.clock().advance(Duration.ofSeconds(1));
            Answer answer = bring(assertion);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(acme.json(answer.body()).path("error").stringValue()).isEqualTo("invalid_grant");
            assertThat(answer.body()).doesNotContain(reason);
            assertThat(acme.jdbc()
                            .sql("select reason from audit_event where tenant_id = 'acme.example'"
                                    + " and action = 'token.issue' and outcome ilike 'refused'"
                                    + " order by time desc, id desc limit 1")
                            .query((row, _) -> row.getString(1))
                            .single())
                    .contains(reason);
        }

        @Test
        @DisplayName("§2.1, §3: gives a token about the person, which ends with the assertion")
        void gives_a_token() {
            String name = known("bea");
            Answer answer = bring(assertion(), "resource", "stock");
            JsonNode claims = claims(answer);
            assertThat(claims.path("sub").stringValue())
                    .isEqualTo(acme.subject(SubjectKind.USER, name).id().toString());
            assertThat(claims.path("client_id").stringValue()).isEqualTo("importer");
            assertThat(claims.path("aud").stringValue()).isEqualTo("stock");
            assertThat(claims.path("scope").stringValue()).isEqualTo("read");
            assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                    .isBetween(1L, 331L);
            assertThat(acme.json(answer.body()).has("refresh_token")).isFalse();
            assertThat(acme.json(answer.body()).has("id_token")).isFalse();
        }

        @Test
        @DisplayName("§3 item 2: is for the token endpoint, the issuer, or our name at the provider")
        void audiences() {
            known("aud");
            claims(bring(assertion(TOKEN, TOKEN)));
            claims(bring(assertion(TOKEN, "https://localhost:8443/t/acme.example")));
            claims(bring(assertion(TOKEN, audience())));
            assertNotValid(assertion(TOKEN, "https://localhost:8443/t/other.example"), "another audience");
        }

        @Test
        @DisplayName("§3 item 5: what was for a browser's sign-in is brought by nobody to the token endpoint")
        void not_from_a_sign_in() {
            known("web");
            assertNotValid(assertion(consumer(), audience()), "Recipient is another address");
            assertNotValid(
                    idp.assertion(acme.clock().instant(), TOKEN, audience(), "_request"), "answers another request");
        }

        @Test
        @DisplayName("§3 item 7: need not say how the person signed in")
        void without_statement() {
            known("auth");
            idp.before = text -> text.replaceAll("<saml:AuthnStatement.*</saml:AuthnStatement>", "");
            claims(bring(assertion()));
            assertRefused("no AuthnStatement");
        }

        @Test
        @DisplayName("threat 38: may have been taken before a restoration, by a clock there that is ahead")
        void before_a_restoration() {
            known("restored");
            var jdbc = acme.bean(JdbcClient.class);
            var now = Timestamp.from(acme.clock().instant());
            jdbc.sql("insert into restoration (made_at, restored_at) values (?, ?)")
                    .param(now)
                    .param(now)
                    .update();
            try (var second = acme.secondNode()) {
                second.context().clock().set(acme.clock().instant());
                String early = idp.assertion(acme.clock().instant().plusSeconds(178), TOKEN, TOKEN, "");
                assertThat(bring(acme.browser().at(second), early).status()).isEqualTo(400);
                second.context().clock().set(acme.clock().instant().plusSeconds(220));
                String after = idp.assertion(acme.clock().instant().plusSeconds(220), TOKEN, TOKEN, "");
                assertThat(bring(acme.browser().at(second), after).status()).isEqualTo(200);
            } finally {
                jdbc.sql("delete from restoration").update();
            }
        }

        @Test
        @DisplayName("threat 5: counts once, on another node either, and not at a sign-in afterwards")
        void once() {
            known("once");
            String assertion = assertion();
            claims(bring(assertion));
            assertNotValid(assertion, "has been taken before");
            try (var second = acme.secondNode()) {
                second.context().clock().set(acme.clock().instant());
                assertThat(bring(acme.browser().at(second), assertion).status()).isEqualTo(400);
            }
        }

        @Test
        @DisplayName("threat 5: of many at once, exactly one gets a token")
        void at_once() throws Exception {
            known("race");
            String assertion = assertion();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<Integer> attempt = () -> bring(assertion).status();
                var statuses = new ArrayList<Integer>();
                for (var answer : threads.invokeAll(Collections.nCopies(8, attempt))) {
                    statuses.add(answer.get());
                }
                assertThat(statuses).containsOnlyOnce(200);
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            cm:bearer             | cm:holder-of-key                          | no bearer confirmation
            https://idp.example/metadata</saml:Issuer> | https://evil.example</saml:Issuer> | no identity provider of the tenant
            </saml:AudienceRestriction>   | </saml:AudienceRestriction><saml:ProxyRestriction Count="0"></saml:ProxyRestriction> | not understood
            Version="2.0"         | Version="1.1"                             | not SAML 2.0
            p-lies                | p-nobody                                  | nobody who may sign in here
            nameid-format:persistent | nameid-format:transient                | another one each time
            """)
        @DisplayName("§3: what else is wrong with it")
        void lies(String is, String becomes, String reason) {
            if (acme.bean(Subjects.class).byName(ACME, SubjectKind.USER, "lies").isEmpty()) {
                known("lies");
            }
            idp.nameId = "p-lies";
            idp.before = text -> {
                assertThat(text).contains(is);
                return text.replace(is, becomes);
            };
            assertNotValid(assertion(), reason);
        }

        @Test
        @DisplayName("§3 items 4, 9: expired, too long-lived, unsigned, signed by another key, changed, wrapped")
        void signatures_and_times() {
            known("sig");
            assertNotValid(idp.assertion(acme.clock().instant().minusSeconds(331), TOKEN, TOKEN, ""), "expired");
            Instant ahead = acme.clock().instant().plusSeconds(178);
            String hour = ahead.plusSeconds(3600).toString();
            idp.before = text -> text.replaceAll("NotOnOrAfter=\"[^\"]*\"", "NotOnOrAfter=\"%s\"".formatted(hour));
            claims(bring(idp.assertion(ahead, TOKEN, TOKEN, "")));
            String later = acme.clock().instant().plusSeconds(7200).toString();
            idp.before = text -> text.replaceAll("NotOnOrAfter=\"[^\"]*\"", "NotOnOrAfter=\"%s\"".formatted(later));
            assertNotValid(assertion(), "longer than an hour");
            idp.before = text -> text;
            idp.signsAssertion = false;
            assertNotValid(assertion(), "neither the assertion nor the response is signed");
            idp.signsAssertion = true;
            assertNotValid(assertion().replace("p-sig", "p-bea"), "has been changed");
            assertNotValid(assertion().replace("p-sig", "p-<!-- -->sig"), "comment");
            String good = assertion();
            String evil = good.replaceFirst(
                    "<ds:Signature.*</ds:Signature>",
                    "<saml:Advice>%s</saml:Advice>".formatted(Matcher.quoteReplacement(good)));
            assertNotValid(evil, "an ID that is there twice");
            assertNotValid(evil.replaceFirst("ID=\"_a", "ID=\"_b"), "an assertion within the assertion");
            assertNotValid(idp.response(acme.clock().instant(), TOKEN, TOKEN, ""), "Response");
            assertNotValid("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a document type declaration");
            var other = TestServiceProvider.keys();
            idp.signer = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
            assertNotValid(assertion(), "not by a key of whoever it names");
            Answer neither = acme.browser()
                    .post(
                            URI.create(TOKEN),
                            Map.of("grant_type", SAML_BEARER, "assertion", "\u00e4"),
                            Map.of("Authorization", Acme.basic("importer", bearerSecret)));
            assertThat(neither.status()).isEqualTo(400);
            assertThat(neither.body()).contains("invalid_grant");
        }

        @Test
        @DisplayName("§7: may be encrypted for the tenant, and is then believed for no other reason")
        void encrypted() {
            known("enc-bearer");
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            String assertion = assertion();
            claims(bring(idp.encrypted(assertion)));
            assertNotValid(idp.encrypted(assertion), "has been taken before");
            assertNotValid(assertion, "has been taken before");
            assertNotValid(idp.encrypted(assertion(consumer(), audience())), "Recipient is another address");
            assertNotValid(idp.encrypted(idp.encrypted(assertion())), "EncryptedAssertion");
            assertNotValid(idp.encrypted(idp.response(acme.clock().instant(), TOKEN, TOKEN, "")), "Response");
            assertNotValid(idp.encrypted("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "a document type declaration");
            assertNotValid(idp.encrypted(assertion()).replace("aes256-gcm", "aes128-gcm"), "not encrypted for us");
            assertNotValid(idp.encrypted(assertion()).replace("aes256-gcm", "aes256-cbc"), "encryption not accepted");
            assertNotValid(
                    idp.encrypted(assertion()).replace("rsa-oaep-mgf1p", "rsa-1_5"), "key encryption not accepted");
            idp.signsAssertion = false;
            assertNotValid(idp.encrypted(assertion()), "neither the assertion nor the response is signed");
            idp.signsAssertion = true;
            idp.reader = Optional.of(TestServiceProvider.keys().getPublic());
            assertNotValid(idp.encrypted(assertion()), "not encrypted for us");
        }

        @Test
        @DisplayName("ADR 0093: nobody is allowed AES-CBC here, where nothing around it is signed")
        void encrypted_by_blocks() {
            known("cbc-bearer");
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            idp.byBlocks = true;
            assertNotValid(idp.encrypted(assertion()), "encryption not accepted");
        }

        @Test
        @DisplayName("threats 10, 30: no token for the issuer, none for who has not registered the grant, none unasked")
        void limits() {
            known("lim");
            assertThat(bring(assertion(), "resource", "https://localhost:8443/t/acme.example")
                            .body())
                    .contains("invalid_target");
            assertThat(bring(assertion(), "scope", "profile").body()).contains("invalid_scope");
            assertThat(claims(bring(assertion())).path("aud").stringValue()).isEqualTo("importer");
            Answer shop = acme.oauth(
                    "token",
                    Map.of(
                            "client_id",
                            "shop",
                            "grant_type",
                            SAML_BEARER,
                            "assertion",
                            TestIdentityProvider.encoded("<a/>")));
            assertThat(shop.body()).contains("unauthorized_client");
            Answer anonymous = acme.browser()
                    .post(URI.create(TOKEN), Map.of("grant_type", SAML_BEARER, "assertion", "YQ"), Map.of());
            assertThat(anonymous.status()).isEqualTo(401);
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    "/api/v1/tenants/acme.example/clients/importer",
                                    "application/merge-patch+json",
                                    "{\"requireConsent\":true}")
                            .status())
                    .isEqualTo(200);
            assertThat(bring(assertion()).body()).contains("unauthorized_client");
            acme.browser()
                    .send(
                            "PATCH",
                            "/api/v1/tenants/acme.example/clients/importer",
                            "application/merge-patch+json",
                            "{\"requireConsent\":null}");
            Answer none = acme.browser()
                    .send(
                            "POST",
                            "/api/v1/tenants/acme.example/clients",
                            "application/json",
                            "{\"clientId\":\"open\",\"grantTypes\":[\"%s\"],\"tokenEndpointAuthMethod\":\"none\"}"
                                    .formatted(SAML_BEARER));
            assertThat(none.status()).isEqualTo(400);
        }

        @Test
        @DisplayName("RFC 8414 §2 says so")
        void metadata() {
            assertThat(acme.browser()
                            .get("/t/acme.example/.well-known/openid-configuration")
                            .body())
                    .contains(SAML_BEARER);
        }
    }

    @Nested
    @DisplayName("profiles §4.4 single logout")
    class Logout {
        final String slo = consumer().replace("/acs", "/slo");

        Browser signedIn(String name) {
            idp.nameId = "p-" + name;
            idp.attributes.put(UID, List.of(name));
            Browser browser = acme.browser();
            assertThat(signIn(browser).parameter("code")).isNotEmpty();
            assertThat(isSignedIn(browser)).isTrue();
            return browser;
        }

        boolean isSignedIn(Browser browser) {
            return browser.get(AccountPage.PATH).status() == 200;
        }

        Answer ask(Browser browser, String content) {
            URI address = URI.create(slo);
            return browser.get(idp.logoutRequest(acme.clock().instant(), slo, content)
                    .address(address, "SAMLRequest", "theirs", idp.signer));
        }

        String index(String index) {
            return "<samlp:SessionIndex>%s</samlp:SessionIndex>".formatted(index);
        }

        Answer soap(String request) {
            return acme.browser()
                    .send(
                            "POST",
                            URI.create(slo).getPath() + "/soap",
                            "text/xml",
                            "<S:Envelope xmlns:S=\"%s\"><S:Body>%s</S:Body></S:Envelope>".formatted(Ns.SOAP, request));
        }

        @Test
        void the_provider_ends_sessions_from_server_to_server_too() {
            Browser browser = signedIn("soap");
            String request = idp.logoutRequest(acme.clock().instant(), slo + "/soap", index("_s1"))
                    .signed(idp.signer);
            assertThat(soap(request.replace("p-soap", "p-sap")).status()).isEqualTo(500);
            assertThat(soap(idp.logoutRequest(acme.clock().instant(), slo, index("_s1"))
                                    .signed(idp.signer))
                            .status())
                    .as("sent to the other address")
                    .isEqualTo(500);
            assertThat(soap(request.replaceFirst("<ds:Signature.*</ds:Signature>", ""))
                            .status())
                    .isEqualTo(500);
            assertThat(isSignedIn(browser)).isTrue();
            Answer answer = soap(request);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            XmlElement response = StrictXml.message(answer.body().getBytes(StandardCharsets.UTF_8))
                    .only(Ns.SOAP, "Body")
                    .only(Ns.SAMLP, "LogoutResponse");
            EnvelopedSignature.verify(response, TestServiceProvider.idpKeys(acme, ACME));
            assertThat(response.requireAttribute("InResponseTo"))
                    .isEqualTo(StrictXml.message(request.getBytes(StandardCharsets.UTF_8))
                            .requireAttribute("ID"));
            assertThat(response.only(Ns.SAMLP, "Status")
                            .only(Ns.SAMLP, "StatusCode")
                            .requireAttribute("Value"))
                    .endsWith(":Success");
            assertThat(isSignedIn(browser)).isFalse();
            assertThat(acme.browser().get(URI.create(audience()).getPath()).body())
                    .contains(slo + "/soap");
        }

        @Test
        void whoever_signs_out_here_does_so_there() {
            Browser browser = signedIn("out");
            Answer page = browser.get("/t/acme.example/oauth2/logout");
            URI there = URI.create(
                    browser.submit(page.form()).header("Refresh").orElseThrow().replaceAll(".*url=", ""));
            assertThat(isSignedIn(browser)).isFalse();
            assertThat(there.toString()).startsWith("https://idp.example/slo?");
            SentRequest told = SentRequest.ofQuery(there.getRawQuery(), "SAMLRequest");
            told.checkSignature(TestServiceProvider.idpKeys(acme, ACME), true);
            XmlElement message = told.message().require(Ns.SAMLP, "LogoutRequest");
            assertThat(message.only(Ns.SAML, "Issuer").text()).isEqualTo(audience());
            assertThat(message.only(Ns.SAML, "NameID").text()).isEqualTo("p-out");
            assertThat(message.only(Ns.SAMLP, "SessionIndex").text()).isEqualTo("_s1");
            Map<String, String> answer =
                    Map.of("SAMLResponse", TestIdentityProvider.encoded("<x/>"), "RelayState", told.relayState());
            assertThat(browser.post(URI.create(slo), answer, Map.of()).status()).isEqualTo(200);
            assertThat(browser.post(URI.create(slo), answer, Map.of()).status())
                    .as("once")
                    .isEqualTo(400);
        }

        @Test
        @DisplayName("bindings §3.5: a provider that takes nothing else gets our requests and answers by a form")
        void by_a_form() {
            String slo = "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"";
            String byForm = TestIdentityProvider.metadata()
                    .replace(slo.replace("POST", "Redirect"), slo)
                    .replace("\n", "");
            assertThat(byForm).contains(slo);
            change("{\"metadata\":%s}".formatted(TestServiceProvider.quoted(acme, byForm)));
            try {
                Browser browser = signedIn("form");
                String next = browser.submit(
                                browser.get("/t/acme.example/oauth2/logout").form())
                        .header("Refresh")
                        .orElseThrow()
                        .replaceAll(".*url=", "");
                assertThat(isSignedIn(browser)).isFalse();
                assertThat(next).startsWith(this.slo + "?leaving=");
                Browser.Form form = browser.get(next).form();
                assertThat(form.action()).hasToString("https://idp.example/slo");
                XmlElement told = message(form, "SAMLRequest").require(Ns.SAMLP, "LogoutRequest");
                assertThat(told.requireAttribute("Destination")).isEqualTo("https://idp.example/slo");
                assertThat(told.only(Ns.SAML, "NameID").text()).isEqualTo("p-form");
                Map<String, String> answer = Map.of(
                        "SAMLResponse",
                        TestIdentityProvider.encoded("<x/>"),
                        "RelayState",
                        form.fields().getOrDefault("RelayState", ""));
                assertThat(browser.post(URI.create(this.slo), answer, Map.of()).status())
                        .isEqualTo(200);
                assertThat(browser.get(next).status()).as("once").isEqualTo(400);
                assertThat(browser.get(next.replace("leaving=", "leaving=x")).status())
                        .isEqualTo(400);

                Browser back = signedIn("form");
                Answer asked = ask(back, index("_s1"));
                assertThat(isSignedIn(back)).isFalse();
                Browser.Form ours = back.get(asked.location().toString()).form();
                assertThat(ours.action()).hasToString("https://idp.example/slo/done");
                assertThat(ours.fields()).containsEntry("RelayState", "theirs");
                message(ours, "SAMLResponse").require(Ns.SAMLP, "LogoutResponse");
            } finally {
                change("{\"metadata\":%s}"
                        .formatted(TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())));
            }
        }

        /// What a form of ours brings, its signature verified.
        XmlElement message(Browser.Form form, String name) {
            XmlElement message = StrictXml.message(Wire.ofForm(form.fields().getOrDefault(name, "")));
            EnvelopedSignature.verify(message, TestServiceProvider.idpKeys(acme, ACME));
            return message;
        }

        @Test
        void whoever_signs_out_there_does_so_here() {
            Browser browser = signedIn("there");
            Browser elsewhere = signedIn("there");
            ask(acme.browser(), index("_another"));
            assertThat(isSignedIn(browser)).isTrue();
            Answer asked = ask(browser, index("_s1"));
            assertThat(asked.location().toString()).startsWith("https://idp.example/slo/done?SAMLResponse=");
            SentRequest answer = SentRequest.ofQuery(asked.location().getRawQuery(), "SAMLResponse");
            answer.checkSignature(TestServiceProvider.idpKeys(acme, ACME), true);
            assertThat(answer.relayState()).isEqualTo("theirs");
            assertThat(answer.message().requireAttribute("InResponseTo")).startsWith("_l");
            assertThat(isSignedIn(browser)).isFalse();
            assertThat(isSignedIn(elsewhere)).isFalse();
        }

        @Test
        // on a thread of its own: whoever waits for a lock hears no interrupt
        @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void a_session_that_begins_meanwhile_ends_by_the_next_request() {
            Browser browser = signedIn("returns");
            Browser meanwhile;
            try (var threads = Executors.newFixedThreadPool(2)) {
                var done = acme.bean(TransactionTemplate.class).execute(_ -> {
                    acme.jdbc()
                            .sql("select id from session where tenant_id = ? and subject_id = ? for update")
                            .param(ACME.value())
                            .param(acme.subject(SubjectKind.USER, "returns")
                                    .id()
                                    .value())
                            .query(UUID.class)
                            .single();
                    var asked = CompletableFuture.supplyAsync(() -> ask(acme.browser(), ""), threads);
                    while (!keepsSomebodyWaiting()) {
                        assertThat(asked.isDone()).as("whether it did not wait").isFalse();
                        Thread.onSpinWait();
                    }
                    var begun = CompletableFuture.supplyAsync(() -> signedIn("returns"), threads)
                            .join();
                    return asked.thenApply(_ -> begun);
                });
                meanwhile = done.join();
            }
            assertThat(isSignedIn(browser)).isFalse();
            assertThat(isSignedIn(meanwhile)).isTrue();
            ask(acme.browser(), "");
            assertThat(isSignedIn(meanwhile)).isFalse();
        }

        private boolean keepsSomebodyWaiting() {
            return acme.jdbc()
                    .sql("select exists (select from pg_locks"
                            + " where not granted and pg_backend_pid() = any (pg_blocking_pids(pid)))")
                    .query(Boolean.class)
                    .single();
        }

        @Test
        void it_may_name_whom_it_means_for_us_alone() {
            Browser browser = signedIn("veiled");
            PublicKey ours = TestServiceProvider.idpKeys(acme, ACME).getFirst();
            idp.before = text -> text.replace(
                    element(text, "saml:NameID"),
                    TestIdentityProvider.wrapped("saml:EncryptedID", element(text, "saml:NameID"), ours));
            assertThat(ask(browser, index("_s1")).location().toString()).startsWith("https://idp.example/slo/done?");
            assertThat(isSignedIn(browser)).isFalse();

            idp.before = text -> text;
            Browser again = signedIn("veiled");
            idp.before = text -> text.replace(
                    element(text, "saml:NameID"),
                    TestIdentityProvider.wrappedByBlocks("saml:EncryptedID", element(text, "saml:NameID"), ours));
            assertThat(ask(again, index("_s1")).status()).isEqualTo(400);
            assertThat(lastReason("saml.logout")).contains("encryption not accepted");
            assertThat(isSignedIn(again)).isTrue();
            int before = notedAsOld();
            change("{\"allowOldAlgorithms\":true}");
            assertThat(ask(again, index("_s1")).location().toString()).startsWith("https://idp.example/slo/done?");
            assertThat(isSignedIn(again)).isFalse();
            assertThat(notedAsOld()).isEqualTo(before + 1);
            change("{\"allowOldAlgorithms\":false}");
        }

        @Test
        @DisplayName(
                "whom a service provider of ours signs out is signed out at the outside provider, and it hears then")
        void a_service_provider_s_logout_goes_on_to_the_provider() {
            String address = "https://wiki.example/saml/slo";
            assertThat(TestServiceProvider.register(
                                    acme,
                                    TestServiceProvider.metadata("signing")
                                            .replace(
                                                    "<md:AssertionConsumerService index=\"0\"", """
                                                    <md:SingleLogoutService Location="%s"
                                                     Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"/>\
                                                    <md:AssertionConsumerService index="0"\
                                                    """.formatted(address)),
                                    "")
                            .status())
                    .isEqualTo(201);
            Browser browser = signedIn("chain");
            XmlElement assertion = TestServiceProvider.assertion(
                    acme,
                    TestServiceProvider.response(
                            acme,
                            browser.follow(browser.get(TestServiceProvider.redirect(
                                    TestServiceProvider.request(acme, Map.of(), ""), "")))));
            String name =
                    assertion.only(Ns.SAML, "Subject").only(Ns.SAML, "NameID").text();
            Instant now = acme.clock().instant().truncatedTo(ChronoUnit.SECONDS);
            var request = new XmlText()
                    .open(
                            "samlp:LogoutRequest",
                            Map.of(
                                    "ID",
                                    "_chain",
                                    "Version",
                                    "2.0",
                                    "IssueInstant",
                                    now.toString(),
                                    "Destination",
                                    TestServiceProvider.SLO))
                    .element("saml:Issuer", TestServiceProvider.ENTITY_ID);
            int at = request.length();
            var message = new UnsignedMessage(
                    "_chain", request.element("saml:NameID", name).close().toString(), at);
            Answer led = browser.get(message.address(
                    URI.create(TestServiceProvider.SLO), "SAMLRequest", "theirs", TestServiceProvider.signer()));
            assertThat(isSignedIn(browser)).isFalse();
            assertThat(led.location().toString()).as(led.toString()).startsWith("https://idp.example/slo?SAMLRequest=");
            SentRequest told = SentRequest.ofQuery(led.location().getRawQuery(), "SAMLRequest");
            assertThat(told.message().only(Ns.SAML, "NameID").text()).isEqualTo("p-chain");
            Answer back = browser.post(
                    URI.create(slo),
                    Map.of("SAMLResponse", TestIdentityProvider.encoded("<x/>"), "RelayState", told.relayState()),
                    Map.of());
            Answer last = browser.get(back.location().toString());
            assertThat(last.location().toString()).as(last.toString()).startsWith(address + "?SAMLResponse=");
            SentRequest answer = SentRequest.ofQuery(last.location().getRawQuery(), "SAMLResponse");
            answer.checkSignature(TestServiceProvider.idpKeys(acme, ACME), true);
            assertThat(answer.relayState()).isEqualTo("theirs");
            assertThat(answer.message().requireAttribute("InResponseTo")).isEqualTo("_chain");
            acme.browser().send("DELETE", "/api/v1/tenants/acme.example/service-providers/wiki", "text/plain", "");
        }

        @Test
        void nobody_else_ends_a_session() {
            Browser browser = signedIn("stays");
            UnsignedMessage message = idp.logoutRequest(acme.clock().instant(), slo, "");
            Map<String, String> unsigned = Map.of("SAMLRequest", TestIdentityProvider.encoded(message.text()));
            assertThat(browser.post(URI.create(slo), unsigned, Map.of()).status())
                    .isEqualTo(400);
            var other = TestServiceProvider.keys();
            idp.signer = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
            assertThat(ask(browser, "").status()).isEqualTo(400);
            assertThat(isSignedIn(browser)).isTrue();
        }

        @Test
        void a_sign_in_that_still_wants_a_second_factor_comes_to_nothing_after_it() {
            idp.nameId = "p-half";
            idp.attributes.put(UID, List.of("half"));
            acme.policy("{\"secondFactor\":\"required\"}");
            Browser browser = acme.browser();
            Answer page = signIn(browser);
            assertThat(page.body()).contains("Set up a second factor");
            Answer codes = browser.submit(
                    page.lastForm().with("code", Authenticator.of(acme, page).code()));
            ask(acme.browser(), "");
            assertThat(acme.jdbc()
                            .sql("select count(*) from upstream_session where name = 'p-half'")
                            .query(Integer.class)
                            .single())
                    .isZero();
            Answer over = browser.submit(codes.form());
            assertThat(over.status()).as(over.toString()).isEqualTo(403);
            assertThat(isSignedIn(browser)).isFalse();
        }

        @Test
        void no_session_of_ours_outlives_the_one_there() {
            idp.before = text -> text.replaceAll(
                    "SessionNotOnOrAfter=\"[^\"]*\"",
                    "SessionNotOnOrAfter=\"%s\""
                            .formatted(acme.clock().instant().plusSeconds(60)));
            Browser browser = signedIn("brief");
            acme.bean(UpstreamLogout.class).endOver();
            assertThat(isSignedIn(browser)).isTrue();
            acme.clock().advance(Duration.ofSeconds(61));
            acme.whileNoSessionEnds(() -> {
                acme.bean(UpstreamLogout.class).endOver();
                return true;
            });
            assertThat(isSignedIn(browser)).isTrue();
            acme.bean(UpstreamLogout.class).endOver();
            assertThat(isSignedIn(browser)).isFalse();
        }

        @Test
        void what_could_not_be_done_is_done_when_it_is_asked_for_once_more() {
            Browser browser = signedIn("stuck");
            assertThat(acme.whileNoSessionEnds(() -> ask(browser, "")).status()).isEqualTo(500);
            assertThat(isSignedIn(browser)).isTrue();
            assertThat(ask(browser, "").location().toString()).startsWith("https://idp.example/slo/done?");
            assertThat(isSignedIn(browser)).isFalse();
        }
    }

    @Nested
    @DisplayName("threat 4: signature wrapping")
    class Wrapping {
        static final String OPEN = "<saml:Assertion ";
        static final String CLOSE = "</saml:Assertion>";

        static String part(String text, String from, String to) {
            int start = text.indexOf(from);
            return text.substring(start, text.indexOf(to, start) + to.length());
        }

        static String assertion(String response) {
            return response.substring(response.indexOf(OPEN), response.lastIndexOf(CLOSE) + CLOSE.length());
        }

        static String evil(String text) {
            return text.replace(">p-1<", ">p-admin<").replace(" ID=\"_", " ID=\"_evil");
        }

        static String unsigned(String text) {
            return text.replaceAll("<ds:Signature .*?</ds:Signature>", "");
        }

        static String signature(String text) {
            return part(text, "<ds:Signature ", "</ds:Signature>");
        }

        static Arguments attack(String name, boolean response, UnaryOperator<String> attack) {
            return Arguments.of(name, response, attack);
        }

        static Stream<Arguments> attacks() {
            return Stream.of(
                    attack("XSW1: the signed response within the signature of another one", true, r -> {
                        String signature = signature(r);
                        String wrapped = signature.replace("</ds:Signature>", unsigned(r) + "</ds:Signature>");
                        return evil(unsigned(r)).replaceFirst("</saml:Issuer>", "</saml:Issuer>" + wrapped);
                    }),
                    attack("XSW2: the signed response beside the signature of another one", true, r -> {
                        return evil(unsigned(r))
                                .replaceFirst("</saml:Issuer>", "</saml:Issuer>" + unsigned(r) + signature(r));
                    }),
                    attack("XSW3: another assertion before the signed one", false, r -> {
                        String a = assertion(r);
                        return r.replace(a, evil(unsigned(a)) + a);
                    }),
                    attack("XSW4: the signed assertion within another one", false, r -> {
                        String a = assertion(r);
                        return r.replace(a, evil(unsigned(a)).replace(CLOSE, a + CLOSE));
                    }),
                    attack("XSW5: another assertion with the signature, the signed one behind it", false, r -> {
                        String a = assertion(r);
                        return r.replace(a, evil(a) + unsigned(a));
                    }),
                    attack("XSW6: the signed assertion within the signature of another one", false, r -> {
                        String a = assertion(r);
                        return r.replace(a, evil(a).replace("</ds:Signature>", unsigned(a) + "</ds:Signature>"));
                    }),
                    attack("XSW7: another assertion in Extensions before the signed one", false, r -> {
                        String a = assertion(r);
                        return r.replaceFirst(
                                "<samlp:Status>",
                                "<samlp:Extensions>" + evil(unsigned(a)) + "</samlp:Extensions><samlp:Status>");
                    }),
                    attack("XSW8: the signed assertion in an Object of the signature of another one", false, r -> {
                        String a = assertion(r);
                        return r.replace(
                                a,
                                evil(a).replace(
                                                "</ds:Signature>",
                                                "<ds:Object>" + unsigned(a) + "</ds:Object></ds:Signature>"));
                    }),
                    attack("the signed assertion as Advice of another one", false, r -> {
                        String a = assertion(r);
                        return r.replace(
                                a,
                                evil(unsigned(a))
                                        .replace(
                                                "<saml:AuthnStatement",
                                                "<saml:Advice>" + a + "</saml:Advice><saml:AuthnStatement"));
                    }),
                    attack("the signed assertion in an AttributeValue of another one", false, r -> {
                        String a = assertion(r);
                        String value = "<saml:AttributeValue>" + a + "</saml:AttributeValue>";
                        return r.replace(
                                a,
                                evil(unsigned(a))
                                        .replaceFirst("<saml:AttributeValue>.*?</saml:AttributeValue>", value));
                    }),
                    attack("the signature on something else", false, r -> {
                        String a = assertion(r);
                        return r.replace(a, evil(a));
                    }),
                    attack("two assertions with one ID", false, r -> {
                        String a = assertion(r);
                        return r.replace(a, unsigned(a).replace(">p-1<", ">p-admin<") + a);
                    }),
                    attack("a response that is changed", true, r -> r.replace(">p-1<", ">p-admin<")),
                    attack("an assertion that is changed", false, r -> r.replace(">p-1<", ">p-admin<")));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("attacks")
        void is_refused(String name, boolean response, UnaryOperator<String> attack) {
            idp.signsResponse = response;
            idp.signsAssertion = !response;
            idp.last = text -> {
                String attacked = attack.apply(text);
                assertThat(attacked).contains("p-admin");
                return attacked;
            };
            assertRefused("");
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("attacks")
        void is_refused_when_both_are_signed(String name, boolean response, UnaryOperator<String> attack) {
            idp.signsResponse = true;
            idp.last = attack;
            assertRefused("");
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("attacks")
        void is_refused_in_a_response_that_says_nothing_of_itself(
                String name, boolean response, UnaryOperator<String> attack) {
            idp.leftOut = Set.of("Destination", "Issuer");
            idp.last = text -> {
                String attacked = attack.apply(text);
                assertThat(attacked).contains("p-admin");
                return attacked;
            };
            assertRefused("");
        }

        @Test
        void a_comment_in_a_name_cuts_nothing_off() {
            idp.last = text -> text.replace(">p-1<", ">p-<!-- -->1<");
            assertRefused("a comment");
            idp.last = text -> text.replace(">p-1<", ">p-<?x y?>1<");
            assertRefused("a processing instruction");
            idp.last = text -> text.replace(">p-1<", "><![CDATA[p-1]]><");
            assertThat(signIn(acme.browser()).status()).isIn(200, 302, 303, 403);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            xmldsig-more#rsa-sha256 | xmldsig#rsa-sha1  | algorithm not accepted
            2001/04/xmlenc#sha256   | 2000/09/xmldsig#sha1 | digest not accepted
            """)
        void sha_1_is_not_believed(String is, String becomes, String reason) {
            idp.after = text -> {
                assertThat(text).contains(is);
                return text.replace(is, becomes);
            };
            assertRefused(reason);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            2009/xmlenc11#aes256-gcm | 2001/04/xmlenc#aes256-cbc | encryption not accepted
            2001/04/xmlenc#rsa-oaep-mgf1p | 2001/04/xmlenc#rsa-1_5 | key encryption not accepted
            """)
        void cbc_and_pkcs_1_are_not_decrypted(String is, String becomes, String reason) {
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            idp.last = text -> {
                assertThat(text).contains(is);
                return text.replace(is, becomes);
            };
            assertRefused(reason);
        }

        @Test
        void an_encrypted_assertion_cannot_be_moved_into_another_response() {
            idp.reader = Optional.of(TestServiceProvider.idpKeys(acme, ACME).getFirst());
            idp.nameId = "p-moved";
            idp.attributes.put(UID, List.of("moved"));
            Browser victim = acme.browser();
            Asked theirs = leave(victim, Map.of());
            String stolen = response(theirs.id());
            Browser thief = acme.browser();
            Asked asked = leave(thief, Map.of());
            assertRefused(
                    thief,
                    comeBack(thief, stolen.replace(theirs.id(), asked.id()), asked.state()),
                    "the assertion answers another request");
        }

        @Test
        void a_document_type_is_refused() {
            idp.last = text -> "<!DOCTYPE x [<!ENTITY e \"p\">]>" + text;
            assertRefused("a document type declaration");
        }
    }

    @Test
    @DisplayName("threat 6: linking takes a proof of both sides")
    void linking() {
        idp.nameId = "p-linda";
        idp.attributes.put(UID, List.of("linda"));
        acme.user(ACME, "linda");
        Browser home = AccountPage.signIn(acme.browser(), "linda");
        assertRefused("is somebody's here");
        Asked asked = asked(AccountPage.send(home, "providers", Map.of("provider", "uni", "password", PASSWORD)));
        assertThat(comeBack(home, response(asked.id()), asked.state())
                        .location()
                        .toString())
                .endsWith("/account?done=linked");
        assertThat(claims(signIn(acme.browser())).path("sub").stringValue())
                .isEqualTo(acme.subject(SubjectKind.USER, "linda").id().toString());
    }

    @Test
    @DisplayName("a second tenant of our own as the provider, with encrypted assertions, and out again")
    void our_own() {
        outside.reaches(acme.node());
        String serviceProviders = "/api/v1/tenants/%s/service-providers".formatted(OTHER);
        String wiki = "{\"name\":\"wiki\",\"metadata\":%s}"
                .formatted(TestServiceProvider.quoted(acme, TestServiceProvider.metadata("signing")));
        assertThat(acme.browser()
                        .send("POST", serviceProviders, "application/json", wiki)
                        .status())
                .isEqualTo(201); // so that the tenant has a key, and metadata
        Answer added = add("""
            {"name":"sister","kind":"saml","justInTime":true,
             "metadataUrl":"https://localhost:8443/t/other.example/saml/metadata"}\
            """);
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        String us = acme.json(added.body()).path("serviceProviderEntityId").stringValue();
        String registration = """
            {"name":"acme","metadataUrl":"%s","attributes":[{"source":"uid"}]}\
            """.formatted(us);
        assertThat(acme.browser()
                        .send("POST", serviceProviders, "application/json", registration)
                        .status())
                .isEqualTo(201);
        acme.user(OTHER, "visitor");

        Browser browser = acme.browser();
        Answer page = browser.follow(authorize(browser, request("shop")));
        URI there = FederationTest.leaving(
                browser.submit(FederationTest.providerForm(page).with("provider", "sister")));
        Answer theirs = browser.follow(browser.get(there.toString()));
        Answer response = browser.follow(
                browser.submit(theirs.form().with("username", "visitor").with("password", PASSWORD)));
        assertThat(new String(
                        java.util.Base64.getDecoder()
                                .decode(response.form().fields().get("SAMLResponse")),
                        StandardCharsets.UTF_8))
                .contains("<saml:EncryptedAssertion ");
        JsonNode claims = claims(browser.submit(response.form()));
        assertThat(claims.path("sub").stringValue())
                .isEqualTo(acme.subject(SubjectKind.USER, "visitor").id().toString());

        Answer out = browser.submit(browser.get("/t/acme.example/oauth2/logout").form());
        String next = out.header("Refresh").orElseThrow().replaceAll(".*url=", "");
        assertThat(next).startsWith("https://localhost:8443/t/other.example/saml/slo?SAMLRequest=");
        assertThat(browser.get("/t/other.example/account").status()).isEqualTo(200);
        Answer done = browser.follow(browser.get(next));
        assertThat(done.uri().getPath()).startsWith("/t/acme.example/saml/sp/");
        assertThat(done.body()).contains("You are signed out");
        assertThat(browser.get("/t/other.example/account").status()).isNotEqualTo(200);
    }

    @Test
    void our_metadata_for_it_name_our_keys_and_where_answers_come() {
        Answer metadata = acme.browser().get(audience());
        assertThat(metadata.status()).isEqualTo(200);
        XmlElement entity = StrictXml.metadata(metadata.body().getBytes(StandardCharsets.UTF_8));
        assertThat(entity.requireAttribute("entityID")).isEqualTo(audience());
        assertThat(entity.time("validUntil")).isPresent();
        XmlElement role = entity.only(Ns.MD, "SPSSODescriptor");
        assertThat(role.only(Ns.MD, "AssertionConsumerService").requireAttribute("Location"))
                .isEqualTo(consumer());
        assertThat(role.children(Ns.MD, "KeyDescriptor"))
                .extracting(key -> key.requireAttribute("use"))
                .containsExactly("signing", "encryption");
        assertThat(acme.browser()
                        .get(audience().replace(ACME.value(), OTHER.value()))
                        .status())
                .isEqualTo(404);
    }

    @Nested
    @DisplayName("REST")
    class Rest {
        @Test
        void its_key_need_not_be_in_a_certificate() {
            String bare = TestServiceProvider.withoutCertificates(
                    TestIdentityProvider.metadata(), idp.signer.certificate().getPublicKey());
            change("{\"metadata\":%s}".formatted(TestServiceProvider.quoted(acme, bare)));
            try {
                assertThat(acme.json(acme.browser().get(PATH + "/uni").body()).has("certificatesEnd"))
                        .isFalse();
                idp.nameId = "p-bare";
                idp.attributes.put(UID, List.of("bare"));
                assertThat(signIn(acme.browser()).parameter("code")).isNotEmpty();
                var other = TestServiceProvider.keys();
                idp.signer = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
                assertRefused("not by a key");
            } finally {
                change("{\"metadata\":%s}"
                        .formatted(TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())));
            }
        }

        @Test
        void metadata_are_read_again_and_never_another_s() {
            String address = "https://idp.example/federation.xml";
            outside.gives(address, TestIdentityProvider.metadata());
            Answer added = add("""
                {"name":"fetched","kind":"saml","metadataUrl":"%s"}\
                """.formatted(address));
            assertThat(added.status()).as(added.toString()).isEqualTo(201);
            assertThat(added.body()).doesNotContain("EntityDescriptor");
            var other = TestServiceProvider.keys();
            var signer = new Signer(TestServiceProvider.certificate(other), other.getPrivate());
            outside.gives(address, TestIdentityProvider.metadata(signer, Binding.REDIRECT, ""));
            acme.clock().advance(Duration.ofHours(7));
            acme.bean(ProviderRefresh.class).refreshDue();
            assertThat(acme.bean(IdentityProviders.class)
                            .usable(ACME, "fetched")
                            .orElseThrow()
                            .settings()
                            .connection())
                    .isInstanceOfSatisfying(
                            IdentityProvider.Connection.Saml.class,
                            saml -> assertThat(saml.metadata().signingKeys()).containsExactly(other.getPublic()));
            outside.gives(address, TestIdentityProvider.metadata().replace("idp.example/metadata", "evil.example/m"));
            acme.clock().advance(Duration.ofHours(7));
            acme.bean(ProviderRefresh.class).refreshDue();
            assertThat(acme.jdbc()
                            .sql("select outcome || ' ' || reason from audit_event"
                                    + " where action = 'identity-provider.refresh' and target = 'identity-provider:fetched'"
                                    + " order by time, id")
                            .query((row, _) -> row.getString(1))
                            .list())
                    .hasSize(2)
                    .last()
                    .asString()
                    .containsIgnoringCase("failed it is another identity provider's");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"name\":\"a\",\"kind\":\"saml\"} | metadata",
                    "{\"name\":\"a\",\"kind\":\"saml\",\"metadata\":\"<x/>\"} | metadata",
                    "{\"name\":\"a\",\"kind\":\"saml\",\"metadataUrl\":\"http://a.example\"} | metadataUrl",
                    "{\"name\":\"a\",\"kind\":\"wsfed\"} | kind",
                    "{\"name\":\"a\",\"metadata\":\"x\",\"issuer\":\"https://a.example\",\"clientId\":\"c\"} |"
                            + " metadata",
                })
        void nonsense_is_refused_at_its_field(String json, String field) {
            Answer refused = add(json);
            assertThat(refused.status()).isNotEqualTo(201);
            assertThat(refused.toString()).contains(field);
        }

        @Test
        void another_identity_provider_is_another_provider() {
            Answer refused = acme.browser()
                    .send(
                            "PATCH",
                            PATH + "/uni",
                            "application/merge-patch+json",
                            "{\"metadata\":%s}"
                                    .formatted(TestServiceProvider.quoted(
                                            acme,
                                            TestIdentityProvider.metadata()
                                                    .replace("idp.example/metadata", "evil.example/m"))));
            assertThat(refused.status()).isNotEqualTo(200);
            assertThat(acme.browser()
                            .send(
                                    "PATCH",
                                    PATH + "/uni",
                                    "application/merge-patch+json",
                                    "{\"issuer\":\"https://a.example\"}")
                            .status())
                    .isNotEqualTo(200);
        }
    }
}
