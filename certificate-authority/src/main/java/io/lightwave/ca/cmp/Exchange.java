package io.lightwave.ca.cmp;

import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.util.List;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;

/// A message whose sender is known, and what its answer will have.
///
/// @param nonce the answer's senderNonce
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Exchange(TenantId tenant, CmpMessage message, Sender sender, byte[] nonce, Origin origin) {

    /// @param info of the answer's header
    record Answer(PKIBody body, List<InfoTypeAndValue> info) {
        Answer {
            info = List.copyOf(info);
        }

        Answer(PKIBody body) {
            this(body, List.of());
        }
    }

    /// A refusal as it is told (RFC 9483 §3.6).
    static PKIStatusInfo rejection(CmpException refused) {
        return new PKIStatusInfo(
                PKIStatus.rejection, new PKIFreeText(refused.told()), new PKIFailureInfo(refused.failure()));
    }
}
