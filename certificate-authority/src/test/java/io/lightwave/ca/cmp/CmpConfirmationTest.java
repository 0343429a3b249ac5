package io.lightwave.ca.cmp;

import static io.lightwave.ca.cmp.CmpServer.ACME;
import static io.lightwave.ca.cmp.CmpServer.accepted;
import static io.lightwave.ca.cmp.CmpServer.asking;
import static io.lightwave.ca.cmp.CmpServer.assertRefused;
import static io.lightwave.ca.cmp.CmpServer.certificate;
import static io.lightwave.ca.cmp.CmpServer.confirming;
import static io.lightwave.ca.cmp.CmpServer.draft;
import static io.lightwave.ca.cmp.CmpServer.lastRefusal;
import static io.lightwave.ca.cmp.CmpServer.message;
import static io.lightwave.ca.cmp.CmpServer.post;
import static io.lightwave.ca.cmp.CmpServer.secret;
import static io.lightwave.ca.cmp.CmpServer.sent;
import static io.lightwave.ca.cmp.CmpServer.state;
import static io.lightwave.ca.cmp.CmpServer.world;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.cmp.CmpServer.Secret;
import io.lightwave.ca.issuance.Requests;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 9483 §4.1.1 confirmation")
@ExtendWith(CmpServer.class)
class CmpConfirmationTest {
    private record Begun(Secret secret, Draft draft, PKIMessage answer, X509Certificate certificate) {
        PKIMessage confirmed(CertStatus... statuses) throws Exception {
            return sent(confirming(draft, answer, statuses).bySecret(secret.reference(), secret.text()));
        }
    }

    private static Begun begun() throws Exception {
        var secret = secret();
        var draft = asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "");
        var answer = sent(draft.bySecret(secret.reference(), secret.text()));
        return new Begun(secret, draft, answer, certificate(answer));
    }

    @Test
    void what_nobody_confirms_in_time_is_revoked() throws Exception {
        var begun = begun();
        world.context.clock().advance(Duration.ofMinutes(15).minusSeconds(1));
        world.context.bean(Confirmation.class).tend();
        assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
        world.context.clock().advance(Duration.ofSeconds(1));
        assertRefused(begun.confirmed(accepted(begun.certificate())), PKIFailureInfo.badRequest);
        world.context.bean(Confirmation.class).tend();
        assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
        assertThat(world.audited(ACME, "certificate.revoke").getLast()).startsWith("SUCCESS server: issuing-1/");
    }

    @Test
    void what_is_rejected_is_revoked_at_once() throws Exception {
        var byStatus = begun();
        byte[] hash = accepted(byStatus.certificate()).getCertHash().getOctets();
        var rejected = new CertStatus(hash, BigInteger.ZERO, new PKIStatusInfo(PKIStatus.rejection));
        assertThat(byStatus.confirmed(rejected).getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);
        assertThat(state(byStatus.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);

        var byNothing = begun();
        byNothing.confirmed();
        assertThat(state(byNothing.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);

        var byHash = begun();
        assertRefused(byHash.confirmed(new CertStatus(new byte[32], BigInteger.ZERO)), PKIFailureInfo.badCertId);
        assertThat(state(byHash.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);

        var byError = begun();
        var error = draft(new PKIBody(PKIBody.TYPE_ERROR, new ErrorMsgContent(new PKIStatusInfo(PKIStatus.rejection))));
        error.transaction = byError.draft().transaction;
        error.repeated =
                Optional.of(byError.answer().getHeader().getSenderNonce().getOctets());
        sent(error.bySecret(byError.secret().reference(), byError.secret().text()));
        assertThat(state(byError.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
    }

    @Test
    void a_certificate_that_cannot_wait_for_its_confirmation_is_revoked() throws Exception {
        var secret = secret();
        byte[] message =
                asking(PKIBody.TYPE_INIT_REQ, Requests.ec("secp256r1"), "").bySecret(secret.reference(), secret.text());
        int revoked = world.audited(ACME, "certificate.revoke").size();
        failing(
                "cmp_transaction",
                "new.certificate_id is not null",
                () -> assertThatThrownBy(() -> post(message)).hasStackTraceContaining("no update now"));
        assertThat(world.audited(ACME, "certificate.revoke").stream().skip(revoked))
                .singleElement()
                .asString()
                .startsWith("SUCCESS server: issuing-1/");
    }

    @Test
    void one_that_cannot_be_revoked_holds_up_no_other_and_is_revoked_later() throws Exception {
        var first = begun();
        world.context.clock().advance(Duration.ofSeconds(1));
        var second = begun();
        world.context.clock().advance(Duration.ofMinutes(20));
        failing(
                "ca_certificate",
                "new.serial = '%s'"
                        .formatted(first.certificate().getSerialNumber().toString(16)),
                () -> world.context.bean(Confirmation.class).tend());
        assertThat(state(first.certificate())).isEqualTo(IssuedCertificate.State.VALID);
        assertThat(state(second.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
        world.context.bean(Confirmation.class).tend();
        assertThat(state(first.certificate())).isEqualTo(IssuedCertificate.State.REVOKED);
    }

    /// Runs while such rows of the table cannot be changed.
    private static void failing(String table, String condition, Runnable action) {
        var jdbc = world.context.bean(JdbcClient.class);
        jdbc.sql("""
                create function no_update() returns trigger language plpgsql as
                $$ begin raise exception 'no update now'; end $$""").update();
        jdbc.sql("""
                create trigger no_update before update on %s for each row when (%s)
                execute function no_update()""".formatted(table, condition)).update();
        try {
            action.run();
        } finally {
            jdbc.sql("drop trigger no_update on " + table).update();
            jdbc.sql("drop function no_update").update();
        }
    }

    @Test
    void a_confirmation_names_the_request_by_its_number() throws Exception {
        var begun = begun();
        byte[] hash = accepted(begun.certificate()).getCertHash().getOctets();
        for (long wrong : List.of(-1L, 1L, 1L << 40)) {
            assertRefused(begun.confirmed(new CertStatus(hash, BigInteger.valueOf(wrong))), PKIFailureInfo.badRequest);
        }
        assertThat(begun.confirmed(accepted(begun.certificate())).getBody().getType())
                .isEqualTo(PKIBody.TYPE_CONFIRM);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void a_request_without_a_number_is_confirmed_by_none_or_by_the_first(int number) throws Exception {
        var secret = secret();
        byte[] request = Requests.of(Requests.ec("secp256r1"), "SHA256withECDSA", "CN=shop/payments", List.of());
        var draft = draft(new PKIBody(PKIBody.TYPE_P10_CERT_REQ, CertificationRequest.getInstance(request)));
        var answer = sent(draft.bySecret(secret.reference(), secret.text()));
        var unnumbered = new Begun(secret, draft, answer, certificate(answer));
        byte[] other = accepted(unnumbered.certificate()).getCertHash().getOctets();
        assertRefused(unnumbered.confirmed(new CertStatus(other, BigInteger.ONE)), PKIFailureInfo.badRequest);
        assertThat(unnumbered
                        .confirmed(new CertStatus(other, BigInteger.valueOf(number)))
                        .getBody()
                        .getType())
                .isEqualTo(PKIBody.TYPE_CONFIRM);
        assertThat(state(unnumbered.certificate())).isEqualTo(IssuedCertificate.State.VALID);
    }

    @Test
    void a_hash_is_named_from_version_3_on() throws Exception {
        var begun = begun();
        byte[] hash =
                MessageDigest.getInstance("SHA-512").digest(begun.certificate().getEncoded());
        var named =
                new CertStatus(hash, BigInteger.ZERO, null, new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512));
        assertRefused(begun.confirmed(named), PKIFailureInfo.badRequest);
        var confirmation = confirming(begun.draft(), begun.answer(), named);
        confirmation.version = 3;
        assertThat(sent(confirmation.bySecret(
                                begun.secret().reference(), begun.secret().text()))
                        .getBody()
                        .getType())
                .isEqualTo(PKIBody.TYPE_CONFIRM);
        assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
    }

    @Test
    void one_that_cannot_be_read_is_refused() throws Exception {
        var begun = begun();
        var odd = new DERSequence(new ASN1Encodable[] {
            accepted(begun.certificate()).getCertHash(),
            new ASN1Integer(0),
            new DERTaggedObject(false, 0, new DEROctetString(new byte[1]))
        });
        var confirmation =
                draft(new PKIBody(PKIBody.TYPE_CERT_CONFIRM, CertConfirmContent.getInstance(new DERSequence(odd))));
        confirmation.transaction = begun.draft().transaction;
        confirmation.repeated =
                Optional.of(begun.answer().getHeader().getSenderNonce().getOctets());
        assertRefused(
                sent(confirmation.bySecret(
                        begun.secret().reference(), begun.secret().text())),
                PKIFailureInfo.badDataFormat);
        assertThat(lastRefusal("cmp.request")).contains("certConf the confirmation cannot be read");
        assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
    }

    @Test
    void only_who_began_confirms_by_the_answer_s_nonce_and_once() throws Exception {
        var begun = begun();
        var stranger = secret();
        var confirmation = confirming(begun.draft(), begun.answer(), accepted(begun.certificate()));
        assertRefused(sent(confirmation.bySecret(stranger.reference(), stranger.text())), PKIFailureInfo.badRequest);
        confirmation.repeated = Optional.of(new byte[16]);
        assertRefused(
                sent(confirmation.bySecret(
                        begun.secret().reference(), begun.secret().text())),
                PKIFailureInfo.badRecipientNonce);
        assertRefused(
                begun.confirmed(accepted(begun.certificate()), accepted(begun.certificate())),
                PKIFailureInfo.badRequest);
        assertThat(begun.confirmed(accepted(begun.certificate())).getBody().getType())
                .isEqualTo(PKIBody.TYPE_CONFIRM);
        assertRefused(begun.confirmed(accepted(begun.certificate())), PKIFailureInfo.certConfirmed);
        assertThat(state(begun.certificate())).isEqualTo(IssuedCertificate.State.VALID);
    }

    @Test
    void what_is_accepted_has_not_failed() throws Exception {
        var begun = begun();
        byte[] hash = accepted(begun.certificate()).getCertHash().getOctets();
        var failed = new PKIStatusInfo(PKIStatus.granted, null, new PKIFailureInfo(PKIFailureInfo.badRequest));
        assertRefused(begun.confirmed(new CertStatus(hash, BigInteger.ZERO, failed)), PKIFailureInfo.badRequest);
        assertThat(begun.confirmed(accepted(begun.certificate())).getBody().getType())
                .isEqualTo(PKIBody.TYPE_CONFIRM);
    }
}
