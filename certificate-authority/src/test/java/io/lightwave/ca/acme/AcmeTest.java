package io.lightwave.ca.acme;

import static io.lightwave.ca.acme.Client.assertProblem;
import static io.lightwave.ca.acme.Client.b64;
import static io.lightwave.ca.acme.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.ca.order.Resumption;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AcmeTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static World world;
    private static World other;
    private static Responder responder;
    private static Responder.AutoCloseablePort tls;
    private static ActivePrincipal payments;
    private static ActivePrincipal admin;

    @TempDir
    Path folder;

    private static AcmeSettings settings(List<String> networks) {
        return new AcmeSettings(
                networks,
                Optional.of(responder.resolver()),
                responder.httpPort(),
                tls.port(),
                List.of(Duration.ZERO),
                false);
    }

    @BeforeAll
    static void start() {
        responder = new Responder();
        tls = Responder.tlsAlpn();
        var database = TestDatabase.fresh();
        world = new World(database, settings(List.of("127.0.0.0/8")))
                .tenant(ACME)
                .tenant(GLOBEX);
        other = new World(database, settings(List.of()));
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "shop/payments");
        admin = world.subject(ACME, SubjectKind.USER, "admin");
    }

    @BeforeEach
    void noon() {
        world.context.clock().set(TestClock.NOON);
        other.context.clock().set(TestClock.NOON);
    }

    @AfterAll
    static void stop() {
        world.close();
        other.close();
        responder.close();
        tls.close();
    }

    private record Eab(String id, String key) {}

    private static Eab eab(String more) {
        var made = world.door.postJson(
                "/api/v1/tenants/acme.example/acme-credentials",
                world.caller(admin),
                "{\"subject\":\"shop/payments\",%s}".formatted(more));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Eab(
                made.json().path("keyId").asString(),
                made.json().path("hmacKey").asString());
    }

    private static Client client(KeyPair keys, String bounds) {
        var client = new Client(world.door, ACME, keys);
        var eab = eab(bounds);
        assertThat(client.register(eab.id(), eab.key()).status()).isEqualTo(201);
        return client;
    }

    private static Client client() {
        return client(
                Requests.ec("secp256r1"),
                "\"dnsZones\":[\"shop.example\"],\"ipRanges\":[\"127.0.0.0/8\"],\"wildcards\":true");
    }

    private static String order(String... identifiers) {
        List<Map<String, String>> all = new ArrayList<>();
        for (String each : identifiers) {
            int colon = each.indexOf(':');
            all.add(Map.of("type", each.substring(0, colon), "value", each.substring(colon + 1)));
        }
        return json(Map.of("identifiers", all));
    }

    private static JsonNode challenge(Client client, String authorization, String type) {
        for (var each : client.read(authorization).json().path("challenges")) {
            if (each.path("type").asString().equals(type)) {
                return each;
            }
        }
        throw new AssertionError("no challenge " + type);
    }

    private static String keyAuthorization(Client client, JsonNode challenge) {
        return challenge.path("token").asString() + "." + client.thumbprint();
    }

    /// The authorization once it is decided.
    private static JsonNode decided(Client client, String authorization, JsonNode challenge) {
        var begun = client.post(client.path(challenge.path("url").asString()), "{}");
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        while (true) {
            var found = client.read(authorization).json();
            if (!found.path("status").asString().equals("pending")) {
                return found;
            }
        }
    }

    private static JsonNode proveByHttp(Client client, String authorization) {
        var challenge = challenge(client, authorization, "http-01");
        responder.pages.put(
                "/.well-known/acme-challenge/" + challenge.path("token").asString(),
                keyAuthorization(client, challenge) + "\n");
        return decided(client, authorization, challenge);
    }

    private static String ready(Client client, String... identifiers) {
        var made = client.post("new-order", order(identifiers));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        made.json()
                .path("authorizations")
                .forEach(each -> assertThat(proveByHttp(client, each.asString())
                                .path("status")
                                .asString())
                        .isEqualTo("valid"));
        return made.header("Location");
    }

    private static byte[] request(KeyPair keys, String subject, GeneralName... names) {
        return Requests.of(
                keys,
                "SHA256withECDSA",
                subject,
                List.of(Requests.extension(Extension.subjectAlternativeName, false, new GeneralNames(names))));
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static Door.Answer complete(Client client, String order, byte[] request) {
        return client.post(client.path(order) + "/finalize", json(Map.of("csr", b64(request))));
    }

    private static List<X509Certificate> chain(Door.Answer answer) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(answer.body()))) {
                chain.add((X509Certificate) each);
            }
            return chain;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static X509Certificate issued(Client client, String... names) {
        return issued(client, Requests.ec("secp256r1"), names);
    }

    private static X509Certificate issued(Client client, KeyPair keys, String... names) {
        String order =
                ready(client, Arrays.stream(names).map(name -> "dns:" + name).toArray(String[]::new));
        var done = complete(
                client,
                order,
                request(
                        keys,
                        "CN=" + names[0],
                        Arrays.stream(names).map(AcmeTest::dns).toArray(GeneralName[]::new)));
        assertThat(done.json().path("status").asString()).as(done.text()).isEqualTo("valid");
        return chain(client.read(done.json().path("certificate").asString())).getFirst();
    }

    @Test
    void directory_names_the_resources_and_wants_an_external_account() {
        var directory = world.door.get("/t/acme.example/acme/directory", null).json();
        assertThat(directory.path("newNonce").asString())
                .isEqualTo("https://localhost:8443/t/acme.example/acme/new-nonce");
        assertThat(directory.path("meta").path("externalAccountRequired").asBoolean())
                .isTrue();
        assertThat(directory.path("meta").path("profiles").propertyNames())
                .containsExactly("tls-server", "tls-server-short");
    }

    @Nested
    @DisplayName("RFC 8555 §6 Messages")
    class Messages {

        @Test
        void a_nonce_is_good_on_another_node_and_there_only_once() {
            var client = client();
            String nonce = client.nonce();
            var header = client.header("new-order");
            header.put("nonce", nonce);
            var message = Client.sign(client.keys, header, order("dns:a.shop.example"));
            client.door = other.door;
            assertThat(client.send("new-order", message).status()).isEqualTo(201);
            assertProblem(client.send("new-order", message), 400, "badNonce");
            client.door = world.door;
            assertProblem(client.send("new-order", message), 400, "badNonce");
        }

        @Test
        void a_nonce_is_good_for_an_hour_and_of_its_tenant_only() {
            var client = client();
            var header = client.header("new-order");
            header.put("nonce", new Client(world.door, GLOBEX, client.keys).nonce());
            var foreign = Client.sign(client.keys, header, order("dns:a.shop.example"));
            assertProblem(client.send("new-order", foreign), 400, "badNonce");
            var old = Client.sign(client.keys, client.header("new-order"), order("dns:a.shop.example"));
            world.context.clock().set(TestClock.NOON.plus(Duration.ofMinutes(61)));
            assertProblem(client.send("new-order", old), 400, "badNonce");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        void a_made_up_nonce_is_not_good(String nonce) {
            var client = client();
            var header = client.header("new-order");
            header.put("nonce", nonce);
            assertProblem(
                    client.send("new-order", Client.sign(client.keys, header, order("dns:a.shop.example"))),
                    400,
                    "badNonce");
        }

        @Test
        void a_message_for_another_address_is_unauthorized() {
            var client = client();
            var header = client.header("new-account");
            assertProblem(
                    client.send("new-order", Client.sign(client.keys, header, order("dns:a.shop.example"))),
                    403,
                    "unauthorized");
        }

        @ParameterizedTest
        @CsvSource({"alg,none", "alg,HS256", "alg,ES384", "alg,RS256"})
        void another_algorithm_than_the_keys_is_refused(String member, String value) {
            var client = client();
            var header = client.header("new-order");
            header.put(member, value);
            var answer = client.send("new-order", Client.sign(client.keys, header, order("dns:a.shop.example")));
            assertProblem(answer, 400, "badSignatureAlgorithm");
            assertThat(answer.json().path("algorithms")).hasSize(4);
        }

        @ParameterizedTest
        @ValueSource(strings = {"crit", "b64", "typ", "jwk"})
        void the_header_has_nothing_more(String member) {
            var client = client();
            var header = client.header("new-order");
            header.put(member, Client.jwk(client.keys));
            assertProblem(
                    client.send("new-order", Client.sign(client.keys, header, order("dns:a.shop.example"))),
                    400,
                    "malformed");
        }

        @Test
        void there_is_no_unprotected_header_and_no_second_signature() {
            var client = client();
            for (String member : List.of("header", "signatures")) {
                var message = Client.sign(client.keys, client.header("new-order"), order("dns:a.shop.example"));
                message.put(member, Map.of());
                assertProblem(client.send("new-order", message), 400, "malformed");
            }
        }

        @Test
        void a_signature_by_another_key_is_refused_and_recorded() {
            var client = client();
            var message =
                    Client.sign(Requests.ec("secp256r1"), client.header("new-order"), order("dns:a.shop.example"));
            assertProblem(client.send("new-order", message), 400, "malformed");
            assertThat(world.audited(ACME, "acme.authenticate").getLast())
                    .startsWith("REFUSED acme-account:")
                    .endsWith("the signature is not by the key");
        }

        @Test
        void other_media_types_and_huge_bodies_are_refused() {
            var client = client();
            byte[] body = json(Client.sign(client.keys, client.header("new-order"), order("dns:a.shop.example")))
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertProblem(
                    world.door.post("/t/acme.example/acme/new-order", null, "application/json", body),
                    415,
                    "malformed");
            assertProblem(
                    world.door.post("/t/acme.example/acme/new-order", null, Client.JOSE, new byte[200_000]),
                    413,
                    "malformed");
        }
    }

    @Nested
    @DisplayName("RFC 8555 §7.3 Accounts")
    class AccountsOfClients {

        @ParameterizedTest
        @ValueSource(strings = {"P-256", "P-384", "RSA", "Ed25519"})
        void an_account_has_a_key_of_these_kinds(String kind) {
            var keys = switch (kind) {
                case "P-256" -> Requests.ec("secp256r1");
                case "P-384" -> Requests.ec("secp384r1");
                case "RSA" -> Requests.rsa(2048, 65537);
                default -> Requests.ed25519();
            };
            var client = client(keys, "\"dnsZones\":[\"shop.example\"]");
            var account = client.read(client.kid());
            assertThat(account.json().path("status").asString())
                    .as(account.text())
                    .isEqualTo("valid");
        }

        @Test
        void a_weak_key_is_refused() {
            var client = new Client(world.door, ACME, Requests.rsa(1024, 65537));
            assertProblem(client.post("new-account", "{}"), 400, "badPublicKey");
        }

        @Test
        void without_an_external_account_binding_there_is_none() {
            var client = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertProblem(client.post("new-account", "{}"), 403, "externalAccountRequired");
            assertProblem(client.post("new-account", "{\"onlyReturnExisting\":true}"), 400, "accountDoesNotExist");
        }

        @Test
        void a_binding_is_used_once_and_the_account_found_again_by_its_key() {
            var eab = eab("\"dnsZones\":[\"shop.example\"]");
            var client = new Client(world.door, ACME, Requests.ec("secp256r1"));
            var made = client.register(eab.id(), eab.key());
            assertThat(made.status()).isEqualTo(201);
            client.account = null;
            var again = client.post("new-account", "{\"onlyReturnExisting\":true}");
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.header("Location")).isEqualTo(made.header("Location"));
            var second = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertProblem(second.register(eab.id(), eab.key()), 403, "unauthorized");
        }

        @Test
        void of_many_that_use_one_binding_at_once_one_gets_an_account() throws Exception {
            var eab = eab("\"dnsZones\":[\"shop.example\"]");
            List<Callable<Integer>> attempts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                var client = new Client(i % 2 == 0 ? world.door : other.door, ACME, Requests.ec("secp256r1"));
                attempts.add(() -> client.register(eab.id(), eab.key()).status());
            }
            List<Integer> statuses = new ArrayList<>();
            try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var each : workers.invokeAll(attempts)) {
                    statuses.add(each.get());
                }
            }
            assertThat(statuses).containsOnlyOnce(201).contains(403).hasSize(8);
        }

        @Test
        void a_binding_by_another_key_for_another_key_or_elsewhere_is_refused() {
            var eab = eab("\"dnsZones\":[\"shop.example\"]");
            var client = new Client(world.door, ACME, Requests.ec("secp256r1"));
            String wrong = b64(new byte[32]);
            assertProblem(client.register(eab.id(), wrong), 403, "unauthorized");
            assertProblem(client.register("unknown", eab.key()), 403, "unauthorized");
            var header = new LinkedHashMap<String, Object>(
                    Map.of("alg", "HS256", "kid", eab.id(), "url", client.url("new-account")));
            var foreignKey = Client.binding(header, eab.key(), json(Client.jwk(Requests.ec("secp256r1"))));
            assertProblem(
                    client.post("new-account", json(Map.of("externalAccountBinding", foreignKey))),
                    403,
                    "unauthorized");
            header.put("url", client.url("new-order"));
            var elsewhere = Client.binding(header, eab.key(), json(Client.jwk(client.keys)));
            assertProblem(
                    client.post("new-account", json(Map.of("externalAccountBinding", elsewhere))), 403, "unauthorized");
            assertThat(client.register(eab.id(), eab.key()).status()).isEqualTo(201);
        }

        @Test
        void a_binding_of_another_tenant_does_not_exist() {
            var eab = eab("\"dnsZones\":[\"shop.example\"]");
            var client = new Client(world.door, GLOBEX, Requests.ec("secp256r1"));
            assertProblem(client.register(eab.id(), eab.key()), 403, "unauthorized");
        }

        @Test
        void a_binding_expires() {
            var eab = eab("\"dnsZones\":[\"shop.example\"],\"expiresIn\":\"PT10M\"");
            world.context.clock().set(TestClock.NOON.plus(Duration.ofMinutes(10)));
            var client = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertProblem(client.register(eab.id(), eab.key()), 403, "unauthorized");
        }

        @Test
        void contacts_are_addresses_of_mail() {
            var client = client();
            String account = client.path(client.kid());
            assertThat(client.post(account, "{\"contact\":[\"mailto:a@b.example\"]}")
                            .json()
                            .path("contact"))
                    .hasSize(1);
            assertProblem(client.post(account, "{\"contact\":[\"tel:1\"]}"), 400, "unsupportedContact");
            assertProblem(client.post(account, "{\"contact\":[\"mailto:a@b,c@d\"]}"), 400, "invalidContact");
        }

        @Test
        void another_account_s_resources_are_not_there() {
            var mine = client();
            var theirs = client();
            String order = theirs.post("new-order", order("dns:a.shop.example")).header("Location");
            assertProblem(mine.read(order), 404, "malformed");
            assertProblem(mine.read(theirs.kid()), 404, "malformed");
            String authorization =
                    theirs.read(order).json().path("authorizations").path(0).asString();
            assertProblem(mine.read(authorization), 404, "malformed");
        }

        @Test
        void the_key_changes_when_both_keys_say_so() {
            var client = client();
            var taken = client();
            var before = client.keys;
            var inner = new LinkedHashMap<String, Object>();
            inner.put("account", client.kid());
            inner.put("oldKey", Client.jwk(before));
            assertProblem(client.post("key-change", keyChange(client, taken.keys, inner)), 409, "malformed");
            var after = Requests.ec("secp256r1");
            assertThat(client.post("key-change", keyChange(client, after, inner))
                            .status())
                    .isEqualTo(200);
            assertProblem(client.read(client.kid()), 400, "malformed");
            client.keys = after;
            assertThat(client.read(client.kid()).status()).isEqualTo(200);
        }

        private String keyChange(Client client, KeyPair next, Map<String, Object> says) {
            var header = new LinkedHashMap<String, Object>();
            header.put("alg", "ES256");
            header.put("jwk", Client.jwk(next));
            header.put("url", client.url("key-change"));
            return json(Client.sign(next, header, json(says)));
        }

        @Test
        void a_deactivated_account_does_nothing_more() {
            var client = client();
            assertThat(client.post(client.path(client.kid()), "{\"status\":\"deactivated\"}")
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("deactivated");
            assertProblem(client.post("new-order", order("dns:a.shop.example")), 403, "unauthorized");
        }

        @Test
        void an_account_ends_with_its_credential() {
            var eab = eab("\"dnsZones\":[\"shop.example\"]");
            var client = new Client(world.door, ACME, Requests.ec("secp256r1"));
            client.register(eab.id(), eab.key());
            assertThat(world.door
                            .delete("/api/v1/tenants/acme.example/acme-credentials/" + eab.id(), world.caller(admin))
                            .status())
                    .isEqualTo(204);
            assertProblem(client.read(client.kid()), 403, "unauthorized");
        }

        @Test
        void an_account_rests_while_its_subject_is_disabled() {
            var client = client();
            world.subjects().setEnabled(ACME, payments.id(), false);
            assertProblem(client.post("new-order", order("dns:a.shop.example")), 403, "unauthorized");
            world.subjects().setEnabled(ACME, payments.id(), true);
            assertThat(client.post("new-order", order("dns:a.shop.example")).status())
                    .isEqualTo(201);
        }
    }

    @Nested
    @DisplayName("RFC 8555 §7.4 Orders")
    class OrdersOfClients {

        @Test
        void a_name_outside_of_the_credential_is_rejected_by_name() {
            var client = client();
            var answer = client.post(
                    "new-order", order("dns:a.shop.example", "dns:evilshop.example", "dns:example", "ip:10.0.0.1"));
            assertProblem(answer, 403, "rejectedIdentifier");
            assertThat(answer.json().path("subproblems")).hasSize(3);
            assertThat(answer.json()
                            .path("subproblems")
                            .path(0)
                            .path("identifier")
                            .path("value")
                            .asString())
                    .isEqualTo("evilshop.example");
        }

        @Test
        void t8_a_wildcard_only_where_the_credential_has_them() {
            var client = client(Requests.ec("secp256r1"), "\"dnsZones\":[\"shop.example\"]");
            assertProblem(client.post("new-order", order("dns:*.shop.example")), 403, "rejectedIdentifier");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "dns:A.shop.example",
                    "dns:a.shop.example.",
                    "dns:a..shop.example",
                    "dns:*.*.shop.example",
                    "dns:a*.shop.example",
                    "dns:a_b.shop.example",
                    "dns:127.0.0.1",
                    "dns:-a.shop.example",
                    "dns:a\\u0000.shop.example",
                    "dns:ä.shop.example",
                    "ip:127.0.0.01",
                    "ip:0:0:0:0:0:0:0:1",
                    "ip:127.0.0.0/8",
                    "ip:fe80::1%eth0"
                })
        void t8_what_is_no_name_is_malformed(String identifier) {
            assertProblem(client().post("new-order", order(identifier)), 400, "malformed");
        }

        @Test
        void other_types_of_identifiers_are_unsupported() {
            assertProblem(client().post("new-order", order("email:a@b.example")), 400, "unsupportedIdentifier");
        }

        @Test
        void a_certificate_comes_of_an_order_whose_names_are_proved() {
            var client = client();
            String order = ready(client, "dns:b.shop.example", "dns:a.shop.example");
            assertThat(client.read(order).json().path("status").asString()).isEqualTo("ready");
            var done = complete(
                    client,
                    order,
                    request(
                            Requests.ec("secp256r1"),
                            "CN=a.shop.example",
                            dns("a.shop.example"),
                            dns("b.shop.example")));
            assertThat(done.json().path("status").asString()).as(done.text()).isEqualTo("valid");
            var download = client.read(done.json().path("certificate").asString());
            assertThat(download.type()).isEqualTo("application/pem-certificate-chain");
            var chain = chain(download);
            assertThat(chain).hasSize(2);
            assertThat(names(chain.getFirst())).containsExactlyInAnyOrder("a.shop.example", "b.shop.example");
            assertThat(chain.getFirst().getSubjectX500Principal().getName())
                    .contains("UID=" + payments.id())
                    .doesNotContain("CN="); // clients take it for a name when they renew
            assertThat(world.audited(ACME, "certificate.issue").getLast())
                    .startsWith("SUCCESS workload:shop/payments@acme.example: tls-server issuing-1/");
        }

        @Test
        void openssl_believes_it_for_its_host() {
            var client = client();
            String order = ready(client, "dns:a.shop.example", "ip:127.0.0.1");
            var done = complete(
                    client,
                    order,
                    request(
                            Requests.ec("secp256r1"),
                            "CN=a.shop.example",
                            dns("a.shop.example"),
                            new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            var openssl = new OpenSsl(folder);
            String address = done.json().path("certificate").asString();
            openssl.file("chain.pem", client.read(address).body());
            openssl.file(
                    "root.pem",
                    world.door.get("/t/acme.example/ca/root.pem", null).body());
            for (String host : List.of("-verify_hostname a.shop.example", "-verify_ip 127.0.0.1")) {
                List<String> arguments = new ArrayList<>(List.of(
                        "verify", "-x509_strict", "-no_check_time", "-purpose", "sslserver", "-CAfile", "root.pem"));
                arguments.addAll(List.of(host.split(" ")));
                arguments.addAll(List.of("-untrusted", "chain.pem", "chain.pem"));
                assertThat(openssl.run(arguments.toArray(String[]::new))).contains("OK");
            }
        }

        @Test
        void the_alternate_chain_has_the_anchor() {
            var client = client();
            String order = ready(client, "dns:a.shop.example");
            var done = complete(
                    client, order, request(Requests.ec("secp256r1"), "CN=a.shop.example", dns("a.shop.example")));
            String address = done.json().path("certificate").asString();
            var usual = client.read(address);
            assertThat(usual.headers("Link"))
                    .anyMatch(link -> link.equals("<" + address + "/1>;rel=\"alternate\""))
                    .anyMatch(link -> link.endsWith("/acme/directory>;rel=\"index\""));
            var chain = chain(client.read(address + "/1"));
            assertThat(chain).hasSize(3);
            assertThat(chain.getLast().getSubjectX500Principal())
                    .isEqualTo(chain.getLast().getIssuerX500Principal());
            assertProblem(client.read(address + "/2"), 404, "malformed");
        }

        @Test
        void t7_a_request_with_other_names_is_a_bad_one_and_the_order_stays_ready() {
            var client = client();
            String order = ready(client, "dns:a.shop.example");
            var keys = Requests.ec("secp256r1");
            for (byte[] bad : List.of(
                    request(keys, "CN=a.shop.example", dns("a.shop.example"), dns("c.shop.example")),
                    request(keys, "CN=c.shop.example", dns("a.shop.example")),
                    request(keys, "CN=a.shop.example,O=Evil", dns("a.shop.example")),
                    request(keys, "CN=x", dns("c.shop.example")),
                    request(
                            keys,
                            "CN=a.shop.example",
                            dns("a.shop.example"),
                            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://acme.example/x")),
                    request(client.keys, "CN=a.shop.example", dns("a.shop.example")),
                    new byte[] {0x30, 0x00})) {
                assertProblem(complete(client, order, bad), 400, "badCSR");
                assertThat(client.read(order).json().path("status").asString()).isEqualTo("ready");
            }
            var good = complete(client, order, request(keys, "CN=a.shop.example", dns("a.shop.example")));
            assertThat(good.json().path("status").asString()).as(good.text()).isEqualTo("valid");
        }

        @Test
        void the_name_may_stand_in_the_common_name_alone() {
            var client = client();
            String order = ready(client, "dns:a.shop.example");
            byte[] request = Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "CN=a.shop.example", List.of());
            assertThat(complete(client, order, request).json().path("status").asString())
                    .isEqualTo("valid");
        }

        @Test
        void an_order_that_is_not_ready_gives_nothing() {
            var client = client();
            String order = client.post("new-order", order("dns:a.shop.example")).header("Location");
            var answer = complete(
                    client, order, request(Requests.ec("secp256r1"), "CN=a.shop.example", dns("a.shop.example")));
            assertProblem(answer, 403, "orderNotReady");
        }

        @Test
        void an_order_ends_after_a_day() {
            var client = client();
            String order = ready(client, "dns:a.shop.example");
            world.context.clock().set(TestClock.NOON.plus(Duration.ofHours(25)));
            assertThat(client.read(order).json().path("status").asString()).isEqualTo("invalid");
            var answer = complete(
                    client, order, request(Requests.ec("secp256r1"), "CN=a.shop.example", dns("a.shop.example")));
            assertProblem(answer, 403, "orderNotReady");
        }

        @Test
        void of_two_nodes_that_complete_an_order_at_once_one_does() throws Exception {
            var client = client();
            String order = ready(client, "dns:race.shop.example");
            int before = world.audited(ACME, "certificate.issue").size();
            byte[] request = request(Requests.ec("secp256r1"), "CN=race.shop.example", dns("race.shop.example"));
            List<Callable<Integer>> attempts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                var one = new Client(i % 2 == 0 ? world.door : other.door, ACME, client.keys);
                one.account = client.account;
                attempts.add(() -> complete(one, order, request).status());
            }
            List<Integer> statuses = new ArrayList<>();
            try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var each : workers.invokeAll(attempts)) {
                    statuses.add(each.get());
                }
            }
            assertThat(statuses).containsOnlyOnce(200).hasSize(8);
            assertThat(world.audited(ACME, "certificate.issue")).hasSize(before + 1);
        }

        @Test
        void a_profile_is_chosen_by_its_name() {
            var client = client();
            var wanted = Map.of(
                    "identifiers",
                    List.of(Map.of("type", "dns", "value", "a.shop.example")),
                    "profile",
                    "tls-server-short");
            var made = client.post("new-order", json(wanted));
            assertThat(made.json().path("profile").asString()).isEqualTo("tls-server-short");
            for (String foreign : List.of("workload", "server", "none")) {
                var bad = new LinkedHashMap<String, Object>(wanted);
                bad.put("profile", foreign);
                assertProblem(client.post("new-order", json(bad)), 400, "invalidProfile");
            }
        }

        @Test
        void too_many_orders_are_too_many() {
            var client = client();
            for (int i = 0; i < 100; i++) {
                assertThat(client.post("new-order", order("dns:a%d.shop.example".formatted(i)))
                                .status())
                        .isEqualTo(201);
            }
            var answer = client.post("new-order", order("dns:a.shop.example"));
            assertProblem(answer, 429, "rateLimited");
            assertThat(answer.header("Retry-After")).isEqualTo("600");
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames().stream()
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Nested
    @DisplayName("RFC 8555 §8, RFC 8737, RFC 8738 Proofs")
    class ProofsOfControl {

        private String authorization(Client client, String identifier) {
            var made = client.post("new-order", order(identifier));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            return made.json().path("authorizations").path(0).asString();
        }

        private void assertRefused(JsonNode authorization, String type) {
            assertThat(authorization.path("status").asString()).isEqualTo("invalid");
            assertThat(authorization.path("challenges"))
                    .anySatisfy(challenge -> assertThat(
                                    challenge.path("error").path("type").asString())
                            .isEqualTo("urn:ietf:params:acme:error:" + type));
        }

        @Test
        void http_with_another_content_is_refused_and_the_order_invalid() {
            var client = client();
            var made = client.post("new-order", order("dns:a.shop.example"));
            String authorization = made.json().path("authorizations").path(0).asString();
            var challenge = challenge(client, authorization, "http-01");
            responder.pages.put(
                    "/.well-known/acme-challenge/" + challenge.path("token").asString(), "wrong");
            assertRefused(decided(client, authorization, challenge), "unauthorized");
            assertThat(client.read(made.header("Location"))
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("invalid");
            assertThat(world.audited(ACME, "acme.validate").getLast()).startsWith("FAILED acme-account:");
        }

        @Test
        void http_follows_redirects_within_the_listed_networks() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "http-01");
            responder.redirects.put(
                    "/.well-known/acme-challenge/" + challenge.path("token").asString(),
                    "http://b.elsewhere.example:%d/found".formatted(responder.httpPort()));
            responder.pages.put("/found", keyAuthorization(client, challenge));
            assertThat(decided(client, authorization, challenge).path("status").asString())
                    .isEqualTo("valid");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://10.0.0.1/x",
                    "http://169.254.169.254/latest/meta-data",
                    "http://[::1]/x",
                    "ftp://a.shop.example/x",
                    "http://a.shop.example:22/x",
                    "http://user@a.shop.example/x",
                    "file:///etc/passwd"
                })
        void http_follows_no_redirect_out_of_them(String to) {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "http-01");
            responder.redirects.put(
                    "/.well-known/acme-challenge/" + challenge.path("token").asString(), to);
            assertRefused(decided(client, authorization, challenge), "connection");
        }

        @Test
        void http_goes_round_in_circles_ten_times_only() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "http-01");
            String path =
                    "/.well-known/acme-challenge/" + challenge.path("token").asString();
            responder.redirects.put(path, path);
            assertRefused(decided(client, authorization, challenge), "connection");
        }

        @Test
        void nothing_is_reached_where_no_network_is_listed() {
            var client = client();
            client.door = other.door;
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "http-01");
            assertRefused(decided(client, authorization, challenge), "connection");
            assertThat(responder.asked)
                    .noneMatch(path -> path.contains(challenge.path("token").asString()));
        }

        @Test
        void a_name_without_an_address_is_a_fault_of_dns() {
            var client = client(Requests.ec("secp256r1"), "\"dnsZones\":[\"nowhere.test\"]");
            String authorization = authorization(client, "dns:a.nowhere.test");
            assertRefused(decided(client, authorization, challenge(client, authorization, "http-01")), "dns");
        }

        @Test
        void dns_proves_a_wildcard_and_the_authorization_names_the_domain() {
            var client = client();
            String authorization = authorization(client, "dns:*.shop.example");
            var shown = client.read(authorization).json();
            assertThat(shown.path("identifier").path("value").asString()).isEqualTo("shop.example");
            assertThat(shown.path("wildcard").asBoolean()).isTrue();
            assertThat(shown.path("challenges")).hasSize(1);
            var challenge = challenge(client, authorization, "dns-01");
            responder.texts.put("_acme-challenge.shop.example", Responder.digest(keyAuthorization(client, challenge)));
            assertThat(decided(client, authorization, challenge).path("status").asString())
                    .isEqualTo("valid");
        }

        @Test
        void dns_with_another_text_is_refused() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            responder.texts.put("_acme-challenge.a.shop.example", "wrong");
            assertRefused(decided(client, authorization, challenge(client, authorization, "dns-01")), "unauthorized");
        }

        @Test
        void tls_with_the_digest_proves_a_name() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "tls-alpn-01");
            tls.shows(dns("a.shop.example"), keyAuthorization(client, challenge), true);
            assertThat(decided(client, authorization, challenge).path("status").asString())
                    .isEqualTo("valid");
            assertThat(tls.serverName).isEqualTo("a.shop.example");
        }

        @Test
        void tls_proves_an_address_by_its_name_in_reverse() {
            var client = client();
            String authorization = authorization(client, "ip:127.0.0.1");
            var challenge = challenge(client, authorization, "tls-alpn-01");
            tls.shows(new GeneralName(GeneralName.iPAddress, "127.0.0.1"), keyAuthorization(client, challenge), true);
            assertThat(decided(client, authorization, challenge).path("status").asString())
                    .isEqualTo("valid");
            assertThat(tls.serverName).isEqualTo("1.0.0.127.in-addr.arpa");
        }

        @Test
        void tls_without_the_digest_the_name_or_the_criticality_is_refused() {
            var client = client();
            for (int fault = 0; fault < 3; fault++) {
                String authorization = authorization(client, "dns:a.shop.example");
                var challenge = challenge(client, authorization, "tls-alpn-01");
                tls.shows(
                        dns(fault == 0 ? "b.shop.example" : "a.shop.example"),
                        fault == 1 ? "wrong" : keyAuthorization(client, challenge),
                        fault != 2);
                assertRefused(decided(client, authorization, challenge), "unauthorized");
            }
        }

        @Test
        void what_a_node_left_behind_another_takes_up() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "http-01");
            responder.pages.put(
                    "/.well-known/acme-challenge/" + challenge.path("token").asString(),
                    keyAuthorization(client, challenge));
            String id = challenge.path("url").asString().replaceFirst(".*/", "");
            world.context
                    .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                    .sql("update acme_challenge set status = 'PROCESSING', attempts = 1, claimed_until = :until"
                            + " where id = cast(:id as uuid)")
                    .param("until", TestClock.NOON.minusSeconds(1).atOffset(java.time.ZoneOffset.UTC))
                    .param("id", id)
                    .update();
            assertThat(client.read(authorization).json().path("status").asString())
                    .isEqualTo("pending");
            Resumption.of(world);
            String status = "pending";
            while (status.equals("pending")) {
                status = client.read(authorization).json().path("status").asString();
            }
            assertThat(status).isEqualTo("valid");
        }

        @Test
        void an_authorization_given_up_ends_its_order() {
            var client = client();
            var made = client.post("new-order", order("dns:a.shop.example"));
            String authorization = made.json().path("authorizations").path(0).asString();
            assertThat(client.post(client.path(authorization), "{\"status\":\"deactivated\"}")
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("deactivated");
            assertThat(client.read(made.header("Location"))
                            .json()
                            .path("status")
                            .asString())
                    .isEqualTo("invalid");
        }
    }

    @Nested
    @DisplayName("RFC 8555 §7.6, RFC 9773 Ending and renewing")
    class EndingAndRenewing {

        private String revocation(X509Certificate certificate, int reason) {
            try {
                return json(Map.of("certificate", b64(certificate.getEncoded()), "reason", reason));
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Test
        void its_account_revokes_once() {
            var client = client();
            var certificate = issued(client, "a.shop.example");
            assertThat(client.post("revoke-cert", revocation(certificate, 4)).status())
                    .isEqualTo(200);
            assertProblem(client.post("revoke-cert", revocation(certificate, 4)), 400, "alreadyRevoked");
            assertThat(world.audited(ACME, "certificate.revoke").getFirst()).isNotEmpty();
        }

        @Test
        void its_key_revokes() {
            var client = client();
            var keys = Requests.ec("secp256r1");
            var certificate = issued(client, keys, "a.shop.example");
            var holder = new Client(world.door, ACME, keys);
            assertThat(holder.post("revoke-cert", revocation(certificate, 1)).status())
                    .isEqualTo(200);
        }

        @Test
        void another_key_does_not() {
            var certificate = issued(client(), "a.shop.example");
            var stranger = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertProblem(stranger.post("revoke-cert", revocation(certificate, 0)), 403, "unauthorized");
        }

        @Test
        void another_account_only_when_it_has_proved_all_of_its_names() {
            var certificate = issued(client(), "a.shop.example", "b.shop.example");
            var second = client();
            ready(second, "dns:a.shop.example");
            assertProblem(second.post("revoke-cert", revocation(certificate, 0)), 403, "unauthorized");
            ready(second, "dns:b.shop.example");
            assertThat(second.post("revoke-cert", revocation(certificate, 0)).status())
                    .isEqualTo(200);
        }

        @Test
        void reasons_of_authorities_and_holds_are_refused() {
            var client = client();
            var certificate = issued(client, "a.shop.example");
            for (int reason : new int[] {2, 6, 7, 8, 10, 11, -1}) {
                assertProblem(client.post("revoke-cert", revocation(certificate, reason)), 400, "badRevocationReason");
            }
        }

        private String ari(X509Certificate certificate) {
            byte[] extension = certificate.getExtensionValue("2.5.29.35");
            var identifier = org.bouncycastle.asn1.x509.AuthorityKeyIdentifier.getInstance(
                    org.bouncycastle.asn1.ASN1OctetString.getInstance(extension).getOctets());
            return b64(identifier.getKeyIdentifierOctets())
                    + "."
                    + b64(certificate.getSerialNumber().toByteArray());
        }

        @Test
        void a_certificate_is_best_renewed_in_its_last_third_and_at_once_when_revoked() {
            var client = client();
            var certificate = issued(client, "a.shop.example");
            var answer = world.door.get("/t/acme.example/acme/renewal-info/" + ari(certificate), null);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Retry-After")).isEqualTo("21600");
            var window = answer.json().path("suggestedWindow");
            assertThat(java.time.Instant.parse(window.path("start").asString()))
                    .isBetween(TestClock.NOON.plus(Duration.ofDays(59)), TestClock.NOON.plus(Duration.ofDays(61)));
            client.post("revoke-cert", revocation(certificate, 1));
            window = world.door
                    .get("/t/acme.example/acme/renewal-info/" + ari(certificate), null)
                    .json()
                    .path("suggestedWindow");
            assertThat(java.time.Instant.parse(window.path("end").asString())).isBefore(TestClock.NOON);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "AAAA.AAAA", ".", "AAAA.", "%00.AA"})
        void of_what_we_did_not_issue_there_is_no_information(String id) {
            assertThat(world.door
                            .get("/t/acme.example/acme/renewal-info/" + id, null)
                            .status())
                    .isEqualTo(404);
        }

        private String replacing(String name, String id) {
            return json(Map.of("identifiers", List.of(Map.of("type", "dns", "value", name)), "replaces", id));
        }

        @Test
        void an_order_replaces_a_certificate_of_its_account_once() {
            var client = client();
            var certificate = issued(client, "a.shop.example");
            assertProblem(client().post("new-order", replacing("a.shop.example", ari(certificate))), 400, "malformed");
            assertProblem(client.post("new-order", replacing("b.shop.example", ari(certificate))), 400, "malformed");
            assertThat(client.post("new-order", replacing("a.shop.example", ari(certificate)))
                            .status())
                    .isEqualTo(201);
            assertProblem(
                    client.post("new-order", replacing("a.shop.example", ari(certificate))), 409, "alreadyReplaced");
        }
    }

    @Test
    void chaos_refuses_good_nonces_now_and_then_and_never_two_in_a_row() {
        var base = settings(List.of());
        var chaotic = new AcmeSettings(
                base.networks(), base.resolver(), base.httpPort(), base.tlsPort(), base.pauses(), true);
        try (var node = new World(world.context.database(), chaotic)) {
            node.context.clock().set(TestClock.NOON);
            var client = client();
            client.door = node.door;
            int refused = 0;
            for (int i = 0; i < 300; i++) {
                var answer = client.read(client.kid());
                if (answer.status() != 200) {
                    assertProblem(answer, 400, "badNonce");
                    assertThat(client.read(client.kid()).status()).isEqualTo(200);
                    refused++;
                }
            }
            assertThat(refused).isPositive();
        }
    }

    @Nested
    class Credentials {
        private static final String PATH = "/api/v1/tenants/acme.example/acme-credentials";

        @Test
        void the_key_is_told_once() {
            var eab = eab("\"dnsZones\":[\"shop.example\"]");
            var shown = world.door.get(PATH + "/" + eab.id(), world.caller(admin));
            assertThat(shown.json().path("subject").asString()).isEqualTo("shop/payments");
            assertThat(shown.text()).doesNotContain("hmacKey", eab.key());
            var list = world.door.get(PATH + "?limit=1", world.caller(admin));
            assertThat(list.json().path("items")).hasSize(1);
            assertThat(list.json().path("nextCursor").asString()).isNotEmpty();
            assertThat(list.text()).doesNotContain("hmacKey");
            assertThat(world.door
                            .get("/api/v1/tenants/globex.example/acme-credentials/" + eab.id(), world.caller(admin))
                            .status())
                    .isEqualTo(404);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{}|subject",
                    "{\"subject\":\"nobody\",\"dnsZones\":[\"a.example\"]}|subject",
                    "{\"subject\":\"admin\",\"dnsZones\":[\"a.example\"]}|subject",
                    "{\"subject\":\"shop/payments\"}|dnsZones",
                    "{\"subject\":\"shop/payments\",\"dnsZones\":[\"*.example\"]}|dnsZones",
                    "{\"subject\":\"shop/payments\",\"dnsZones\":[\".example\"]}|dnsZones",
                    "{\"subject\":\"shop/payments\",\"ipRanges\":[\"10.0.0.0/33\"]}|ipRanges",
                    "{\"subject\":\"shop/payments\",\"dnsZones\":[\"a.example\"],\"expiresIn\":\"soon\"}|expiresIn"
                })
        void what_is_wrong_is_said_by_field(String body, String field) {
            var answer = world.door.postJson(PATH, world.caller(admin), body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("field").asString()).isEqualTo(field);
        }
    }
}
