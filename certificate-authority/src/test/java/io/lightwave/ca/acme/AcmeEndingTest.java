package io.lightwave.ca.acme;

import static io.lightwave.ca.acme.AcmeServer.ACME;
import static io.lightwave.ca.acme.AcmeServer.admin;
import static io.lightwave.ca.acme.AcmeServer.client;
import static io.lightwave.ca.acme.AcmeServer.issued;
import static io.lightwave.ca.acme.AcmeServer.ready;
import static io.lightwave.ca.acme.AcmeServer.world;
import static io.lightwave.ca.acme.Client.assertProblem;
import static io.lightwave.ca.acme.Client.b64;
import static io.lightwave.ca.acme.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.issuance.Requests;
import io.lightwave.ca.order.Resumption;
import io.lightwave.directory.fixture.TestClock;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcmeEndingTest {
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
            assertThat(client.post("revoke-cert", revocation(certificate, 1)).status())
                    .as("that its key has leaked is said later too")
                    .isEqualTo(200);
            assertProblem(client.post("revoke-cert", revocation(certificate, 1)), 400, "alreadyRevoked");
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
            assertProblem(second.post("revoke-cert", revocation(certificate, 1)), 403, "unauthorized");
            assertThat(world.audited(ACME, "acme.authenticate").getLast()).contains("REFUSED", "says with it");
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
            assertThat(answer.header("Link")).endsWith("/acme/directory>;rel=\"index\"");
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
            assertProblem(world.door.get("/t/acme.example/acme/renewal-info/" + id, null), 404, "malformed");
        }

        private String replacing(String name, String id) {
            return json(Map.of("identifiers", List.of(Map.of("type", "dns", "value", name)), "replaces", id));
        }

        @Test
        void a_certificate_of_a_long_life_stays_its_account_s_until_its_end() {
            String path = "/api/v1/tenants/acme.example/certificate-profiles/tls-server";
            var longer = world.door.patch(path, world.caller(admin), "{\"lifetime\":\"P398D\"}");
            assertThat(longer.status()).as(longer.text()).isEqualTo(200);
            try {
                var client = client();
                var certificate = issued(client, "a.shop.example");
                world.context.clock().set(TestClock.NOON.plus(Duration.ofDays(300)));
                Resumption.of(world);
                assertThat(client.post("new-order", replacing("a.shop.example", ari(certificate)))
                                .status())
                        .isEqualTo(201);
                assertThat(client.post("revoke-cert", revocation(certificate, 4))
                                .status())
                        .isEqualTo(200);
            } finally {
                world.door.delete(path, world.caller(admin));
            }
        }

        @Test
        void an_order_replaces_a_certificate_of_its_account_once() {
            var client = client();
            var certificate = issued(client, "a.shop.example");
            assertProblem(client().post("new-order", replacing("a.shop.example", ari(certificate))), 400, "malformed");
            assertProblem(client.post("new-order", replacing("b.shop.example", ari(certificate))), 400, "malformed");
            var made = client.post("new-order", replacing("a.shop.example", ari(certificate)));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            assertThat(made.json().path("replaces").asString()).isEqualTo(ari(certificate));
            assertThat(client.read(made.header("Location"))
                            .json()
                            .path("replaces")
                            .asString())
                    .as("RFC 9773 §5: in every view of the order")
                    .isEqualTo(ari(certificate));
            assertProblem(
                    client.post("new-order", replacing("a.shop.example", ari(certificate))), 409, "alreadyReplaced");
        }
    }
}
