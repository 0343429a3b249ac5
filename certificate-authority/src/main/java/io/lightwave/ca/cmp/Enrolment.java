package io.lightwave.ca.cmp;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.cmp.Exchange.Answer;
import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.profile.BuiltInProfiles;
import io.lightwave.ca.renewal.Renewal;
import io.lightwave.directory.TenantId;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertOrEncCert;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.CertifiedKeyPair;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.crmf.CertId;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/// `ir`, `cr`, `p10cr` and `kur` (RFC 9483 §4.1): a secret earns one certificate, a certificate its renewal.
final class Enrolment {
    private final Issuance issuance;
    private final Renewal renewal;
    private final Credentials credentials;
    private final Confirmation confirmation;
    private final Authorities authorities;

    Enrolment(
            Issuance issuance,
            Renewal renewal,
            Credentials credentials,
            Confirmation confirmation,
            Authorities authorities) {
        this.issuance = issuance;
        this.renewal = renewal;
        this.credentials = credentials;
        this.confirmation = confirmation;
        this.authorities = authorities;
    }

    /// @throws CmpException when it does not come to a decision of the authority's
    Answer answer(Exchange exchange) {
        var wanted = Wanted.of(exchange.message().whole().getBody());
        var outcome = switch (exchange.sender()) {
            case Sender.Secret secret -> earned(exchange, secret, wanted);
            case Sender.Certified certified -> renewed(exchange, certified, wanted);
        };
        return switch (outcome) {
            case IssuanceOutcome.Issued issued -> granted(exchange, wanted, issued);
            case IssuanceOutcome.Malformed(var reason) ->
                refused(exchange.message().type(), new CmpException(PKIFailureInfo.badCertTemplate, reason));
            case IssuanceOutcome.Refused(var reason) ->
                refused(exchange.message().type(), new CmpException(PKIFailureInfo.notAuthorized, reason));
        };
    }

    /// A refusal of what a message of this type asks for (RFC 9483 §4.1.1).
    static Answer refused(int type, CmpException refused) {
        return answer(
                type, null, new CertResponse(new ASN1Integer(Wanted.requestId(type)), Exchange.rejection(refused)));
    }

    /// The secret is used up first: two messages at once earn one certificate.
    private IssuanceOutcome earned(Exchange exchange, Sender.Secret secret, Wanted wanted) {
        if (exchange.message().type() == PKIBody.TYPE_KEY_UPDATE_REQ) {
            throw new CmpException(
                    PKIFailureInfo.wrongIntegrity,
                    "RFC 9483 §4.1.3: the certificate that is updated signs the message");
        }
        TenantId tenant = exchange.tenant();
        var principal = secret.principal();
        String profile = BuiltInProfiles.nameFor(principal.kind());
        requireProfile(exchange, profile);
        var credential = secret.credential().id();
        var use = use(exchange.message().transactionId());
        if (!credentials.use(tenant, credential, use)) {
            throw new CmpException(PKIFailureInfo.notAuthorized, "the secret was used before, or has expired");
        }
        var outcome = issuance.issue(new Application(
                principal,
                profile,
                wanted.material(),
                new Application.Names.OfSubject(),
                Optional.empty(),
                Optional.empty(),
                exchange.origin().by(IssuedCertificate.BY_SECRET + credential)));
        if (!(outcome instanceof IssuanceOutcome.Issued)) {
            credentials.release(tenant, credential, use);
        }
        return outcome;
    }

    private static UUID use(byte[] transactionId) {
        var octets = ByteBuffer.wrap(transactionId);
        return new UUID(octets.getLong(), octets.getLong());
    }

    /// Who comes with a certificate alone renews it, whatever the message is called.
    private IssuanceOutcome renewed(Exchange exchange, Sender.Certified certified, Wanted wanted) {
        var certificate = certified.certificate();
        if (wanted.updated().filter(old -> !names(old, certified)).isPresent()) {
            throw new CmpException(
                    PKIFailureInfo.badCertId, "RFC 9483 §4.1.3: the certificate that is updated signs the message");
        }
        renewal.profile(exchange.tenant(), certificate).ifPresent(profile -> requireProfile(exchange, profile));
        return renewal.renew(
                exchange.tenant(),
                certificate,
                wanted.material(),
                exchange.message().type() == PKIBody.TYPE_KEY_UPDATE_REQ
                        ? new Application.Names.OfPredecessor(certificate)
                        : new Application.Names.OfSubject(),
                exchange.origin());
    }

    /// Nobody chooses a profile here: whoever asks for another one gets nothing, rather than what was not asked for.
    private static void requireProfile(Exchange exchange, String profile) {
        if (exchange.message()
                .profiles()
                .filter(asked -> !asked.equals(List.of(profile)))
                .isPresent()) {
            throw new CmpException(
                    PKIFailureInfo.badRequest,
                    "RFC 9810 §5.1.1.4: the certificate is of profile %s, not of another one".formatted(profile));
        }
    }

    private static boolean names(CertId id, Sender.Certified certified) {
        return id.getIssuer().getName() instanceof X500Name issuer && certified.isNamed(id.getSerialNumber(), issuer);
    }

    private Answer granted(Exchange exchange, Wanted wanted, IssuanceOutcome.Issued issued) {
        var message = exchange.message();
        var certificate = certificate(issued.chain().getFirst());
        // Names are ours, not the request's.
        boolean met = wanted.isMetBy(issued.chain().getFirst());
        var response = new CertResponse(
                new ASN1Integer(wanted.requestId()),
                new PKIStatusInfo(met ? PKIStatus.granted : PKIStatus.grantedWithMods),
                new CertifiedKeyPair(new CertOrEncCert(certificate)),
                null);
        // Whoever shares a secret with us can believe our anchors by it (§4.1.1).
        boolean first = message.type() == PKIBody.TYPE_INIT_REQ && exchange.sender() instanceof Sender.Secret;
        CMPCertificate @Nullable [] anchors = first ? certificates(authorities.anchors(exchange.tenant())) : null;
        return new Answer(
                answer(message.type(), anchors, response).body(),
                List.of(confirmation(exchange, issued.id(), wanted.requestId())));
    }

    private InfoTypeAndValue confirmation(Exchange exchange, UUID certificate, int requestId) {
        if (exchange.message().asksImplicitConfirmation()) {
            return new InfoTypeAndValue(CMPObjectIdentifiers.it_implicitConfirm, DERNull.INSTANCE);
        }
        var until = confirmation.await(exchange, certificate, requestId);
        return new InfoTypeAndValue(CMPObjectIdentifiers.it_confirmWaitTime, new DERGeneralizedTime(Date.from(until)));
    }

    private static Answer answer(int type, CMPCertificate @Nullable [] anchors, CertResponse response) {
        int answer = type == PKIBody.TYPE_P10_CERT_REQ ? PKIBody.TYPE_CERT_REP : type + 1;
        return new Answer(new PKIBody(answer, new CertRepMessage(anchors, new CertResponse[] {response})));
    }

    static CMPCertificate[] certificates(List<X509Certificate> all) {
        return all.stream().map(Enrolment::certificate).toArray(CMPCertificate[]::new);
    }

    static CMPCertificate certificate(X509Certificate certificate) {
        try {
            return CMPCertificate.getInstance(certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
