package io.lightwave.ca.cmp;

import static io.lightwave.ca.cmp.CmpServer.PATH;
import static io.lightwave.ca.cmp.CmpServer.TYPE;
import static io.lightwave.ca.cmp.CmpServer.accepted;
import static io.lightwave.ca.cmp.CmpServer.asking;
import static io.lightwave.ca.cmp.CmpServer.assertByAuthority;
import static io.lightwave.ca.cmp.CmpServer.assertBySecret;
import static io.lightwave.ca.cmp.CmpServer.assertRefused;
import static io.lightwave.ca.cmp.CmpServer.certificate;
import static io.lightwave.ca.cmp.CmpServer.confirming;
import static io.lightwave.ca.cmp.CmpServer.draft;
import static io.lightwave.ca.cmp.CmpServer.earned;
import static io.lightwave.ca.cmp.CmpServer.lastRefusal;
import static io.lightwave.ca.cmp.CmpServer.message;
import static io.lightwave.ca.cmp.CmpServer.secret;
import static io.lightwave.ca.cmp.CmpServer.sent;
import static io.lightwave.ca.cmp.CmpServer.state;
import static io.lightwave.ca.cmp.CmpServer.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.cmp.CmpServer.Secret;
import io.lightwave.ca.issuance.Requests;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIMessages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CmpServer.class)
class CmpNestedTest {
    private static final KeyPair KEYS = Requests.ec("secp256r1");
    private static final KeyPair OTHERS = Requests.ec("secp256r1");
    private X509Certificate registrar;

    @BeforeEach
    void registers() throws Exception {
        registrar = earned(KEYS);
    }

    private static Draft around(byte[]... messages) {
        return draft(new PKIBody(
                PKIBody.TYPE_NESTED,
                new PKIMessages(Stream.of(messages).map(PKIMessage::getInstance).toArray(PKIMessage[]::new))));
    }

    /// With the identifiers of the message within.
    private static Draft adding(Draft within, byte[] message) {
        var draft = around(message);
        draft.transaction = within.transaction;
        draft.nonce = within.nonce;
        return draft;
    }

    private static Draft question() {
        return draft(new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[0])));
    }

    private static byte[] bySecret(Draft draft, Secret secret) throws Exception {
        return draft.bySecret(secret.reference(), secret.text());
    }

    @Nested
    @DisplayName("RFC 9483 §5.2.2.1 adding protection")
    class AddingProtection {

        @Test
        void a_message_within_is_answered_as_if_it_had_come_alone() throws Exception {
            var secret = secret();
            var ir = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "");
            var answer = sent(adding(ir, bySecret(ir, secret)).by(KEYS, registrar));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_INIT_REP);
            assertBySecret(answer, secret);
            assertThat(answer.getHeader().getRecipNonce().getOctets()).isEqualTo(ir.nonce);
            var certificate = certificate(answer);
            assertThat(certificate.getPublicKey()).isEqualTo(OTHERS.getPublic());

            var confirmation = confirming(ir, answer, accepted(certificate));
            var around = adding(confirmation, bySecret(confirmation, secret));
            around.repeated = confirmation.repeated;
            assertThat(sent(around.by(KEYS, registrar)).getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);
            assertThat(state(certificate)).isEqualTo(IssuedCertificate.State.VALID);
        }

        @Test
        void it_has_the_transaction_and_the_nonce_of_the_message_within() throws Exception {
            var ir = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "");
            byte[] message = bySecret(ir, secret());
            var nonce = adding(ir, message);
            nonce.nonce = Draft.random(16);
            assertRefused(sent(nonce.by(KEYS, registrar)), PKIFailureInfo.badSenderNonce);
            var transaction = adding(ir, message);
            transaction.transaction = Draft.random(16);
            assertRefused(sent(transaction.by(KEYS, registrar)), PKIFailureInfo.badRequest);
            var answering = adding(ir, message);
            answering.repeated = Optional.of(Draft.random(16));
            assertRefused(sent(answering.by(KEYS, registrar)), PKIFailureInfo.badRecipientNonce);
            assertThat(certificate(sent(message))).as("nothing was begun").isNotNull();
        }

        @Test
        void it_is_by_a_signature_and_not_under_a_secret() throws Exception {
            var ir = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "");
            var secret = secret();
            var answer = sent(bySecret(adding(ir, bySecret(ir, secret())), secret));
            assertRefused(answer, PKIFailureInfo.wrongIntegrity);
            assertBySecret(answer, secret);
        }

        @Test
        void it_proves_nothing_of_the_message_within() throws Exception {
            var ir = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "");
            var answer = sent(adding(ir, ir.bySecret(secret().reference(), secret().text()))
                    .by(KEYS, registrar));
            assertRefused(answer, PKIFailureInfo.badMessageCheck);
            assertByAuthority(answer);
            assertThat(lastRefusal("cmp.request"))
                    .startsWith("REFUSED workload:shop/payments@acme.example: nested the MAC is not by the secret");
            var bare = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "");
            assertRefused(sent(adding(bare, bare.unprotected()).by(KEYS, registrar)), PKIFailureInfo.badMessageCheck);
            var strangers = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "");
            assertRefused(
                    sent(adding(strangers, bySecret(strangers, secret())).by(OTHERS, registrar)),
                    PKIFailureInfo.badMessageCheck);
        }
    }

    @Nested
    @DisplayName("RFC 9483 §5.2.2.2 batches")
    class Batches {

        @Test
        void each_message_has_its_answer_in_the_order_that_they_came() throws Exception {
            var secret = secret();
            var ir = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "").implicitly();
            var early = asking(PKIBody.TYPE_KEY_UPDATE_REQ, OTHERS, "");
            var question = question();
            var around = around(bySecret(ir, secret), early.by(KEYS, registrar), question.by(KEYS, registrar));
            var answer = message(world.door.post(PATH + "/nested", null, TYPE, around.by(KEYS, registrar)));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_NESTED);
            assertByAuthority(answer);
            assertThat(answer.getHeader().getTransactionID().getOctets()).isEqualTo(around.transaction);
            assertThat(answer.getHeader().getRecipNonce().getOctets()).isEqualTo(around.nonce);
            var within = PKIMessages.getInstance(answer.getBody().getContent()).toPKIMessageArray();
            assertThat(within)
                    .extracting(each -> each.getHeader().getTransactionID().getOctets())
                    .containsExactly(ir.transaction, early.transaction, question.transaction);
            assertBySecret(within[0], secret);
            assertThat(certificate(within[0]).getPublicKey()).isEqualTo(OTHERS.getPublic());
            assertByAuthority(within[1]);
            assertRefused(within[1], PKIFailureInfo.notAuthorized);
            assertThat(within[2].getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
        }

        @Test
        void one_message_alone_may_be_a_batch() throws Exception {
            var answer = sent(around(question().by(KEYS, registrar)).by(KEYS, registrar));
            assertThat(answer.getBody().getType()).isEqualTo(PKIBody.TYPE_NESTED);
        }

        @Test
        void none_is_decided_unless_all_are_proved() throws Exception {
            var secret = secret();
            var ir = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "").implicitly();
            byte[] message = bySecret(ir, secret);
            byte[] forged = question().by(OTHERS, registrar);
            assertRefused(sent(around(message, forged).by(KEYS, registrar)), PKIFailureInfo.badMessageCheck);
            assertThat(certificate(sent(message))).isNotNull();
        }

        @Test
        void every_transaction_and_every_nonce_is_another() throws Exception {
            var one = question();
            var other = question();
            other.transaction = one.transaction;
            assertRefused(
                    sent(around(one.by(KEYS, registrar), other.by(KEYS, registrar))
                            .by(KEYS, registrar)),
                    PKIFailureInfo.transactionIdInUse);
            var same = question();
            same.nonce = one.nonce;
            assertRefused(
                    sent(around(one.by(KEYS, registrar), same.by(KEYS, registrar))
                            .by(KEYS, registrar)),
                    PKIFailureInfo.badSenderNonce);
            var batch = around(one.by(KEYS, registrar), question().by(KEYS, registrar));
            batch.transaction = one.transaction;
            assertRefused(sent(batch.by(KEYS, registrar)), PKIFailureInfo.transactionIdInUse);
            var answering = around(question().by(KEYS, registrar));
            answering.repeated = Optional.of(Draft.random(16));
            assertRefused(sent(answering.by(KEYS, registrar)), PKIFailureInfo.badRecipientNonce);
            var again = around(question().by(KEYS, registrar));
            sent(again.by(KEYS, registrar));
            var next = around(question().by(KEYS, registrar));
            next.transaction = again.transaction;
            assertRefused(sent(next.by(KEYS, registrar)), PKIFailureInfo.transactionIdInUse);
        }

        @Test
        void has_1_to_16_messages_and_none_with_others_within() throws Exception {
            byte[] deeper = around(question().by(KEYS, registrar)).by(KEYS, registrar);
            var many = new byte[17][];
            for (int i = 0; i < many.length; i++) {
                many[i] = question().by(KEYS, registrar);
            }
            for (var around : List.of(around(), around(many), around(deeper))) {
                assertRefused(sent(around.by(KEYS, registrar)), PKIFailureInfo.badRequest);
            }
            var most = Arrays.copyOf(many, 16);
            assertThat(sent(around(most).by(KEYS, registrar)).getBody().getType())
                    .isEqualTo(PKIBody.TYPE_NESTED);
        }

        @Test
        void one_secret_earns_one_certificate_in_a_batch_too() throws Exception {
            var secret = secret();
            var first = asking(PKIBody.TYPE_INIT_REQ, OTHERS, "").implicitly();
            var second = asking(PKIBody.TYPE_INIT_REQ, KEYS, "").implicitly();
            var answer = sent(
                    around(bySecret(first, secret), bySecret(second, secret)).by(KEYS, registrar));
            var within = PKIMessages.getInstance(answer.getBody().getContent()).toPKIMessageArray();
            assertThat(certificate(within[0])).isNotNull();
            assertRefused(within[1], PKIFailureInfo.notAuthorized);
        }
    }
}
