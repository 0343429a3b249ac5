package io.lightwave.ca.cmp;

import io.lightwave.ca.issuance.DerShape;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIMessages;
import org.bouncycastle.asn1.cmp.ProtectedPart;
import org.jspecify.annotations.Nullable;

/// A message as it came (RFC 9810 §5.1).
///
/// @param whole what was read; in DER, it is what came
record CmpMessage(PKIMessage whole) {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int NONCE_OCTETS = 16;
    private static final int MOST_NONCE_OCTETS = 64;
    /// How far the sender's clock may be off, and how long a message can be on its way.
    private static final Duration SKEW = Duration.ofMinutes(5);

    /// For how long a message may be shown again, from its first arrival on.
    static final Duration FRESH = SKEW.multipliedBy(2);

    private static final Map<Integer, String> WORDS = Map.of(
            PKIBody.TYPE_INIT_REQ, "ir",
            PKIBody.TYPE_CERT_REQ, "cr",
            PKIBody.TYPE_P10_CERT_REQ, "p10cr",
            PKIBody.TYPE_KEY_UPDATE_REQ, "kur",
            PKIBody.TYPE_REVOCATION_REQ, "rr",
            PKIBody.TYPE_GEN_MSG, "genm",
            PKIBody.TYPE_ERROR, "error",
            PKIBody.TYPE_CERT_CONFIRM, "certConf",
            PKIBody.TYPE_NESTED, "nested");

    /// Reads DER of at most 64 KiB. Nothing of it is proved yet.
    ///
    /// @throws IllegalArgumentException when it is no message
    static CmpMessage parse(byte[] der) {
        if (der.length > MOST_BYTES) {
            throw new IllegalArgumentException("the message is larger than 64 KiB");
        }
        DerShape.require(der);
        try {
            var message = PKIMessage.getInstance(der);
            if (!Arrays.equals(message.getEncoded("DER"), der)) {
                throw new IllegalArgumentException("the message is not in DER");
            }
            return read(message);
        } catch (IOException | RuntimeException unreadable) { // whatever the reader trips over
            throw new IllegalArgumentException("not a PKIMessage", unreadable);
        }
    }

    private static CmpMessage read(PKIMessage message) {
        message.getHeader().getGeneralInfo(); // both are otherwise read only when they are needed
        message.getExtraCerts();
        return new CmpMessage(message);
    }

    /// The messages that this one is about (RFC 9483 §5.2.2).
    ///
    /// @throws CmpException when they cannot be read
    List<CmpMessage> nested() {
        return CmpException.reading(
                "the messages within",
                () -> Stream.of(PKIMessages.getInstance(whole.getBody().getContent())
                                .toPKIMessageArray())
                        .map(CmpMessage::read)
                        .toList());
    }

    PKIHeader header() {
        return whole.getHeader();
    }

    int type() {
        return whole.getBody().getType();
    }

    /// The name of the body's alternative in the standard's ASN.1.
    String word() {
        return WORDS.getOrDefault(type(), "body " + type());
    }

    /// What of the header can be checked before anybody is known (RFC 9483 §3.5).
    ///
    /// @throws CmpException when it is not as it must be
    void requireSound(Instant now) {
        var version = header().getPvno();
        if (!version.hasValue(PKIHeader.CMP_2000) && !version.hasValue(PKIHeader.CMP_2021)) {
            throw new CmpException(PKIFailureInfo.unsupportedVersion, "the version is neither 2 nor 3");
        }
        if (header().getTransactionID() == null) {
            throw new CmpException(PKIFailureInfo.badDataFormat, "RFC 9483 §3.1: there is no transactionID");
        }
        if (length(header().getTransactionID()) != NONCE_OCTETS) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §3.1: a transactionID has 16 octets");
        }
        int nonce = length(header().getSenderNonce());
        if (nonce < NONCE_OCTETS || nonce > MOST_NONCE_OCTETS) {
            throw new CmpException(PKIFailureInfo.badSenderNonce, "RFC 9483 §3.1: a senderNonce has 16 to 64 octets");
        }
        requireRecent(now);
        if (header().getProtectionAlg() == null
                || whole.getProtection() == null
                || whole.getProtection().getPadBits() != 0) {
            throw new CmpException(PKIFailureInfo.badMessageCheck, "RFC 9483 §3.2: the message is not protected");
        }
        if (!WORDS.containsKey(type())) {
            throw new CmpException(PKIFailureInfo.badRequest, "nobody answers such a message here");
        }
        requireOwnNonce();
        requireGeneralInformation();
    }

    /// What begins a transaction answers nothing; what is around another message may repeat what that one has.
    private void requireOwnNonce() {
        boolean begins =
                type() != PKIBody.TYPE_CERT_CONFIRM && type() != PKIBody.TYPE_ERROR && type() != PKIBody.TYPE_NESTED;
        if (begins && header().getRecipNonce() != null) {
            throw new CmpException(
                    PKIFailureInfo.badRecipientNonce, "RFC 9483 §3.1: the first message has no recipNonce");
        }
    }

    /// Who does not ask for a certificate has no confirmation to spare, and says so in vain: some clients' headers are
    /// always the same.
    private void requireGeneralInformation() {
        var implicit = info(CMPObjectIdentifiers.it_implicitConfirm);
        if (implicit.filter(info -> !DERNull.INSTANCE.equals(info.getInfoValue()))
                .isPresent()) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §3.1: the value of implicitConfirm is NULL");
        }
        var wait = info(CMPObjectIdentifiers.it_confirmWaitTime);
        if (wait.isPresent() && implicit.isPresent()) {
            throw new CmpException(
                    PKIFailureInfo.badRequest, "RFC 9483 §3.1: confirmWaitTime does not stand beside implicitConfirm");
        }
        if (wait.isPresent() && !(wait.get().getInfoValue() instanceof ASN1GeneralizedTime)) {
            throw new CmpException(PKIFailureInfo.badDataFormat, "RFC 9483 §3.1: confirmWaitTime is a GeneralizedTime");
        }
    }

    private void requireRecent(Instant now) {
        var time = header().getMessageTime();
        if (time == null) {
            throw new CmpException(PKIFailureInfo.missingTimeStamp, "there is no messageTime");
        }
        Instant said;
        try {
            said = time.getDate().toInstant();
        } catch (ParseException | RuntimeException unreadable) { // whatever the reader trips over
            throw new CmpException(PKIFailureInfo.badTime, "the messageTime cannot be read");
        }
        if (said.isBefore(now.minus(SKEW)) || said.isAfter(now.plus(SKEW))) {
            throw new CmpException(PKIFailureInfo.badTime, "the messageTime is more than five minutes off");
        }
    }

    private static int length(@Nullable ASN1OctetString octets) {
        return octets == null ? 0 : octets.getOctetsLength();
    }

    byte[] transactionId() {
        return header().getTransactionID().getOctets();
    }

    /// Whether its sender wishes that nothing has to be confirmed (RFC 9810 §5.1.1.1).
    boolean asksImplicitConfirmation() {
        return info(CMPObjectIdentifiers.it_implicitConfirm).isPresent();
    }

    /// The names of the profiles that it asks for (RFC 9810 §5.1.1.4), if it does.
    ///
    /// @throws CmpException when they cannot be read
    Optional<List<String>> profiles() {
        return info(CMPObjectIdentifiers.id_it_certProfile)
                .map(info -> CmpException.reading(
                        "the certProfile",
                        () -> Stream.of(ASN1Sequence.getInstance(info.getInfoValue())
                                        .toArray())
                                .map(name -> ASN1UTF8String.getInstance(name).getString())
                                .toList()));
    }

    private Optional<InfoTypeAndValue> info(ASN1ObjectIdentifier type) {
        InfoTypeAndValue @Nullable [] all = header().getGeneralInfo();
        return Stream.ofNullable(all)
                .flatMap(Stream::of)
                .filter(info -> info.getInfoType().equals(type))
                .findFirst();
    }

    /// What the protection is over (RFC 9810 §5.1.3).
    byte[] protectedPart() {
        return protectedPart(header(), whole.getBody());
    }

    static byte[] protectedPart(PKIHeader header, PKIBody body) {
        try {
            return new ProtectedPart(header, body).getEncoded("DER");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
