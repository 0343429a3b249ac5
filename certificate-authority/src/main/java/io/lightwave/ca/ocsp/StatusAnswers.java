package io.lightwave.ca.ocsp;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.delegate.Delegates;
import io.lightwave.ca.delegate.Task;
import io.lightwave.ca.ocsp.CertificateStatuses.Known;
import io.lightwave.ca.ocsp.CertificateStatuses.SignedAnswer;
import io.lightwave.directory.TenantId;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.UnknownStatus;

/// Answers OCSP requests for the authorities of a tenant.
final class StatusAnswers {
    /// How long an answer may be believed, and with it how long one from before a revocation could be shown again.
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration RENEWAL = Duration.ofMinutes(30);
    private static final Map<ASN1ObjectIdentifier, String> HASHES = Map.of(
            OIWObjectIdentifiers.idSHA1, "SHA-1",
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");

    private final Authorities authorities;
    private final Delegates delegates;
    private final CertificateStatuses statuses;
    private final InstantSource clock;

    StatusAnswers(Authorities authorities, Delegates delegates, CertificateStatuses statuses, InstantSource clock) {
        this.authorities = authorities;
        this.delegates = delegates;
        this.statuses = statuses;
        this.clock = clock;
    }

    /// One certificate that is asked about.
    ///
    /// @param known empty when the authority did not sign it
    private record Question(CertID id, Optional<Known> known) {}

    /// The DER form of the response, which may be an error of RFC 6960 §2.3; empty when the tenant has no authorities.
    Optional<byte[]> answer(TenantId tenant, byte[] encoded) {
        var issuers = authorities.of(tenant);
        if (issuers.isEmpty()) {
            return Optional.empty();
        }
        OcspRequest request;
        try {
            request = OcspRequest.parse(encoded);
        } catch (IllegalArgumentException malformed) {
            return Optional.of(error(OCSPRespBuilder.MALFORMED_REQUEST));
        }
        var asked = request.certificates().stream()
                .map(id -> issuer(issuers, id))
                .distinct()
                .toList();
        boolean able = asked.size() == 1
                && asked.getFirst()
                        .filter(authority -> authority.isValidAt(clock.instant()))
                        .isPresent();
        // One responder answers for one authority, while that is valid; who asks about several, or about others', must
        // ask elsewhere.
        return Optional.of(
                able ? answer(tenant, asked.getFirst().get(), request) : error(OCSPRespBuilder.UNAUTHORIZED));
    }

    private byte[] answer(TenantId tenant, Authority authority, OcspRequest request) {
        List<Question> questions = request.certificates().stream()
                .map(id -> new Question(
                        id,
                        statuses.find(
                                tenant, authority.name(), id.getSerialNumber().getValue())))
                .toList();
        Instant now = clock.instant();
        if (questions.size() > 1
                || request.nonce().isPresent()
                || questions.getFirst().known().isEmpty()) {
            return signed(authority, questions, request.nonce(), now);
        }
        var question = questions.getFirst();
        var answers = question.known().orElseThrow().answers();
        var prepared = answers.get(question.id().getHashAlgorithm());
        if (prepared != null && now.isBefore(prepared.renewAt())) {
            return prepared.encoded();
        }
        byte[] fresh = signed(authority, questions, Optional.empty(), now);
        answers.put(question.id().getHashAlgorithm(), new SignedAnswer(fresh, now.plus(RENEWAL)));
        return fresh;
    }

    private byte[] signed(Authority authority, List<Question> questions, Optional<byte[]> nonce, Instant now) {
        try {
            var responder = delegates.current(authority, Task.OCSP);
            var certificate = new X509CertificateHolder(responder.certificate().getEncoded());
            var builder = new BasicOCSPRespBuilder(new RespID(certificate.getSubject()));
            Instant thisUpdate = now.truncatedTo(ChronoUnit.SECONDS);
            for (var question : questions) {
                builder.addResponse(
                        new CertificateID(question.id()),
                        question.known().isPresent() ? question.known().get().status() : new UnknownStatus(),
                        Date.from(thisUpdate),
                        Date.from(thisUpdate.plus(LIFETIME)));
            }
            if (nonce.isPresent()) {
                builder.setResponseExtensions(new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        new DEROctetString(nonce.get()).getEncoded())));
            }
            var basic = builder.build(
                    responder.key().signer(), new X509CertificateHolder[] {certificate}, Date.from(thisUpdate));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (OCSPException | IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(
                    "the answer for %s could not be signed".formatted(authority.name()), failed);
        }
    }

    private static byte[] error(int status) {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (OCSPException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Optional<Authority> issuer(List<Authority> authorities, CertID id) {
        String hash = HASHES.get(id.getHashAlgorithm().getAlgorithm());
        return hash == null
                ? Optional.empty()
                : authorities.stream()
                        .filter(authority -> isIssuer(authority, id, hash))
                        .findFirst();
    }

    private static boolean isIssuer(Authority authority, CertID id, String hash) {
        try {
            var digest = MessageDigest.getInstance(hash);
            var certificate = authority.certificate();
            byte[] name = digest.digest(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                            .getEncoded("DER"));
            byte[] key = digest.digest(
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                            .getPublicKeyData()
                            .getOctets());
            return Arrays.equals(name, id.getIssuerNameHash().getOctets())
                    && Arrays.equals(key, id.getIssuerKeyHash().getOctets());
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
