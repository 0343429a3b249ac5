package io.lightwave.ca.acme;

import static io.lightwave.ca.acme.AcmeServer.ACME;
import static io.lightwave.ca.acme.AcmeServer.GLOBEX;
import static io.lightwave.ca.acme.AcmeServer.admin;
import static io.lightwave.ca.acme.AcmeServer.client;
import static io.lightwave.ca.acme.AcmeServer.eab;
import static io.lightwave.ca.acme.AcmeServer.order;
import static io.lightwave.ca.acme.AcmeServer.other;
import static io.lightwave.ca.acme.AcmeServer.payments;
import static io.lightwave.ca.acme.AcmeServer.settings;
import static io.lightwave.ca.acme.AcmeServer.world;
import static io.lightwave.ca.acme.Client.assertProblem;
import static io.lightwave.ca.acme.Client.b64;
import static io.lightwave.ca.acme.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.TestClock;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcmeTest {
    @BeforeAll
    static void start() {
        AcmeServer.start();
    }

    @BeforeEach
    void noon() {
        AcmeServer.noon();
    }

    @AfterAll
    static void stop() {
        AcmeServer.stop();
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
        @ValueSource(strings = {"crit", "b64", "jwk"})
        void the_header_has_no_other_key_and_nothing_that_must_be_understood(String member) {
            var client = client();
            var header = client.header("new-order");
            header.put(member, Client.jwk(client.keys));
            assertProblem(
                    client.send("new-order", Client.sign(client.keys, header, order("dns:a.shop.example"))),
                    400,
                    "malformed");
        }

        @Test
        void what_else_a_message_has_is_passed_over() {
            var client = client();
            var header = client.header("new-order");
            header.put("typ", "JOSE");
            header.put("x5u", "https://evil.example/key.pem");
            var message = Client.sign(client.keys, header, order("dns:a.shop.example"));
            message.put("resource", "new-order");
            assertThat(client.send("new-order", message).status()).isEqualTo(201);
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
        void directory_and_nonces_are_had_by_post_too() {
            var client = client();
            assertThat(client.read(client.url("directory")).json())
                    .isEqualTo(world.door
                            .get("/t/acme.example/acme/directory", null)
                            .json());
            var nonce = client.read(client.url("new-nonce"));
            assertThat(nonce.status()).isEqualTo(200);
            assertThat(nonce.text()).isEmpty();
            assertThat(nonce.header("Replay-Nonce")).isNotEmpty();
            assertProblem(client.post("directory", "{}"), 400, "malformed");
            var nobody = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertThat(nobody.read(nobody.url("directory")).status())
                    .as("before there is an account")
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "new-account",
                    "account/x",
                    "account/x/orders",
                    "key-change",
                    "new-order",
                    "order/x",
                    "order/x/finalize",
                    "authorization/x",
                    "challenge/x",
                    "certificate/x",
                    "certificate/x/1",
                    "revoke-cert"
                })
        void nothing_else_is_had_by_get(String path) {
            var answer = world.door.get("/t/acme.example/acme/" + path, null);
            assertProblem(answer, 405, "malformed");
            assertThat(answer.header("Allow")).isEqualTo("POST");
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
            assertProblem(
                    world.door.post("/t/acme.example/acme/new-order", null, Client.JOSE, new byte[0]),
                    400,
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
            assertThat(client.post(account, "{\"status\":\"valid\",\"orders\":\"x\",\"contact\":[]}")
                            .json()
                            .path("contact"))
                    .as("what else the update has is ignored")
                    .isEmpty();
            assertThat(client.post(account, "{\"contact\":[\"MAILTO:a@b.example\"]}")
                            .status())
                    .as("RFC 3986 §3.1: a scheme is the same in either case")
                    .isEqualTo(200);
            assertProblem(client.post(account, "{\"contact\":[\"tel:1\"]}"), 400, "unsupportedContact");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "mailto:a@b,c@d",
                    "mailto:a@b.example?subject=x",
                    "mailto:a",
                    "mailto:",
                    "mailto:\\u0000@b.example",
                    "mailto:\\ud800@b.example",
                    "mailto:ä@b.example"
                })
        void what_is_no_one_address_of_mail_in_ascii_is_an_invalid_contact(String contact) {
            var client = client();
            String account = client.path(client.kid());
            String body = "{\"contact\":[\"%s\"]}".formatted(contact);
            assertProblem(client.post(account, body), 400, "invalidContact");
            var fresh = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertProblem(fresh.post("new-account", body), 400, "invalidContact");
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
        void the_key_changes_when_both_keys_say_so() throws Exception {
            var client = client();
            var taken = client();
            var before = client.keys;
            var inner = new LinkedHashMap<String, Object>();
            inner.put("account", client.kid());
            inner.put("oldKey", Client.jwk(before));
            assertProblem(client.post("key-change", keyChange(client, taken.keys, inner)), 409, "malformed");
            var mlDsa = java.security.KeyPairGenerator.getInstance("ML-DSA-65", "SUN")
                    .generateKeyPair();
            assertProblem(client.post("key-change", keyChange(client, mlDsa, inner)), 400, "badSignatureAlgorithm");
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
            header.put("alg", Client.algorithm(next));
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
            assertProblem(client.post("new-order", order("dns:a.shop.example")), 401, "unauthorized");
            client.account = null;
            assertProblem(client.post("new-account", "{\"onlyReturnExisting\":true}"), 401, "unauthorized");
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
            assertProblem(client.read(client.kid()), 401, "unauthorized");
        }

        @Test
        void a_credential_for_cmp_makes_no_account() {
            world.subjects().addToGroup(ACME, Tenants.ADMINISTRATORS, admin.id());
            var administrator = world.context
                    .bean(ActivePrincipals.class)
                    .find(ACME, admin.id())
                    .orElseThrow();
            var made = world.door.postJson(
                    "/api/v1/tenants/acme.example/acme-credentials",
                    world.caller(administrator),
                    "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\"}");
            var client = new Client(world.door, ACME, Requests.ec("secp256r1"));
            assertProblem(
                    client.register(
                            made.json().path("keyId").asString(),
                            made.json().path("hmacKey").asString()),
                    403,
                    "unauthorized");
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

        @Test
        void nothing_in_a_list_is_400() {
            for (String list : List.of("dnsZones", "ipRanges")) {
                String body = "{\"subject\":\"shop/payments\",\"%s\":[null]}".formatted(list);
                assertThat(world.door.postJson(PATH, world.caller(admin), body).status())
                        .isEqualTo(400);
            }
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
