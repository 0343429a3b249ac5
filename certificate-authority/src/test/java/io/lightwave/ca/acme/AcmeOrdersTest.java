package io.lightwave.ca.acme;

import static io.lightwave.ca.acme.AcmeServer.ACME;
import static io.lightwave.ca.acme.AcmeServer.chain;
import static io.lightwave.ca.acme.AcmeServer.challenge;
import static io.lightwave.ca.acme.AcmeServer.client;
import static io.lightwave.ca.acme.AcmeServer.complete;
import static io.lightwave.ca.acme.AcmeServer.decided;
import static io.lightwave.ca.acme.AcmeServer.dns;
import static io.lightwave.ca.acme.AcmeServer.keyAuthorization;
import static io.lightwave.ca.acme.AcmeServer.order;
import static io.lightwave.ca.acme.AcmeServer.other;
import static io.lightwave.ca.acme.AcmeServer.payments;
import static io.lightwave.ca.acme.AcmeServer.proveByHttp;
import static io.lightwave.ca.acme.AcmeServer.ready;
import static io.lightwave.ca.acme.AcmeServer.request;
import static io.lightwave.ca.acme.AcmeServer.responder;
import static io.lightwave.ca.acme.AcmeServer.tls;
import static io.lightwave.ca.acme.AcmeServer.world;
import static io.lightwave.ca.acme.Client.assertProblem;
import static io.lightwave.ca.acme.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.ca.order.Resumption;
import io.lightwave.directory.fixture.TestClock;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AcmeOrdersTest {
    @TempDir
    Path folder;

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
            var answer = client().post("new-order", order(identifier));
            assertProblem(answer, 400, "malformed");
            assertAbout(answer.json(), identifier.substring(identifier.indexOf(':') + 1));
        }

        @Test
        void what_is_wrong_with_several_names_is_said_of_each() {
            var answer = client().post("new-order", order("dns:a..example", "dns:a.shop.example", "email:a@b.example"));
            assertProblem(answer, 400, "malformed");
            assertThat(answer.json().path("subproblems")).hasSize(2);
        }

        @Test
        void other_types_of_identifiers_are_unsupported() {
            var answer = client().post("new-order", order("email:a@b.example"));
            assertProblem(answer, 400, "unsupportedIdentifier");
            assertAbout(answer.json(), "a@b.example");
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
                    Requests.of(
                            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()),
                            keys.getPrivate(),
                            "SHA256withECDSA",
                            X500Name.getInstance(new DERSequence(new DERSet())), // a part of nothing
                            List.of()),
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
        void one_name_in_the_common_name_and_the_rest_beside_it_are_the_order_s_names() {
            var client = client();
            String order = ready(client, "dns:a.shop.example", "dns:b.shop.example");
            var keys = Requests.ec("secp256r1");
            var done = complete(client, order, request(keys, "CN=a.shop.example", dns("b.shop.example")));
            assertThat(done.json().path("status").asString()).as(done.text()).isEqualTo("valid");
            var leaf = chain(client.read(done.json().path("certificate").asString()))
                    .getFirst();
            assertThat(names(leaf)).containsExactlyInAnyOrder("a.shop.example", "b.shop.example");
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
            assertThat(listed(client)).hasSize(100).doesNotHaveDuplicates();
        }

        @Test
        void the_list_of_orders_has_an_end_and_is_its_account_s() {
            var client = client();
            assertThat(listed(client)).isEmpty();
            String open = client.post("new-order", order("dns:a.shop.example")).header("Location");
            ended(client);
            assertThat(listed(client)).containsExactly(open);
            String list = client.read(client.kid()).json().path("orders").asString();
            assertProblem(client.read(list + "?cursor=x"), 404, "malformed");
            assertProblem(client().read(list), 404, "malformed");
            assertProblem(client.post(client.path(list), "{}"), 400, "malformed");
        }

        /// An order that came to nothing.
        private void ended(Client client) {
            var made = client.post("new-order", order("dns:b.shop.example"));
            String authorization = made.json().path("authorizations").path(0).asString();
            assertThat(client.post(client.path(authorization), "{\"status\":\"deactivated\"}")
                            .status())
                    .isEqualTo(200);
        }

        /// What all pages list.
        private List<String> listed(Client client) {
            List<String> orders = new ArrayList<>();
            var next =
                    Optional.of(client.read(client.kid()).json().path("orders").asString());
            while (next.isPresent()) {
                var page = client.read(next.get());
                assertThat(page.status()).as(page.text()).isEqualTo(200);
                page.json().path("orders").forEach(order -> orders.add(order.asString()));
                next = page.headers("Link").stream()
                        .filter(link -> link.endsWith(">;rel=\"next\""))
                        .map(link -> link.substring(1, link.indexOf('>')))
                        .findFirst();
            }
            return orders;
        }
    }

    /// RFC 8555 §6.7.1: an identifier stands in a subproblem only.
    private static void assertAbout(JsonNode problem, String name) {
        assertThat(problem.has("identifier")).as(problem.toString()).isFalse();
        assertThat(problem.path("subproblems")).hasSize(1);
        assertThat(problem.path("subproblems")
                        .path(0)
                        .path("identifier")
                        .path("value")
                        .asString())
                .isEqualTo(name);
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
            var refused = decided(client, authorization, challenge);
            assertRefused(refused, "unauthorized");
            assertThat(refused.path("challenges").path(0).path("error").has("identifier"))
                    .isFalse();
            var order = client.read(made.header("Location")).json();
            assertThat(order.path("status").asString()).isEqualTo("invalid");
            assertAbout(order.path("error"), "a.shop.example");
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
        void tls_with_the_digest_proves_a_name_in_whichever_case_it_is_written() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var challenge = challenge(client, authorization, "tls-alpn-01");
            tls.shows(dns("A.shop.EXAMPLE"), keyAuthorization(client, challenge), true);
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

        /// Threat T5: in a session that is resumed the certificate is that of the first look.
        @Test
        void t5_tls_is_looked_at_in_a_session_of_its_own_each_time() {
            var client = client();
            tls.protocol = "TLSv1.2"; // whose sessions are kept without a further word
            tls.shows(dns("a.shop.example"), "wrong", true);
            tls.sessions.clear();
            for (int look = 0; look < 2; look++) {
                String authorization = authorization(client, "dns:a.shop.example");
                assertRefused(
                        decided(client, authorization, challenge(client, authorization, "tls-alpn-01")),
                        "unauthorized");
                int looks = look + 1; // which the responder may say after its answer
                await().atMost(Duration.ofMinutes(2)).until(() -> tls.sessions.size() >= looks);
                awaitAfter(tls.sessions.getLast());
            }
            assertThat(tls.sessions).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        }

        /// Until the clock that sessions are told apart by shows another time.
        private static void awaitAfter(long millis) {
            while (System.currentTimeMillis() <= millis) {
                Thread.onSpinWait();
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
        void a_challenge_that_began_beside_the_one_that_decided_waits_for_nobody() {
            var client = client();
            String authorization = authorization(client, "dns:a.shop.example");
            var beside = challenge(client, authorization, "dns-01").path("url").asString();
            world.context
                    .bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                    .sql("update acme_challenge set status = 'PROCESSING', claimed_until = :until"
                            + " where id = cast(:id as uuid)")
                    .param("until", TestClock.NOON.plusSeconds(60).atOffset(java.time.ZoneOffset.UTC))
                    .param("id", beside.replaceFirst(".*/", ""))
                    .update();
            var decided = proveByHttp(client, authorization);
            assertThat(decided.path("challenges")).as("only what was validated").hasSize(1);
            assertThat(decided.path("challenges").path(0).path("type").asString())
                    .isEqualTo("http-01");
            assertThat(client.read(beside).json().path("status").asString()).isEqualTo("pending");
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
}
