package io.lightwave.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.ca.template.KeyPairs;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
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
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Verified by the platform's path validation and by Bouncy Castle; OpenSSL reads these from version 3.5 on only.
@DisplayName("RFC 9881 ML-DSA-65")
class MlDsaTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final String API = "/api/v1/tenants/acme.example/";
    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final String OFF =
            "keys of ML-DSA-65 (RFC 9881) are turned off on this server (LIGHTWAVE_CA_ML_DSA)";

    private final TestDatabase database = TestDatabase.fresh();
    private final List<World> nodes = new ArrayList<>();
    private World world;
    private ActivePrincipal payments;
    private ActivePrincipal operator;

    @BeforeEach
    void start() {
        world = node(true).tenant(World.SYSTEM).tenant(ACME);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "payments");
        operator = world.subject(ACME, SubjectKind.USER, "admin");
    }

    @AfterEach
    void stop() {
        nodes.forEach(World::close);
    }

    private World node(boolean mlDsa) {
        var node = new World(
                database,
                new CertificateAuthoritySettings(
                        URI.create("http://pki.example"),
                        AcmeSettings.DEFAULTS,
                        Optional.empty(),
                        AuthorityKeyType.EC_P256,
                        CertificateAuthoritySettings.LISTED,
                        false,
                        mlDsa));
        nodes.add(node);
        return node;
    }

    private static KeyPair keys(String set) {
        try {
            return KeyPairGenerator.getInstance(set, "SUN").generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] request() {
        return Requests.of(keys("ML-DSA-65"), "ML-DSA-65", "CN=x", List.of());
    }

    private Door.Answer post(World at, String path, String json) {
        return at.door.postJson(API + path, at.caller(operator), json);
    }

    private void everythingIsMlDsa(String kind) {
        var rotation = post(world, "authorities/rotate", "{\"kind\":\"%s\",\"keyType\":\"ml-dsa-65\"}".formatted(kind));
        assertThat(rotation.status()).as(rotation.text()).isEqualTo(201);
        activate(rotation);
        var profile = world.door.patch(
                API + "certificate-profiles/workload",
                world.caller(operator),
                "{\"keyTypes\":[\"ec-p256\",\"ml-dsa-65\"]}");
        assertThat(profile.status()).as(profile.text()).isEqualTo(200);
    }

    private void activate(Door.Answer rotation) {
        var activated =
                post(world, "authority-rotations/" + rotation.json().get("id").asString() + "/activate", "");
        assertThat(activated.status()).as(activated.text()).isEqualTo(200);
    }

    private static IssuanceOutcome.Issued issued(IssuanceOutcome outcome) {
        assertThat(outcome).isInstanceOf(IssuanceOutcome.Issued.class);
        return (IssuanceOutcome.Issued) outcome;
    }

    private X509CRL list(World at, String authority) throws GeneralSecurityException {
        byte[] der = at.door
                .get("/t/acme.example/ca/crl/%s/0.crl".formatted(authority), null)
                .body();
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    /// With the revocation lists of both authorities, by the platform.
    private void validate(World at, List<X509Certificate> chain) throws GeneralSecurityException {
        var anchors = new java.util.HashSet<TrustAnchor>();
        at.authority().anchors(ACME).forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
        var parameters = new PKIXParameters(anchors);
        parameters.setDate(Date.from(at.now()));
        parameters.addCertStore(CertStore.getInstance(
                "Collection", new CollectionCertStoreParameters(Set.of(list(at, "root-2"), list(at, "issuing-2")))));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }

    private static ContentVerifierProvider by(X509Certificate certificate) throws OperatorCreationException {
        return new JcaContentVerifierProviderBuilder()
                .setProvider(BOUNCY_CASTLE)
                .build(SubjectPublicKeyInfo.getInstance(
                        certificate.getPublicKey().getEncoded()));
    }

    @Test
    void certificates_lists_and_answers_of_such_an_authority_are_good_for_the_platform_and_bouncy_castle()
            throws Exception {
        everythingIsMlDsa("root");
        var issued = issued(world.authority().issue(payments, "workload", request(), World.ORIGIN));
        var leaf = issued.chain().getFirst();
        var issuing = issued.chain().get(1);
        var root = world.authority().anchors(ACME).stream()
                .filter(anchor -> anchor.getSubjectX500Principal().equals(issuing.getIssuerX500Principal()))
                .findFirst()
                .orElseThrow();
        for (X509Certificate each : List.of(leaf, issuing, root)) {
            assertThat(each.getSigAlgOID()).isEqualTo("2.16.840.1.101.3.4.3.18");
            assertThat(each.getSigAlgParams()).as("RFC 9881 §3: no parameters").isNull();
            assertThat(each.getPublicKey().getEncoded()).hasSize(1952 + 22);
        }
        assertThat(leaf.getKeyUsage()).as("RFC 9881 §5: to sign only").containsExactly(uses(0));
        assertThat(issuing.getKeyUsage()).containsExactly(uses(5, 6));
        validate(world, List.of(leaf, issuing));
        assertThat(new JcaX509CertificateHolder(leaf).isSignatureValid(by(issuing)))
                .isTrue();
        assertThat(new JcaX509CertificateHolder(issuing).isSignatureValid(by(root)))
                .isTrue();
        assertThat(new X509CRLHolder(list(world, "issuing-2").getEncoded()).isSignatureValid(by(issuing)))
                .isTrue();
        assertThat(status(leaf, issuing)).as("good").isNull();

        assertThat(post(world, "certificates/" + issued.id() + "/revoke", "{\"reason\":\"superseded\"}")
                        .status())
                .isEqualTo(200);
        world.context.clock().advance(Duration.ofMinutes(1)); // the platform counts what was revoked before
        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> validate(world, List.of(leaf, issuing)))
                .satisfies(failed ->
                        assertThat(failed.getReason()).isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
        assertThat(status(leaf, issuing)).isInstanceOf(RevokedStatus.class);
        assertThat(world.door
                        .get(
                                API + "certificates?serial="
                                        + leaf.getSerialNumber().toString(16),
                                null)
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    private static Boolean[] uses(int... bits) {
        var uses = new Boolean[9];
        java.util.Arrays.fill(uses, false);
        for (int bit : bits) {
            uses[bit] = true;
        }
        return uses;
    }

    /// What the responder says, whose answer and certificate are verified by Bouncy Castle; null is good.
    private @Nullable CertificateStatus status(X509Certificate leaf, X509Certificate issuing) throws Exception {
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var id = new CertificateID(
                digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
                new JcaX509CertificateHolder(issuing),
                leaf.getSerialNumber());
        var answer = (BasicOCSPResp) new OCSPResp(world.door
                        .post(
                                "/t/acme.example/ca/ocsp",
                                null,
                                "application/ocsp-request",
                                new OCSPReqBuilder().addRequest(id).build().getEncoded())
                        .body())
                .getResponseObject();
        var responder = answer.getCerts()[0];
        assertThat(responder.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm())
                .as("as hard to forge as the authority's")
                .isEqualTo(NISTObjectIdentifiers.id_ml_dsa_65);
        assertThat(responder.isSignatureValid(by(issuing))).isTrue();
        assertThat(answer.isSignatureValid(new JcaContentVerifierProviderBuilder()
                        .setProvider(BOUNCY_CASTLE)
                        .build(responder)))
                .isTrue();
        return answer.getResponses()[0].getCertStatus();
    }

    @Test
    void another_node_opens_the_sealed_keys_and_signs_and_the_next_rotation_stays_with_lattices() throws Exception {
        everythingIsMlDsa("root");
        var other = node(true);
        var issued = issued(other.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN));
        validate(other, issued.chain());
        var next = post(world, "authorities/rotate", "{\"kind\":\"issuing\"}");
        assertThat(next.status()).as(next.text()).isEqualTo(201);
        activate(next);
        assertThat(algorithmOf(world.authority().issuer(ACME))).isEqualTo("2.16.840.1.101.3.4.3.18");
    }

    private static String algorithmOf(X509Certificate certificate) {
        return SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                .getAlgorithm()
                .getAlgorithm()
                .getId();
    }

    @Test
    void private_keys_are_kept_with_their_seed_as_rfc_9881_6_has_it() throws Exception {
        var pair = KeyPairs.generate(AuthorityKeyType.ML_DSA_65, new SecureRandom());
        var both = ASN1Sequence.getInstance(
                PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded()).parsePrivateKey());
        assertThat(ASN1OctetString.getInstance(both.getObjectAt(0)).getOctets()).hasSize(32);
        assertThat(ASN1OctetString.getInstance(both.getObjectAt(1)).getOctets()).hasSize(4032);
        var read =
                KeyPairs.read(SubjectKey.of(pair.getPublic()), pair.getPrivate().getEncoded());
        assertThat(read).isEqualTo(pair.getPrivate());
    }

    @Test
    void an_issuing_authority_alone_may_have_such_a_key_below_a_root_of_another_kind() {
        everythingIsMlDsa("issuing");
        var chain = issued(world.authority().issue(payments, "workload", request(), World.ORIGIN))
                .chain();
        assertThat(chain.getFirst().getSigAlgOID()).isEqualTo("2.16.840.1.101.3.4.3.18");
        assertThat(chain.get(1).getSigAlgName()).isEqualTo("SHA256withECDSA");
    }

    @Test
    void is_refused_by_name_where_it_is_turned_off_and_what_there_is_goes_on() {
        everythingIsMlDsa("issuing");
        var off = node(false);
        assertThat(off.authority().issue(payments, "workload", request(), World.ORIGIN))
                .isEqualTo(new IssuanceOutcome.Malformed(OFF));
        var rotation = post(off, "authorities/rotate", "{\"keyType\":\"ml-dsa-65\"}");
        assertThat(rotation.status()).isEqualTo(400);
        assertThat(rotation.json().get("field").asString()).isEqualTo("keyType");
        assertThat(rotation.json().get("detail").asString()).isEqualTo(OFF);
        var chain = issued(off.authority().issue(payments, "workload", Requests.sound(), World.ORIGIN))
                .chain();
        assertThat(chain.getFirst().getSigAlgOID()).isEqualTo("2.16.840.1.101.3.4.3.18");
        var next = post(off, "authorities/rotate", "{}");
        activate(next);
        off.context.bean(ChangeFeed.class).catchUp();
        assertThat(algorithmOf(off.authority().issuer(ACME))).as("an EC key").isEqualTo("1.2.840.10045.2.1");
    }

    @Test
    void is_for_profiles_that_name_it_only() {
        assertThat(world.authority().issue(payments, "workload", request(), World.ORIGIN))
                .isEqualTo(new IssuanceOutcome.Malformed("profile workload is not for keys of the kind ml-dsa-65"));
        assertThat(world.door
                        .get(API + "certificate-profiles/workload", null)
                        .json()
                        .get("keyTypes")
                        .toString())
                .doesNotContain("ml-dsa-65");
    }

    @Test
    void is_not_for_the_authority_that_certifies_the_server() {
        var system = world.subject(World.SYSTEM, SubjectKind.USER, "admin");
        var rotation = world.door.postJson(
                "/api/v1/tenants/lightwave.local/authorities/rotate",
                world.caller(system),
                "{\"keyType\":\"ml-dsa-65\"}");
        assertThat(rotation.status()).isEqualTo(400);
        assertThat(rotation.json().get("detail").asString()).contains("the system tenant");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateAuthoritySettings(
                        URI.create("http://pki.example"),
                        AcmeSettings.DEFAULTS,
                        Optional.empty(),
                        AuthorityKeyType.ML_DSA_65,
                        1,
                        false,
                        true))
                .withMessage("authorities get keys of ML-DSA-65 by rotation only");
    }

    @Test
    void keys_of_other_shapes_and_sets_and_requests_that_others_signed_are_refused() throws Exception {
        everythingIsMlDsa("issuing");
        var good =
                SubjectPublicKeyInfo.getInstance(keys("ML-DSA-65").getPublic().getEncoded());
        byte[] octets = good.getPublicKeyData().getOctets();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubjectKey(
                        new SubjectPublicKeyInfo(good.getAlgorithm(), java.util.Arrays.copyOf(octets, 1951))))
                .withMessageContaining("RFC 9881");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubjectKey(new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65, DERNull.INSTANCE), octets)))
                .withMessageContaining("RFC 9881");
        for (String set : List.of("ML-DSA-44", "ML-DSA-87")) {
            assertThat(world.authority()
                            .issue(payments, "workload", Requests.of(keys(set), set, "CN=x", List.of()), World.ORIGIN))
                    .isEqualTo(new IssuanceOutcome.Malformed(
                            "a key must be EC P-256 or P-384, RSA, Ed25519 or ML-DSA-65"));
        }
        byte[] foreign = Requests.of(good, keys("ML-DSA-65").getPrivate(), "ML-DSA-65", "CN=x", List.of());
        assertThat(world.authority().issue(payments, "workload", foreign, World.ORIGIN))
                .isEqualTo(new IssuanceOutcome.Malformed("RFC 2986 §4.2: the request's signature is not by its key"));
    }
}
