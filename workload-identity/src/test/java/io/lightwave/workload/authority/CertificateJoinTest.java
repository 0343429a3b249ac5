package io.lightwave.workload.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.Door;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// X.509 proof of possession: a machine joins by the certificate of an outside authority, whose key the TLS handshake
/// has proved.
class CertificateJoinTest {
    private static final AtomicLong SERIALS = new AtomicLong(1);
    private static World world;
    private static int tenants;
    private World.Tenant acme;
    private Outside metal;

    @BeforeAll
    static void start() {
        world = new World();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void a_tenant_that_lets_machines_of_an_outside_authority_join() {
        acme = world.tenant("acme-%d.example".formatted(++tenants));
        metal = new Outside("CN=Metal");
        assertThat(register("metal", metal, "metal.test", "").status()).isEqualTo(201);
    }

    private Door.Answer register(String name, Outside authority, String domain, String more) {
        return acme.post(
                "node-authorities",
                "{\"name\":\"%s\",\"certificates\":\"%s\",\"domain\":\"%s\"%s}"
                        .formatted(name, pem("CERTIFICATE", authority.encoded()), domain, more));
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN %1$s-----\\n%2$s\\n-----END %1$s-----\\n"
                .formatted(label, Base64.getEncoder().encodeToString(content).replaceAll("(.{64})", "$1\\\\n"));
    }

    /// An authority that is nobody's here.
    private static final class Outside {
        private final KeyPair key;
        private final String name;
        private final X509Certificate root;

        Outside(String name) {
            this(name, Machine.newKey(), KeyUsage.keyCertSign | KeyUsage.cRLSign, Duration.ofDays(30));
        }

        Outside(String name, KeyPair key, int use, Duration life) {
            this.name = name;
            this.key = key;
            this.root = certificate(name, key, true, "", use, life);
        }

        /// @param algorithm of the signature over its certificate
        private Outside(Outside above, String name, KeyPair key, String algorithm) {
            this.name = name;
            this.key = key;
            this.root =
                    above.certificate(name, key, true, "", KeyUsage.keyCertSign, Duration.ofDays(30), algorithm, "");
        }

        Outside below(String name, KeyPair key, String algorithm) {
            return new Outside(this, name, key, algorithm);
        }

        byte[] encoded() {
            try {
                return root.getEncoded();
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        X509Certificate of(String dnsName) {
            return certificate(
                    "CN=host", Machine.newKey(), false, dnsName, KeyUsage.digitalSignature, Duration.ofDays(1));
        }

        X509Certificate certificate(
                String subject, KeyPair holder, boolean authority, String dnsNames, int use, Duration life) {
            return certificate(subject, holder, authority, dnsNames, use, life, "SHA256withECDSA", "");
        }

        /// @param lists address of the list of revoked certificates that it names; empty for none
        X509Certificate certificate(
                String subject,
                KeyPair holder,
                boolean authority,
                String dnsNames,
                int use,
                Duration life,
                String algorithm,
                String lists) {
            try {
                var now = world.now();
                var builder = new JcaX509v3CertificateBuilder(
                        new X500Name(name),
                        BigInteger.valueOf(SERIALS.incrementAndGet()),
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plus(life)),
                        new X500Name(subject),
                        holder.getPublic());
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(use));
                if (!authority) {
                    builder.addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
                }
                if (!dnsNames.isEmpty()) {
                    var names = java.util.Arrays.stream(dnsNames.split(",", -1))
                            .map(each -> new GeneralName(GeneralName.dNSName, each))
                            .toArray(GeneralName[]::new);
                    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
                }
                if (!lists.isEmpty()) {
                    var address = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, lists));
                    var point = new DistributionPoint(new DistributionPointName(address), null, null);
                    builder.addExtension(
                            Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
                }
                return new JcaX509CertificateConverter()
                        .getCertificate(builder.build(new JcaContentSignerBuilder(
                                        key.getPrivate() instanceof RSAPrivateKey ? "SHA256withRSA" : algorithm)
                                .build(key.getPrivate())));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        String revocationList(Instant until, X509Certificate... revoked) {
            try {
                var now = Date.from(world.now().minusSeconds(60));
                var builder = new JcaX509v2CRLBuilder(root, now);
                builder.setNextUpdate(Date.from(until));
                for (X509Certificate one : revoked) {
                    builder.addCRLEntry(one.getSerialNumber(), now, CRLReason.keyCompromise);
                }
                return pem(
                        "X509 CRL",
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                                .getEncoded());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Door.Answer joins(X509Certificate... shown) {
        return joins(new Machine(world, acme).key, shown[0], shown);
    }

    /// @param signed what the proof is about, as an agent in another language would write it
    private Door.Answer joins(KeyPair key, X509Certificate signed, X509Certificate... shown) {
        try {
            String csr = Machine.csr(key);
            String transcript = "lightwave node join by certificate 1\n%s\n%s\n%s\n"
                    .formatted(acme.id, sha256(signed.getEncoded()), sha256(csr.getBytes(StandardCharsets.UTF_8)));
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key.getPrivate());
            signer.update(transcript.getBytes(StandardCharsets.UTF_8));
            var body = JsonMapper.shared().createObjectNode();
            body.put("certificate", true)
                    .put("csr", csr)
                    .put("proof", Base64.getEncoder().encodeToString(signer.sign()));
            return world.door.post(
                    "/t/%s/node/join".formatted(acme.id),
                    null,
                    "application/json",
                    body.toString().getBytes(StandardCharsets.UTF_8),
                    shown);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] octets) throws java.security.GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    }

    /// Why it was refused, by the trail.
    private String refusal(X509Certificate... shown) {
        var answer = joins(shown);
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.json().path("detail").asString())
                .isEqualTo("no node joins by that certificate; the audit trail says why");
        return acme.audited("node.join").getLast();
    }

    private boolean isLetIn(Door.Answer joined) {
        return world.door
                        .post(
                                "/t/%s/node/jwt-svid".formatted(acme.id),
                                null,
                                "application/json",
                                "{}".getBytes(StandardCharsets.UTF_8),
                                Machine.leaf(joined.json().get("certificate").asString()))
                        .status()
                != 401;
    }

    @Test
    void a_machine_joins_under_the_dns_name_of_its_certificate_and_renews_by_joining_again() {
        var joined = joins(metal.of("host1.metal.test"));
        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        assertThat(joined.json().get("name").asString()).isEqualTo("host1.metal.test");
        assertThat(isLetIn(joined)).isTrue();
        assertThat(acme.audited("node.join").getLast())
                .startsWith("SUCCESS node:host1.metal.test@")
                .contains("authority metal, certificate ");
        var renewed = world.door.post(
                "/t/%s/node/renew".formatted(acme.id),
                null,
                "application/json",
                "{}".getBytes(StandardCharsets.UTF_8),
                Machine.leaf(joined.json().get("certificate").asString()));
        assertThat(renewed.status()).isEqualTo(403);
        var again = joins(metal.of("host1.metal.test"));
        assertThat(again.status()).isEqualTo(201);
        assertThat(isLetIn(again)).isTrue();
        assertThat(isLetIn(joined)).as("the key before").isFalse();
    }

    @Test
    void what_is_no_certificate_of_an_authority_here_for_one_name_in_its_domain_is_refused() {
        assertThat(refusal(new Outside("CN=Metal").of("host1.metal.test"))).contains("leads to no authority");
        assertThat(refusal(metal.of("host1.other.test"))).contains("not in the domain");
        assertThat(refusal(metal.of("metal.test"))).contains("not in the domain");
        assertThat(refusal(metal.of("xmetal.test"))).contains("not in the domain");
        assertThat(refusal(metal.of("a.metal.test,b.metal.test"))).contains("exactly one DNS name");
        assertThat(refusal(metal.of(""))).contains("exactly one DNS name");
        assertThat(refusal(metal.of("*.metal.test"))).contains("not one that a node may have");
        assertThat(refusal(metal.certificate(
                        "CN=h", Machine.newKey(), false, "h.metal.test", KeyUsage.keyEncipherment, Duration.ofDays(1))))
                .contains("not for digital signatures");
        assertThat(refusal(metal.root)).contains("an authority's");
        assertThat(refusal(metal.certificate(
                        "CN=h",
                        Machine.newKey(),
                        false,
                        "h.metal.test",
                        KeyUsage.digitalSignature,
                        Duration.ofSeconds(-30))))
                .as("expired")
                .contains("leads to no authority");
        assertThat(acme.get("nodes").json().get("items")).isEmpty();
    }

    @Test
    void neither_it_nor_what_is_between_it_and_the_authority_may_be_weak() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var shortKey = generator.generateKeyPair();
        assertThat(refusal(metal.certificate(
                        "CN=h", shortKey, false, "h.metal.test", KeyUsage.digitalSignature, Duration.ofDays(1))))
                .contains("its key or its signature is weak");
        assertThat(refusal(metal.certificate(
                        "CN=h",
                        Machine.newKey(),
                        false,
                        "h.metal.test",
                        KeyUsage.digitalSignature,
                        Duration.ofDays(1),
                        "SHA1withECDSA",
                        "")))
                .contains("its key or its signature is weak");
        for (var weak : List.of(
                metal.below("CN=Below", Machine.newKey(), "SHA1withECDSA"),
                metal.below("CN=Below", shortKey, "SHA256withECDSA"))) {
            assertThat(refusal(weak.of("h.metal.test"), weak.root)).contains("leads to no authority");
        }
        var strong = metal.below("CN=Below", Machine.newKey(), "SHA256withECDSA");
        assertThat(joins(strong.of("h.metal.test"), strong.root).status()).isEqualTo(201);
        var weakRoot = new Outside("CN=Weak", shortKey, KeyUsage.keyCertSign, Duration.ofDays(30));
        assertThat(register("weak", weakRoot, "weak.test", "")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("certificates");
    }

    @Test
    void an_authority_counts_while_it_is_in_time_and_for_certificates() {
        var use = KeyUsage.keyCertSign | KeyUsage.cRLSign;
        var expired = new Outside("CN=Old", Machine.newKey(), use, Duration.ofSeconds(-30));
        assertThat(register("old", expired, "old.test", "").status()).isEqualTo(201);
        assertThat(refusal(expired.of("h.old.test"))).contains("leads to no authority");
        var other = new Outside("CN=Other", Machine.newKey(), KeyUsage.cRLSign, Duration.ofDays(30));
        assertThat(register("other", other, "other.test", "")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("certificates");
    }

    @Test
    void no_list_is_fetched_from_where_it_says() throws Exception { // threat: requests by our hand
        var asked = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            acme.patch(
                    "node-authorities/metal",
                    "{\"revocationLists\":\"%s\"}"
                            .formatted(metal.revocationList(world.now().minusSeconds(3_600))));
            var shown = metal.certificate(
                    "CN=h",
                    Machine.newKey(),
                    false,
                    "h.metal.test",
                    KeyUsage.digitalSignature,
                    Duration.ofDays(1),
                    "SHA256withECDSA",
                    "http://127.0.0.1:%d/inside".formatted(server.getAddress().getPort()));
            assertThat(refusal(shown)).contains("or is revoked");
            assertThat(asked).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_revoked_one_is_refused_and_without_a_current_list_every_one_is() {
        var good = metal.of("good.metal.test");
        var bad = metal.of("bad.metal.test");
        var later = world.now().plus(Duration.ofDays(2));
        assertThat(acme.patch(
                                "node-authorities/metal",
                                "{\"revocationLists\":\"%s\"}".formatted(metal.revocationList(later, bad)))
                        .status())
                .isEqualTo(200);
        assertThat(joins(good).status()).isEqualTo(201);
        assertThat(refusal(bad)).contains("or is revoked");
        acme.patch(
                "node-authorities/metal",
                "{\"revocationLists\":\"%s\"}"
                        .formatted(metal.revocationList(world.now().minusSeconds(3_600))));
        assertThat(refusal(good)).as("the list is too old").contains("or is revoked");
        acme.patch(
                "node-authorities/metal",
                "{\"revocationLists\":\"%s\"}".formatted(new Outside("CN=Metal").revocationList(later)));
        assertThat(refusal(good)).as("another's list").contains("or is revoked");
    }

    @Test
    void the_operator_consents_to_what_it_looked_at() { // RFC 9110 §13.1.1
        Caller operator =
                world.tenant(world.context.bean(Tenants.class).system().value()).operator;
        String consent = acme.api("node-authorities/metal/operator-consent");
        String seen = acme.get("node-authorities/metal").header("ETag");
        acme.patch("node-authorities/metal", "{\"domain\":\"other.test\"}");
        assertThat(world.door
                        .putJson(consent, operator, "{\"given\":true}", "If-Match", seen)
                        .status())
                .isEqualTo(412);
        String now = acme.get("node-authorities/metal").header("ETag");
        var given = world.door.putJson(consent, operator, "{\"given\":true}", "If-Match", now);
        assertThat(given.status()).as(given.text()).isEqualTo(200);
        assertThat(given.header("ETag")).isNotEqualTo(now);
        assertThat(world.door
                        .putJson(consent, operator, "{\"given\":true}", "If-Match", "*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobody_joins_by_a_disabled_or_removed_authority_or_with_another_s_proof() {
        var shown = metal.of("host1.metal.test");
        assertThat(joins(Machine.newKey(), metal.of("host1.metal.test"), shown).status())
                .as("a proof about another certificate")
                .isEqualTo(400);
        acme.patch("node-authorities/metal", "{\"enabled\":false}");
        assertThat(refusal(shown)).contains("leads to no authority");
        acme.delete("node-authorities/metal");
        assertThat(refusal(shown)).contains("leads to no authority");
        var other = world.tenant("other-of-%s".formatted(acme.id));
        assertThat(other.get("node-authorities").json().get("items")).isEmpty();
    }

    @Test
    void a_name_of_a_node_that_joined_otherwise_is_free_after_an_eviction_only_and_a_banned_one_stays_outside() {
        var token = acme.post("join-tokens", "{\"node\":\"host1.metal.test\"}");
        new Machine(world, acme).joins(token.json().get("token").asString());
        assertThat(refusal(metal.of("host1.metal.test"))).contains("another node's, which is to be evicted first");
        acme.post("nodes/host1.metal.test/evict", "{}");
        assertThat(joins(metal.of("host1.metal.test")).status()).isEqualTo(201);
        acme.patch("nodes/host1.metal.test", "{\"enabled\":false}");
        assertThat(refusal(metal.of("host1.metal.test"))).contains("banned");
    }

    @Test
    void no_authority_names_its_machines_into_the_part_of_another_or_of_a_cluster() {
        var other = new Outside("CN=Other");
        for (String domain : new String[] {"metal.test", "a.metal.test", "test"}) {
            var refused = register("other", other, domain, "");
            assertThat(refused.status()).as(domain).isEqualTo(400);
            assertThat(refused.json().get("field").asString()).isEqualTo("domain");
        }
        assertThat(register("metal", other, "other.test", "").status()).isEqualTo(409);
        assertThat(register("other", other, "other.test", "").status()).isEqualTo(201);
        assertThat(acme.audited("node-authority.create")).hasSize(2);
    }

    @Test
    void no_cluster_names_its_nodes_into_the_part_of_an_authority() {
        for (String suffix : new String[] {"metal.test", "a.metal.test", "test"}) {
            var refused = acme.post(
                    "trusted-issuers",
                    "{\"issuer\":\"https://cluster.example\",\"kind\":\"kubernetes\",\"nodes\":{\"suffix\":\"%s\"}}"
                            .formatted(suffix));
            assertThat(refused.status()).as(suffix).isEqualTo(400);
            assertThat(refused.json().get("field").asString()).isEqualTo("nodes.suffix");
        }
    }

    @Test
    void what_makes_no_sense_is_400_and_named() {
        for (String[] row : new String[][] {
            {"{}", "name"},
            {"{\"name\":\"a b\"}", "name"},
            {"{\"name\":\"a\"}", "certificates"},
            {"{\"name\":\"a\",\"certificates\":\"x\"}", "certificates"},
            {"{\"name\":\"a\",\"certificates\":\"%s\"}".formatted(leaf()), "certificates"},
        }) {
            var refused = acme.post("node-authorities", row[0]);
            assertThat(refused.status()).as(row[0]).isEqualTo(400);
            assertThat(refused.json().get("field").asString()).isEqualTo(row[1]);
        }
        assertThat(register("b", metal, "-x", "").json().get("field").asString())
                .isEqualTo("domain");
        assertThat(register("b", metal, "b.test", ",\"revocationLists\":\"x\"")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("revocationLists");
    }

    private String leaf() {
        try {
            return pem("CERTIFICATE", metal.of("h.metal.test").getEncoded());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
