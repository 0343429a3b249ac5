package io.lightwave.token.saml.provider;

import static io.lightwave.token.saml.TestServiceProvider.metadata;
import static io.lightwave.token.saml.TestServiceProvider.quoted;
import static io.lightwave.token.saml.TestServiceProvider.register;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.Audit;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.saml.MetadataExpiry;
import io.lightwave.token.saml.TestServiceProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;

class ServiceProvidersEndpointTest {
    private static final String ALL = "/api/v1/tenants/acme.example/service-providers";
    private static final String ADDRESS = "https://wiki.example/saml/metadata";
    private static final Outside OUTSIDE = new Outside();
    private static Acme acme;

    @BeforeAll
    static void start() {
        acme = Acme.start(OUTSIDE);
    }

    @AfterAll
    static void stop() {
        acme.close();
    }

    @BeforeEach
    void begin() {
        send("DELETE", ALL + "/wiki", "");
    }

    private static Answer send(String method, String path, String json) {
        return acme.browser()
                .send(method, path, method.equals("PATCH") ? "application/merge-patch+json" : "application/json", json);
    }

    @Test
    void is_registered_read_changed_and_deleted() {
        Answer created = register(acme, metadata("signing", "encryption"), "");
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        var json = acme.json(created.body());
        assertThat(json.path("entityId").asString()).isEqualTo("https://wiki.example/saml/metadata");
        assertThat(json.path("nameIdFormat").asString()).isEqualTo("persistent");
        assertThat(json.path("encryptionKeys").asInt()).isEqualTo(1);
        assertThat(json.path("assertionConsumers")).hasSize(2);
        assertThat(register(acme, metadata(), "").status()).isEqualTo(409);
        String path = ALL + "/" + json.path("id").asString();
        Answer changed = send("PATCH", path, "{\"nameIdFormat\":\"transient\",\"groups\":[\"staff\"]}");
        assertThat(acme.json(changed.body()).path("nameIdFormat").asString()).isEqualTo("transient");
        assertThat(acme.json(changed.body()).path("groups")).hasSize(1);
        assertThat(acme.json(acme.browser().get(ALL).body()).path("items")).hasSize(1);
        assertThat(acme.json(acme.browser().get(ALL.replace("acme", "other")).body())
                        .path("items"))
                .isEmpty();
        assertThat(acme.browser()
                        .get(path.replace("acme.example", "other.example"))
                        .status())
                .isEqualTo(404);
        assertThat(send("DELETE", path, "").status()).isEqualTo(204);
        assertThat(acme.browser().get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ,"nameIdFormat":"kerberos"
            ,"attributes":[{"source":"userPassword"}]
            ,"attributes":[{"source":"mail","name":""}]
            ,"groups":[""]
            ,"unknown":true
            ,"metadataUrl":"https://wiki.example/saml/metadata"
            """)
    void a_setting_that_cannot_be_is_refused(String more) {
        assertThat(register(acme, metadata(), more).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://wiki.example/saml/acs | http://wiki.example/saml/acs
            https://wiki.example/saml/acs | javascript:alert(1)
            https://wiki.example/saml/acs | https://user@wiki.example/saml/acs
            HTTP-POST | HTTP-Redirect
            SAML:2.0:protocol | SAML:1.1:protocol
            entityID="https://wiki.example/saml/metadata" | entityID=""
            <md:SPSSODescriptor | <md:SPSSODescriptor validUntil="2020-01-01T00:00:00Z"
            <?xml version="1.0"?> | <!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>
            <ds:X509Certificate>MII | <ds:X509Certificate>AAA
            """)
    void metadata_that_cannot_be_is_refused(String is, String becomes) {
        String good = metadata("signing");
        assertThat(good).contains(is);
        Answer answer = register(acme, good.replace(is, becomes), "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("metadata");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ds:Modulus,     AAAA
            ds:Modulus,     '!'
            ds:Modulus,     '%2$s'
            ds:Exponent,    AQ==
            ds:Exponent,    AQAAAAAAAAAB
            ds11:PublicKey, BAAA
            ds11:PublicKey, '%s'
            """)
    void a_bare_key_that_cannot_be_is_refused(String element, String becomes) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        PublicKey key = element.startsWith("ds11:")
                ? generator.generateKeyPair().getPublic()
                : TestServiceProvider.keyPair().getPublic();
        String good = TestServiceProvider.withoutCertificates(metadata("encryption"), key);
        assertThat(register(acme, good, "").status()).isEqualTo(201);
        begin();
        byte[] offTheCurve = new byte[65];
        offTheCurve[0] = 4;
        offTheCurve[64] = 1;
        byte[] tooLong = new byte[1025];
        Arrays.fill(tooLong, (byte) 0xff);
        var base64 = Base64.getEncoder();
        String value = becomes.formatted(base64.encodeToString(offTheCurve), base64.encodeToString(tooLong));
        String bad = good.replaceAll("<%s>[^<]*".formatted(element), "<%s>%s".formatted(element, value));
        assertThat(bad).isNotEqualTo(good);
        Answer answer = register(acme, bad, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("metadata");
    }

    @Test
    @DisplayName("metadata §2.3.1: a group of one is that one, and ends with the group")
    void a_group_of_one() {
        String one = metadata("signing").replaceFirst("<[?]xml[^>]*>", "");
        String group = "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" validUntil=\"%s\">";
        String open = group.formatted(acme.clock().instant().plusSeconds(60));
        String close = "</md:EntitiesDescriptor>";
        String other = one.replace(ADDRESS, "https://other.example/saml/metadata");
        for (String refused : List.of(
                open + close,
                open + one + other + close,
                open + one + "<md:EntitiesDescriptor>" + other + close + close,
                open + open + one + close + close,
                group.formatted("2020-01-01T00:00:00Z") + one + close)) {
            assertThat(register(acme, refused, "").status()).as(refused).isEqualTo(400);
        }
        Answer created = register(acme, open + one + close, "");
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(acme.json(created.body()).path("entityId").asString()).isEqualTo(ADDRESS);
        String request = TestServiceProvider.redirect(TestServiceProvider.request(acme, Map.of(), ""), "");
        assertThat(acme.browser().get(request).status()).isEqualTo(303);
        acme.clock().advance(Duration.ofSeconds(61));
        request = TestServiceProvider.redirect(TestServiceProvider.request(acme, Map.of(), ""), "");
        assertThat(acme.browser().get(request).status()).isEqualTo(400);
    }

    @Test
    void metadata_is_read_from_an_address_and_read_again() {
        OUTSIDE.gives(ADDRESS, metadata("signing"));
        Answer created = send("POST", ALL, "{\"name\":\"wiki\",\"metadataUrl\":\"%s\"}".formatted(ADDRESS));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        OUTSIDE.gives(ADDRESS, metadata("signing", "encryption"));
        var refresh = acme.bean(MetadataRefresh.class);
        refresh.refreshDue();
        assertThat(keys()).isZero();
        acme.clock().advance(Duration.ofHours(7));
        refresh.refreshDue();
        assertThat(keys()).isEqualTo(1);
        OUTSIDE.gives(ADDRESS, metadata().replace("entityID=\"https://wiki", "entityID=\"https://evil"));
        acme.clock().advance(Duration.ofHours(7));
        refresh.refreshDue();
        assertThat(keys()).isEqualTo(1);
        assertThat(acme.jdbc()
                        .sql("select reason from audit_event where action = 'service-provider.refresh'"
                                + " order by id desc limit 1")
                        .query((row, _) -> row.getString(1))
                        .single())
                .contains("another service provider");
    }

    @Test
    void stored_metadata_that_cannot_be_read_any_more_does_not_keep_others_from_theirs() {
        String other = "https://other.example/saml/metadata";
        OUTSIDE.gives(ADDRESS, metadata("signing"));
        OUTSIDE.gives(other, metadata("signing").replace(ADDRESS, other));
        send("POST", ALL, "{\"name\":\"wiki\",\"metadataUrl\":\"%s\"}".formatted(ADDRESS));
        acme.clock().advance(Duration.ofSeconds(1)); // after the first one, in its turn
        send("POST", ALL, "{\"name\":\"other\",\"metadataUrl\":\"%s\"}".formatted(other));
        acme.jdbc()
                .sql("update service_provider set metadata = '<broken/>' where name = 'wiki'")
                .update();
        OUTSIDE.gives(ADDRESS, "<broken/>");
        OUTSIDE.gives(other, metadata("signing", "encryption").replace(ADDRESS, other));
        acme.clock().advance(Duration.ofHours(7));
        acme.bean(MetadataRefresh.class).refreshDue();
        Answer list = acme.browser().get(ALL);
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body()).contains("\"metadataProblem\":\"broken where EntityDescriptor should be\"");
        assertThat(acme.json(acme.browser().get(ALL + "/other").body())
                        .path("encryptionKeys")
                        .asInt())
                .isEqualTo(1);
        send("DELETE", ALL + "/other", "");
        assertThat(send("DELETE", ALL + "/wiki", "").status())
                .as("without its being read")
                .isEqualTo(204);
    }

    @Test
    void what_is_about_to_end_is_said_once_before_each_deadline_and_when_it_has_ended() {
        Instant end = acme.clock().instant().plus(Duration.ofDays(40)).truncatedTo(ChronoUnit.SECONDS);
        register(acme, metadata("signing").replace(" entityID=", " validUntil=\"%s\" entityID=".formatted(end)), "");
        var kind = new MetadataExpiry.Kind(
                "service-provider", "service_provider", "enabled", ServiceProviderMetadata::read);
        var expiry = new MetadataExpiry(
                acme.jdbc(), acme.bean(TransactionTemplate.class), acme.bean(Audit.class), acme.clock(), kind);
        expiry.look();
        assertThat(said()).isEmpty();
        for (int days : List.of(11, 1, 25, 4)) {
            acme.clock().advance(Duration.ofDays(days));
            expiry.look();
            expiry.look();
        }
        assertThat(said())
                .containsExactly(
                        "its metadata ends %s, in less than 30 days".formatted(end),
                        "its metadata ends %s, in less than 7 days".formatted(end),
                        "its metadata ended %s".formatted(end));
        acme.jdbc()
                .sql("update service_provider set metadata = '<broken/>' where name = 'wiki'")
                .update();
        expiry.look();
        assertThat(said().getLast()).contains("can no longer be read");
    }

    private static List<String> said() {
        return acme.jdbc()
                .sql("select reason from audit_event where action = 'service-provider.expiring' order by id")
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static int keys() {
        return acme.json(acme.browser().get(ALL + "/wiki").body())
                .path("encryptionKeys")
                .asInt();
    }

    @Test
    void an_address_where_nothing_is_or_that_is_not_https_is_refused() {
        assertThat(send("POST", ALL, "{\"name\":\"wiki\",\"metadataUrl\":\"https://nowhere.example/\"}")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", ALL, "{\"name\":\"wiki\",\"metadataUrl\":\"file:///etc/passwd\"}")
                        .status())
                .isEqualTo(400);
        assertThat(send("POST", ALL, "{\"name\":\"wiki\"}").status()).isEqualTo(400);
        assertThat(send("POST", ALL, "{\"name\":\"wi ki\",\"metadata\":%s}".formatted(quoted(acme, metadata())))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void another_one_s_metadata_does_not_take_its_place() {
        register(acme, metadata(), "");
        String evil = metadata().replace("entityID=\"https://wiki", "entityID=\"https://evil");
        assertThat(send("PATCH", ALL + "/wiki", "{\"metadata\":%s}".formatted(quoted(acme, evil)))
                        .status())
                .isEqualTo(400);
        assertThat(send("PATCH", ALL + "/wiki", "{\"metadata\":%s}".formatted(quoted(acme, metadata("encryption"))))
                        .status())
                .isEqualTo(200);
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void keys_are_rotated_in_two_steps_both_published_in_between() {
        register(acme, metadata(), "");
        String path = "/api/v1/tenants/acme.example/saml-keys";
        assertThat(acme.json(acme.browser().get(path).body()).path("items")).hasSize(1);
        Answer prepared = send("POST", path, "");
        assertThat(prepared.status()).as(prepared.body()).isEqualTo(201);
        assertThat(send("POST", path, "").status()).isEqualTo(409);
        assertThat(published()).isEqualTo(2);
        var next = acme.json(prepared.body()).path("items").path(1);
        assertThat(next.path("state").asString()).isEqualTo("next");
        String id = next.path("id").asString();
        assertThat(send("POST", path + "/" + id + "/activate", "").status()).isEqualTo(200);
        assertThat(published()).isEqualTo(2);
        assertThat(send("DELETE", path + "/" + id, "").status()).isEqualTo(409);
        String previous = acme.json(acme.browser().get(path).body())
                .path("items")
                .path(1)
                .path("id")
                .asString();
        assertThat(send("DELETE", path + "/" + previous, "").status()).isEqualTo(204);
        assertThat(published()).isEqualTo(1);
    }

    private static int published() {
        return acme.browser()
                        .get("/t/acme.example/saml/metadata")
                        .body()
                        .split("<md:KeyDescriptor use=\"signing\"", -1)
                        .length
                - 1;
    }

    @Test
    void there_is_no_metadata_before_the_first_service_provider() {
        assertThat(acme.browser().get("/t/other.example/saml/metadata").status())
                .isEqualTo(404);
    }
}
