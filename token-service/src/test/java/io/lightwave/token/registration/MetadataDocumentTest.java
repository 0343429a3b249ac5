package io.lightwave.token.registration;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.authorize;
import static io.lightwave.token.browser.Acme.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("OAuth Client ID Metadata Document (draft-ietf-oauth-client-id-metadata-document-01)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataDocumentTest {
    static final String POLICY = "/api/v1/tenants/acme.example/policies/registration";
    static final String CALLBACK = "https://client.example/callback";

    final Outside outside = new Outside();
    Acme acme;
    Browser alice;
    int count;
    String clientId = "";

    @BeforeAll
    void start() {
        acme = Acme.start(outside);
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
    }

    @BeforeEach
    void permit() {
        clientId = "https://client.example/app/%d.json".formatted(count++);
        policy("{\"metadataDocumentHosts\":[\"client.example\",\"*.apps.example\"]}");
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    void policy(String patch) {
        Answer answer = acme.browser().send("PATCH", POLICY, "application/merge-patch+json", patch);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    void publishes(String more) {
        outside.gives(clientId, """
                {"client_id":"%s","client_name":"An Agent","redirect_uris":["%s"]%s}""".formatted(clientId, CALLBACK, more));
    }

    Map<String, String> wish(String... more) {
        var parameters = new LinkedHashMap<>(request("shop", Map.of("client_id", clientId, "redirect_uri", CALLBACK)));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    Answer asks(String... more) {
        return authorize(alice, wish(more));
    }

    static void isUnknown(Answer page) {
        assertThat(page.status()).as(page.toString()).isEqualTo(400);
        assertThat(page.header("Location")).isEmpty();
        assertThat(page.body()).contains("is not known");
    }

    Map<String, String> exchange(String code) {
        var form = acme.exchange("app", code);
        form.put("client_id", clientId);
        form.put("redirect_uri", CALLBACK);
        return form;
    }

    String allowedCode() {
        return alice.submit(asks().form().with("decision", "allow")).parameter("code");
    }

    /// The client as administrators see it.
    JsonNode registered() {
        return acme
                .jdbc()
                .sql("select subject_id::text from client_document where tenant_id = ?")
                .param(ACME.value())
                .query(String.class)
                .list()
                .stream()
                .map(id -> acme.json(acme.browser()
                        .get("/api/v1/tenants/acme.example/clients/" + id)
                        .body()))
                .filter(client -> client.path("clientId").asString("").equals(clientId))
                .findFirst()
                .orElseThrow();
    }

    JsonNode metadata() {
        return acme.json(acme.browser()
                .get("/t/acme.example/.well-known/openid-configuration")
                .body());
    }

    @Test
    void a_client_that_nobody_registered_gets_a_token_after_its_person_has_agreed() {
        publishes("");
        Answer page = asks();
        assertThat(page.body()).contains("id=\"consent-form\"", "An Agent (client.example)");
        String code = alice.submit(page.form().with("decision", "allow")).parameter("code");
        JsonNode tokens = acme.tokens(exchange(code));
        assertThat(acme.claims(tokens.path("access_token").stringValue())
                        .path("client_id")
                        .stringValue())
                .isEqualTo(clientId);
        assertThat(acme.claims(tokens.path("id_token").stringValue())
                        .path("aud")
                        .toString())
                .contains(clientId);
    }

    @Test
    void off_it_is_by_default_and_the_metadata_say_so() {
        publishes("");
        assertThat(metadata().path("client_id_metadata_document_supported").booleanValue())
                .isTrue();
        policy("{\"metadataDocumentHosts\":null}");
        assertThat(metadata().path("client_id_metadata_document_supported").booleanValue())
                .isFalse();
        isUnknown(asks());
        assertThat(acme.json(acme.browser()
                                .get("/t/other.example/.well-known/openid-configuration")
                                .body())
                        .path("client_id_metadata_document_supported")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void a_host_that_is_not_permitted_any_more_is_of_no_use_at_once() {
        publishes("");
        assertThat(asks().status()).isEqualTo(200);
        policy("{\"metadataDocumentHosts\":[\"elsewhere.example\"]}");
        isUnknown(asks());
    }

    @ParameterizedTest
    @CsvSource({
        "https://one.apps.example/a, true",
        "https://two.one.apps.example/a, true",
        "https://apps.example/a, false",
        "https://evilapps.example/a, false",
        "https://client.example.evil.example/a, false"
    })
    void hosts_are_permitted_by_name_or_with_all_below(String address, boolean permitted) {
        clientId = address;
        outside.gives(address, """
                {"client_id":"%s","redirect_uris":["http://127.0.0.1/callback"]}""".formatted(address));
        Answer answer = asks("redirect_uri", "http://127.0.0.1:1234/callback");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(permitted ? 200 : 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://client.example/a",
                "https://client.example",
                "https://client.example/a?b=c",
                "https://client.example/a#b",
                "https://user@client.example/a",
                "https://client.example/../a",
                "https://client.example/a/.",
                "https://client.example/a/..",
                "https://client.example/%2e%2e/a",
                "https://CLIENT.example/a",
                "https://client.example:0/a",
                "https://client.example\\@evil.example/a"
            })
    void an_address_of_another_form_is_no_client_id(String address) {
        clientId = address;
        try {
            outside.gives(address, """
                    {"client_id":"%s","redirect_uris":["%s"]}""".formatted(address, CALLBACK));
        } catch (IllegalArgumentException notEvenAUri) {
            assertThat(address).contains("\\");
        }
        isUnknown(asks());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"redirect_uris\":[\"https://client.example/callback\"]}",
                "{\"client_id\":\"https://client.example/other\",\"redirect_uris\":[\"https://client.example/callback\"]}",
                "{\"client_id\":\"ID\"}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"client_secret\":\"x\"}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"client_id\":\"ID\"}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"token_endpoint_auth_method\":\"client_secret_basic\"}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"token_endpoint_auth_method\":\"private_key_jwt\"}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"com.example.app://client.example/callback\"]}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks_uri\":\"https://evil.example/keys\"}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\",\"https://evil.example/callback\"]}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"grant_types\":[\"client_credentials\"]}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://client.example/callback\"],\"scope\":\"admin\"}"
            })
    void a_document_that_is_not_good_makes_no_client(String document) {
        outside.gives(clientId, document.replace("ID", clientId));
        isUnknown(asks());
    }

    @Test
    void a_program_on_a_person_s_machine_takes_the_port_that_is_free() {
        outside.gives(clientId, """
                {"client_id":"%s","redirect_uris":["http://localhost/callback","http://127.0.0.1/callback"]}""".formatted(clientId));
        assertThat(asks("redirect_uri", "http://localhost:53076/callback").body())
                .contains("id=\"consent-form\"");
        assertThat(asks("redirect_uri", "http://127.0.0.1:53076/callback").body())
                .contains("id=\"consent-form\"");
    }

    /// The first two as well-known programs list them.
    @ParameterizedTest
    @DisplayName("of what a document lists for every server, that counts which is to be had here")
    @CsvSource(
            delimiter = '|',
            value = {
                "authorization_code,refresh_token,urn:ietf:params:oauth:grant-type:device_code | code | openid",
                "authorization_code,refresh_token,urn:ietf:params:oauth:grant-type:jwt-bearer | code | openid",
                "authorization_code,refresh_token,urn:example:other | code,other | openid",
                "authorization_code,refresh_token,implicit | code,token | openid",
                "authorization_code,refresh_token | code,code id_token | openid",
                "authorization_code,refresh_token | code | openid mcp:tools",
            })
    void what_is_not_to_be_had_here_is_left_out(String grants, String answers, String scope) {
        policy("{\"grantTypes\":[%s]}"
                .formatted(list("authorization_code,refresh_token,urn:ietf:params:oauth:grant-type:jwt-bearer")));
        publishes(",\"grant_types\":[%s],\"response_types\":[%s],\"scope\":\"%s\""
                .formatted(list(grants), list(answers), scope));
        assertThat(acme.tokens(exchange(allowedCode())).has("access_token")).isTrue();
        JsonNode client = registered();
        assertThat(client.path("grantTypes").toString()).isEqualTo("[\"authorization_code\",\"refresh_token\"]");
        assertThat(client.path("responseTypes").toString()).isEqualTo("[\"code\"]");
        assertThat(client.path("scopes").toString()).isEqualTo("[\"openid\"]");
        policy("{\"grantTypes\":null}");
    }

    static String list(String values) {
        return '"' + values.replace(",", "\",\"") + '"';
    }

    @Test
    void more_than_5_KiB_or_nothing_at_all_makes_no_client() {
        isUnknown(asks());
        publishes(",\"contacts\":[\"%s\"]".formatted("x".repeat(5 * 1024)));
        isUnknown(asks());
    }

    @Test
    void addresses_elsewhere_are_left_out() {
        publishes(",\"logo_uri\":\"https://evil.example/logo.png\",\"policy_uri\":\"https://client.example/privacy\"");
        Answer page = asks();
        assertThat(page.body()).contains("https://client.example/privacy").doesNotContain("evil.example");
    }

    @Test
    void a_document_that_changes_counts_five_minutes_later() {
        publishes("");
        assertThat(asks().status()).isEqualTo(200);
        outside.gives(clientId, """
                {"client_id":"%s","client_name":"A New Agent","redirect_uris":["https://client.example/new"]}""".formatted(clientId));
        assertThat(asks().body()).contains("An Agent (client.example)");
        acme.clock().advance(Duration.ofMinutes(5));
        assertThat(asks("redirect_uri", "https://client.example/new").body()).contains("A New Agent (client.example)");
        assertThat(asks().body()).contains("not registered");
    }

    @Test
    void a_document_that_is_gone_is_no_client_five_minutes_later() {
        publishes("");
        assertThat(asks().status()).isEqualTo(200);
        outside.gives(clientId, "gone");
        acme.clock().advance(Duration.ofMinutes(5));
        isUnknown(asks());
    }

    @Test
    void an_administrator_may_disable_one_for_good() {
        publishes("");
        String code = allowedCode();
        acme.browser()
                .send(
                        "PATCH",
                        "/api/v1/tenants/acme.example/clients/"
                                + registered().path("id").stringValue(),
                        "application/merge-patch+json",
                        "{\"enabled\":false}");
        assertThat(acme.oauth("token", exchange(code)).status()).isEqualTo(401);
        acme.clock().advance(Duration.ofMinutes(5));
        isUnknown(asks());
    }

    @Test
    void no_more_than_the_policy_permits_are_kept() {
        policy("{\"maximumClients\":1}");
        publishes("");
        asks();
        clientId = clientId.replace(".json", "-second.json");
        publishes("");
        isUnknown(asks());
        policy("{\"maximumClients\":null}");
    }

    @Test
    void a_resource_is_for_it_only_where_the_policy_says_so() {
        publishes("");
        assertThat(asks("resource", "https://mcp.example/mcp").answerParameters())
                .containsEntry("error", "invalid_target");
        policy("{\"audiences\":[\"https://mcp.example/mcp\"]}");
        clientId = clientId.replace(".json", "-later.json");
        publishes("");
        Answer page = asks("resource", "https://mcp.example/mcp");
        assertThat(page.body()).contains("access to https://mcp.example/mcp");
        String code = alice.submit(page.form().with("decision", "allow")).parameter("code");
        assertThat(acme.claims(acme.tokens(exchange(code)).path("access_token").stringValue())
                        .path("aud")
                        .stringValue())
                .isEqualTo("https://mcp.example/mcp");
        policy("{\"audiences\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "https://mcp.example/#x", "/mcp"})
    void audiences_are_addresses_or_names(String audience) {
        assertThatThrownBy(() -> new RegistrationPolicy(null, null, null, null, List.of(audience), null, null))
                .isInstanceOf(InvalidFieldException.class);
    }

    @Test
    void one_with_a_key_proves_itself_by_it() throws Exception {
        ECKey key = publishesKey("k1");
        var form = exchange(allowedCode());
        assertThat(acme.oauth("token", form).status()).isEqualTo(401);
        assertThat(acme.oauth("token", proving(form, key)).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("a key that its document has only now counts at once, and nobody has it fetched again and again")
    void one_with_a_new_key_proves_itself_by_it() throws Exception {
        ECKey old = publishesKey("old");
        var form = exchange(allowedCode());
        acme.clock().advance(Duration.ofSeconds(31));
        ECKey next = publishesKey("next");
        assertThat(acme.oauth("token", proving(form, next)).status()).isEqualTo(200);
        assertThat(acme.oauth("token", proving(exchange(asks().parameter("code")), old))
                        .status())
                .isEqualTo(401);
        ECKey tooSoon = publishesKey("too-soon");
        var later = exchange(asks().parameter("code"));
        assertThat(acme.oauth("token", proving(later, tooSoon)).status()).isEqualTo(401);
        acme.clock().advance(Duration.ofSeconds(31));
        assertThat(acme.oauth("token", proving(later, tooSoon)).status()).isEqualTo(200);
    }

    private ECKey publishesKey(String id) throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        publishes(",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":{\"keys\":[%s]}"
                .formatted(key.toPublicJWK().toJSONString()));
        return key;
    }

    private Map<String, String> proving(Map<String, String> form, ECKey key) throws JOSEException {
        var assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience("https://localhost:8443/t/acme.example")
                        .jwtID("j" + UUID.randomUUID())
                        .expirationTime(Date.from(acme.clock().instant().plusSeconds(60)))
                        .build());
        assertion.sign(new ECDSASigner(key));
        var proving = new LinkedHashMap<>(form);
        proving.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        proving.put("client_assertion", assertion.serialize());
        return proving;
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://client.example", "Client.example", "*client.example", "*.*", "a b", ""})
    void hosts_are_names(String host) {
        assertThatThrownBy(() -> new RegistrationPolicy(null, null, null, null, null, List.of(host), null))
                .isInstanceOf(InvalidFieldException.class);
    }
}
