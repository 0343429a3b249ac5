package io.lightwave.ca.cmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.World;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContent;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.crmf.CertTemplateBuilder;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Two tenants on a server that speaks CMP, and what its clients do. It runs for one test class at a time, with those
/// nested in it, and each test begins at noon.
@NullUnmarked // before it is started there is nothing to ask for
final class CmpServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    static final TenantId ACME = new TenantId("acme.example");
    static final TenantId GLOBEX = new TenantId("globex.example");
    static final String PATH = "/.well-known/cmp/p/acme.example";
    static final String CREDENTIALS = "/api/v1/tenants/acme.example/acme-credentials";
    static final String TYPE = "application/pkixcmp";
    static final String ID = "spiffe://acme.example/shop/payments";
    static World world;
    static ActivePrincipal payments;
    static Caller admin;

    private static boolean isNested(ExtensionContext context) {
        return context.getRequiredTestClass().getEnclosingClass() != null;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isNested(context)) {
            return;
        }
        world = new World().tenant(ACME).tenant(GLOBEX);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "shop/payments");
        var person = world.subject(ACME, SubjectKind.USER, "admin");
        world.subjects().addToGroup(ACME, Tenants.ADMINISTRATORS, person.id());
        admin = world.caller(world.context
                .bean(ActivePrincipals.class)
                .find(ACME, person.id())
                .orElseThrow());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        world.context.clock().set(TestClock.NOON);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!isNested(context)) {
            world.close();
        }
    }

    record Secret(String reference, String text) {}

    static Secret secret() {
        var made = world.door.postJson(CREDENTIALS, admin, "{\"protocol\":\"cmp\",\"subject\":\"shop/payments\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Secret(
                made.json().path("keyId").asString(),
                made.json().path("hmacKey").asString());
    }

    static Draft draft(PKIBody body) {
        return new Draft(body, world.now());
    }

    static Draft asking(int type, KeyPair keys, String subject) throws Exception {
        return draft(Draft.body(type, Draft.proved(Draft.request(keys, subject), keys)));
    }

    static Door.Answer post(byte[] message) {
        return world.door.post(PATH, null, TYPE, message);
    }

    static PKIMessage sent(byte[] message) {
        return message(post(message));
    }

    static PKIMessage message(Door.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo(TYPE);
        return PKIMessage.getInstance(answer.body());
    }

    static X509Certificate x509(CMPCertificate certificate) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
    }

    static PKIStatusInfo status(PKIMessage answer) {
        return CertRepMessage.getInstance(answer.getBody().getContent())
                .getResponse()[0]
                .getStatus();
    }

    static X509Certificate certificate(PKIMessage answer) throws Exception {
        var response = CertRepMessage.getInstance(answer.getBody().getContent()).getResponse()[0];
        assertThat(response.getStatus().getStatus().intValue())
                .as(() -> said(response.getStatus()))
                .isIn(PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS);
        return x509(response.getCertifiedKeyPair().getCertOrEncCert().getCertificate());
    }

    static String said(PKIStatusInfo status) {
        return status.getStatusString() == null
                ? ""
                : status.getStatusString().getStringAtUTF8(0).getString();
    }

    /// The status of an answer that refuses, in whichever form.
    static PKIStatusInfo refusal(PKIMessage answer) {
        var body = answer.getBody();
        var status = switch (body.getType()) {
            case PKIBody.TYPE_ERROR ->
                ErrorMsgContent.getInstance(body.getContent()).getPKIStatusInfo();
            case PKIBody.TYPE_INIT_REP, PKIBody.TYPE_CERT_REP, PKIBody.TYPE_KEY_UPDATE_REP ->
                CertRepMessage.getInstance(body.getContent()).getResponse()[0].getStatus();
            case PKIBody.TYPE_REVOCATION_REP ->
                RevRepContent.getInstance(body.getContent()).getStatus()[0];
            default -> throw new AssertionError("an answer of type " + body.getType());
        };
        assertThat(status.getStatus().intValue()).isEqualTo(PKIStatus.REJECTION);
        return status;
    }

    static void assertRefused(PKIMessage answer, int failure) {
        var status = refusal(answer);
        assertThat(status.getFailInfo()).as(said(status)).isEqualTo(new PKIFailureInfo(failure).toASN1Primitive());
    }

    static IssuedCertificate.State state(X509Certificate certificate) {
        return world.context
                .bean(CertificateSearch.class)
                .findByFingerprint(ACME, Fingerprint.of(certificate))
                .orElseThrow()
                .state(world.now());
    }

    static Draft confirming(Draft first, PKIMessage answer, CertStatus... statuses) {
        var draft = draft(
                new PKIBody(PKIBody.TYPE_CERT_CONFIRM, CertConfirmContent.getInstance(new DERSequence(statuses))));
        draft.transaction = first.transaction;
        draft.repeated = Optional.of(answer.getHeader().getSenderNonce().getOctets());
        return draft;
    }

    static CertStatus accepted(X509Certificate certificate) throws Exception {
        return new CertStatus(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()), BigInteger.ZERO);
    }

    /// A certificate that a secret has earned and nobody has to confirm.
    static X509Certificate earned(KeyPair keys) throws Exception {
        var secret = secret();
        return certificate(
                sent(asking(PKIBody.TYPE_INIT_REQ, keys, "").implicitly().bySecret(secret.reference(), secret.text())));
    }

    static void assertBySecret(PKIMessage answer, Secret secret) throws Exception {
        assertThat(new ProtectedPKIMessage(new GeneralPKIMessage(answer))
                        .verify(Draft.mac(500), secret.text().toCharArray()))
                .isTrue();
    }

    /// By a key that the issuing authority certified for this, and for nothing else.
    static void assertByAuthority(PKIMessage answer) throws Exception {
        var signer = x509(answer.getExtraCerts()[0]);
        signer.verify(world.authority().issuer(ACME).getPublicKey());
        assertThat(signer.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.27");
        assertThat(signer.getKeyUsage()[0]).isTrue();
        assertThat(answer.getHeader().getSender().getName())
                .isEqualTo(X500Name.getInstance(signer.getSubjectX500Principal().getEncoded()));
        assertThat(new ProtectedPKIMessage(new GeneralPKIMessage(answer))
                        .verify(new JcaContentVerifierProviderBuilder().build(signer)))
                .isTrue();
    }

    static String lastRefusal(String action) {
        return world.audited(ACME, action).getLast();
    }

    static PKIBody revoking(X509Certificate certificate, Optional<Integer> reason) throws Exception {
        var template = new CertTemplateBuilder()
                .setSerialNumber(new ASN1Integer(certificate.getSerialNumber()))
                .setIssuer(new X509CertificateHolder(certificate.getEncoded()).getIssuer())
                .build();
        var details = reason.isEmpty()
                ? new RevDetails(template)
                : new RevDetails(
                        template,
                        new Extensions(
                                Requests.extension(Extension.reasonCode, false, new ASN1Enumerated(reason.get()))));
        return new PKIBody(PKIBody.TYPE_REVOCATION_REQ, new RevReqContent(details));
    }
}
