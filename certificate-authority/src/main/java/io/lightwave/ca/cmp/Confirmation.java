package io.lightwave.ca.cmp;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.ca.revocation.Revocation;
import io.lightwave.directory.Origin;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIConfirmContent;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/// `certConf` (RFC 9483 §4.1.1), and an `error` in its place (§3.6.1): a certificate that its holder
/// rejects, or does not confirm in time, is revoked.
final class Confirmation {
    private static final Origin OWN = new Origin("", "");
    private static final int MOST_AT_ONCE = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Confirmation.class);

    /// RFC 9810 §5.3.18: the hash of the certificate's own signature, or, from version 3 on, one that is named.
    private static final Map<String, String> BY_SIGNATURE = Map.of(
            "SHA256withECDSA", "SHA-256",
            "SHA384withECDSA", "SHA-384",
            "SHA256withRSA", "SHA-256",
            "Ed25519", "SHA-512",
            "EdDSA", "SHA-512");

    private static final Map<ASN1ObjectIdentifier, String> BY_NAME = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    private final Transactions transactions;
    private final CertificateSearch search;
    private final Revocation revocation;
    private final TransactionTemplate transaction;

    Confirmation(
            Transactions transactions,
            CertificateSearch search,
            Revocation revocation,
            TransactionTemplate transaction) {
        this.transactions = transactions;
        this.search = search;
        this.revocation = revocation;
        this.transaction = transaction;
    }

    /// @throws CmpException when it confirms nothing
    Answer answer(Exchange exchange) {
        var message = exchange.message();
        var waiting = waiting(exchange);
        ASN1OctetString repeated = message.header().getRecipNonce();
        if (repeated == null || !Arrays.equals(repeated.getOctets(), waiting.nonce())) {
            throw new CmpException(PKIFailureInfo.badRecipientNonce, "the recipNonce is not our senderNonce");
        }
        var accepted = message.type() == PKIBody.TYPE_ERROR ? Optional.<CertStatus>empty() : accepted(message, waiting);
        boolean same = accepted.isPresent() && isOf(message, accepted.get(), certificate(waiting));
        if (!same) {
            reject(waiting, exchange.sender().actor(), exchange.origin());
        } else if (!transactions.end(waiting)) {
            throw confirmed();
        }
        if (accepted.isPresent() && !same) {
            throw new CmpException(
                    PKIFailureInfo.badCertId, "the hash is not that of the certificate, which is revoked");
        }
        return new Answer(new PKIBody(PKIBody.TYPE_CONFIRM, new PKIConfirmContent()));
    }

    private Transactions.Waiting waiting(Exchange exchange) {
        byte[] id = exchange.message().transactionId();
        String means = exchange.sender().means();
        return transactions
                .waiting(exchange.tenant(), id, means)
                .orElseThrow(() -> transactions.hasEnded(exchange.tenant(), id, means)
                        ? confirmed()
                        : new CmpException(PKIFailureInfo.badRequest, "no certificate waits for a confirmation here"));
    }

    private static CmpException confirmed() {
        return new CmpException(PKIFailureInfo.certConfirmed, "the certificate has been confirmed, or rejected");
    }

    /// What says that the certificate is accepted; empty when it is rejected.
    private static Optional<CertStatus> accepted(CmpMessage message, Transactions.Waiting waiting) {
        CertStatus[] all = CmpException.reading(
                "the confirmation",
                () -> CertConfirmContent.getInstance(message.whole().getBody().getContent())
                        .toCertStatusArray());
        if (all.length > 1) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §4.1.1: one certificate is confirmed");
        }
        if (all.length == 1 && !isNumbered(all[0], waiting.requestId())) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §4.1.1: the certReqId is not the request's");
        }
        return Arrays.stream(all).filter(Confirmation::isAccepted).findFirst();
    }

    /// A request in PKCS #10 has no number, and clients differ in what they take for it.
    private static boolean isNumbered(CertStatus status, int requestId) {
        return status.getCertReqId().hasValue(requestId)
                || (requestId == Wanted.NO_NUMBER && status.getCertReqId().hasValue(Wanted.ONLY_NUMBER));
    }

    private static boolean isAccepted(CertStatus status) {
        var info = status.getStatusInfo();
        boolean accepted = info == null || info.getStatusObject().hasValue(PKIStatus.GRANTED);
        if (accepted && info != null && info.getFailInfo() != null) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §4.1.1: what is accepted has not failed");
        }
        return accepted;
    }

    /// What arrived may not be what was sent.
    private static boolean isOf(CmpMessage message, CertStatus status, X509Certificate certificate) {
        try {
            return MessageDigest.isEqual(
                    MessageDigest.getInstance(hash(message, status, certificate))
                            .digest(certificate.getEncoded()),
                    status.getCertHash().getOctets());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hash(CmpMessage message, CertStatus status, X509Certificate certificate) {
        boolean named = status.getHashAlg() != null;
        if (named && !message.header().getPvno().hasValue(PKIHeader.CMP_2021)) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9810 §5.3.18: a hash is named from version 3 on");
        }
        String hash =
                named ? BY_NAME.get(status.getHashAlg().getAlgorithm()) : BY_SIGNATURE.get(certificate.getSigAlgName());
        if (hash == null) {
            throw new CmpException(PKIFailureInfo.badAlg, "the certificate's hash is SHA-256, SHA-384 or SHA-512");
        }
        return hash;
    }

    private X509Certificate certificate(Transactions.Waiting waiting) {
        return search.certificate(waiting.tenant(), waiting.certificate()).orElseThrow();
    }

    /// Lets a new certificate wait for its confirmation, and revokes it when it cannot.
    ///
    /// @return until when it waits
    Instant await(Exchange exchange, UUID certificate, int requestId) {
        try {
            return transactions.await(
                    exchange.tenant(), exchange.message().transactionId(), certificate, requestId, exchange.nonce());
        } catch (RuntimeException lost) {
            revocation.revoke(exchange.tenant(), certificate.toString(), RevocationReason.UNSPECIFIED, "server", OWN);
            throw lost;
        }
    }

    private void reject(Transactions.Waiting waiting, String actor, Origin origin) {
        transaction.executeWithoutResult(_ -> {
            if (transactions.end(waiting)) {
                revocation.revoke(
                        waiting.tenant(),
                        waiting.certificate().toString(),
                        RevocationReason.UNSPECIFIED,
                        actor,
                        origin);
            }
        });
    }

    /// Revokes what nobody has confirmed in time (RFC 9483 §4.1.1), and forgets what is over. What fails is tried again
    /// the next time, and holds up nothing else.
    void tend() {
        int failed = 0;
        List<Transactions.Waiting> unconfirmed;
        do {
            unconfirmed = transactions.unconfirmed(failed, MOST_AT_ONCE);
            for (var waiting : unconfirmed) {
                try {
                    reject(waiting, "server", OWN);
                } catch (RuntimeException e) {
                    failed++;
                    LOG.error(
                            "certificate {} of {}, which nobody confirmed, was not revoked",
                            waiting.certificate(),
                            waiting.tenant(),
                            e);
                }
            }
        } while (unconfirmed.size() == MOST_AT_ONCE);
        transactions.purge();
    }
}
