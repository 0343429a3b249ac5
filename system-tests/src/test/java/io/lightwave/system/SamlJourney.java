package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Other people's service providers sign in at a tenant: pysaml2, lasso, node-saml, and mod_auth_mellon in an
/// Apache that Chromium visits; pysaml2 and lasso lie to us, too; xmlsec1 verifies what we say.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamlJourney {
    private static final String USER = "hedy";
    private static final String PASSWORD = "correct horse battery";
    private static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    private static final JsonMapper JSON = new JsonMapper();

    private final Acme acme = Acme.shared();

    private Path folder;
    private Acme.TenantOfTest campus;

    @BeforeAll
    void the_operator_prepares(@TempDir Path empty) throws IOException {
        folder = empty;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // Apache is another user
        campus = acme.tenant("campus.example");
        campus.person(
                USER, PASSWORD, Map.of("emails", List.of(Map.of("value", "hedy@campus.example", "primary", true))));
        for (String script : List.of(
                "browser.py",
                "pysaml2_sp.py",
                "pysaml2_idp.py",
                "lasso_sp.py",
                "lasso_ecp.py",
                "lasso_idp.py",
                "schema.py",
                "simplesamlphp.py")) {
            try (InputStream from = SamlJourney.class.getResourceAsStream("saml/" + script)) {
                Files.copy(from, folder.resolve(script), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private String idp() {
        return campus.issuer() + "/saml/metadata";
    }

    private void register(String name, String metadata) {
        campus.create(
                "service-providers",
                Map.of("name", name, "metadata", metadata, "attributes", List.of(Map.of("source", "mail"))));
    }

    private String python(String script, String command, Path where, String... more) {
        var line = new java.util.ArrayList<>(
                List.of("/usr/bin/python3", folder.resolve(script).toString(), command, where.toString()));
        line.addAll(List.of(more));
        Shell.Result said = Shell.run(Map.of("PYTHONWARNINGS", "ignore"), "", line);
        assertThat(said.exitCode()).as(said.output()).isZero();
        return said.output();
    }

    /// What a script said of its sign-ins, by the two bindings.
    private JsonNode signOns(String script) throws IOException {
        Path where = Files.createDirectories(folder.resolve(script.replace(".py", "")));
        String metadata = python(script, "metadata", where);
        register(script.replace(".py", "").replace('_', '-'), metadata);
        String said = python(
                script, "sign-on", where, idp(), acme.server.trustAnchor().toString(), USER, PASSWORD);
        return lastLine(said);
    }

    private static JsonNode lastLine(String said) {
        return JSON.readTree(said.strip().lines().reduce((_, last) -> last).orElseThrow());
    }

    @Test
    void pysaml2_takes_encrypted_assertions_by_both_bindings() throws IOException {
        JsonNode all = signOns("pysaml2_sp.py");
        assertThat(all).hasSize(2);
        for (JsonNode one : all) {
            assertThat(one.path("issuer").asString()).isEqualTo(idp());
            assertThat(one.path("encrypted").asBoolean()).isTrue();
            assertThat(one.path("relayState").asString()).isEqualTo("deep/link");
            assertThat(one.at("/attributes/mail/0").asString()).isEqualTo("hedy@campus.example");
            assertThat(one.path("context").asString()).endsWith(":PasswordProtectedTransport");
        }
    }

    @Test
    void lasso_takes_encrypted_assertions_by_both_bindings_and_by_artifact() throws IOException {
        JsonNode all = signOns("lasso_sp.py");
        assertThat(all).hasSize(3);
        for (JsonNode one : all) {
            assertThat(one.path("format").asString()).isEqualTo(PERSISTENT);
            assertThat(one.path("relayState").asString()).isEqualTo("deep/link");
            assertThat(one.path("attributes").toString()).contains("hedy@campus.example");
        }
    }

    @Test
    void lasso_is_not_believed_when_it_lies_as_a_service_provider() throws IOException {
        Acme.TenantOfTest attacked = acme.tenant("attacked-provider.example");
        attacked.person(USER, PASSWORD, Map.of());
        Path where = Files.createDirectories(folder.resolve("lasso_lies"));
        String metadata = python("lasso_sp.py", "metadata", where);
        attacked.create("service-providers", Map.of("name", "lasso", "metadata", metadata));
        JsonNode all = lastLine(python(
                "lasso_sp.py",
                "lie",
                where,
                attacked.issuer() + "/saml/metadata",
                acme.server.trustAnchor().toString(),
                USER,
                PASSWORD));
        assertThat(all).hasSize(22);
        Map<String, List<Object>> others = Map.of(
                "honest, redirect", List.of(200, "/login"),
                "honest, post", List.of(200, "/login"),
                "logout, honest", List.of(200, "/login"));
        for (var said : all.properties()) {
            boolean logout = said.getKey().startsWith("logout");
            var expected =
                    others.getOrDefault(said.getKey(), logout ? List.of(500, "/account") : List.of(400, "/saml/sso"));
            assertThat(said.getValue().path(0).asInt()).as(said.toString()).isEqualTo(expected.getFirst());
            assertThat(said.getValue().path(1).asString())
                    .as(said.toString())
                    .isEqualTo(attacked.path(expected.getLast().toString()));
        }
        assertThat(refusals(attacked, "saml.respond"))
                .contains(
                        "not signed, as it has to be",
                        "not by a key of whoever it names",
                        "signature algorithm not accepted: ",
                        "no such service provider",
                        "what was signed has been changed");
        assertThat(refusals(attacked, "saml.logout"))
                .contains(
                        "not signed, as it has to be",
                        "not by a key of whoever it names",
                        "signature algorithm not accepted: ",
                        "what was signed has been changed");
    }

    @Test
    void lasso_signs_people_in_here_only_when_it_is_honest() throws IOException {
        Acme.TenantOfTest strangers = acme.tenant("strangers.example");
        Path where = Files.createDirectories(folder.resolve("lasso_idp"));
        JsonNode provider = strangers
                .create(
                        "identity-providers",
                        Map.of(
                                "name",
                                "lasso",
                                "kind",
                                "saml",
                                "metadata",
                                python("lasso_idp.py", "metadata", where),
                                "justInTime",
                                true))
                .json();
        String[] more = {
            acme.server.trustAnchor().toString(),
            strangers.issuer() + "/account",
            provider.path("serviceProviderEntityId").asString(),
            provider.path("redirectUri").asString(),
            "lasso"
        };
        JsonNode all = lastLine(python("lasso_idp.py", "sign-on", where, more));
        assertThat(((ObjectNode) all).remove("signed out here").toString()).matches(".\"p-ada\",200,\".*/login\".");
        assertThat(all).hasSize(26);
        all.properties()
                .forEach(said -> assertTaken(
                        said, Set.of("honest", "assertion signed alone").contains(said.getKey())));
        assertThat(refusals(strangers, "session.begin"))
                .contains(
                        "neither the assertion nor the response is signed",
                        "what was signed has been changed",
                        "not by a key of whoever it names",
                        "signature algorithm not accepted: ",
                        "encryption not accepted: ",
                        "another audience",
                        "answers another request",
                        "another issuer",
                        "has expired",
                        ":Responder",
                        "a comment",
                        "a document type declaration",
                        "an ID that is there twice",
                        "a signature of another form",
                        "Response with a Response",
                        "2 assertions",
                        "no such provider");

        Http.Answer marked = acme.http.json(
                "PATCH",
                strangers.api("identity-providers/lasso"),
                Map.of("allowOldAlgorithms", true),
                acme.operator());
        assertThat(marked.status()).as(marked.body()).isEqualTo(200);
        JsonNode old = lastLine(python("lasso_idp.py", "old", where, more));
        assertThat(old).hasSize(5);
        old.properties().forEach(said -> assertTaken(said, !said.getKey().contains("unsigned")));
        assertThat(strangers.audit().body().split("\"saml.old-algorithm\"", -1)).hasSize(1 + 3);
        Http.Answer people = acme.http.get(strangers.path("/scim/v2/Users?attributes=userName"), acme.operator());
        assertThat(people.json().path("Resources").values())
                .extracting(person -> person.path("userName").asString())
                .containsExactlyInAnyOrder("admin", "ada-lasso", "bea-lasso");
    }

    @Test
    void lasso_s_enhanced_client_signs_in_by_name_and_password() throws IOException {
        JsonNode said = signOns("lasso_ecp.py");
        for (String badly : new String[] {"nobody", "wrong"}) {
            assertThat(said.path(badly).path(0).asInt()).isEqualTo(401);
            assertThat(said.path(badly).path(1).asString()).startsWith("Basic ");
        }
        assertThat(said.path("changed").path(0).asInt()).isEqualTo(500);
        assertThat(said.path("format").asString()).isEqualTo(PERSISTENT);
        assertThat(said.path("relayState").asString()).isEqualTo("deep/link");
        assertThat(said.path("attributes").toString()).contains("hedy@campus.example");
    }

    @Test
    void pysaml2_signs_people_in_here_when_it_is_honest_and_brings_assertions_for_tokens() throws IOException {
        Acme.TenantOfTest guests = acme.tenant("guests.example");
        Path where = Files.createDirectories(folder.resolve("pysaml2_idp"));
        Map<String, JsonNode> providers = new LinkedHashMap<>();
        for (String binding : new String[] {"redirect", "post"}) {
            String metadata = python("pysaml2_idp.py", "metadata", where, binding);
            providers.put(
                    binding,
                    guests.create(
                                    "identity-providers",
                                    Map.of(
                                            "name",
                                            "pysaml2-" + binding,
                                            "kind",
                                            "saml",
                                            "metadata",
                                            metadata,
                                            "justInTime",
                                            true,
                                            "idpInitiated",
                                            binding.equals("post")))
                            .json());
        }
        String known = JSON.writeValueAsString(providers);
        String trust = acme.server.trustAnchor().toString();
        JsonNode all = lastLine(python("pysaml2_idp.py", "sign-on", where, trust, guests.issuer() + "/account", known));
        for (var of : all.properties()) {
            var good = new HashSet<>(Set.of("honest", "whole", "short", "AES-GCM"));
            if (of.getKey().equals("post")) {
                good.add("unsolicited");
            }
            assertThat(((ObjectNode) of.getValue()).remove("logout").toString()).matches(".200,\".*/login\".");
            assertThat(((ObjectNode) of.getValue()).remove("logout, unsigned").toString())
                    .matches(".500,\".*/account\".");
            assertThat(of.getValue()).hasSize(21);
            of.getValue().properties().forEach(said -> assertTaken(said, good.contains(said.getKey())));
        }
        assertThat(all).hasSize(2);
        assertThat(refusals(guests, "session.begin"))
                .contains(
                        "neither the assertion nor the response is signed",
                        "changed",
                        "another audience",
                        "Recipient is another address",
                        "answers another request",
                        "another issuer",
                        "has expired",
                        "2 assertions",
                        "encryption not accepted: ",
                        "signature algorithm not accepted: ",
                        "has been taken before",
                        "no request of this browser");

        Http.Answer client = guests.create(
                "clients",
                Map.of(
                        "clientId",
                        "importer",
                        "grantTypes",
                        List.of("urn:ietf:params:oauth:grant-type:saml2-bearer"),
                        "scopes",
                        List.of("read"),
                        "tokenEndpointAuthMethod",
                        "client_secret_basic"));
        JsonNode tokens = lastLine(python(
                "pysaml2_idp.py",
                "grant",
                where,
                trust,
                guests.issuer() + "/oauth2/token",
                known,
                "importer",
                client.text("clientSecret")));
        assertThat(tokens).hasSize(9);
        tokens.properties().forEach(said -> {
            boolean good = said.getKey().startsWith("good");
            assertThat(said.getValue().has("access_token")).as(said.toString()).isEqualTo(good);
            assertThat(said.getValue().path("error").asString(""))
                    .as(said.toString())
                    .isEqualTo(good ? "" : "invalid_grant");
        });
        assertThat(refusals(guests, "token.issue")).contains("taken before", "another audience", "nobody who may");
    }

    /// Whether a response got its bearer to their account, or to a page that says no.
    private static void assertTaken(Map.Entry<String, JsonNode> said, boolean taken) {
        assertThat(said.getValue().path(0).asInt()).as(said.toString()).isEqualTo(taken ? 200 : 403);
        assertThat(said.getValue().path(1).asString()).as(said.toString()).endsWith(taken ? "/account" : "/acs");
    }

    private static String refusals(Acme.TenantOfTest tenant, String action) {
        StringBuilder reasons = new StringBuilder();
        for (JsonNode event : tenant.audit().json().path("items")) {
            if (event.path("action").asString().equals(action)) {
                reasons.append(event.path("reason").asString("")).append('\n');
            }
        }
        return reasons.toString();
    }

    @Test
    void node_saml_does_too() throws IOException {
        Path program = Shell.npm("node/saml", "saml-client");
        Map<String, String> trust =
                Map.of("NODE_EXTRA_CA_CERTS", acme.server.trustAnchor().toString());
        register("node", Shell.node(trust, program, "node sp.mjs metadata").orThrow());
        Shell.Result said =
                Shell.node(trust, program, "node sp.mjs sign-on '%s' %s '%s'".formatted(idp(), USER, PASSWORD));
        assertThat(said.exitCode()).as(said.output()).isZero();
        JsonNode profile = JSON.readTree(said.output());
        assertThat(profile.path("name").asString()).isEqualTo("hedy@campus.example");
        assertThat(profile.path("mail").asString()).isEqualTo("hedy@campus.example");
        assertThat(profile.path("relayState").asString()).isEqualTo("deep/link");
    }

    @Test
    void mod_auth_mellon_lets_in_and_out_whoever_chromium_signs_in() throws Exception {
        try (Mellon mellon = Mellon.in(Files.createDirectories(folder.resolve("mellon")))) {
            register("mellon", mellon.metadata());
            mellon.start(acme.http.get(campus.path("/saml/metadata")).body());
            Shell.Result said = Shell.node(
                    Map.of(
                            "LIGHTWAVE_ISSUER", campus.issuer(),
                            "LIGHTWAVE_CA", acme.server.trustAnchor().toString(),
                            "LIGHTWAVE_USER", USER,
                            "LIGHTWAVE_PASSWORD", PASSWORD,
                            "APPLICATION", mellon.url()),
                    PackagedServer.home().resolve("admin-ui"),
                    "npm run --silent e2e:saml");
            assertThat(said.exitCode()).as(said.output() + mellon.log()).isZero();
        }
    }

    @Test
    void simplesamlphp_signs_people_in_here_and_takes_ours_until_they_are_signed_out() throws Exception {
        Path where = Files.createDirectories(folder.resolve("simplesamlphp"));
        Path anchors = anchors();
        register("simplesamlphp-needs-metadata", minimalMetadata("https://first.example/"));
        Acme.TenantOfTest visitors = acme.tenant("visitors.example");
        try (SimpleSamlPhp there = SimpleSamlPhp.in(where, anchors)) {
            there.knows(List.of(idp()), Map.of("default-sp", """
                            'saml:SP', 'idp' => '%s', 'privatekey' => 'server.pem', 'certificate' => 'server.crt',
                            'sign.authnrequest' => true, 'sign.logout' => true, 'WantAssertionsSigned' => true,
                            'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'""".formatted(idp())));
            JsonNode provider = visitors.create(
                            "identity-providers",
                            Map.of(
                                    "name",
                                    "simplesamlphp",
                                    "kind",
                                    "saml",
                                    "metadataUrl",
                                    there.identityProvider(),
                                    "justInTime",
                                    true))
                    .json();
            there.knows(List.of(idp(), provider.path("serviceProviderEntityId").asString()), Map.of());
            JsonNode ada = lastLine(python(
                    "simplesamlphp.py",
                    "as-identity-provider",
                    where,
                    anchors.toString(),
                    visitors.issuer() + "/account",
                    "simplesamlphp",
                    there.url(),
                    "ada",
                    SimpleSamlPhp.PASSWORD));
            assertThat(ada.path("url").asString()).as(ada + there.log()).isEqualTo(visitors.issuer() + "/account");
            assertThat(ada.path("status").asInt()).isEqualTo(200);
            String response =
                    new String(Base64.getDecoder().decode(ada.path("response").asString()), StandardCharsets.UTF_8);
            assertThat(response).contains(there.identityProvider(), "ds:Signature", ">ada<");

            signs_in_there_until_an_administrator_ends_it(
                    "simplesamlphp", there.serviceProvider(), there.application(), where, anchors, there::log);
        }
    }

    @Test
    void shibboleth_takes_people_of_ours_until_they_are_signed_out() throws Exception {
        Path where = Files.createDirectories(folder.resolve("shibboleth"));
        register("shibboleth-needs-metadata", minimalMetadata("https://second.example/"));
        Path anchors = anchors();
        try (Shibboleth there = Shibboleth.in(where, idp(), anchors)) {
            signs_in_there_until_an_administrator_ends_it(
                    "shibboleth", there.serviceProvider(), there.application(), where, anchors, there::log);
        }
    }

    private Path anchors() throws IOException {
        return Files.writeString(
                folder.resolve("anchors.pem"),
                Files.readString(acme.server.trustAnchor()) + Files.readString(Acme.POST.certificate()));
    }

    private void signs_in_there_until_an_administrator_ends_it(
            String name, String metadataUrl, String application, Path where, Path anchors, Callable<String> log)
            throws Exception {
        campus.create(
                "service-providers",
                Map.of("name", name, "metadataUrl", metadataUrl, "attributes", List.of(Map.of("source", "mail"))));
        JsonNode said = lastLine(python(
                "simplesamlphp.py",
                "as-service-provider",
                where,
                anchors.toString(),
                application,
                USER,
                PASSWORD,
                acme.server.url() + campus.api("users/" + USER + "/sessions"),
                acme.operator()[1]));
        assertThat(said.path("url").asString()).as(said + log.call()).isEqualTo(application);
        assertThat(said.path("page").asString()).contains("hedy@campus.example");
        assertThat(said.path("stays").asBoolean()).isTrue();
        assertThat(said.path("ended").asInt()).isEqualTo(204);
        assertThat(said.path("afterwards").asString()).as(log.call()).startsWith(campus.issuer() + "/login");
    }

    @Test
    void a_message_that_is_a_trick_gets_a_page_and_an_event_that_names_the_reason() throws IOException {
        Acme.TenantOfTest strict = acme.tenant("strict-provider.example");
        strict.create(
                "service-providers", Map.of("name", "wiki", "metadata", minimalMetadata("https://wiki.example/")));
        String good = """
                <samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" IssueInstant="%s"><saml:Issuer>https://wiki.example/\
                </saml:Issuer></samlp:AuthnRequest>""".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        assertThat(sends(strict, good)).isEqualTo(303);
        Map<String, String> tricks = new LinkedHashMap<>();
        tricks.put("a document type declaration", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + good);
        tricks.put(
                "a document type declaration ",
                "<!DOCTYPE a [<!ENTITY b 'bbbbbbbb'><!ENTITY c '&b;&b;&b;&b;'>]>"
                        + good.replace("https://wiki.example/", "&c;"));
        tricks.put("a comment", good.replace("wiki.example/", "wiki.example/<!-- -->.evil.example/"));
        tricks.put("a processing instruction", good.replace("<saml:Issuer>", "<?php ?><saml:Issuer>"));
        tricks.put("an ID that is there twice", good.replace("<saml:Issuer>", "<saml:Issuer ID=\"_1\">"));
        tricks.put("not well-formed XML", good.replace("</saml:Issuer>", ""));
        tricks.put("no such service provider", good.replace("wiki.example", "evil.example"));
        tricks.put("not SAML 2.0", good.replace("\"2.0\"", "\"1.1\""));
        tricks.put("sent to somebody else", good.replace(" ID=", " Destination=\"https://evil.example/\" ID="));
        tricks.put("issued at another time", good.replace("IssueInstant=\"20", "IssueInstant=\"19"));
        tricks.forEach((reason, message) ->
                assertThat(sends(strict, message)).as(reason).isEqualTo(400));
        assertThat(sends(strict, good + " ".repeat(1024 * 1024)))
                .as("more than any body may have")
                .isEqualTo(400);
        assertThat(acme.http
                        .get(strict.path("/saml/sso?SAMLRequest=" + encoded(deflated(" ".repeat(2_000_000)))))
                        .status())
                .isEqualTo(400);
        String noted = refusals(strict, "saml.respond");
        assertThat(noted).contains("deflated data that grows too much", "a form of more than 1 MiB");
        assertThat(tricks.keySet()).allSatisfy(reason -> assertThat(noted).contains(reason.strip()));
    }

    /// By HTTP-POST.
    private int sends(Acme.TenantOfTest tenant, String message) {
        return acme.http
                .form(
                        tenant.path("/saml/sso"),
                        Map.of(
                                "SAMLRequest",
                                Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8))))
                .status();
    }

    private static String deflated(String message) throws IOException {
        var deflated = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(deflated, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            out.write(message.getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getEncoder().encodeToString(deflated.toByteArray());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String minimalMetadata(String entityId) {
        return """
                <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%1$s">
                  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
                      Location="%1$sacs"/>
                  </SPSSODescriptor>
                </EntityDescriptor>""".formatted(entityId);
    }

    @Test
    void xmlsec1_verifies_our_metadata() throws IOException {
        register("nobody", minimalMetadata("https://nobody.example/"));
        Path metadata = Files.writeString(
                folder.resolve("idp.xml"),
                acme.http.get(campus.path("/saml/metadata")).body());
        Shell.run(
                        "xmlsec1",
                        "--verify",
                        "--insecure",
                        "--id-attr:ID",
                        "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor",
                        metadata.toString())
                .orThrow();
    }
}
