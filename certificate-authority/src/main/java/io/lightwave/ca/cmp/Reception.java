package io.lightwave.ca.cmp;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.ca.binding.Credential;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.certificate.Fingerprint;
import io.lightwave.ca.certificate.IssuedCertificate;
import io.lightwave.ca.message.Base64Url;
import io.lightwave.ca.template.KeyIdentifier;
import io.lightwave.ca.template.Signatures;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/// Finds out who has protected a message (RFC 9483 §3.2, §3.5): the holder of a certificate of the tenant, or whoever
/// has a secret that an administrator gave for a subject.
final class Reception {
    private static final String THROTTLE = "cmp-secret";
    private static final int LONGEST_REFERENCE = 100;

    /// As long as a secret, and compared with nothing.
    private static final String NOBODY_S = "-".repeat(43);

    private final CertificateHolders holders;
    private final Credentials credentials;
    private final ActivePrincipals principals;
    private final CertificateSearch search;
    private final Throttle throttle;

    Reception(
            CertificateHolders holders,
            Credentials credentials,
            ActivePrincipals principals,
            CertificateSearch search,
            Throttle throttle) {
        this.holders = holders;
        this.search = search;
        this.credentials = credentials;
        this.principals = principals;
        this.throttle = throttle;
    }

    /// @throws CmpException when it cannot be found out
    Sender authenticate(TenantId tenant, CmpMessage message, Origin origin, Instant now) {
        var algorithm = message.header().getProtectionAlg().getAlgorithm();
        return algorithm.equals(CMPObjectIdentifiers.passwordBasedMac)
                        || algorithm.equals(PKCSObjectIdentifiers.id_PBMAC1)
                ? bySecret(tenant, message, origin, now)
                : byCertificate(tenant, message, now);
    }

    /// An unknown reference and a wrong MAC answer alike, and after the same work.
    private Sender bySecret(TenantId tenant, CmpMessage message, Origin origin, Instant now) {
        var parameters = PasswordMac.Parameters.read(message.header().getProtectionAlg());
        String reference = reference(message.header().getSenderKID());
        Optional<Credential> known = credentials.find(tenant, Credential.Protocol.CMP, reference);
        Optional<Credential> credential = known.filter(found -> isGoodFor(message.type(), found, now));
        // By address too, so that who guesses cannot lock the subject out elsewhere.
        var guess = new Throttle.Guess(
                tenant,
                Throttle.Whose.CLIENTS,
                THROTTLE,
                credential.map(found -> found.id().toString()).orElse("unknown " + reference) + "/" + origin.address(),
                credential.map(found -> found.subject().toString()).orElse(""),
                origin.address());
        throttle.closed(guess).ifPresent(closed -> {
            throw CmpException.notAuthentic(PKIFailureInfo.badMessageCheck, closed.reason());
        });
        var mac = parameters.by(credential
                .map(found -> Base64Url.encoded(credentials.macKey(tenant, found)))
                .orElse(NOBODY_S));
        boolean same = MessageDigest.isEqual(
                mac.of(message.protectedPart()), message.whole().getProtection().getOctets());
        if (credential.isEmpty() || !same) {
            throttle.failed(guess);
            throw CmpException.notAuthentic(
                    PKIFailureInfo.badMessageCheck,
                    credential.isPresent()
                            ? "the MAC is not by the secret " + reference
                            : known.map(found -> "the secret %s was used before, or has expired".formatted(reference))
                                    .orElse("no secret has the reference '%s'".formatted(reference)));
        }
        throttle.succeeded(guess);
        ActivePrincipal principal = principals
                .find(tenant, credential.get().subject())
                .orElseThrow(
                        () -> new CmpException(PKIFailureInfo.notAuthorized, "the secret's subject is not active"));
        return new Sender.Secret(credential.get(), principal, mac);
    }

    /// One that has been used ends what it has begun, and learns that it was used; nothing else is told to it.
    private static boolean isGoodFor(int type, Credential credential, Instant now) {
        if (type == PKIBody.TYPE_CERT_CONFIRM || type == PKIBody.TYPE_ERROR) {
            return credential.account().isPresent() || isFresh(credential, now);
        }
        boolean asks =
                type == PKIBody.TYPE_INIT_REQ || type == PKIBody.TYPE_CERT_REQ || type == PKIBody.TYPE_P10_CERT_REQ;
        return isFresh(credential, now) && (asks || credential.account().isEmpty());
    }

    private static boolean isFresh(Credential credential, Instant now) {
        return credential.expiresAt().filter(end -> !now.isBefore(end)).isEmpty();
    }

    private static String reference(@Nullable ASN1OctetString given) {
        String text = given == null ? "" : new String(given.getOctets(), StandardCharsets.US_ASCII);
        return text.substring(0, Math.min(text.length(), LONGEST_REFERENCE)).replaceAll("[^\\x20-\\x7e]", "?");
    }

    /// The certificate is the first of the extra ones (RFC 9483 §3.3). Whoever has the key of one that was revoked
    /// learns that it was, as when the answer to the revocation was lost.
    private Sender byCertificate(TenantId tenant, CmpMessage message, Instant now) {
        if (!Signatures.isKnown(message.header().getProtectionAlg())) {
            throw CmpException.notAuthentic(PKIFailureInfo.badAlg, "the protection is by no algorithm of ours");
        }
        var certificate = certificate(message);
        var principal = holders.find(tenant, certificate);
        if (principal.isEmpty() && !isRevoked(tenant, certificate, now)) {
            throw CmpException.notAuthentic(
                    PKIFailureInfo.signerNotTrusted,
                    "the certificate is none of the tenant's that is good and for clients");
        }
        requireSame(message, certificate);
        try {
            if (!Signatures.isBy(
                    SubjectKey.of(certificate.getPublicKey()),
                    message.header().getProtectionAlg(),
                    message.protectedPart(),
                    message.whole().getProtection().getOctets())) {
                throw CmpException.notAuthentic(
                        PKIFailureInfo.badMessageCheck, "the signature is not by the certificate's key");
            }
        } catch (IllegalArgumentException unusable) {
            throw CmpException.notAuthentic(PKIFailureInfo.badAlg, String.valueOf(unusable.getMessage()));
        }
        return new Sender.Certified(
                certificate,
                principal.orElseThrow(
                        () -> new CmpException(PKIFailureInfo.certRevoked, "the certificate has been revoked")));
    }

    private boolean isRevoked(TenantId tenant, X509Certificate certificate, Instant now) {
        return search.findByFingerprint(tenant, Fingerprint.of(certificate))
                .filter(record -> record.state(now) == IssuedCertificate.State.REVOKED)
                .isPresent();
    }

    private static X509Certificate certificate(CmpMessage message) {
        var extra = message.whole().getExtraCerts();
        if (extra == null || extra.length == 0 || !extra[0].isX509v3PKCert()) {
            throw CmpException.notAuthentic(
                    PKIFailureInfo.badMessageCheck, "the message does not bring its signer's certificate");
        }
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(extra[0].getEncoded("DER")));
        } catch (CertificateException | IOException unreadable) {
            throw CmpException.notAuthentic(PKIFailureInfo.signerNotTrusted, "the signer's certificate cannot be read");
        }
    }

    /// The header says the same (RFC 9483 §3.1): the subject as sender, and its key identifier.
    private static void requireSame(CmpMessage message, X509Certificate certificate) {
        var header = message.header();
        boolean named = header.getSender().getTagNo() == GeneralName.directoryName
                && X500Name.getInstance(header.getSender().getName())
                        .equals(X500Name.getInstance(
                                certificate.getSubjectX500Principal().getEncoded()));
        boolean same = header.getSenderKID() != null
                && MessageDigest.isEqual(header.getSenderKID().getOctets(), KeyIdentifier.in(certificate));
        if (!named || !same) {
            throw CmpException.notAuthentic(
                    PKIFailureInfo.badMessageCheck,
                    "RFC 9483 §3.1: sender and senderKID are not those of the signer's certificate");
        }
    }
}
