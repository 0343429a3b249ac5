package io.lightwave.ca.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class RotationTest {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static World world;
    private TenantId acme;
    private String api;
    private Caller operator;
    private ActivePrincipal payments;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(World.SYSTEM);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /// A tenant of its own for each test, at the same moment.
    @BeforeEach
    void begin() {
        world.context.clock().set(TestClock.NOON);
        acme = new TenantId("acme-%d.example".formatted(COUNT.incrementAndGet()));
        api = "/api/v1/tenants/" + acme;
        world.tenant(acme);
        operator = world.caller(world.subject(acme, SubjectKind.USER, "admin"));
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
    }

    private static void pass(Duration time) {
        world.context.clock().advance(time);
        world.context.bean(Rotations.class).tend();
    }

    private JsonNode rotate(String body) {
        var answer = world.door.postJson(api + "/authorities/rotate", operator, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Location"))
                .isEqualTo(
                        api + "/authority-rotations/" + answer.json().get("id").asString());
        return answer.json();
    }

    private JsonNode rotation(JsonNode begun) {
        return world.door
                .get(api + "/authority-rotations/" + begun.get("id").asString(), operator)
                .json();
    }

    private String state(String authority) {
        return world.door
                .get(api + "/authorities/" + authority, operator)
                .json()
                .get("state")
                .asString();
    }

    private List<X509Certificate> enrol() {
        var outcome = world.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN);
        assertThat(outcome).isInstanceOf(IssuanceOutcome.Issued.class);
        return ((IssuanceOutcome.Issued) outcome).chain();
    }

    private static String issuer(List<X509Certificate> chain) {
        return chain.getFirst().getIssuerX500Principal().getName().replaceFirst(",.*", "");
    }

    private X509CRL list(String authority) throws Exception {
        return Peer.list(world.door
                .get("/t/%s/ca/crl/%s/0.crl".formatted(acme, authority), null)
                .body());
    }

    @Test
    void an_issuing_authority_is_published_then_signs_then_drains_then_is_retired() throws Exception {
        var before = enrol();
        var begun = rotate("{}");
        assertThat(begun.get("state").asString()).isEqualTo("published");
        assertThat(state("issuing-2")).isEqualTo("published");
        assertThat(world.door
                        .get("/t/%s/ca/chain.pem".formatted(acme), null)
                        .text()
                        .split("BEGIN CERTIFICATE"))
                .hasSize(3);
        assertThat(issuer(enrol())).isEqualTo("CN=Issuing CA 1");

        pass(Duration.ofMinutes(59));
        assertThat(state("issuing-2")).isEqualTo("published");
        pass(Duration.ofMinutes(1));
        assertThat(state("issuing-1")).isEqualTo("draining");
        var after = enrol();
        assertThat(issuer(after)).isEqualTo("CN=Issuing CA 2");
        assertThat(rotation(begun).get("state").asString()).isEqualTo("draining");
        assertThat(rotation(begun).get("liveCertificates").asInt()).isEqualTo(2);
        var trust = world.context.bean(CertificateTrust.class);
        assertThat(trust.find(acme, before.getFirst())).isPresent();

        pass(Duration.ofHours(24));
        assertThat(state("issuing-1")).isEqualTo("retired");
        assertThat(rotation(begun).get("state").asString()).isEqualTo("done");
        assertThat(list("root-1")
                        .getRevokedCertificate(before.get(1))
                        .getRevocationReason()
                        .name())
                .isEqualTo("SUPERSEDED");
        assertThat(list("issuing-1").getRevokedCertificates()).isNull();
        assertThat(world.door
                        .get("/t/%s/ca/chain.pem".formatted(acme), null)
                        .text()
                        .split("BEGIN CERTIFICATE"))
                .hasSize(2);
        for (String action : List.of("authority.publish", "authority.activate", "authority.retire")) {
            assertThat(world.audited(acme, action)).as(action).hasSize(1);
        }
    }

    @Test
    void consumers_that_have_all_acknowledged_are_waited_for_no_longer() {
        var begun = rotate("{\"kind\":\"root\",\"publishFor\":\"P30D\",\"consumers\":[\"mesh\",\"edge\"]}");
        String path = api + "/authority-rotations/" + begun.get("id").asString() + "/acknowledge";
        assertThat(world.door
                        .postJson(path, operator, "{\"consumer\":\"stranger\"}")
                        .status())
                .isEqualTo(400);
        assertThat(world.door
                        .postJson(path, operator, "{\"consumer\":\"mesh\"}")
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("published");
        world.door.postJson(path, operator, "{\"consumer\":\"mesh\"}");
        assertThat(rotation(begun).get("acknowledged").size()).isEqualTo(1);
        assertThat(world.door
                        .postJson(path, operator, "{\"consumer\":\"edge\"}")
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("draining");
        assertThat(world.door
                        .postJson(path, operator, "{\"consumer\":\"edge\"}")
                        .status())
                .isEqualTo(409);
        assertThat(state("root-2")).isEqualTo("active");
    }

    @Test
    void one_waits_at_a_time_and_an_operator_need_not_wait() {
        var begun = rotate("{}");
        assertThat(world.door
                        .postJson(api + "/authorities/rotate", operator, "{}")
                        .status())
                .isEqualTo(409);
        String path = api + "/authority-rotations/" + begun.get("id").asString() + "/activate";
        assertThat(world.door.postJson(path, operator, "").json().get("state").asString())
                .isEqualTo("draining");
        assertThat(world.door.postJson(path, operator, "").status()).isEqualTo(409);
        assertThat(rotate("{}").get("successors").get(0).asString()).isEqualTo("issuing-3");
        String elsewhere = path.replace(acme.value(), World.SYSTEM.value());
        assertThat(world.door.postJson(elsewhere, operator, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            kind       | {"kind":"leaf"}
            publishFor | {"publishFor":"PT1M"}
            publishFor | {"publishFor":"P400D"}
            publishFor | {"publishFor":"soon"}
            consumers  | {"consumers":["a","a"]}
            consumers  | {"consumers":[" "]}
            """)
    void unsound_wishes_are_400_and_name_their_field(String field, String body) {
        var answer = world.door.postJson(api + "/authorities/rotate", operator, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo(field);
        assertThat(world.door
                        .get(api + "/authorities", operator)
                        .json()
                        .get("items")
                        .size())
                .isEqualTo(2);
    }

    @Test
    void a_consumer_that_is_nothing_is_400() {
        assertThat(world.door
                        .postJson(api + "/authorities/rotate", operator, "{\"consumers\":[null]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void while_roots_follow_each_other_openssl_verifies_new_certificates_from_either() {
        var old = world.authority().anchors(acme);
        var begun = rotate("{\"kind\":\"root\",\"publishFor\":\"PT24H\"}");
        assertThat(world.authority().anchors(acme)).hasSize(2).containsAll(old);
        pass(Duration.ofHours(24));
        var chain = enrol();
        assertThat(issuer(chain)).isEqualTo("CN=Issuing CA 2");
        var openssl = new OpenSsl(folder);
        openssl.file("old.pem", Pem.of(old).getBytes(UTF_8));
        openssl.file(
                "new.pem",
                world.door
                        .get(api + "/authorities/root-2", operator)
                        .json()
                        .get("certificate")
                        .asString()
                        .getBytes(UTF_8));
        openssl.file("chain.pem", Pem.of(chain).getBytes(UTF_8));
        openssl.file("leaf.pem", Pem.of(chain.subList(0, 1)).getBytes(UTF_8));
        openssl.file(
                "cross.cer",
                world.door
                        .get("/t/%s/ca/issuing-2-cross.cer".formatted(acme), null)
                        .body());
        openssl.run("x509", "-inform", "DER", "-in", "cross.cer", "-out", "cross.pem");
        verify(openssl, "new.pem", "chain.pem");
        verify(openssl, "old.pem", "cross.pem");
        openssl.file(
                "link.cer",
                world.door
                        .get("/t/%s/ca/root-2-cross.cer".formatted(acme), null)
                        .body());
        openssl.run("x509", "-inform", "DER", "-in", "link.cer", "-out", "link.pem");
        assertThat(openssl.run(
                        "verify",
                        "-x509_strict",
                        "-attime",
                        Long.toString(world.now().getEpochSecond()),
                        "-CAfile",
                        "old.pem",
                        "link.pem"))
                .as("RFC 9810 §4.4: the next root's key by the one before")
                .contains("OK");
        pass(Duration.ofHours(25));
        assertThat(rotation(begun).get("state").asString()).isEqualTo("done");
        assertThat(world.authority().anchors(acme)).hasSize(1).doesNotContainAnyElementsOf(old);
        assertThat(state("root-1")).isEqualTo("retired");
    }

    private static void verify(OpenSsl openssl, String anchor, String untrusted) {
        assertThat(openssl.run(
                        "verify",
                        "-x509_strict",
                        "-attime",
                        Long.toString(world.now().getEpochSecond()),
                        "-CAfile",
                        anchor,
                        "-untrusted",
                        untrusted,
                        "leaf.pem"))
                .contains("OK");
    }

    /// The figure of the issue: 0 failed handshakes, 0 failed validations.
    @Test
    void no_handshake_fails_while_issuing_authority_and_root_are_rotated_under_peers_that_refresh_now_and_then()
            throws Exception {
        var random = new Random(9773);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            var who = world.subject(acme, SubjectKind.WORKLOAD, "peer-" + i);
            peers.add(new Peer(world, who, Duration.ofHours(6), world.now().plus(Duration.ofHours(i))));
        }
        int handshakes = 0;
        List<String> states = new ArrayList<>();
        for (int hour = 0; hour < 110; hour += 2) {
            if (hour == 6) {
                rotate("{\"kind\":\"issuing\",\"publishFor\":\"PT7H\"}");
            }
            if (hour == 20) {
                rotate("{\"kind\":\"root\",\"publishFor\":\"PT7H\"}");
            }
            pass(Duration.ofHours(2));
            var lists = lists();
            for (var peer : peers) {
                peer.tend();
                peer.heed(lists);
            }
            for (int pair = 0; pair < 6; pair++) {
                Peer.shakeHands(peers.get(random.nextInt(6)), peers.get(random.nextInt(6)));
                handshakes++;
            }
            String now = names();
            if (states.isEmpty() || !states.getLast().equals(now)) {
                states.add(now);
            }
        }
        assertThat(handshakes).isEqualTo(330);
        assertThat(states).first().isEqualTo("issuing-1 active, root-1 active");
        assertThat(states)
                .last()
                .isEqualTo("issuing-3 active, root-2 active, issuing-2 retired, issuing-1 retired, root-1 retired");
    }

    private List<X509CRL> lists() throws Exception {
        List<X509CRL> all = new ArrayList<>();
        for (var authority :
                world.door.get(api + "/authorities", operator).json().get("items")) {
            all.add(list(authority.get("name").asString()));
        }
        return all;
    }

    private String names() {
        return String.join(
                ", ",
                world.door
                        .get(api + "/authorities", operator)
                        .json()
                        .get("items")
                        .valueStream()
                        .map(one -> one.get("name").asString() + " "
                                + one.get("state").asString())
                        .toList());
    }

    @Test
    void peers_that_validate_do_refuse_an_authority_that_is_compromised() throws Exception {
        var one = new Peer(world, payments, Duration.ofHours(1), world.now());
        var other =
                new Peer(world, world.subject(acme, SubjectKind.WORKLOAD, "other"), Duration.ofHours(1), world.now());
        for (var peer : List.of(one, other)) {
            peer.tend();
            peer.heed(lists());
        }
        Peer.shakeHands(one, other);
        world.door.postJson(api + "/authorities/issuing-1/compromise", operator, "");
        pass(Duration.ofSeconds(1));
        var lists = lists();
        one.heed(lists);
        other.heed(lists);
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> Peer.shakeHands(one, other));
    }

    @Test
    void a_leaked_issuing_authority_is_replaced_at_once_and_whatever_it_signed_is_revoked() throws Exception {
        var before = enrol();
        var trust = world.context.bean(CertificateTrust.class);
        assertThat(trust.find(acme, before.getFirst())).isPresent();
        rotate("{\"kind\":\"root\"}");
        var answer = world.door.postJson(api + "/authorities/issuing-1/compromise", operator, "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().get("emergency").asBoolean()).isTrue();
        assertThat(answer.json().get("successors").get(0).asString()).isEqualTo("issuing-3");
        assertThat(answer.json().get("liveCertificates").asInt()).isZero();
        assertThat(state("issuing-1")).isEqualTo("compromised");
        assertThat(state("issuing-2")).as("published for a root to come").isEqualTo("retired");
        assertThat(trust.find(acme, before.getFirst())).isEmpty();
        assertThat(list("issuing-1")
                        .getRevokedCertificate(before.getFirst())
                        .getRevocationReason()
                        .name())
                .isEqualTo("CA_COMPROMISE");
        assertThat(list("root-1")
                        .getRevokedCertificate(before.get(1))
                        .getRevocationReason()
                        .name())
                .isEqualTo("CA_COMPROMISE");
        assertThat(issuer(enrol())).isEqualTo("CN=Issuing CA 3");
        assertThat(world.door
                        .postJson(api + "/authorities/issuing-1/compromise", operator, "")
                        .status())
                .isEqualTo(409);
        assertThat(world.audited(acme, "authority.compromise"))
                .containsExactly("SUCCESS user:admin@%s: issuing-1".formatted(acme));
        pass(Duration.ofMinutes(11));
        assertThat(state("issuing-1")).isEqualTo("compromised");
    }

    @Test
    void an_authority_that_leaks_before_it_signs_leaves_those_that_sign_where_they_are() {
        var begun = rotate("{\"kind\":\"root\",\"publishFor\":\"PT1H\"}");
        assertThat(world.door
                        .postJson(api + "/authorities/root-2/compromise", operator, "")
                        .status())
                .isEqualTo(201);
        assertThat(rotation(begun).get("state").asString()).isEqualTo("done");
        pass(Duration.ofHours(1));
        assertThat(state("root-1")).isEqualTo("active");
        assertThat(state("issuing-1")).isEqualTo("active");
        assertThat(issuer(enrol())).isEqualTo("CN=Issuing CA 1");
        assertThat(state("issuing-2")).isEqualTo("compromised");
        rotate("{\"kind\":\"root\",\"publishFor\":\"PT1H\"}");
        world.door.postJson(api + "/authorities/issuing-3/compromise", operator, "");
        assertThat(state("root-3")).as("of the same rotation").isEqualTo("retired");
    }

    @Test
    void what_the_root_before_made_of_one_that_is_withdrawn_is_revoked_since_its_key_may_leak_later() throws Exception {
        rotate("{\"kind\":\"root\"}");
        var cross = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(world.door
                        .get("/t/%s/ca/root-2-cross.cer".formatted(acme), null)
                        .body()));
        world.door.postJson(api + "/authorities/issuing-1/compromise", operator, "");
        assertThat(state("root-2")).isEqualTo("retired");
        assertThat(list("root-1").getRevokedCertificate(cross).getRevocationReason())
                .isEqualTo(CRLReason.SUPERSEDED);
    }

    @Test
    void what_was_published_below_a_root_that_leaks_has_leaked_too() {
        rotate("{}");
        world.door.postJson(api + "/authorities/root-1/compromise", operator, "");
        assertThat(state("issuing-2")).isEqualTo("compromised");
        assertThat(issuer(enrol())).isEqualTo("CN=Issuing CA 3");
    }

    @Test
    void what_the_root_before_made_of_one_that_leaks_is_revoked() throws Exception {
        rotate("{\"kind\":\"root\"}");
        var cross = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(world.door
                        .get("/t/%s/ca/root-2-cross.cer".formatted(acme), null)
                        .body()));
        assertThat(list("root-1").getRevokedCertificate(cross)).isNull();
        world.door.postJson(api + "/authorities/root-2/compromise", operator, "");
        assertThat(list("root-1").getRevokedCertificate(cross).getRevocationReason())
                .as("whoever knows root-1 would believe its key")
                .isEqualTo(CRLReason.CA_COMPROMISE);
    }

    @Test
    void a_leaked_root_leaves_the_anchors_at_once_with_all_below_it() {
        var old = world.authority().anchors(acme);
        var before = enrol();
        world.door.postJson(api + "/authorities/root-1/compromise", operator, "");
        assertThat(world.authority().anchors(acme)).hasSize(1).doesNotContainAnyElementsOf(old);
        assertThat(state("issuing-1")).isEqualTo("compromised");
        assertThat(world.context.bean(CertificateTrust.class).find(acme, before.getFirst()))
                .isEmpty();
        assertThat(issuer(enrol())).isEqualTo("CN=Issuing CA 2");
        for (var name : List.of("issuing-2", "root-2")) {
            assertThat(world.door
                            .get("/t/%s/ca/%s-cross.cer".formatted(acme, name), null)
                            .status())
                    .isEqualTo(404);
        }
    }

    /// A node that has not heard of it yet may go as far as the signature, which then stays in the house: here the
    /// authority ends just after the record was made.
    @Test
    void what_is_signed_by_an_authority_that_has_just_ended_is_not_given_out() {
        var jdbc = world.context.bean(JdbcClient.class);
        jdbc.sql("""
                        create function ends_meanwhile() returns trigger language plpgsql as $$ begin
                            update ca_authority set state = 'COMPROMISED'
                             where tenant_id = new.tenant_id and name = new.authority;
                            return new; end $$""").update();
        jdbc.sql("""
                        create trigger ends_meanwhile after insert on ca_certificate
                        for each row when (new.profile = 'workload') execute function ends_meanwhile()""").update();
        try {
            assertThat(world.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN))
                    .isEqualTo(
                            new IssuanceOutcome.Refused("the subject was disabled, or the authority ended, meanwhile"));
        } finally {
            jdbc.sql("drop trigger ends_meanwhile on ca_certificate").update();
            jdbc.sql("drop function ends_meanwhile").update();
        }
    }

    @Test
    void all_certificates_of_one_subject_are_revoked_by_one_request_and_it_enrols_again_with_another_key() {
        byte[] leaked = Requests.sound();
        world.authority().issue(payments, "workload", leaked, World.ORIGIN);
        var second = enrol();
        var other = world.subject(acme, SubjectKind.WORKLOAD, "other");
        var untouched =
                (IssuanceOutcome.Issued) world.authority().issue(other, "workload", Requests.sound(), World.ORIGIN);
        var answer = revokeAll("{\"subject\":\"payments\",\"reason\":\"keyCompromise\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().get("revoked").asInt()).isEqualTo(2);
        var trust = world.context.bean(CertificateTrust.class);
        assertThat(trust.find(acme, second.getFirst())).isEmpty();
        assertThat(trust.find(acme, untouched.chain().getFirst())).isPresent();
        assertThat(world.authority().issue(payments, "workload", leaked, World.ORIGIN))
                .isInstanceOf(IssuanceOutcome.Refused.class);
        assertThat(trust.find(acme, enrol().getFirst())).isPresent();
        assertThat(world.audited(acme, "certificate.revoke"))
                .contains("SUCCESS user:admin@%s: workload:payments, 2 certificates keyCompromise".formatted(acme));
    }

    @Test
    void of_a_subject_whose_keys_have_leaked_none_is_certified_again_whatever_became_of_its_certificates() {
        byte[] superseded = Requests.sound();
        var outcome = (IssuanceOutcome.Issued) world.authority().issue(payments, "workload", superseded, World.ORIGIN);
        world.door.postJson(api + "/certificates/" + outcome.id() + "/revoke", operator, "{\"reason\":\"superseded\"}");
        byte[] expired = Requests.sound();
        world.authority().issue(payments, "workload", expired, World.ORIGIN);
        world.context.clock().advance(Duration.ofDays(2));
        assertThat(revokeAll("{\"subject\":\"payments\",\"reason\":\"keyCompromise\"}")
                        .status())
                .isEqualTo(200);
        for (byte[] leaked : List.of(superseded, expired)) {
            assertThat(world.authority().issue(payments, "workload", leaked, World.ORIGIN))
                    .isEqualTo(new IssuanceOutcome.Refused("a certificate for this key was revoked for keyCompromise"));
        }
    }

    @Test
    void a_certificate_that_is_recorded_while_all_of_its_holder_are_revoked_is_revoked_too() throws Exception {
        enrol();
        isRevokedWhileRecorded("/certificates/revoke", "{\"subject\":\"payments\",\"reason\":\"keyCompromise\"}");
    }

    @Test
    void a_certificate_that_is_recorded_while_its_key_is_said_to_have_leaked_is_revoked_too() throws Exception {
        var outcome =
                (IssuanceOutcome.Issued) world.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN);
        isRevokedWhileRecorded("/certificates/" + outcome.id() + "/revoke", "{\"reason\":\"keyCompromise\"}");
    }

    /// Whoever is recording one is waited for: here the record, for the same key, is made in a
    /// transaction that ends after the revocation has begun.
    private void isRevokedWhileRecorded(String path, String body) throws Exception {
        var transaction = world.context.bean(TransactionTemplate.class);
        var recorded = new CountDownLatch(1);
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var revoked = workers.submit(() -> {
                recorded.await();
                return world.door.postJson(api + path, operator, body).status();
            });
            transaction.executeWithoutResult(_ -> {
                var jdbc = world.context.bean(JdbcClient.class);
                jdbc.sql("select 1 from ca_holder where tenant_id = ? and holder_id = ? for share")
                        .params(acme.value(), payments.id().value())
                        .query(Integer.class)
                        .single();
                jdbc.sql("""
                                insert into ca_certificate (tenant_id, id, authority, serial, holder_id, profile, subject,
                                        names, key_hash, not_before, not_after, created_at)
                                select tenant_id, gen_random_uuid(), authority, 'abc', holder_id, profile, subject, names,
                                       key_hash, not_before, not_after, created_at
                                  from ca_certificate where tenant_id = ? and holder_id = ?""").params(acme.value(), payments.id().value()).update();
                recorded.countDown();
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> jdbc.sql("select exists (select 1 from pg_locks where not granted)")
                                        .query(Boolean.class)
                                        .single()
                                || revoked.isDone());
            });
            assertThat(revoked.get()).isEqualTo(200);
        }
        assertThat(world.context
                        .bean(JdbcClient.class)
                        .sql("select revocation_reason from ca_certificate where tenant_id = ? and serial = 'abc'")
                        .param(acme.value())
                        .query(String.class)
                        .single())
                .isEqualTo("keyCompromise");
    }

    @Test
    void a_subject_must_be_named_unambiguously() {
        world.subject(acme, SubjectKind.CLIENT, "twin");
        var twin = world.subject(acme, SubjectKind.NODE, "twin");
        assertThat(revokeAll("{\"subject\":\"twin\",\"reason\":\"superseded\"}")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("kind");
        assertThat(revokeAll("{\"subject\":\"nobody\",\"reason\":\"superseded\"}")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("subject");
        assertThat(revokeAll("{\"subject\":\"twin\",\"kind\":\"node\",\"reason\":\"certificateHold\"}")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("reason");
        assertThat(revokeAll("{\"subject\":\"twin\",\"kind\":\"node\",\"reason\":\"superseded\"}")
                        .json()
                        .get("subjectId")
                        .asString())
                .isEqualTo(twin.id().toString());
        assertThat(revokeAll("{\"subject\":\"%s\",\"reason\":\"superseded\"}".formatted(twin.id()))
                        .status())
                .isEqualTo(200);
    }

    private Door.Answer revokeAll(String body) {
        return world.door.postJson(api + "/certificates/revoke", operator, body);
    }

    @Test
    void an_authority_in_the_last_quarter_of_its_life_is_rotated_by_itself() {
        var schedule = world.context.bean(Schedule.class);
        schedule.run();
        assertThat(world.door
                        .get(api + "/authority-rotations", operator)
                        .json()
                        .get("items")
                        .size())
                .isZero();
        world.context.clock().advance(Duration.ofDays(1370));
        schedule.run();
        assertThat(state("issuing-2")).isEqualTo("published");
        schedule.run();
        assertThat(world.door
                        .get(api + "/authority-rotations", operator)
                        .json()
                        .get("items")
                        .size())
                .isOne();
        pass(Duration.ofDays(1));
        assertThat(state("issuing-2")).isEqualTo("active");
    }

    @Test
    void a_tenant_whose_keys_cannot_be_opened_keeps_no_other_from_its_rotations() {
        var broken = new TenantId("broken-" + acme);
        world.tenant(broken);
        var rotation = rotate("{\"publishFor\":\"PT5M\"}");
        assertThat(world.door
                        .postJson(
                                "/api/v1/tenants/" + broken + "/authorities/rotate",
                                world.caller(world.subject(broken, SubjectKind.USER, "admin")),
                                "{\"publishFor\":\"PT5M\"}")
                        .status())
                .isEqualTo(201);
        keys(broken, "'\\x00'::bytea || sealed_key");
        pass(Duration.ofMinutes(6));
        assertThat(rotation(rotation).get("state").asString()).isEqualTo("draining");
        world.context.clock().advance(Duration.ofDays(1370));
        world.context.bean(Schedule.class).run();
        assertThat(state("issuing-3")).isEqualTo("published");
        keys(broken, "substr(sealed_key, 2)");
        var opened = world.door.get("/api/v1/tenants/" + broken + "/authorities", operator);
        assertThat(opened.text()).as("was out of order").contains("issuing-2").doesNotContain("issuing-3");
    }

    private static void keys(TenantId tenant, String sealed) {
        world.context
                .bean(JdbcClient.class)
                .sql("update ca_authority set sealed_key = " + sealed + " where tenant_id = ?")
                .param(tenant.value())
                .update();
    }

    /// The response status of OCSP (RFC 6960 §4.2.1).
    private int askedOf(List<X509Certificate> chain) throws Exception {
        var request = new OCSPReqBuilder()
                .addRequest(new CertificateID(
                        new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                        new JcaX509CertificateHolder(chain.get(1)),
                        chain.getFirst().getSerialNumber()))
                .build();
        var answer = world.door.post(
                "/t/%s/ca/ocsp".formatted(acme), null, "application/ocsp-request", request.getEncoded());
        assertThat(answer.status()).isEqualTo(200);
        return new OCSPResp(answer.body()).getStatus();
    }

    @Test
    void a_server_whose_authorities_have_all_expired_heals_itself() throws Exception {
        var keys = Requests.ec("secp256r1");
        var old = enrol();
        assertThat(askedOf(old)).isZero();
        world.context.clock().set(Instant.parse("2040-01-01T12:00:00Z"));
        var chain = world.authority().issueServerCertificate(List.of("localhost"), keys.getPublic());
        assertThat(chain.getFirst().getNotAfter().toInstant()).isEqualTo("2040-01-31T11:58:59Z");
        assertThat(world.authority().issuer(World.SYSTEM)).isEqualTo(chain.get(1));
        assertThat(world.authority().anchors(World.SYSTEM))
                .hasSize(1)
                .allSatisfy(anchor ->
                        assertThat(anchor.getNotAfter().toInstant()).isAfter(Instant.parse("2049-01-01T00:00:00Z")));
        world.context.bean(Schedule.class).run();
        assertThat(askedOf(old))
                .as("an authority that has expired answers nobody")
                .isEqualTo(6);
        assertThat(enrol().get(1).getNotAfter().toInstant()).isAfter(Instant.parse("2044-01-01T00:00:00Z"));
        assertThat(state("issuing-1")).isEqualTo("retired");
    }
}
