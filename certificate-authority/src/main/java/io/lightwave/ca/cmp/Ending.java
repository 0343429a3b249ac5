package io.lightwave.ca.cmp;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.ca.revocation.Revocation;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.RevDetails;
import org.bouncycastle.asn1.cmp.RevRepContentBuilder;
import org.bouncycastle.asn1.cmp.RevReqContent;
import org.bouncycastle.asn1.crmf.CertId;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/// `rr` (RFC 9483 §4.2): a certificate is revoked by its own key. Another certificate of the same subject does not do,
/// since whoever took it from one of many replicas could end those of all.
final class Ending {
    private final CertificateSearch search;
    private final Revocation revocation;

    Ending(CertificateSearch search, Revocation revocation) {
        this.search = search;
        this.revocation = revocation;
    }

    /// @throws CmpException when nothing is revoked
    Answer answer(Exchange exchange) {
        if (!(exchange.sender() instanceof Sender.Certified certified)) {
            throw new CmpException(
                    PKIFailureInfo.wrongIntegrity, "RFC 9483 §4.2: the certificate that is revoked signs the message");
        }
        var asked = CmpException.reading("the request", () -> asked(exchange, certified));
        X509Certificate certificate = certified.certificate();
        revoke(exchange, certificate, asked);
        var id = new CertId(new GeneralName(certified.issuer()), certificate.getSerialNumber());
        return new Answer(new PKIBody(
                PKIBody.TYPE_REVOCATION_REP,
                new RevRepContentBuilder()
                        .add(new PKIStatusInfo(PKIStatus.granted), id)
                        .build()));
    }

    /// RFC 9483 §4.2.
    static Answer refused(CmpException refused) {
        return new Answer(new PKIBody(
                PKIBody.TYPE_REVOCATION_REP,
                new RevRepContentBuilder().add(Exchange.rejection(refused)).build()));
    }

    private static RevocationReason asked(Exchange exchange, Sender.Certified certified) {
        var all = RevReqContent.getInstance(exchange.message().whole().getBody().getContent())
                .toRevDetailsArray();
        if (all.length != 1) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 9483 §4.2: one certificate is revoked");
        }
        requireItself(all[0], certified);
        return reason(all[0]);
    }

    private static RevocationReason reason(RevDetails details) {
        var extensions = details.getCrlEntryDetails();
        Extension code = extensions == null ? null : extensions.getExtension(Extension.reasonCode);
        return code == null
                ? RevocationReason.UNSPECIFIED
                : RevocationReason.ofHolder(ASN1Enumerated.getInstance(code.getParsedValue())
                                .intValueExact())
                        .orElseThrow(() -> new CmpException(
                                PKIFailureInfo.badRequest,
                                "a holder's reason is 0, 1, 3, 4, 5 or 9 of RFC 5280 §5.3.1"));
    }

    /// What else is said of the certificate must be true of it.
    private static void requireItself(RevDetails details, Sender.Certified certified) {
        var named = details.getCertDetails();
        if (named.getSerialNumber() == null || named.getIssuer() == null) {
            throw new CmpException(
                    PKIFailureInfo.addInfoNotAvailable, "RFC 9483 §4.2: issuer and serialNumber name the certificate");
        }
        if (!Wanted.isOfOurVersion(named)) {
            throw new CmpException(PKIFailureInfo.badRequest, "RFC 5280 §4.1.2.1: the certificate is of version 3");
        }
        if (!Wanted.isTrueOf(named, certified.certificate())) {
            throw new CmpException(
                    PKIFailureInfo.badCertId, "RFC 9483 §4.2: the certificate that is revoked signs the message");
        }
    }

    private void revoke(Exchange exchange, X509Certificate certificate, RevocationReason reason) {
        var record = search.findByFingerprint(exchange.tenant(), Fingerprint.of(certificate))
                .orElseThrow();
        var answer = revocation.revoke(
                exchange.tenant(),
                record.id().toString(),
                reason,
                exchange.sender().actor(),
                exchange.origin());
        switch (answer) {
            case Revocation.Answer.Done _ -> {} // as the answer says
            case Revocation.Answer.NotFound() ->
                throw new CmpException(PKIFailureInfo.badCertId, "there is no such certificate");
            case Revocation.Answer.Refused(var why) -> throw new CmpException(PKIFailureInfo.certRevoked, why);
        }
    }
}
