package io.lightwave.ca.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationTest {
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private TenantId acme;
    private String list;
    private ActivePrincipal operator;
    private ActivePrincipal payments;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(GLOBEX);
    }

    /// A tenant of its own for each test, at the same moment.
    @BeforeEach
    void begin() {
        world.context.clock().set(TestClock.NOON);
        acme = new TenantId("acme-%d.example".formatted(COUNT.incrementAndGet()));
        list = "/t/%s/ca/crl/issuing-1/0.crl".formatted(acme);
        world.tenant(acme);
        operator = world.subject(acme, SubjectKind.USER, "admin");
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    record Enrolled(String id, X509Certificate leaf, String pem) {}

    private Enrolled enrol(ActivePrincipal who) {
        return enrol(who, Requests.sound());
    }

    private Enrolled enrol(ActivePrincipal who, byte[] request) {
        var outcome = world.authority().issue(who, "workload", request, World.ORIGIN);
        assertThat(outcome).isInstanceOf(IssuanceOutcome.Issued.class);
        var issued = (IssuanceOutcome.Issued) outcome;
        return new Enrolled(issued.id().toString(), issued.chain().getFirst(), Pem.of(issued.chain()));
    }

    private Door.Answer revoke(String id, String reason) {
        return world.door.post(
                "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme, id),
                world.caller(operator),
                "application/json",
                "{\"reason\":\"%s\"}".formatted(reason).getBytes(UTF_8));
    }

    private X509CRL list() {
        var answer = world.door.get(list, null);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/pkix-crl");
        return parsed(answer.body());
    }

    private static X509CRL parsed(byte[] der) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (Exception malformed) {
            throw new IllegalStateException(malformed);
        }
    }

    private static BigInteger number(X509CRL list) {
        var octets = ASN1OctetString.getInstance(list.getExtensionValue("2.5.29.20"));
        return ASN1Integer.getInstance(octets.getOctets()).getValue();
    }

    private String reason(Enrolled certificate) {
        X509CRLEntry entry = list().getRevokedCertificate(certificate.leaf().getSerialNumber());
        return entry == null
                ? "good"
                : entry.getRevocationReason() == null
                        ? "none"
                        : entry.getRevocationReason().name();
    }

    @Test
    void openssl_accepts_the_lists_and_refuses_a_revoked_certificate() {
        var openssl = new OpenSsl(folder);
        var good = enrol(payments);
        var bad = enrol(payments);
        assertThat(revoke(bad.id(), "keyCompromise").status()).isEqualTo(200);
        openssl.file("good.pem", good.pem().getBytes(UTF_8));
        openssl.file("bad.pem", bad.pem().getBytes(UTF_8));
        openssl.file(
                "root.pem",
                world.door.get("/t/%s/ca/root.pem".formatted(acme), null).body());
        openssl.file("issuing.crl", world.door.get(list, null).body());
        openssl.file(
                "root.crl",
                world.door
                        .get("/t/%s/ca/crl/root-1/0.crl".formatted(acme), null)
                        .body());
        for (String name : List.of("issuing", "root")) {
            openssl.run("crl", "-inform", "DER", "-in", name + ".crl", "-out", name + ".crl.pem");
        }
        assertThat(verified(openssl, "good.pem").output()).contains("good.pem: OK");
        assertThat(verified(openssl, "bad.pem").output()).contains("certificate revoked");
    }

    private OpenSsl.Outcome verified(OpenSsl openssl, String chain) {
        return openssl.attempt(
                "verify",
                "-x509_strict",
                "-attime",
                Long.toString(world.now().getEpochSecond()),
                "-crl_check_all",
                "-CRLfile",
                "issuing.crl.pem",
                "-CRLfile",
                "root.crl.pem",
                "-CAfile",
                "root.pem",
                "-untrusted",
                chain,
                chain);
    }

    @Nested
    @DisplayName("RFC 5280 §5")
    class List5280 {
        @Test
        void a_list_is_signed_again_only_when_something_changed() {
            var certificate = enrol(payments);
            byte[] first = world.door.get(list, null).body();
            enrol(payments);
            assertThat(world.door.get(list, null).body()).isEqualTo(first);
            revoke(certificate.id(), "superseded");
            byte[] second = world.door.get(list, null).body();
            assertThat(number(parsed(second))).isEqualTo(number(parsed(first)).add(BigInteger.ONE));
            assertThat(world.door.get(list, null).body()).isEqualTo(second);
        }

        @Test
        void a_list_is_renewed_at_half_its_life() {
            var first = list();
            world.context.clock().advance(Duration.ofHours(12).minusSeconds(1));
            assertThat(number(list())).isEqualTo(number(first));
            world.context.clock().advance(Duration.ofSeconds(1));
            var second = list();
            assertThat(number(second)).isEqualTo(number(first).add(BigInteger.ONE));
            assertThat(second.getThisUpdate().toInstant()).isEqualTo("2026-01-02T00:00:00Z");
            assertThat(second.getNextUpdate().toInstant()).isEqualTo("2026-01-03T00:00:00Z");
            assertThat(number(list())).isEqualTo(number(second));
        }

        @Test
        void an_expired_certificate_leaves_the_list_a_day_after_its_end() {
            var certificate = enrol(payments);
            revoke(certificate.id(), "superseded");
            world.context.clock().advance(Duration.ofHours(47));
            assertThat(reason(certificate)).isEqualTo("SUPERSEDED");
            world.context.clock().advance(Duration.ofHours(13));
            assertThat(reason(certificate)).isEqualTo("good");
        }

        @Test
        void a_client_that_has_the_list_is_told_so() {
            var answer = world.door.get(list, null);
            assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(world.door
                            .get(list, null, "If-None-Match", answer.header("ETag"))
                            .status())
                    .isEqualTo(304);
        }

        @Test
        void an_unknown_authority_shard_or_tenant_has_no_list() {
            for (String path : List.of(
                    list.replace("issuing-1", "issuing-2"),
                    list.replace("0.crl", "1.crl"),
                    "/t/initech.example/ca/crl/issuing-1/0.crl")) {
                assertThat(world.door.get(path, null).status()).isEqualTo(404);
            }
        }

        @Test
        void each_tenant_s_list_is_its_own() {
            var certificate = enrol(payments);
            revoke(certificate.id(), "superseded");
            var other = parsed(world.door
                    .get("/t/globex.example/ca/crl/issuing-1/0.crl", null)
                    .body());
            assertThat(other.getRevokedCertificates()).isNull();
            assertThat(other.getIssuerX500Principal().getName()).isEqualTo("CN=Issuing CA 1,DC=globex,DC=example");
        }

        @Test
        void another_node_serves_the_same_list_and_learns_of_a_revocation() {
            try (var other = new World(world.context.database())) {
                other.context.clock().set(world.now());
                var certificate = enrol(payments);
                assertThat(other.door.get(list, null).body())
                        .isEqualTo(world.door.get(list, null).body());
                revoke(certificate.id(), "superseded");
                org.awaitility.Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> parsed(other.door.get(list, null).body())
                                        .getRevokedCertificate(
                                                certificate.leaf().getSerialNumber())
                                != null);
                assertThat(other.door.get(list, null).body())
                        .isEqualTo(world.door.get(list, null).body());
            }
        }
    }

    @Nested
    @DisplayName("RFC 5280 §5.3.1 reasons")
    class Reasons {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "keyCompromise",
                    "affiliationChanged",
                    "superseded",
                    "cessationOfOperation",
                    "privilegeWithdrawn",
                    "certificateHold"
                })
        void stand_in_the_list_and_in_the_record(String word) {
            var certificate = enrol(payments);
            var answer = revoke(certificate.id(), word);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("state").asString())
                    .isEqualTo(word.equals("certificateHold") ? "held" : "revoked");
            assertThat(answer.json().get("revocationReason").asString()).isEqualTo(word);
            assertThat(answer.json().get("revokedAt").asString()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(reason(certificate).replace("_", "")).isEqualToIgnoringCase(word);
        }

        @Test
        void unspecified_is_written_by_leaving_it_out() {
            var certificate = enrol(payments);
            revoke(certificate.id(), "unspecified");
            var entry = list().getRevokedCertificate(certificate.leaf().getSerialNumber());
            assertThat(entry.getExtensionValue("2.5.29.21")).isNull();
        }

        @Test
        void an_unknown_or_missing_reason_is_400() {
            var id = enrol(payments).id();
            assertThat(revoke(id, "KEY_COMPROMISE").json().get("field").asString())
                    .isEqualTo("reason");
            assertThat(world.door
                            .post(
                                    "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme, id),
                                    world.caller(operator),
                                    "application/json",
                                    "{}".getBytes(UTF_8))
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void that_its_key_has_leaked_is_said_of_a_certificate_that_was_revoked_for_another_reason() {
            byte[] request = Requests.sound();
            var certificate = enrol(payments, request);
            revoke(certificate.id(), "superseded");
            list();
            world.context.clock().advance(Duration.ofMinutes(5));
            var answer = revoke(certificate.id(), "keyCompromise");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().get("revokedAt").asString()).isEqualTo("2026-01-01T12:00:00Z");
            assertThat(reason(certificate)).isEqualTo("KEY_COMPROMISE");
            assertThat(world.authority().issue(payments, "workload", request, World.ORIGIN))
                    .isInstanceOf(IssuanceOutcome.Refused.class);
            assertThat(revoke(certificate.id(), "keyCompromise").status()).isEqualTo(409);
            assertThat(revoke(certificate.id(), "superseded").status()).isEqualTo(409);
        }

        @Test
        void with_a_leaked_key_go_all_certificates_of_its_holder_for_it_and_no_others() {
            byte[] request = Requests.sound();
            var first = enrol(payments, request);
            var second = enrol(payments, request);
            var third = enrol(payments);
            assertThat(revoke(first.id(), "keyCompromise").status()).isEqualTo(200);
            assertThat(reason(second)).isEqualTo("KEY_COMPROMISE");
            assertThat(reason(third)).isEqualTo("good");
            assertThat(world.audited(acme, "certificate.revoke").getLast())
                    .endsWith("keyCompromise, and of 1 more for its key");
        }

        @ParameterizedTest
        @ValueSource(strings = {"cACompromise", "aACompromise"})
        void an_authority_s_reason_is_409_for_anybody_else(String word) {
            assertThat(revoke(enrol(payments).id(), word).status()).isEqualTo(409);
        }

        @Test
        void a_hold_can_be_lifted_and_a_revocation_cannot() {
            var certificate = enrol(payments);
            assertThat(revoke(certificate.id(), "removeFromCRL").status()).isEqualTo(409);
            revoke(certificate.id(), "certificateHold");
            assertThat(revoke(certificate.id(), "certificateHold").status()).isEqualTo(409);
            assertThat(revoke(certificate.id(), "removeFromCRL")
                            .json()
                            .get("state")
                            .asString())
                    .isEqualTo("valid");
            assertThat(reason(certificate)).isEqualTo("good");
            revoke(certificate.id(), "certificateHold");
            world.context.clock().advance(Duration.ofMinutes(5));
            assertThat(revoke(certificate.id(), "keyCompromise")
                            .json()
                            .get("revokedAt")
                            .asString())
                    .isEqualTo("2026-01-01T12:00:00Z");
            assertThat(revoke(certificate.id(), "removeFromCRL").status()).isEqualTo(409);
            assertThat(revoke(certificate.id(), "superseded").status()).isEqualTo(409);
            assertThat(reason(certificate)).isEqualTo("KEY_COMPROMISE");
        }

        @Test
        void a_compromised_key_is_never_certified_again() {
            var keys = Requests.ec("secp256r1");
            byte[] request = Requests.of(keys, "SHA256withECDSA", "CN=x", List.of());
            var certificate = enrol(payments, request);
            revoke(certificate.id(), "keyCompromise");
            assertThat(world.authority()
                            .issue(
                                    world.subject(acme, SubjectKind.WORKLOAD, "other"),
                                    "workload",
                                    request,
                                    World.ORIGIN))
                    .isEqualTo(new IssuanceOutcome.Refused("a certificate for this key was revoked for keyCompromise"));
        }

        @Test
        void an_authority_s_own_certificate_is_409() {
            var authorities = world.door
                    .get("/api/v1/tenants/%s/certificates".formatted(acme), null)
                    .json()
                    .get("items");
            assertThat(authorities).hasSize(2);
            for (var authority : authorities) {
                assertThat(revoke(authority.get("id").asString(), "superseded").status())
                        .isEqualTo(409);
            }
        }

        @Test
        void a_certificate_of_another_tenant_is_404_and_stays_good() {
            var stranger = world.subject(GLOBEX, SubjectKind.WORKLOAD, "stranger");
            var certificate = enrol(stranger);
            assertThat(revoke(certificate.id(), "keyCompromise").status()).isEqualTo(404);
            assertThat(revoke("nonsense", "keyCompromise").status()).isEqualTo(404);
            assertThat(world.door
                            .get("/api/v1/tenants/globex.example/certificates/" + certificate.id(), null)
                            .json()
                            .get("state")
                            .asString())
                    .isEqualTo("valid");
        }

        @Test
        void each_change_is_audited_with_its_reason_and_so_is_each_refusal() {
            var certificate = enrol(payments);
            revoke(certificate.id(), "keyCompromise");
            revoke(certificate.id(), "superseded");
            String serial = certificate.leaf().getSerialNumber().toString(16);
            assertThat(world.audited(acme, "certificate.revoke"))
                    .containsExactly(
                            "SUCCESS user:admin@%s: issuing-1/%s keyCompromise".formatted(acme, serial),
                            "REFUSED user:admin@%s: %s the certificate is already revoked or on hold"
                                    .formatted(acme, certificate.id()));
        }
    }

    /// Threat row 1: what is disabled must not stay usable.
    @Nested
    class When_the_holder_ends {
        @Test
        void disabling_holds_and_enabling_releases_what_disabling_held() {
            var ordinary = enrol(payments);
            var held = enrol(payments);
            var revoked = enrol(payments);
            var stranger = enrol(world.subject(acme, SubjectKind.WORKLOAD, "stranger"));
            revoke(held.id(), "certificateHold");
            revoke(revoked.id(), "superseded");
            world.subjects().setEnabled(acme, payments.id(), false);
            assertThat(List.of(reason(ordinary), reason(held), reason(revoked), reason(stranger)))
                    .containsExactly("CERTIFICATE_HOLD", "CERTIFICATE_HOLD", "SUPERSEDED", "good");
            assertThat(revoke(ordinary.id(), "removeFromCRL").status()).isEqualTo(409);
            assertThat(revoke(held.id(), "removeFromCRL").status()).isEqualTo(409);
            world.subjects().setEnabled(acme, payments.id(), true);
            assertThat(List.of(reason(ordinary), reason(held), reason(revoked), reason(stranger)))
                    .containsExactly("good", "CERTIFICATE_HOLD", "SUPERSEDED", "good");
        }

        @Test
        void an_operator_s_own_hold_outlasts_enabling() {
            var certificate = enrol(payments);
            world.subjects().setEnabled(acme, payments.id(), false);
            assertThat(revoke(certificate.id(), "certificateHold").status()).isEqualTo(200);
            world.subjects().setEnabled(acme, payments.id(), true);
            assertThat(reason(certificate)).isEqualTo("CERTIFICATE_HOLD");
            assertThat(revoke(certificate.id(), "removeFromCRL").status()).isEqualTo(200);
        }

        @Test
        void deleting_revokes_for_good() {
            var ordinary = enrol(payments);
            var held = enrol(payments);
            revoke(held.id(), "certificateHold");
            world.subjects().delete(acme, payments.id());
            assertThat(List.of(reason(ordinary), reason(held))).containsOnly("CESSATION_OF_OPERATION");
        }

        @Test
        void its_name_is_not_given_away_before_its_last_certificate_has_expired() {
            var leaf = enrol(payments).leaf();
            world.subjects().delete(acme, payments.id());
            world.context.clock().set(leaf.getNotAfter().toInstant());
            assertThat(world.subjects().add(acme, SubjectKind.WORKLOAD, "payments", Map.of()))
                    .isEqualTo(new Subjects.AddOutcome.NameTaken());
            world.context.clock().advance(Duration.ofHours(2));
            assertThat(world.subjects().add(acme, SubjectKind.WORKLOAD, "payments", Map.of()))
                    .isInstanceOf(Subjects.AddOutcome.Added.class);
        }

        @Test
        void no_certificate_is_issued_to_it_even_by_a_node_that_has_not_heard() {
            world.subjects().setEnabled(acme, payments.id(), false);
            assertThat(world.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN))
                    .isEqualTo(new IssuanceOutcome.Refused("the subject is disabled"));
            world.subjects().setEnabled(acme, payments.id(), true);
            enrol(payments);
        }

        @Test
        void every_certificate_that_got_out_while_it_was_being_disabled_is_on_hold() throws Exception {
            for (int round = 0; round < 5; round++) {
                var who = world.subject(acme, SubjectKind.WORKLOAD, "racer-" + round);
                var requests = new ArrayList<byte[]>();
                for (int i = 0; i < 4; i++) {
                    requests.add(Requests.sound());
                }
                var barrier = new CyclicBarrier(requests.size() + 1);
                var tasks = new ArrayList<Callable<IssuanceOutcome>>();
                for (byte[] request : requests) {
                    tasks.add(() -> {
                        barrier.await();
                        return world.authority().issue(who, "workload", request, World.ORIGIN);
                    });
                }
                var outcomes = new ArrayList<Future<IssuanceOutcome>>();
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    tasks.forEach(task -> outcomes.add(threads.submit(task)));
                    barrier.await();
                    world.subjects().setEnabled(acme, who.id(), false);
                }
                var list = list();
                for (var outcome : outcomes) {
                    if (outcome.get() instanceof IssuanceOutcome.Issued(var _, var chain)) {
                        assertThat(list.getRevokedCertificate(chain.getFirst().getSerialNumber()))
                                .isNotNull();
                    }
                }
            }
        }
    }
}
