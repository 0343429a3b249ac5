package io.lightwave.ca.cmp;

import static io.lightwave.ca.cmp.CmpServer.ACME;
import static io.lightwave.ca.cmp.CmpServer.GLOBEX;
import static io.lightwave.ca.cmp.CmpServer.PATH;
import static io.lightwave.ca.cmp.CmpServer.TYPE;
import static io.lightwave.ca.cmp.CmpServer.assertRefused;
import static io.lightwave.ca.cmp.CmpServer.draft;
import static io.lightwave.ca.cmp.CmpServer.earned;
import static io.lightwave.ca.cmp.CmpServer.message;
import static io.lightwave.ca.cmp.CmpServer.revoking;
import static io.lightwave.ca.cmp.CmpServer.secret;
import static io.lightwave.ca.cmp.CmpServer.sent;
import static io.lightwave.ca.cmp.CmpServer.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.CertificateAuthoritySettings;
import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CRLSource;
import org.bouncycastle.asn1.cmp.CRLStatus;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIMessages;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 9483 §4.3.4 revocation lists")
@ExtendWith(CmpServer.class)
class CmpListsTest {
    private static final KeyPair KEYS = Requests.ec("secp256r1");

    private static byte[] question(InfoTypeAndValue... asked) throws Exception {
        var secret = secret();
        return draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(asked)))
                .bySecret(secret.reference(), secret.text());
    }

    private static InfoTypeAndValue told(InfoTypeAndValue asked) throws Exception {
        return told(sent(question(asked)));
    }

    private static InfoTypeAndValue told(PKIMessage answer) {
        assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
        var told = GenRepContent.getInstance(answer.getBody().getContent()).toInfoTypeAndValueArray();
        assertThat(told).hasSize(1);
        return told[0];
    }

    private static InfoTypeAndValue asking(CRLStatus... statuses) {
        return new InfoTypeAndValue(CMPObjectIdentifiers.id_it_crlStatusList, new DERSequence(statuses));
    }

    private static CRLStatus from(GeneralName point, Optional<X509CRL> known) {
        return new CRLStatus(
                new CRLSource(new DistributionPointName(new GeneralNames(point)), null),
                known.map(list -> new Time(list.getThisUpdate())).orElse(null));
    }

    private static CRLStatus by(X500Name issuer) {
        return new CRLStatus(new CRLSource(null, new GeneralNames(new GeneralName(issuer))), null);
    }

    private static X509CRL list(ASN1Encodable value) throws Exception {
        var list = (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(value.toASN1Primitive().getEncoded()));
        list.verify(world.authority().issuer(ACME).getPublicKey());
        return list;
    }

    /// The lists that were told, as there is one at least.
    private static List<X509CRL> lists(InfoTypeAndValue told) throws Exception {
        assertThat(told.getInfoType()).isEqualTo(CMPObjectIdentifiers.id_it_crls);
        List<X509CRL> lists = new ArrayList<>();
        for (ASN1Encodable list : ASN1Sequence.getInstance(told.getInfoValue())) {
            lists.add(list(list));
        }
        return lists;
    }

    private static void assertNone(InfoTypeAndValue told) {
        assertThat(told.getInfoType()).isEqualTo(CMPObjectIdentifiers.id_it_crls);
        assertThat(told.getInfoValue()).isNull();
    }

    private static GeneralName point(X509Certificate certificate) throws Exception {
        var points = CRLDistPoint.fromExtensions(new X509CertificateHolder(certificate.getEncoded()).getExtensions());
        return GeneralNames.getInstance(
                        points.getDistributionPoints()[0].getDistributionPoint().getName())
                .getNames()[0];
    }

    private static void revoke(X509Certificate certificate) throws Exception {
        sent(draft(revoking(certificate, Optional.empty())).by(KEYS, certificate));
    }

    @Test
    @DisplayName("RFC 9810 §5.3.19.6: the one that certificates are in which are signed now")
    void the_current_one() throws Exception {
        var certificate = earned(KEYS);
        var question = new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL);
        assertThat(list(told(question).getInfoValue()).isRevoked(certificate)).isFalse();
        revoke(certificate);
        var told = told(question);
        assertThat(told.getInfoType()).isEqualTo(CMPObjectIdentifiers.it_currentCRL);
        assertThat(list(told.getInfoValue()).isRevoked(certificate)).isTrue();
    }

    @Test
    void one_that_is_newer_than_the_one_that_is_known() throws Exception {
        var certificate = earned(KEYS);
        var point = point(certificate);
        var first = lists(told(asking(from(point, Optional.empty()))));
        assertThat(first).hasSize(1);
        assertNone(told(asking(from(point, Optional.of(first.getFirst())))));

        world.context.clock().advance(Duration.ofSeconds(1));
        revoke(certificate);
        var second = lists(told(asking(from(point, Optional.of(first.getFirst())))));
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().isRevoked(certificate)).isTrue();
    }

    @Test
    void is_named_by_its_distribution_point_or_by_its_issuer() throws Exception {
        var issuer = X500Name.getInstance(
                world.authority().issuer(ACME).getSubjectX500Principal().getEncoded());
        assertThat(lists(told(asking(by(issuer))))).hasSize(1);
        assertThat(lists(told(asking(from(new GeneralName(issuer), Optional.empty())))))
                .hasSize(1);
        var point = point(earned(KEYS));
        assertThat(lists(told(asking(from(point, Optional.empty()), by(issuer)))))
                .hasSize(1);
        var elsewhere = new GeneralName(
                GeneralName.uniformResourceIdentifier, point.getName().toString() + "x");
        assertNone(told(asking(
                from(elsewhere, Optional.empty()),
                from(new GeneralName(GeneralName.rfc822Name, "ca@acme.example"), Optional.empty()),
                by(new X500Name("CN=somebody else")))));
    }

    @Test
    void may_be_asked_for_at_an_address_of_their_own() throws Exception {
        var question = question(new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL));
        told(message(world.door.post(PATH + "/getcrls", null, TYPE, question)));
    }

    @Test
    void a_question_says_what_it_must_and_nothing_more() throws Exception {
        var list = CMPObjectIdentifiers.id_it_crlStatusList;
        var many = new CRLStatus[17];
        Arrays.fill(many, by(new X500Name("CN=somebody else")));
        for (var wrong : List.of(
                new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL, new ASN1Integer(1)),
                new InfoTypeAndValue(list),
                asking(),
                asking(many))) {
            assertRefused(sent(question(wrong)), PKIFailureInfo.badRequest);
        }
        for (var unreadable : List.of(new ASN1Integer(1), new DERSequence(new DERUTF8String("x")))) {
            assertRefused(sent(question(new InfoTypeAndValue(list, unreadable))), PKIFailureInfo.badDataFormat);
        }
        var current = new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL);
        assertRefused(sent(question(current, current)), PKIFailureInfo.badRequest);
    }

    @Test
    void is_told_once_however_often_it_is_named() throws Exception {
        var issuer = X500Name.getInstance(
                world.authority().issuer(ACME).getSubjectX500Principal().getEncoded());
        assertThat(lists(told(asking(by(issuer), by(issuer))))).hasSize(1);
        var known = Optional.of(lists(told(asking(by(issuer)))).getFirst());
        var point = new GeneralName(issuer);
        assertThat(lists(told(asking(from(point, known), by(issuer)))))
                .as("to whoever has it by one name and not by the other")
                .hasSize(1);
        assertNone(told(asking(from(point, known), from(point, known))));
    }

    private static void revoked(World world, TenantId tenant, int count) {
        world.context
                .bean(JdbcClient.class)
                .sql("""
                    insert into ca_certificate (tenant_id, id, authority, serial, profile, subject, names, key_hash,
                                                not_before, not_after, created_at, revoked_at, revocation_reason)
                    select :tenant, gen_random_uuid(), 'issuing-1', to_hex(4503599627370496 + n) || 'ffffffffffffffff',
                           'workload', 'CN=x', '{}', '', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z',
                           '2026-01-01T00:00:00Z', '2026-01-01T11:00:00Z', 'superseded'
                      from generate_series(1, :count) n\
                    """)
                .param("tenant", tenant.value())
                .param("count", count)
                .update();
    }

    @Test
    void of_more_than_1_MiB_are_had_elsewhere() throws Exception {
        revoked(world, GLOBEX, 40_000);
        var stranger = world.subject(GLOBEX, SubjectKind.WORKLOAD, "stranger");
        var request = Requests.of(KEYS, "SHA256withECDSA", "CN=x", List.of());
        var issued = (IssuanceOutcome.Issued) world.authority().issue(stranger, "workload", request, World.ORIGIN);
        var certificate = issued.chain().getFirst();
        for (var question : List.of(
                new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL),
                asking(from(point(certificate), Optional.empty())))) {
            byte[] sent = draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(question)))
                    .by(KEYS, certificate);
            assertRefused(
                    message(world.door.post("/.well-known/cmp/p/globex.example", null, TYPE, sent)),
                    PKIFailureInfo.addInfoNotAvailable);
        }
    }

    @Test
    void an_authority_with_several_has_them_all_and_the_current_one_is_the_last() throws Exception {
        var settings = new CertificateAuthoritySettings(
                URI.create("http://pki.example"),
                AcmeSettings.DEFAULTS,
                Optional.empty(),
                AuthorityKeyType.EC_P256,
                2,
                false,
                false);
        try (var other = new World(TestDatabase.fresh(), settings)) {
            other.context.clock().set(TestClock.NOON);
            other.tenant(ACME);
            var loom = other.subject(ACME, SubjectKind.WORKLOAD, "loom");
            var request = Requests.of(KEYS, "SHA256withECDSA", "CN=x", List.of());
            List<X509Certificate> issued = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var outcome = other.authority().issue(loom, "workload", request, World.ORIGIN);
                issued.add(((IssuanceOutcome.Issued) outcome).chain().getFirst());
            }
            var last = issued.getLast();
            var issuer = X500Name.getInstance(last.getIssuerX500Principal().getEncoded());
            var all = ASN1Sequence.getInstance(
                    told(other, asking(by(issuer)), last).getInfoValue());
            assertThat(all).hasSize(2);
            var current = told(other, new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL), last);
            assertThat(current.getInfoValue()).isEqualTo(all.getObjectAt(1));
            var told = told(other, asking(from(point(last), Optional.empty())), last);
            assertThat(told.getInfoValue()).isEqualTo(new DERSequence(all.getObjectAt(1)));
        }
    }

    @Test
    void are_no_more_than_1_MiB_in_one_message_and_in_one_batch() throws Exception {
        try (var other = new World()) {
            other.context.clock().set(TestClock.NOON);
            other.tenant(ACME);
            revoked(other, ACME, 20_000);
            var loom = other.subject(ACME, SubjectKind.WORKLOAD, "loom");
            var request = Requests.of(KEYS, "SHA256withECDSA", "CN=x", List.of());
            var outcome = (IssuanceOutcome.Issued) other.authority().issue(loom, "workload", request, World.ORIGIN);
            var certificate = outcome.chain().getFirst();
            var current = new InfoTypeAndValue(CMPObjectIdentifiers.it_currentCRL);
            PKIMessage[] questions = new PKIMessage[16];
            for (int i = 0; i < questions.length; i++) {
                questions[i] = PKIMessage.getInstance(question(other, current, certificate));
            }
            byte[] batch = new Draft(new PKIBody(PKIBody.TYPE_NESTED, new PKIMessages(questions)), other.now())
                    .by(KEYS, certificate);
            var answer = message(other.door.post(PATH + "/nested", null, TYPE, batch));
            var within = PKIMessages.getInstance(answer.getBody().getContent()).toPKIMessageArray();
            assertThat(answer.getEncoded()).hasSizeLessThan(1 << 20);
            assertThat(within[0].getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
            assertRefused(within[1], PKIFailureInfo.addInfoNotAvailable);
            assertRefused(within[15], PKIFailureInfo.addInfoNotAvailable);

            var newer = asking(from(point(certificate), Optional.empty()));
            told(other, newer, certificate);
            byte[] both = new Draft(
                            new PKIBody(
                                    PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[] {current, newer})),
                            other.now())
                    .by(KEYS, certificate);
            assertRefused(message(other.door.post(PATH, null, TYPE, both)), PKIFailureInfo.addInfoNotAvailable);
        }
    }

    private static InfoTypeAndValue told(World other, InfoTypeAndValue asked, X509Certificate by) throws Exception {
        return told(message(other.door.post(PATH, null, TYPE, question(other, asked, by))));
    }

    private static byte[] question(World other, InfoTypeAndValue asked, X509Certificate by) throws Exception {
        return new Draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(asked)), other.now()).by(KEYS, by);
    }
}
