package io.lightwave.ca.cmp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.ca.delegate.Delegate;
import io.lightwave.ca.delegate.Delegates;
import io.lightwave.ca.delegate.Task;
import io.lightwave.ca.template.KeyIdentifier;
import io.lightwave.directory.TenantId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIHeaderBuilder;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/// Writes answers (RFC 9483 §3.1 to §3.3), protected as the message was: by the secret, or by a key of the issuing
/// authority's for this alone, since the authority's own signs certificates and lists only.
final class Answers {
    private static final int NONCE_OCTETS = 16;
    private static final BigInteger NEWER = BigInteger.valueOf(PKIHeader.CMP_2021);

    private final Authorities authorities;
    private final Delegates delegates;
    private final InstantSource clock;
    private final SecureRandom random;

    Answers(Authorities authorities, Delegates delegates, InstantSource clock, SecureRandom random) {
        this.authorities = authorities;
        this.delegates = delegates;
        this.clock = clock;
        this.random = random;
    }

    /// For the answer to one message.
    byte[] nonce() {
        byte[] nonce = new byte[NONCE_OCTETS];
        random.nextBytes(nonce);
        return nonce;
    }

    /// @param secret that protected the message; empty when none did
    /// @param nonce from [#nonce]
    byte[] write(TenantId tenant, CmpMessage to, Optional<PasswordMac> secret, byte[] nonce, Answer answer) {
        var authority = authorities.issuing(tenant);
        return secret.map(mac -> byMac(authority, to, mac.salted(random), nonce, answer))
                .orElseGet(() -> bySignature(authority, to, nonce, answer));
    }

    byte[] writeError(
            TenantId tenant, CmpMessage to, Optional<PasswordMac> secret, byte[] nonce, CmpException refused) {
        var body = new PKIBody(PKIBody.TYPE_ERROR, new ErrorMsgContent(Exchange.rejection(refused)));
        return write(tenant, to, secret, nonce, new Answer(body));
    }

    private byte[] byMac(Authority authority, CmpMessage to, PasswordMac mac, byte[] nonce, Answer answer) {
        var header = header(authority.certificate(), to, nonce, answer)
                .setProtectionAlg(mac.algorithm())
                .setSenderKID(to.header().getSenderKID())
                .build();
        byte[] protection = mac.of(CmpMessage.protectedPart(header, answer.body()));
        return encoded(header, answer, protection, extra(Optional.empty(), authority));
    }

    private byte[] bySignature(Authority authority, CmpMessage to, byte[] nonce, Answer answer) {
        var delegate = delegates.current(authority, Task.CMP);
        var signer = delegate.key().signer();
        var header = header(delegate.certificate(), to, nonce, answer)
                .setProtectionAlg(signer.getAlgorithmIdentifier())
                .setSenderKID(KeyIdentifier.in(delegate.certificate()))
                .build();
        try {
            signer.getOutputStream().write(CmpMessage.protectedPart(header, answer.body()));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return encoded(header, answer, signer.getSignature(), extra(Optional.of(delegate), authority));
    }

    private PKIHeaderBuilder header(X509Certificate sender, CmpMessage to, byte[] nonce, Answer answer) {
        // To one that nobody knows, the nearest that we know (RFC 9810 §7).
        boolean newer = to.header().getPvno().getValue().compareTo(NEWER) >= 0;
        var name = X500Name.getInstance(sender.getSubjectX500Principal().getEncoded());
        var header = new PKIHeaderBuilder(
                        newer ? PKIHeader.CMP_2021 : PKIHeader.CMP_2000,
                        new GeneralName(name),
                        to.header().getSender())
                .setMessageTime(new DERGeneralizedTime(Date.from(clock.instant())))
                .setSenderNonce(nonce);
        if (to.header().getTransactionID() != null) {
            header.setTransactionID(to.header().getTransactionID());
        }
        if (to.header().getSenderNonce() != null) {
            header.setRecipNonce(to.header().getSenderNonce());
        }
        if (!answer.info().isEmpty()) {
            header.setGeneralInfo(answer.info().toArray(InfoTypeAndValue[]::new));
        }
        return header;
    }

    /// The signer's certificate comes first, then what leads to the anchor, also to the one before.
    private static List<X509Certificate> extra(Optional<Delegate> delegate, Authority authority) {
        List<X509Certificate> extra = new ArrayList<>();
        delegate.map(Delegate::certificate).ifPresent(extra::add);
        extra.addAll(authority.chain());
        authority.cross().ifPresent(extra::add);
        return extra;
    }

    private static byte[] encoded(PKIHeader header, Answer answer, byte[] protection, List<X509Certificate> extra) {
        try {
            return new PKIMessage(header, answer.body(), new DERBitString(protection), Enrolment.certificates(extra))
                    .getEncoded("DER");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
