package io.lightwave.token.preview;

import static io.lightwave.token.browser.Acme.ACME;
import static io.lightwave.token.browser.Acme.OTHER;
import static io.lightwave.token.browser.Acme.request;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.claims.PersonClaims;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A preview says what the token will, and nothing comes of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenPreviewTest {
    /// What is another in each token, or each sign-in.
    private static final Set<String> ITS_OWN = Set.of("iat", "exp", "jti", "auth_time", "sid", "grant_id", "at_hash");

    private Acme acme;
    private Browser alice;

    @BeforeAll
    void start() {
        acme = Acme.start();
        alice = acme.browser();
        Acme.signIn(alice, request("shop"), "alice", Acme.PASSWORD);
        acme.bean(Subjects.class)
                .modify(
                        ACME,
                        acme.subject(SubjectKind.USER, "alice").id(),
                        Map.of(
                                "middleName", List.of("Ada"),
                                "nickname", List.of("ally"),
                                "postalAddress", List.of("12 High Street$London W1A 1AA"),
                                "l", List.of("London"),
                                "mailVerified", List.of("TRUE")));
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    private Browser.Answer preview(String client, String body) {
        return acme.browser()
                .send(
                        "POST",
                        "/api/v1/tenants/acme.example/clients/%s/token-preview".formatted(client),
                        "application/json",
                        body);
    }

    private JsonNode previewed(String client, String body) {
        Browser.Answer answer = preview(client, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control").orElse("")).contains("no-store");
        return acme.json(answer.body());
    }

    private static Map<String, JsonNode> claims(JsonNode views) {
        var claims = new LinkedHashMap<String, JsonNode>();
        views.valueStream().forEach(view -> claims.put(view.path("name").asString(), view.path("value")));
        return claims;
    }

    private static String source(JsonNode views, String claim) {
        return views.valueStream()
                .filter(view -> view.path("name").asString().equals(claim))
                .map(view ->
                        view.path("from").asString() + " " + view.path("field").asString())
                .collect(Collectors.joining());
    }

    private static void assertAlike(JsonNode views, JsonNode minted) {
        Map<String, JsonNode> foreseen = claims(views);
        assertThat(List.copyOf(foreseen.keySet())).isEqualTo(List.copyOf(minted.propertyNames()));
        foreseen.forEach((name, value) -> {
            if (!ITS_OWN.contains(name)) {
                assertThat(value).as(name).isEqualTo(minted.path(name));
            }
        });
    }

    private JsonNode tokens(String client, Map<String, String> changes) {
        var parameters = request("shop", changes);
        parameters.put("client_id", client);
        var form = acme.exchange(client, Acme.code(alice, parameters));
        form.put("redirect_uri", Acme.SHOP);
        return acme.tokens(form);
    }

    private JsonNode userInfo(JsonNode tokens) {
        return acme.json(acme.browser()
                .sending(
                        "Authorization", "Bearer " + tokens.path("access_token").stringValue())
                .get("/t/acme.example/oauth2/userinfo")
                .body());
    }

    @Test
    void of_a_person_says_what_the_tokens_and_userinfo_say() {
        String claims =
                "{\"id_token\":{\"email\":null,\"address\":null,\"groups\":null},\"userinfo\":{\"nickname\":null}}";
        JsonNode tokens =
                tokens("shop", Map.of("scope", "openid profile email orders", "resource", "billing", "claims", claims));
        JsonNode preview = previewed("shop", """
                {"user":"alice","scopes":["openid","profile","email","orders"],"resource":"billing",
                 "nonce":"n-0S6_WzA2Mj","claims":%s}""".formatted(claims));
        String access = tokens.path("access_token").stringValue();
        String id = tokens.path("id_token").stringValue();
        assertAlike(preview.at("/accessToken/claims"), acme.claims(access));
        assertAlike(preview.at("/idToken/claims"), acme.claims(id));
        assertAlike(preview.path("userInfo"), userInfo(tokens));
        assertThat(preview.at("/accessToken/bytes").asInt()).isEqualTo(access.length());
        assertThat(preview.at("/idToken/bytes").asInt()).isEqualTo(id.length());
        assertThat(preview.at("/accessToken/tooLong").asBoolean()).isFalse();
        assertThat(preview.path("audience").asString())
                .isEqualTo(acme.claims(access).path("aud").asString());
        JsonNode claimsOfAccess = preview.at("/accessToken/claims");
        assertThat(source(claimsOfAccess, "sub")).isEqualTo("user id");
        assertThat(source(claimsOfAccess, "iss")).isEqualTo("tenant issuer");
        assertThat(source(claimsOfAccess, "aud")).isEqualTo("request resource");
        assertThat(source(claimsOfAccess, "scope")).isEqualTo("request scopes");
        assertThat(source(preview.at("/idToken/claims"), "email")).isEqualTo("user mail");
        assertThat(source(preview.at("/idToken/claims"), "address")).isEqualTo("user postaladdress, l");
        assertThat(source(preview.path("userInfo"), "preferred_username")).isEqualTo("user uid");
    }

    @Test
    void without_scopes_gives_all_that_the_client_is_registered_for() {
        acme.client(ACME, """
                {"clientId":"grouping","redirectUris":["https://shop.example/callback"],
                 "scopes":["openid","groups"],"tokenEndpointAuthMethod":"none"}""");
        acme.bean(Subjects.class)
                .addToGroup(
                        ACME, "crew", acme.subject(SubjectKind.USER, "alice").id());
        JsonNode preview = previewed("grouping", "{\"user\":\"alice\"}");
        assertThat(source(preview.at("/accessToken/claims"), "scope")).isEqualTo("client scopes");
        assertThat(source(preview.at("/accessToken/claims"), "aud")).isEqualTo("tenant issuer");
        assertThat(source(preview.path("userInfo"), "groups")).isEqualTo("group ");
        assertThat(requireNonNull(claims(preview.path("userInfo")).get("groups"))
                        .valueStream()
                        .map(JsonNode::asString))
                .contains("crew");
        assertAlike(preview.path("userInfo"), userInfo(tokens("grouping", Map.of("scope", "openid groups"))));
    }

    @Test
    void every_claim_about_people_has_a_source() {
        acme.client(ACME, """
                {"clientId":"curious","redirectUris":["https://shop.example/callback"],
                 "scopes":["openid","groups"],"tokenEndpointAuthMethod":"none"}""");
        String all = PersonClaims.names().stream().map("\"%s\":null"::formatted).collect(Collectors.joining(","));
        JsonNode preview = previewed(
                "curious",
                "{\"user\":\"alice\",\"scopes\":[\"openid\"],\"claims\":{\"id_token\":{%s}}}".formatted(all));
        assertThat(claims(preview.at("/idToken/claims")))
                .containsKeys("name", "email", "updated_at", "preferred_username", "groups", "address");
    }

    @ParameterizedTest
    @CsvSource({
        "RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA",
    })
    void knows_how_long_a_token_of_each_algorithm_is(String algorithm) {
        String client = "signed-by-" + algorithm.toLowerCase(java.util.Locale.ROOT);
        acme.client(ACME, """
                {"clientId":"%s","redirectUris":["https://shop.example/callback"],"scopes":["openid"],
                 "tokenEndpointAuthMethod":"none","idTokenSignedResponseAlg":"%s"}""".formatted(client, algorithm));
        JsonNode preview = previewed(client, "{\"user\":\"alice\",\"nonce\":\"n-0S6_WzA2Mj\"}");
        JsonNode tokens = tokens(client, Map.of());
        assertThat(preview.at("/idToken/algorithm").asString()).isEqualTo(algorithm);
        assertThat(preview.at("/idToken/bytes").asInt())
                .isEqualTo(tokens.path("id_token").stringValue().length());
    }

    @Test
    void of_a_client_itself_says_what_its_token_says() {
        String secret = acme.client(ACME, """
                {"clientId":"robot","grantTypes":["client_credentials"],"scopes":["orders","bills"],
                 "audiences":["billing"]}""");
        JsonNode preview = previewed("robot", "{\"resource\":\"billing\"}");
        JsonNode token = own("robot", secret, Map.of("resource", "billing"));
        assertThat(preview.path("grantType").asString()).isEqualTo("client_credentials");
        assertThat(preview.has("idToken")).isFalse();
        assertThat(preview.has("userInfo")).isFalse();
        assertAlike(
                preview.at("/accessToken/claims"),
                acme.claims(token.path("access_token").stringValue()));
        assertThat(preview.at("/accessToken/bytes").asInt())
                .isEqualTo(token.path("access_token").stringValue().length());
        assertThat(source(preview.at("/accessToken/claims"), "sub")).isEqualTo("client clientId");
        assertThat(preview.path("scopes").valueStream().map(JsonNode::asString)).containsExactly("bills", "orders");
    }

    @Test
    void of_a_client_with_opaque_tokens_says_what_introspection_will() {
        String secret = acme.client(ACME, """
                {"clientId":"quiet","grantTypes":["client_credentials"],"accessTokenFormat":"opaque"}""");
        JsonNode preview = previewed("quiet", "{}");
        String token = own("quiet", secret, Map.of()).path("access_token").stringValue();
        assertThat(preview.at("/accessToken/format").asString()).isEqualTo("opaque");
        assertThat(preview.at("/accessToken/bytes").asInt()).isEqualTo(token.length());
        assertThat(preview.at("/accessToken").has("algorithm")).isFalse();
        JsonNode told = acme.json(acme.browser()
                .post(
                        URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/introspect"),
                        Map.of("token", token),
                        Map.of("Authorization", Acme.basic("quiet", secret)))
                .body());
        Map<String, JsonNode> foreseen = claims(preview.at("/accessToken/claims"));
        List<String> names = new ArrayList<>(told.propertyNames());
        names.removeAll(List.of("active", "token_type"));
        assertThat(foreseen).containsOnlyKeys(names);
        assertThat(foreseen.get("sub")).isEqualTo(told.path("sub"));
    }

    @Test
    void a_token_that_is_too_long_is_called_so() {
        String scopes = java.util.stream.IntStream.range(0, 90)
                .mapToObj(i -> "\"" + "a-scope-with-quite-a-long-name-of-its-own-".repeat(2) + i + "\"")
                .collect(Collectors.joining(","));
        acme.client(ACME, """
                {"clientId":"wordy","grantTypes":["client_credentials"],"scopes":[%s]}""".formatted(scopes));
        assertThat(previewed("wordy", "{}").at("/accessToken/tooLong").asBoolean())
                .isTrue();
        JsonNode few = previewed("wordy", "{\"scopes\":[%s]}".formatted(scopes.split(",", 2)[0]));
        assertThat(few.at("/accessToken/tooLong").asBoolean()).isFalse();
    }

    private JsonNode own(String client, String secret, Map<String, String> more) {
        var form = new HashMap<>(more);
        form.put("grant_type", "client_credentials");
        return acme.json(acme.browser()
                .post(
                        URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token"),
                        form,
                        Map.of("Authorization", Acme.basic(client, secret)))
                .body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user|{\"user\":\"nobody\"}",
                "user|{\"grantType\":\"authorization_code\"}",
                "user|{\"grantType\":\"client_credentials\",\"user\":\"alice\"}",
                "grantType|{}",
                "grantType|{\"grantType\":\"made-up\"}",
                "grantType|{\"grantType\":\"refresh_token\",\"user\":\"alice\"}",
                "grantType|{\"grantType\":\"urn:ietf:params:oauth:grant-type:device_code\",\"user\":\"alice\"}",
                "scopes|{\"user\":\"alice\",\"scopes\":[\"made-up\"]}",
                "resource|{\"user\":\"alice\",\"resource\":\"made-up\"}",
                "claims|{\"user\":\"alice\",\"claims\":{\"id_token\":7}}",
                "claims|{\"claims\":{\"id_token\":{\"email\":null}}}",
                "nonce|{\"grantType\":\"urn:ietf:params:oauth:grant-type:device_code\",\"nonce\":\"n\"}",
                "resource|{\"user\":\"alice\",\"resource\":\"\\u0000\"}",
                "authorizationDetails|{\"user\":\"alice\",\"authorizationDetails\":[{\"type\":\"made-up\"}]}"
            })
    void what_would_be_refused_is_refused_by_its_field(String row) {
        String[] parts = row.split("\\|", 2);
        Browser.Answer answer = preview("shop", parts[1]);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(acme.json(answer.body()).path("field").asString()).isEqualTo(parts[0]);
    }

    @Test
    void others_clients_and_people_are_unknown() {
        acme.client(OTHER, """
                {"clientId":"theirs","grantTypes":["client_credentials"]}""");
        var theirs = acme.user(OTHER, "otto");
        assertThat(preview("theirs", "{}").status()).isEqualTo(404);
        assertThat(preview("shop", "{\"user\":\"%s\"}".formatted(theirs.id())).status())
                .isEqualTo(400);
    }

    @Test
    void of_who_is_disabled_there_is_none() {
        var gone = acme.user(ACME, "previewed-gone");
        acme.bean(Subjects.class).setEnabled(ACME, gone.id(), false);
        assertThat(preview("shop", "{\"user\":\"previewed-gone\"}").status()).isEqualTo(400);
    }

    @Test
    void nothing_is_kept() {
        List<String> tables = List.of("approval", "reference_token", "session");
        acme.client(ACME, """
                {"clientId":"traceless","grantTypes":["client_credentials","authorization_code"],
                 "redirectUris":["https://shop.example/callback"],"accessTokenFormat":"opaque"}""");
        List<Integer> before = counts(tables);
        previewed("traceless", "{\"user\":\"alice\",\"scopes\":[\"openid\"]}");
        previewed("traceless", "{}");
        assertThat(counts(tables)).isEqualTo(before);
    }

    private List<Integer> counts(List<String> tables) {
        return tables.stream()
                .map(table -> acme.jdbc()
                        .sql("select count(*) from " + table)
                        .query(Integer.class)
                        .single())
                .toList();
    }
}
