package io.lightwave.workload.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.workload.Machine;
import io.lightwave.workload.World;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// By the forms that AWS and Azure use, with keys of the test's own, and two that were recorded there.
@DisplayName("A document that a cloud has signed about a machine")
class InstanceDocumentTest {
    private static final String FRANKFURT = "https://ec2.eu-central-1.amazonaws.com";
    private static final String AZURE = "https://metadata.azure.com";
    private static final KeyPair REGION = keys();
    private static final KeyPair OTHER = keys();
    private static final KeyPair AUTHORITY = keys();
    private static final X509Certificate REGIONAL = certificate("CN=Region", 1, REGION, "CN=Region", REGION, "");
    private static final X509Certificate FOREIGN = certificate("CN=Region", 1, OTHER, "CN=Region", OTHER, "");
    private static final X509Certificate ROOT =
            certificate("CN=Authority", 2, AUTHORITY, "CN=Authority", AUTHORITY, "");
    private static final X509Certificate LEAF =
            certificate("CN=Leaf", 3, OTHER, "CN=Authority", AUTHORITY, "westeurope.metadata.azure.com");

    private static World world;
    private static int tenants;
    private World.Tenant acme;

    @BeforeAll
    static void start() {
        world = new World();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void a_tenant() {
        world.context.clock().set(TestClock.NOON);
        acme = world.tenant("clouds-%d.example".formatted(++tenants));
        trusts(FRANKFURT, "ec2", REGIONAL);
        trusts(AZURE, "azure-vm", ROOT);
        workload("instance", FRANKFURT, "{\"accountId\":\"123456789012\",\"imageId\":\"ami-5fb8c835\"}");
        workload("machine", AZURE, "{\"vmId\":\"02aab8a4-74ef-476e-8182-f6d2ba4166a6\"}");
    }

    private void trusts(String issuer, String kind, X509Certificate certificate) {
        var answer = register(issuer, kind, pem(certificate));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private Door.Answer register(String issuer, String kind, String certificates) {
        return acme.post(
                "trusted-issuers",
                "{\"issuer\":\"%s\",\"kind\":\"%s\",\"caBundle\":\"%s\"}"
                        .formatted(issuer, kind, certificates.replace("\n", "\\n")));
    }

    private void workload(String name, String issuer, String claims) {
        var answer = acme.post(
                "workloads",
                "{\"name\":\"%s\",\"rules\":[{\"issuer\":\"%s\",\"claims\":%s}]}".formatted(name, issuer, claims));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static KeyPair keys() {
        return keys(2048);
    }

    private static KeyPair keys(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static X509Certificate certificate(
            String subject, int serial, KeyPair keys, String issuer, KeyPair signer, String name) {
        return certificate(subject, serial, keys, issuer, signer, name, "SHA256withRSA");
    }

    private static X509Certificate certificate(
            String subject, int serial, KeyPair keys, String issuer, KeyPair signer, String name, String algorithm) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer),
                    BigInteger.valueOf(serial),
                    Date.from(TestClock.NOON.minus(Duration.ofDays(100))),
                    Date.from(TestClock.NOON.plus(Duration.ofDays(100))),
                    new X500Principal(subject),
                    keys.getPublic());
            if (subject.equals("CN=Authority")) {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            }
            if (!name.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (java.security.cert.CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] signed(
            String content, KeyPair keys, X509Certificate by, boolean with, boolean inside, String algorithm)
            throws Exception {
        var signer = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()), by);
        return signed(content, signer, with ? List.of(by) : List.of(), inside)
                .getEncoded(with ? ASN1Encoding.DER : ASN1Encoding.BER);
    }

    private static ContentInfo signed(
            String content, SignerInfoGenerator signer, List<X509Certificate> with, boolean inside) throws Exception {
        var generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(signer);
        generator.addCertificates(new JcaCertStore(with));
        return generator
                .generate(new CMSProcessableByteArray(content.getBytes(StandardCharsets.UTF_8)), inside)
                .toASN1Structure();
    }

    /// Azure signs the content itself, and names the signature where the digest's name should be.
    private static byte[] signedByAzure(String content, KeyPair keys, X509Certificate by) throws Exception {
        var signer = new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                .setDirectSignature(true)
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()), by);
        var data = SignedData.getInstance(
                signed(content, signer, List.of(by), true).getContent());
        var info = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
        var algorithm = new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
        var renamed = new SignerInfo(
                info.getSID(),
                algorithm,
                info.getAuthenticatedAttributes(),
                info.getDigestEncryptionAlgorithm(),
                info.getEncryptedDigest(),
                info.getUnauthenticatedAttributes());
        return new ContentInfo(
                        CMSObjectIdentifiers.signedData,
                        new SignedData(
                                new DERSet(algorithm),
                                data.getEncapContentInfo(),
                                data.getCertificates(),
                                null,
                                new DERSet(renamed)))
                .getEncoded(ASN1Encoding.DER);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// As `GET …/latest/dynamic/instance-identity/document` has it.
    private static String identity(String account, String region, Instant pending) {
        return """
                {
                  "accountId" : "%s",
                  "architecture" : "x86_64",
                  "availabilityZone" : "%sb",
                  "billingProducts" : null,
                  "devpayProductCodes" : null,
                  "marketplaceProductCodes" : [ "1abc2defghijklm3nopqrs4tu" ],
                  "imageId" : "ami-5fb8c835",
                  "instanceId" : "i-1234567890abcdef0",
                  "instanceType" : "t2.micro",
                  "kernelId" : null,
                  "pendingTime" : "%s",
                  "privateIp" : "10.158.112.84",
                  "ramdiskId" : null,
                  "region" : "%s",
                  "version" : "2017-09-30"
                }""".formatted(account, region, pending, region);
    }

    /// As `GET …/latest/dynamic/instance-identity/rsa2048` answers: BER in lines, without a certificate.
    private static String ofInstance(String account, String region, Instant pending) throws Exception {
        byte[] bytes = signed(identity(account, region, pending), REGION, REGIONAL, false, true, "SHA256withRSA");
        return Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes);
    }

    /// As the `signature` of `GET …/metadata/attested/document?nonce=…`.
    private String attested(String nonce, Instant created, Duration life, KeyPair keys, X509Certificate by)
            throws Exception {
        var form = DateTimeFormatter.ofPattern("MM/dd/uu HH:mm:ss '-0000'").withZone(ZoneOffset.UTC);
        String content = """
                {"licenseType":"","nonce":"%s","plan":{"name":"","product":"","publisher":""},"sku":"22_04-lts-gen2",\
                "subscriptionId":"8d10da13-8125-4ba9-a717-bf7490507b3d","timeStamp":{"createdOn":"%s","expiresOn":"%s"},\
                "vmId":"02aab8a4-74ef-476e-8182-f6d2ba4166a6"}""".formatted(nonce, form.format(created), form.format(created.plus(life)));
        return base64(signedByAzure(content, keys, by));
    }

    private static String recorded(String name) throws java.io.IOException {
        try (var in = java.util.Objects.requireNonNull(InstanceDocumentTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /// By the line that docs/operations.md has for a shell.
    private String nonce() throws Exception {
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256")
                .digest(acme.issuer().getBytes(StandardCharsets.UTF_8));
        return "%010d".formatted(new BigInteger(1, java.util.Arrays.copyOf(hash, 4)));
    }

    private Recognition recognise(String document) {
        return world.context
                .bean(WorkloadAssertions.class)
                .recogniseDocument(acme.id, document, Optional.empty(), World.ORIGIN);
    }

    private String who(String document) {
        return switch (recognise(document)) {
            case Recognition.Recognised recognised -> recognised.workload().name();
            case Recognition.NotEvidence() -> "not evidence";
            case Recognition.Refused(var reason, var _) -> "refused: " + reason;
        };
    }

    @Test
    void of_aws_tells_an_instance_by_its_account_in_the_first_hour() throws Exception {
        var now = world.now();
        assertThat(who(ofInstance("123456789012", "eu-central-1", now.minusSeconds(3000))))
                .isEqualTo("instance");
        assertThat(who(ofInstance("123456789013", "eu-central-1", now))).isEqualTo("refused: no rule matches");
        assertThat(who(ofInstance("123456789012", "eu-central-1", now.minusSeconds(3700))))
                .isEqualTo("refused: it has expired");
        assertThat(who(ofInstance("123456789012", "eu-central-1", now.plusSeconds(60))))
                .isEqualTo("refused: it was made in the future");
        assertThat(who(ofInstance("123456789012", "us-east-1", now))).isEqualTo("not evidence");
    }

    @Test
    void of_aws_counts_by_the_certificate_of_its_region_only() throws Exception {
        String content = identity("123456789012", "eu-central-1", world.now());
        assertThat(who(base64(signed(content, OTHER, FOREIGN, true, true, "SHA256withRSA"))))
                .isEqualTo("refused: the signature is not by its signer's key");
        assertThat(who(base64(signed(content, OTHER, LEAF, true, true, "SHA256withRSA"))))
                .isEqualTo("refused: its signer is none of the issuer's certificates");
        trusts("https://ec2.us-east-1.amazonaws.com", "ec2", FOREIGN);
        assertThat(who(ofInstance("123456789012", "us-east-1", world.now())))
                .isEqualTo("refused: the signature is not by its signer's key");
    }

    @Test
    void of_aws_counts_once_since_the_instance_has_started() throws Exception {
        var pending = world.now().minusSeconds(60);
        assertThat(acme.consume(recognise(ofInstance("123456789012", "eu-central-1", pending))))
                .isTrue();
        assertThat(acme.consume(recognise(ofInstance("123456789012", "eu-central-1", pending))))
                .isFalse();
        assertThat(acme.consume(recognise(ofInstance("123456789012", "eu-central-1", pending.plusSeconds(30)))))
                .isTrue();
    }

    @Test
    void of_azure_tells_a_machine_for_six_hours_and_counts_once() throws Exception {
        String document = attested(nonce(), world.now(), Duration.ofHours(6), OTHER, LEAF);
        assertThat(who(document)).isEqualTo("machine");
        assertThat(acme.consume(recognise(document))).isTrue();
        assertThat(acme.consume(recognise(document))).isFalse();
        assertThat(who(attested(nonce(), world.now(), Duration.ofHours(7), OTHER, LEAF)))
                .isEqualTo("refused: it lives longer than PT6H");
        world.context.clock().advance(Duration.ofHours(6).plusSeconds(31));
        assertThat(who(document)).isEqualTo("refused: it has expired");
    }

    @Test
    void of_azure_is_for_whom_its_nonce_says() throws Exception {
        assertThat(who(attested("0000000001", world.now(), Duration.ofHours(6), OTHER, LEAF)))
                .startsWith("refused: its nonce is not " + nonce());
    }

    @Test
    void of_azure_is_by_a_certificate_of_the_cloud_s_name_and_authority() throws Exception {
        String issuer = "CN=Authority";
        var named = certificate("CN=Leaf", 4, OTHER, issuer, AUTHORITY, "metadata.azure.com.evil.example");
        assertThat(who(attested(nonce(), world.now(), Duration.ofHours(6), OTHER, named)))
                .isEqualTo("not evidence");
        var similar = certificate("CN=Leaf", 5, OTHER, issuer, AUTHORITY, "evilmetadata.azure.com");
        assertThat(who(attested(nonce(), world.now(), Duration.ofHours(6), OTHER, similar)))
                .isEqualTo("not evidence");
        var made = certificate("CN=Leaf", 6, OTHER, issuer, OTHER, "metadata.azure.com");
        assertThat(who(attested(nonce(), world.now(), Duration.ofHours(6), OTHER, made)))
                .isEqualTo("refused: its signer's certificate is not by the issuer's authorities");
        var old = certificate("CN=Leaf", 7, OTHER, issuer, AUTHORITY, "metadata.azure.com", "SHA1withRSA");
        assertThat(who(attested(nonce(), world.now(), Duration.ofHours(6), OTHER, old)))
                .as("signed with SHA-1")
                .isEqualTo("refused: its signer's certificate is not by the issuer's authorities");
    }

    /// At instances of Teleport's and Coder's tests, with the certificates of us-west-2 and of Microsoft's authority.
    @Test
    void that_was_recorded_is_read_as_one_that_was_made() throws Exception {
        String oregon = "https://ec2.us-west-2.amazonaws.com";
        acme = world.tenant("recorded.example");
        trusts(oregon, "ec2", Machine.leaf(recorded("aws-certificate.pem")));
        trusts(AZURE, "azure-vm", Machine.leaf(recorded("azure-certificate.pem")));
        workload("instance", oregon, "{\"accountId\":\"278576220453\",\"instanceId\":\"i-078517ca8a70a1dde\"}");
        world.context.clock().set(Instant.parse("2021-09-03T21:30:00Z"));
        assertThat(who(recorded("aws-document.txt"))).isEqualTo("instance");
        world.context.clock().set(Instant.parse("2024-04-22T18:00:00Z"));
        assertThat(who(recorded("azure-document.txt"))).startsWith("refused: its nonce is not ");
    }

    /// Threat T1: whatever is changed, it is the same machine or nobody, and has been used if it was.
    @Test
    void t1_each_octet_changed_makes_nobody_else_of_it() throws Exception {
        workload("other", FRANKFURT, "{\"accountId\":\"123456789013\"}");
        byte[] bytes = Base64.getMimeDecoder().decode(ofInstance("123456789012", "eu-central-1", world.now()));
        assertThat(acme.consume(recognise(base64(bytes)))).isTrue();
        for (int i = 0; i < bytes.length; i++) {
            for (int mask : List.of(1, 0x80)) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) mask;
                if (recognise(base64(changed)) instanceof Recognition.Recognised same) {
                    assertThat(same.workload().name()).as("octet %d", i).isEqualTo("instance");
                    assertThat(acme.consume(same)).as("octet %d", i).isFalse();
                }
            }
        }
    }

    @Test
    void that_is_detached_longer_weaker_or_deeper_is_none() throws Exception {
        String content = identity("123456789012", "eu-central-1", world.now());
        assertThat(who(base64(signed(content, REGION, REGIONAL, true, false, "SHA256withRSA"))))
                .isEqualTo("not evidence");
        assertThat(who(base64(signed(content, REGION, REGIONAL, true, true, "SHA1withRSA"))))
                .isEqualTo("not evidence");
        var longer = new ByteArrayOutputStream();
        longer.write(signed(content, REGION, REGIONAL, true, true, "SHA256withRSA"));
        assertThat(who(base64(longer.toByteArray()))).isEqualTo("instance");
        longer.write(0);
        assertThat(who(base64(longer.toByteArray()))).isEqualTo("not evidence");
        byte[] deep = new byte[32 * 1024];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        assertThat(who(base64(deep))).isEqualTo("not evidence");
        assertThat(who("AAAA")).isEqualTo("not evidence");
        byte[] signedDataOfNothing = java.util.HexFormat.of().parseHex("300b06092a864886f70d010702");
        assertThat(who(base64(signedDataOfNothing))).isEqualTo("not evidence");
    }

    @Test
    void gives_nothing_at_the_token_endpoint_without_a_key_which_is_audited() throws Exception {
        String form = "grant_type=client_credentials&client_assertion_type="
                + "urn:lightwave:params:oauth:client-assertion-type:instance-document&client_assertion="
                + URLEncoder.encode(
                        ofInstance("123456789012", "eu-central-1", world.now()).replace("\n", ""),
                        StandardCharsets.US_ASCII);
        var answer = world.door.post(
                "/t/%s/oauth2/token".formatted(acme.id),
                null,
                "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(acme.audited("client.authenticate").toString())
                .contains("an instance document without a DPoP proof");
    }

    @Test
    void is_registered_with_its_certificates_under_the_one_name() {
        for (String asked : List.of(
                "{\"issuer\":\"https://ec2.eu-west-1.amazonaws.com\",\"kind\":\"ec2\"}",
                "{\"issuer\":\"https://aws.example\",\"kind\":\"ec2\",\"caBundle\":\"x\"}",
                "{\"issuer\":\"https://metadata.azure.example\",\"kind\":\"azure-vm\",\"caBundle\":\"x\"}")) {
            assertThat(acme.post("trusted-issuers", asked).status()).as(asked).isEqualTo(400);
        }
        var weak = certificate("CN=Authority", 8, keys(1024), "CN=Authority", AUTHORITY, "");
        for (String none : List.of(pem(LEAF), pem(weak), pem(ROOT) + pem(LEAF))) {
            var answer = register("https://metadata.azure.us", "azure-vm", none);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().path("field").asString()).isEqualTo("caBundle");
        }
        assertThat(register("https://metadata.azure.us", "azure-vm", pem(ROOT)).status())
                .isEqualTo(201);
        var rule = acme.post(
                "workloads/instance/rules",
                "{\"issuer\":\"%s\",\"claims\":{\"imageId\":\"ami-5fb8c835\"}}".formatted(FRANKFURT));
        assertThat(rule.status()).isEqualTo(400);
    }
}
