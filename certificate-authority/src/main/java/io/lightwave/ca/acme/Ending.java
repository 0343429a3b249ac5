package io.lightwave.ca.acme;

import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.ca.message.JsonObject;
import io.lightwave.ca.message.SignedMessage;
import io.lightwave.ca.order.Orders;
import io.lightwave.ca.revocation.Revocation;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/// Revocation (RFC 8555 §7.6) by the account that the certificate was issued to, by one that has proved control over
/// all of its names, and by the certificate's own key. With a leaked key go its holder's other certificates for it,
/// whose names somebody who proved those of one need not control: that takes the account or the key.
final class Ending {
    private final Reception reception;
    private final Orders orders;
    private final CertificateSearch search;
    private final Revocation revocation;

    Ending(Reception reception, Orders orders, CertificateSearch search, Revocation revocation) {
        this.reception = reception;
        this.orders = orders;
        this.search = search;
        this.revocation = revocation;
    }

    void revoke(Reception.Arrived arrived) {
        switch (reception.byEither(arrived)) {
            case Reception.ByEither.Account(var request) -> {
                var wanted = wanted(request.tenant(), request.message());
                boolean own = orders.accountOf(request.tenant(), wanted.record().id())
                        .filter(request.account().id()::equals)
                        .isPresent();
                if (!own
                        && !orders.haveProved(
                                request.tenant(),
                                request.account().id(),
                                wanted.record().names())) {
                    throw reception.refused(
                            arrived,
                            request.actor(),
                            "the certificate is another account's, and this one has not proved control over its names");
                }
                if (!own && wanted.reason() == RevocationReason.KEY_COMPROMISE) {
                    throw reception.refused(
                            arrived,
                            request.actor(),
                            "the certificate is another account's: who has its key says with it that it has leaked");
                }
                revoke(request.tenant(), wanted, request.actor(), request.origin());
            }
            case Reception.ByEither.Key(var request) -> {
                var wanted = wanted(request.tenant(), request.message());
                String actor = "key:" + request.key().thumbprint();
                if (!Arrays.equals(
                        request.key().publicKey().getEncoded(),
                        wanted.certificate().getPublicKey().getEncoded())) {
                    throw reception.refused(arrived, actor, "the key is not that of the certificate");
                }
                revoke(request.tenant(), wanted, actor, request.origin());
            }
        }
    }

    private record Wanted(X509Certificate certificate, IssuedCertificate record, RevocationReason reason) {}

    private Wanted wanted(TenantId tenant, SignedMessage message) {
        var payload = message.payload();
        byte[] encoded = Base64Url.decoded("the certificate", payload.text("certificate"));
        try {
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
            return search.findByFingerprint(tenant, Fingerprint.of(encoded))
                    .map(record -> new Wanted(certificate, record, reason(payload)))
                    .orElseThrow(AcmeException::notFound);
        } catch (CertificateException unreadable) {
            throw AcmeException.malformed("RFC 8555 §7.6: the certificate is no X.509 certificate in DER");
        }
    }

    private static RevocationReason reason(JsonObject payload) {
        int code = payload.optionalNumber("reason").orElse(0);
        return RevocationReason.ofHolder(code)
                .orElseThrow(() -> new AcmeException(
                        ErrorType.BAD_REVOCATION_REASON, "a reason is 0, 1, 3, 4, 5 or 9 of RFC 5280 §5.3.1"));
    }

    private void revoke(TenantId tenant, Wanted wanted, String actor, Origin origin) {
        switch (revocation.revoke(tenant, wanted.record().id().toString(), wanted.reason(), actor, origin)) {
            case Revocation.Answer.Done _ -> {} // an empty answer
            case Revocation.Answer.NotFound _ -> throw AcmeException.notFound();
            case Revocation.Answer.Refused(var why) -> throw new AcmeException(ErrorType.ALREADY_REVOKED, why);
        }
    }
}
