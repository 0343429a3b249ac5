package io.lightwave.token;

import static io.lightwave.token.browser.Acme.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Outside;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.TestIdentityProvider;
import io.lightwave.token.saml.TestServiceProvider;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Beside [DisabledThingsTest], which does the same for those who act for themselves.
@DisplayName("Every grant of a person's, and every use of it, when something behind it has ended")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneGateTest {
    static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String SAML_BEARER = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    static final String CALLBACK = "https://client.example/callback";
    static final URI TOKEN = URI.create(Browser.PUBLIC_URL + "/t/acme.example/oauth2/token");

    final Outside outside = new Outside();
    Acme acme;
    String exchangerSecret;
    UUID providerId;
    int count;

    @BeforeAll
    void start() {
        acme = Acme.start(outside);
        documents("[\"client.example\"]");
        Answer provider = acme.browser()
                .send("POST", "/api/v1/tenants/acme.example/identity-providers", "application/json", """
                        {"name":"uni","kind":"saml","metadata":%s}""".formatted(
                                TestServiceProvider.quoted(acme, TestIdentityProvider.metadata())));
        assertThat(provider.status()).as(provider.toString()).isEqualTo(201);
        providerId = UUID.fromString(acme.json(provider.body()).path("id").stringValue());
        exchangerSecret = acme.client(ACME, """
                {"clientId":"exchanger","grantTypes":["%s"],"audiences":["stock"]}""".formatted(EXCHANGE));
        Answer made =
                acme.browser().send("POST", "/api/v1/tenants/acme.example/resource-servers", "application/json", """
                        {"name":"billing","uri":"https://billing.example","clients":["shop","exchanger"]}""");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
    }

    @AfterAll
    void stop() {
        acme.close();
    }

    /// A person who is signed in, a client, and one of everything that the client can have of the person.
    record World(
            SubjectId person,
            String clientId,
            Browser browser,
            String code,
            String refreshToken,
            String deviceCode,
            String accessToken,
            String bearerId,
            String bearerSecret,
            Keeper keeper,
            Documented documented) {}

    /// A client whose id is the address of its metadata, which the same person has agreed to.
    record Documented(String clientId, String code, String refreshToken) {}

    /// A confidential client of the same person's, whose access tokens say nothing, and that exchanges its own tokens.
    record Keeper(String clientId, String secret, String idToken, String refreshToken, String accessToken) {}

    enum Use {
        CODE,
        REFRESH,
        DEVICE,
        EXCHANGE,
        EXCHANGE_OF_ID_TOKEN,
        EXCHANGE_OF_REFRESH_TOKEN,
        REFRESH_OF_CONFIDENTIAL,
        SAML_ASSERTION,
        INTROSPECTION,
        INTROSPECTION_OF_OPAQUE,
        USERINFO,
        USERINFO_BY_OPAQUE,
        NEW_CODE,
        CODE_BY_DOCUMENT,
        REFRESH_BY_DOCUMENT,
        NEW_CODE_BY_DOCUMENT
    }

    static final Set<Use> BY_DOCUMENT =
            EnumSet.of(Use.CODE_BY_DOCUMENT, Use.REFRESH_BY_DOCUMENT, Use.NEW_CODE_BY_DOCUMENT);

    static final Set<Use> BY_KEEPER = EnumSet.of(
            Use.EXCHANGE_OF_ID_TOKEN,
            Use.EXCHANGE_OF_REFRESH_TOKEN,
            Use.REFRESH_OF_CONFIDENTIAL,
            Use.INTROSPECTION_OF_OPAQUE,
            Use.USERINFO_BY_OPAQUE);

    enum Ending {
        NOTHING,
        PERSON_DISABLED,
        PERSON_DELETED,
        CLIENT_DISABLED,
        CLIENT_DELETED,
        EXCHANGER_DISABLED,
        TENANT_DISABLED,
        SESSION_ENDED,
        KEY_COMPROMISED,
        REFRESH_TOKEN_REVOKED,
        PROVIDER_DISABLED,
        DOCUMENTS_NOT_PERMITTED
    }

    World world() {
        String name = "u" + count++;
        String clientId = "c" + count;
        SubjectId person = acme.user(ACME, name).id();
        acme.client(ACME, """
                {"clientId":"%s","grantTypes":["authorization_code","refresh_token","%s"],"redirectUris":["%s"],
                 "tokenEndpointAuthMethod":"none","audiences":["billing"]}""".formatted(clientId, DEVICE_CODE, Acme.APP));
        String bearerId = "b" + count;
        String bearerSecret = acme.client(ACME, """
                {"clientId":"%s","grantTypes":["%s"]}""".formatted(bearerId, SAML_BEARER));
        acme.jdbc()
                .sql("insert into upstream_identity (tenant_id, provider_id, upstream_subject, subject_id, created_at)"
                        + " values ('acme.example', ?, ?, ?, now())")
                .params(providerId, NameIdFormat.PERSISTENT.uri() + " - - p-" + name, person.value())
                .update();
        Browser browser = acme.browser();
        Map<String, String> request = request(clientId);
        Answer answer = Acme.signIn(browser, request, name, Acme.PASSWORD);
        var tokens = acme.tokens(acme.exchange(clientId, answer.parameter("code")));
        var begun = acme.json(acme.oauth("device_authorization", Map.of("client_id", clientId, "scope", "openid"))
                .body());
        Answer page = browser.get(
                "/t/acme.example/device?user_code=" + begun.path("user_code").stringValue());
        assertThat(browser.submit(page.form().with("decision", "allow")).status())
                .isEqualTo(200);
        Keeper keeper = keeper(browser);
        return new World(
                person,
                clientId,
                browser,
                Acme.code(browser, request),
                tokens.path("refresh_token").stringValue(),
                begun.path("device_code").stringValue(),
                tokens.path("access_token").stringValue(),
                bearerId,
                bearerSecret,
                keeper,
                documented(browser));
    }

    Documented documented(Browser browser) {
        String clientId = "https://client.example/%d.json".formatted(count);
        outside.gives(clientId, """
                {"client_id":"%s","client_name":"An Agent","redirect_uris":["%s"],
                 "grant_types":["authorization_code","refresh_token"]}""".formatted(clientId, CALLBACK));
        Answer consent = Acme.authorize(browser, byDocument(clientId));
        String first = browser.submit(consent.form().with("decision", "allow")).parameter("code");
        String refreshToken = acme.tokens(exchangeByDocument(clientId, first))
                .path("refresh_token")
                .stringValue();
        return new Documented(clientId, newCode(browser, clientId).orElseThrow(), refreshToken);
    }

    static Map<String, String> byDocument(String clientId) {
        return Acme.request("shop", Map.of("client_id", clientId, "redirect_uri", CALLBACK));
    }

    Map<String, String> exchangeByDocument(String clientId, String code) {
        var form = acme.exchange(clientId, code);
        form.put("redirect_uri", CALLBACK);
        return form;
    }

    /// Asks the person again where that is needed.
    Optional<String> newCode(Browser browser, String clientId) {
        Answer answer = Acme.authorize(browser, byDocument(clientId));
        if (answer.body().contains("id=\"consent-form\"")) {
            answer = browser.submit(answer.form().with("decision", "allow"));
        }
        return answer.header("Location")
                        .filter(location -> location.contains("code="))
                        .isPresent()
                ? Optional.of(answer.parameter("code"))
                : Optional.empty();
    }

    /// @param hosts a JSON array, or null
    void documents(String hosts) {
        Answer changed = acme.browser()
                .send(
                        "PATCH",
                        "/api/v1/tenants/acme.example/policies/registration",
                        "application/merge-patch+json",
                        "{\"metadataDocumentHosts\":%s}".formatted(hosts));
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    }

    Keeper keeper(Browser browser) {
        String clientId = "k" + count;
        String secret = acme.client(ACME, """
                {"clientId":"%s","grantTypes":["authorization_code","refresh_token","%s"],"redirectUris":["%s"],
                 "audiences":["billing"],"accessTokenFormat":"opaque"}""".formatted(clientId, EXCHANGE, Acme.SHOP));
        var request = new LinkedHashMap<>(Acme.request("shop", Map.of("resource", "billing")));
        request.put("client_id", clientId);
        Answer answer = asKeeper(
                clientId,
                secret,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        Acme.authorize(browser, request).parameter("code"),
                        "redirect_uri",
                        Acme.SHOP,
                        "code_verifier",
                        Acme.VERIFIER));
        var tokens = acme.json(answer.body());
        return new Keeper(
                clientId,
                secret,
                tokens.path("id_token").stringValue(),
                tokens.path("refresh_token").stringValue(),
                tokens.path("access_token").stringValue());
    }

    Answer asKeeper(String clientId, String secret, Map<String, String> form) {
        return acme.browser().post(TOKEN, form, Map.of("Authorization", Acme.basic(clientId, secret)));
    }

    boolean exchanges(Keeper keeper, String type, String token) {
        return asKeeper(
                                keeper.clientId(),
                                keeper.secret(),
                                Map.of(
                                        "grant_type",
                                        EXCHANGE,
                                        "subject_token",
                                        token,
                                        "subject_token_type",
                                        "urn:ietf:params:oauth:token-type:" + type,
                                        "resource",
                                        "billing"))
                        .status()
                == 200;
    }

    boolean isActive(String token) {
        return acme.oauth("introspect", Map.of("client_id", "shop", "token", token))
                .body()
                .contains("\"active\":true");
    }

    boolean getsCode(World world) {
        Answer answer = Acme.authorize(world.browser(), request(world.clientId()));
        if (answer.body().contains("id=\"consent-form\"")) {
            answer = world.browser().submit(answer.form().with("decision", "allow"));
        }
        return answer.header("Location")
                .filter(location -> location.contains("code="))
                .isPresent();
    }

    boolean opensUserinfo(String token) {
        return acme.browser()
                        .sending("Authorization", "Bearer " + token)
                        .get("/t/acme.example/oauth2/userinfo")
                        .status()
                == 200;
    }

    static Map<String, String> request(String clientId) {
        var request = new LinkedHashMap<>(Acme.request("app", Map.of("resource", "billing")));
        request.put("client_id", clientId);
        return request;
    }

    void end(Ending ending, World world) {
        var subjects = acme.bean(Subjects.class);
        SubjectId client = acme.subject(SubjectKind.CLIENT, world.clientId()).id();
        switch (ending) {
            case NOTHING -> {}
            case PERSON_DISABLED -> subjects.setEnabled(ACME, world.person(), false);
            case PERSON_DELETED -> subjects.delete(ACME, world.person());
            case CLIENT_DISABLED -> {
                subjects.setEnabled(ACME, client, false);
                subjects.setEnabled(ACME, bearer(world), false);
                subjects.setEnabled(ACME, keeper(world), false);
                subjects.setEnabled(ACME, documented(world), false);
            }
            case CLIENT_DELETED -> {
                subjects.delete(ACME, client);
                subjects.delete(ACME, bearer(world));
                subjects.delete(ACME, keeper(world));
                subjects.delete(ACME, documented(world));
            }
            case EXCHANGER_DISABLED -> exchanger(false);
            case PROVIDER_DISABLED -> provider(false);
            case DOCUMENTS_NOT_PERMITTED -> documents("null");
            case TENANT_DISABLED -> acme.bean(Tenants.class).update(ACME, "off", false);
            case SESSION_ENDED ->
                world.browser()
                        .submit(world.browser()
                                .get("/t/acme.example/oauth2/logout")
                                .form());
            case KEY_COMPROMISED -> {
                var keys = acme.json(
                        acme.browser().get("/api/v1/tenants/acme.example/keys").body());
                for (var key : keys.path("items")) {
                    if (key.path("algorithm").stringValue().equals("ES256")
                            && key.path("state").stringValue().equals("active")) {
                        acme.browser()
                                .send(
                                        "POST",
                                        "/api/v1/tenants/acme.example/keys/%s/compromise"
                                                .formatted(key.path("id").stringValue()),
                                        "application/json",
                                        "");
                    }
                }
            }
            case REFRESH_TOKEN_REVOKED ->
                acme.oauth("revoke", Map.of("client_id", world.clientId(), "token", world.refreshToken()));
        }
    }

    SubjectId bearer(World world) {
        return acme.subject(SubjectKind.CLIENT, world.bearerId()).id();
    }

    SubjectId documented(World world) {
        return acme.subject(SubjectKind.CLIENT, world.documented().clientId()).id();
    }

    SubjectId keeper(World world) {
        return acme.subject(SubjectKind.CLIENT, world.keeper().clientId()).id();
    }

    void exchanger(boolean enabled) {
        SubjectId exchanger = acme.subject(SubjectKind.CLIENT, "exchanger").id();
        acme.bean(Subjects.class).setEnabled(ACME, exchanger, enabled);
    }

    void provider(boolean enabled) {
        Answer changed = acme.browser()
                .send(
                        "PATCH",
                        "/api/v1/tenants/acme.example/identity-providers/uni",
                        "application/merge-patch+json",
                        "{\"enabled\":%s}".formatted(enabled));
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    }

    String assertion(World world) {
        var idp = new TestIdentityProvider();
        idp.nameId = "p-u" + (Integer.parseInt(world.bearerId().substring(1)) - 1);
        return idp.assertion(acme.clock().instant(), TOKEN.toString(), TOKEN.toString(), "");
    }

    boolean works(Use use, World world) {
        return switch (use) {
            case CODE ->
                acme.oauth("token", acme.exchange(world.clientId(), world.code()))
                                .status()
                        == 200;
            case REFRESH ->
                acme.oauth("token", acme.refresh(world.clientId(), world.refreshToken()))
                                .status()
                        == 200;
            case DEVICE ->
                acme.oauth(
                                        "token",
                                        Map.of(
                                                "grant_type", DEVICE_CODE,
                                                "client_id", world.clientId(),
                                                "device_code", world.deviceCode()))
                                .status()
                        == 200;
            case EXCHANGE ->
                acme.browser()
                                .post(
                                        TOKEN,
                                        Map.of(
                                                "grant_type",
                                                EXCHANGE,
                                                "subject_token",
                                                world.accessToken(),
                                                "subject_token_type",
                                                "urn:ietf:params:oauth:token-type:access_token",
                                                "resource",
                                                "stock"),
                                        Map.of("Authorization", Acme.basic("exchanger", exchangerSecret)))
                                .status()
                        == 200;
            case SAML_ASSERTION ->
                acme.browser()
                                .post(
                                        TOKEN,
                                        Map.of(
                                                "grant_type",
                                                SAML_BEARER,
                                                "assertion",
                                                Base64.getUrlEncoder()
                                                        .encodeToString(
                                                                assertion(world).getBytes(StandardCharsets.UTF_8))),
                                        Map.of("Authorization", Acme.basic(world.bearerId(), world.bearerSecret())))
                                .status()
                        == 200;
            case EXCHANGE_OF_ID_TOKEN ->
                exchanges(world.keeper(), "id_token", world.keeper().idToken());
            case EXCHANGE_OF_REFRESH_TOKEN ->
                exchanges(world.keeper(), "refresh_token", world.keeper().refreshToken());
            case REFRESH_OF_CONFIDENTIAL ->
                asKeeper(
                                        world.keeper().clientId(),
                                        world.keeper().secret(),
                                        Map.of(
                                                "grant_type",
                                                "refresh_token",
                                                "refresh_token",
                                                world.keeper().refreshToken()))
                                .status()
                        == 200;
            case INTROSPECTION -> isActive(world.accessToken());
            case INTROSPECTION_OF_OPAQUE -> isActive(world.keeper().accessToken());
            case USERINFO -> opensUserinfo(world.accessToken());
            case USERINFO_BY_OPAQUE -> opensUserinfo(world.keeper().accessToken());
            case NEW_CODE -> getsCode(world);
            case CODE_BY_DOCUMENT ->
                acme.oauth(
                                        "token",
                                        exchangeByDocument(
                                                world.documented().clientId(),
                                                world.documented().code()))
                                .status()
                        == 200;
            case REFRESH_BY_DOCUMENT ->
                acme.oauth(
                                        "token",
                                        acme.refresh(
                                                world.documented().clientId(),
                                                world.documented().refreshToken()))
                                .status()
                        == 200;
            case NEW_CODE_BY_DOCUMENT ->
                newCode(world.browser(), world.documented().clientId()).isPresent();
        };
    }

    static Set<Use> stillWork(Ending ending) {
        return switch (ending) {
            case NOTHING -> EnumSet.allOf(Use.class);
            case PERSON_DISABLED, PERSON_DELETED, CLIENT_DISABLED, CLIENT_DELETED, TENANT_DISABLED ->
                EnumSet.noneOf(Use.class);
            case SESSION_ENDED -> EnumSet.of(Use.SAML_ASSERTION);
            case KEY_COMPROMISED ->
                and(both(BY_KEEPER, BY_DOCUMENT), Use.CODE, Use.REFRESH, Use.DEVICE, Use.NEW_CODE, Use.SAML_ASSERTION);
            case REFRESH_TOKEN_REVOKED ->
                and(both(BY_KEEPER, BY_DOCUMENT), Use.CODE, Use.DEVICE, Use.NEW_CODE, Use.SAML_ASSERTION);
            case EXCHANGER_DISABLED -> EnumSet.complementOf(EnumSet.of(Use.EXCHANGE));
            case PROVIDER_DISABLED -> EnumSet.complementOf(EnumSet.of(Use.SAML_ASSERTION));
            case DOCUMENTS_NOT_PERMITTED -> EnumSet.complementOf(EnumSet.copyOf(BY_DOCUMENT));
        };
    }

    static Set<Use> both(Set<Use> some, Set<Use> others) {
        return and(some, others.toArray(Use[]::new));
    }

    static Set<Use> and(Set<Use> some, Use... more) {
        var all = EnumSet.copyOf(some);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void is_of_use_only_as_far_as_all_of_it_stands(Ending ending) {
        World world = world();
        try {
            end(ending, world);
            var working = EnumSet.noneOf(Use.class);
            for (Use use : Use.values()) {
                if (works(use, world)) {
                    working.add(use);
                }
            }
            assertThat(working).isEqualTo(stillWork(ending));
        } finally {
            if (ending == Ending.TENANT_DISABLED) {
                acme.bean(Tenants.class).update(ACME, "on", true);
            }
            if (ending == Ending.PROVIDER_DISABLED) {
                provider(true);
            }
            if (ending == Ending.DOCUMENTS_NOT_PERMITTED) {
                documents("[\"client.example\"]");
            }
            if (ending == Ending.EXCHANGER_DISABLED) {
                exchanger(true);
            }
        }
    }
}
