package io.lightwave.ca.cmp;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.jspecify.annotations.Nullable;

/// A message around others (RFC 9483 §5.2.2): one to which a registration authority adds its protection, or a batch.
/// Whoever sends it vouches for nothing: each message within proves itself.
///
/// @param adds whether it only adds protection to the one message within, which is answered in its place
record Nested(boolean adds, List<CmpMessage> messages) {
    private static final int MOST = 16;

    Nested {
        messages = List.copyOf(messages);
    }

    /// @throws CmpException when it is not as it must be, or anything within is not
    static Nested of(Exchange exchange, Instant now) {
        if (!(exchange.sender() instanceof Sender.Certified)) {
            throw new CmpException(
                    PKIFailureInfo.wrongIntegrity,
                    "RFC 9483 §5.2.2: what is around messages is signed, not under a MAC");
        }
        var around = exchange.message();
        var messages = around.nested();
        if (messages.isEmpty() || messages.size() > MOST) {
            throw new CmpException(PKIFailureInfo.badRequest, "there are 1 to 16 messages in one");
        }
        for (var message : messages) {
            message.requireSound(now);
            if (message.type() == PKIBody.TYPE_NESTED) {
                throw new CmpException(PKIFailureInfo.badRequest, "no message within has others within");
            }
        }
        boolean adds = messages.size() == 1 && repeats(around, messages.getFirst());
        if (!adds) {
            requireFresh(around, messages);
        }
        requireRepeated(around.header().getRecipNonce(), adds ? messages.getFirst() : null);
        return new Nested(adds, messages);
    }

    /// A batch begins a transaction, and so does what is added to a message that does (§3.1).
    ///
    /// @param nonce null when there is none
    /// @param within null for a batch
    private static void requireRepeated(@Nullable ASN1OctetString nonce, @Nullable CmpMessage within) {
        if (nonce != null && (within == null || !nonce.equals(within.header().getRecipNonce()))) {
            throw new CmpException(
                    PKIFailureInfo.badRecipientNonce,
                    "RFC 9483 §3.1: what is around a message has the recipNonce of that or none");
        }
    }

    /// §5.2.2.1: protection is added with the transactionID and the senderNonce of the message, §5.2.2.2: to a batch
    /// with others.
    private static boolean repeats(CmpMessage around, CmpMessage within) {
        boolean transaction =
                around.header().getTransactionID().equals(within.header().getTransactionID());
        boolean nonce = around.header().getSenderNonce().equals(within.header().getSenderNonce());
        if (transaction && !nonce) {
            throw new CmpException(PKIFailureInfo.badSenderNonce, "RFC 9483 §5.2.2.1: the senderNonce is repeated");
        }
        if (nonce && !transaction) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §5.2.2.1: the transactionID is repeated");
        }
        return transaction;
    }

    private static void requireFresh(CmpMessage around, List<CmpMessage> messages) {
        var headers = Stream.concat(Stream.of(around), messages.stream())
                .map(CmpMessage::header)
                .toList();
        if (headers.stream().map(PKIHeader::getTransactionID).distinct().count() < headers.size()) {
            throw new CmpException(
                    PKIFailureInfo.transactionIdInUse, "RFC 9483 §5.2.2.2: each transactionID is another");
        }
        if (headers.stream().map(PKIHeader::getSenderNonce).distinct().count() < headers.size()) {
            throw new CmpException(PKIFailureInfo.badSenderNonce, "RFC 9483 §5.2.2.2: each senderNonce is another");
        }
    }
}
