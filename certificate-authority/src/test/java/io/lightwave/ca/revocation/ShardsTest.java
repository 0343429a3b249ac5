package io.lightwave.ca.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.Pem;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("RFC 5280 §5.2.5 Issuing Distribution Point: lists for two live certificates each")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardsTest {
    private static final String POINT = "2.5.29.28";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private final TestDatabase database = TestDatabase.fresh();
    private World world;
    private TenantId acme;
    private Caller operator;
    private ActivePrincipal payments;

    private static World node(TestDatabase database) {
        return new World(
                database,
                new CertificateAuthoritySettings(
                        URI.create("http://pki.example"),
                        AcmeSettings.DEFAULTS,
                        Optional.empty(),
                        AuthorityKeyType.EC_P256,
                        2,
                        false,
                        false));
    }

    @BeforeAll
    void start() {
        world = node(database);
    }

    @BeforeEach
    void begin() {
        // OpenSSL and GnuTLS know no other time
        world.context
                .clock()
                .set(Instant.ofEpochMilli(System.currentTimeMillis()).minusSeconds(60));
        acme = new TenantId("acme-%d.example".formatted(COUNT.incrementAndGet()));
        world.tenant(acme);
        operator = world.caller(world.subject(acme, SubjectKind.USER, "admin"));
        payments = world.subject(acme, SubjectKind.WORKLOAD, "payments");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private IssuanceOutcome.Issued enrol() {
        return enrol(world);
    }

    private IssuanceOutcome.Issued enrol(World node) {
        return (IssuanceOutcome.Issued) node.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN);
    }

    /// Which list a certificate points to.
    private int shard(IssuanceOutcome.Issued issued) {
        var octets = issued.chain().getFirst().getExtensionValue("2.5.29.31");
        var points =
                CRLDistPoint.getInstance(ASN1OctetString.getInstance(octets).getOctets());
        String address = GeneralNames.getInstance(
                        points.getDistributionPoints()[0].getDistributionPoint().getName())
                .getNames()[0]
                .getName()
                .toString();
        String start = "http://pki.example/t/%s/ca/crl/issuing-1/".formatted(acme);
        assertThat(address).startsWith(start).endsWith(".crl");
        return Integer.parseInt(address.substring(start.length(), address.length() - 4));
    }

    private byte[] encoded(int shard) {
        var answer = world.door.get("/t/%s/ca/crl/issuing-1/%d.crl".formatted(acme, shard), null);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private X509CRL list(int shard) throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded(shard)));
    }

    private static String point(X509CRL list) {
        assertThat(list.getCriticalExtensionOIDs()).containsExactly(POINT);
        var point = IssuingDistributionPoint.getInstance(
                ASN1OctetString.getInstance(list.getExtensionValue(POINT)).getOctets());
        return GeneralNames.getInstance(point.getDistributionPoint().getName())
                .getNames()[0]
                .getName()
                .toString();
    }

    private void revoke(IssuanceOutcome.Issued issued) {
        assertThat(world.door
                        .postJson(
                                "/api/v1/tenants/%s/certificates/%s/revoke".formatted(acme, issued.id()),
                                operator,
                                "{\"reason\":\"superseded\"}")
                        .status())
                .isEqualTo(200);
    }

    private static boolean isListed(X509CRL list, IssuanceOutcome.Issued issued) {
        return list.getRevokedCertificate(issued.chain().getFirst()) != null;
    }

    @Test
    void one_list_of_all_until_it_is_full_and_further_ones_from_then_on() throws Exception {
        var first = enrol();
        assertThat(shard(first)).isZero();
        assertThat(list(0).getCriticalExtensionOIDs()).isNullOrEmpty();
        assertThat(world.door
                        .get("/t/%s/ca/crl/issuing-1/1.crl".formatted(acme), null)
                        .status())
                .isEqualTo(404);

        assertThat(shard(enrol())).isZero();
        var third = enrol();
        assertThat(shard(third)).isOne();
        assertThat(shard(enrol())).isOne();
        assertThat(shard(enrol())).isEqualTo(2);

        assertThat(point(list(0))).isEqualTo("http://pki.example/t/%s/ca/crl/issuing-1/0.crl".formatted(acme));
        assertThat(point(list(1))).isEqualTo("http://pki.example/t/%s/ca/crl/issuing-1/1.crl".formatted(acme));

        var before = list(2).getExtensionValue("2.5.29.20");
        revoke(first);
        revoke(third);
        assertThat(isListed(list(0), first)).isTrue();
        assertThat(isListed(list(1), third)).isTrue();
        assertThat(list(0).getRevokedCertificates()).hasSize(1);
        assertThat(list(1).getRevokedCertificates()).hasSize(1);
        assertThat(list(2).getRevokedCertificates()).isNull();
        assertThat(list(2).getExtensionValue("2.5.29.20"))
                .as("another part's number stays")
                .isEqualTo(before);
    }

    @Test
    void certificates_that_have_expired_make_room() {
        assertThat(shard(enrol())).isZero();
        world.context.clock().advance(Duration.ofHours(25));
        assertThat(shard(enrol())).isZero();
        assertThat(shard(enrol())).as("one live certificate is in the list").isZero();
        assertThat(shard(enrol())).isOne();
    }

    @Test
    void another_node_goes_on_with_the_same_list() {
        try (var other = node(database)) {
            other.context.clock().set(world.now());
            assertThat(shard(enrol())).isZero();
            assertThat(shard(enrol(other))).isZero();
            world.context.bean(io.lightwave.directory.ChangeFeed.class).catchUp();
            assertThat(shard(enrol())).isOne();
        }
    }

    @Test
    void what_a_disabled_holder_has_is_held_in_each_list() throws Exception {
        List<IssuanceOutcome.Issued> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(enrol());
        }
        world.subjects().setEnabled(acme, payments.id(), false);
        for (int i = 0; i < 5; i++) {
            assertThat(isListed(list(i / 2), all.get(i))).isTrue();
        }
    }

    @Test
    void openssl_gnutls_and_the_jdk_believe_the_list_that_a_certificate_points_to(@TempDir Path folder)
            throws Exception {
        var openssl = new OpenSsl(folder);
        enrol();
        enrol();
        var good = enrol();
        var revoked = enrol();
        revoke(revoked);
        world.context.clock().advance(Duration.ofSeconds(1));
        openssl.file("root.pem", Pem.of(world.authority().anchors(acme)).getBytes(UTF_8));
        openssl.file("issuing.pem", Pem.of(good.chain().subList(1, 2)).getBytes(UTF_8));
        for (int shard = 0; shard < 2; shard++) {
            openssl.file(shard + ".crl", encoded(shard));
            openssl.run("crl", "-inform", "DER", "-in", shard + ".crl", "-out", shard + ".pem");
        }

        assertThat(byOpenSsl(openssl, good, "1.pem").code()).isZero();
        assertThat(byOpenSsl(openssl, revoked, "1.pem").output()).contains("certificate revoked");
        assertThat(byOpenSsl(openssl, good, "0.pem").code())
                .as("another's list tells nothing")
                .isNotZero();
        assertThat(byGnuTls(openssl, good, "1.pem")).isZero();
        assertThat(byGnuTls(openssl, revoked, "1.pem")).isNotZero();
        byTheJdk(good, 1);
        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> byTheJdk(revoked, 1))
                .satisfies(refused ->
                        assertThat(refused.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> byTheJdk(good, 0))
                .satisfies(refused -> assertThat(refused.getReason())
                        .isEqualTo(CertPathValidatorException.BasicReason.UNDETERMINED_REVOCATION_STATUS));
    }

    private static OpenSsl.Outcome byOpenSsl(OpenSsl openssl, IssuanceOutcome.Issued issued, String list) {
        openssl.file("leaf.pem", Pem.of(issued.chain().subList(0, 1)).getBytes(UTF_8));
        return openssl.attempt(
                "verify",
                "-x509_strict",
                "-crl_check",
                "-CRLfile",
                list,
                "-CAfile",
                "root.pem",
                "-untrusted",
                "issuing.pem",
                "leaf.pem");
    }

    private static int byGnuTls(OpenSsl openssl, IssuanceOutcome.Issued issued, String list) throws Exception {
        openssl.file("chain.pem", Pem.of(issued.chain()).getBytes(UTF_8));
        return new ProcessBuilder(
                        "certtool",
                        "--verify",
                        "--load-ca-certificate",
                        "root.pem",
                        "--load-crl",
                        list,
                        "--infile",
                        "chain.pem")
                .directory(openssl.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(openssl.folder().resolve("certtool.out").toFile())
                .start()
                .waitFor();
    }

    private void byTheJdk(IssuanceOutcome.Issued issued, int shard) throws Exception {
        var factory = CertificateFactory.getInstance("X.509");
        X509Certificate issuing = issued.chain().get(1);
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuing, null)));
        parameters.setDate(Date.from(world.now()));
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list(shard)))));
        CertPathValidator.getInstance("PKIX")
                .validate(factory.generateCertPath(issued.chain().subList(0, 1)), parameters);
    }
}
