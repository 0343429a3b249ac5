package io.lightwave.workload.recognition;

import io.lightwave.directory.CertificateStrength;
import io.lightwave.directory.Restoration;
import io.lightwave.workload.issuer.IssuerKind;
import io.lightwave.workload.issuer.TrustedIssuer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Verifies documents that clouds sign about machines: by a certificate that an operator gave for the region (AWS), or
/// by the chain of the one that verifies the signature, and its name (Azure); then the time, and what it is for.
final class DocumentVerifier {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 4096;
    private static final int LONGEST_PATH = 4;
    private static final Pattern CLOUD = Pattern.compile("(?:.*[.])?(metadata[.]azure[.](?:com|us|cn))");
    private static final DateTimeFormatter AZURE_TIME =
            DateTimeFormatter.ofPattern("MM/dd/uu HH:mm:ss xx", Locale.ROOT);

    private final Restoration restoration;
    private final InstantSource clock;

    DocumentVerifier(Restoration restoration, InstantSource clock) {
        this.restoration = restoration;
        this.clock = clock;
    }

    /// What a region's documents are registered as.
    static String ec2(String region) {
        return "https://ec2." + region + ".amazonaws.com";
    }

    /// The same of the cloud in whose name a certificate is; empty when it is in another name.
    static Optional<String> azure(X509Certificate leaf) {
        try {
            var names = Optional.ofNullable(leaf.getSubjectAlternativeNames()).orElse(List.of());
            return names.stream()
                    .filter(name -> name.getFirst().equals(2))
                    .map(name -> CLOUD.matcher(String.valueOf(name.get(1))))
                    .filter(Matcher::matches)
                    .map(name -> "https://" + name.group(1))
                    .findFirst();
        } catch (CertificateParsingException malformed) {
            return Optional.empty();
        }
    }

    /// @param audience whom it has to be for, where it can say so
    EvidenceVerifier.Outcome verify(SignedDocument document, TrustedIssuer issuer, String audience) {
        boolean aws = issuer.kind() == IssuerKind.EC2;
        var given = certificates(issuer);
        var signer = document.signer(aws ? given : document.certificates()).orElse(null);
        if (signer == null) {
            return new EvidenceVerifier.Outcome.Refused("its signer is none of the issuer's certificates");
        }
        if (!(signer.getPublicKey() instanceof RSAPublicKey key)
                || key.getModulus().bitLength() < LEAST_RSA_BITS
                || key.getModulus().bitLength() > MOST_RSA_BITS) {
            return new EvidenceVerifier.Outcome.Refused("its signer's key is not RSA of 2048 to 4096 bits");
        }
        if (!document.isSignedBy(key)) {
            return new EvidenceVerifier.Outcome.Refused("the signature is not by its signer's key");
        }
        boolean chained = aws
                || (chains(signer, document.certificates(), given)
                        && azure(signer).equals(Optional.of(issuer.issuer())));
        if (!chained) {
            return new EvidenceVerifier.Outcome.Refused("its signer's certificate is not by the issuer's authorities");
        }
        if (aws && !isInTime(signer)) {
            return new EvidenceVerifier.Outcome.Refused("its signer's certificate is not valid now");
        }
        JsonNode claims = document.content();
        return (aws ? ec2Problem(claims, issuer) : azureProblem(claims, audience))
                .or(() -> timeProblem(claims, issuer.kind()))
                .<EvidenceVerifier.Outcome>map(
                        problem -> new EvidenceVerifier.Outcome.Refused(problem, Optional.of(claims)))
                .orElseGet(() -> new EvidenceVerifier.Outcome.Verified(evidence(claims, issuer)));
    }

    private static List<X509Certificate> certificates(TrustedIssuer issuer) {
        try {
            var pem = new ByteArrayInputStream(issuer.caBundle().getBytes(StandardCharsets.US_ASCII));
            return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException checkedWhenSaved) {
            throw new IllegalStateException(checkedWhenSaved);
        }
    }

    private boolean isInTime(X509Certificate certificate) {
        Instant now = clock.instant();
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /// Every certificate that the operator gave is believed while it is in time, for Azure sends no intermediate.
    private boolean chains(X509Certificate leaf, List<X509Certificate> sent, List<X509Certificate> given) {
        Set<TrustAnchor> anchors = given.stream()
                .filter(this::isInTime)
                .filter(CertificateStrength::isAuthority)
                .map(anchor -> new TrustAnchor(anchor, null))
                .collect(Collectors.toSet());
        boolean[] usage = leaf.getKeyUsage();
        if (anchors.isEmpty()
                || leaf.getBasicConstraints() >= 0
                || (usage != null && !usage[0])
                || CertificateStrength.isWeak(leaf)) {
            return false;
        }
        try {
            var target = new X509CertSelector();
            target.setCertificate(leaf);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false); // lists stand at addresses that only the evidence names
            parameters.setMaxPathLength(LONGEST_PATH);
            parameters.setDate(Date.from(clock.instant()));
            var strong = sent.stream()
                    .filter(one -> !CertificateStrength.isWeak(one))
                    .toList();
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(strong)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException noPath) {
            return false;
        }
    }

    private static Optional<String> ec2Problem(JsonNode claims, TrustedIssuer issuer) {
        if (text(claims, "accountId").isEmpty() || text(claims, "instanceId").isEmpty()) {
            return Optional.of("it has no accountId or no instanceId");
        }
        return text(claims, "region")
                        .filter(region -> ec2(region).equals(issuer.issuer()))
                        .isPresent()
                ? Optional.empty()
                : Optional.of("it is of another region than the issuer");
    }

    private static Optional<String> azureProblem(JsonNode claims, String audience) {
        if (text(claims, "vmId").isEmpty() || text(claims, "subscriptionId").isEmpty()) {
            return Optional.of("it has no vmId or no subscriptionId");
        }
        String nonce = nonce(audience);
        return text(claims, "nonce").filter(nonce::equals).isPresent()
                ? Optional.empty()
                : Optional.of("its nonce is not %s, by which it would be for %s".formatted(nonce, audience));
    }

    /// Azure takes ten digits: what the first four octets of the audience's SHA-256 are as a number.
    private static String nonce(String audience) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(audience.getBytes(StandardCharsets.UTF_8));
            return "%010d"
                    .formatted(HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(hash, 0, 4)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Optional<String> timeProblem(JsonNode claims, IssuerKind kind) {
        var begun = begin(claims, kind);
        var ended = end(claims, kind);
        if (begun.isEmpty() || ended.isEmpty()) {
            return Optional.of("it does not say since when or until when it is good");
        }
        return new Lifetime(begun.get(), ended.get()).problem("made", kind, restoration, clock.instant());
    }

    private static Optional<Instant> begin(JsonNode claims, IssuerKind kind) {
        return kind == IssuerKind.EC2
                ? text(claims, "pendingTime").flatMap(text -> moment(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME))
                : text(claims.path("timeStamp"), "createdOn").flatMap(text -> moment(text, AZURE_TIME));
    }

    private static Optional<Instant> end(JsonNode claims, IssuerKind kind) {
        return kind == IssuerKind.EC2
                ? begin(claims, kind).map(begun -> begun.plus(kind.longest()))
                : text(claims.path("timeStamp"), "expiresOn").flatMap(text -> moment(text, AZURE_TIME));
    }

    private static Optional<Instant> moment(String text, DateTimeFormatter form) {
        try {
            return Optional.of(OffsetDateTime.parse(text, form).toInstant());
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    /// An instance's documents since its start are one, however often and in whatever signature it gets them.
    private static VerifiedEvidence evidence(JsonNode claims, TrustedIssuer issuer) {
        String name = issuer.kind() == IssuerKind.EC2
                ? "instance %s/%s since %s"
                        .formatted(
                                text(claims, "accountId").orElseThrow(),
                                text(claims, "instanceId").orElseThrow(),
                                begin(claims, issuer.kind()).orElseThrow())
                : "hash " + EvidenceVerifier.hash(claims.toString().getBytes(StandardCharsets.UTF_8));
        return new VerifiedEvidence(
                issuer, claims, name, end(claims, issuer.kind()).orElseThrow());
    }

    private static Optional<String> text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value != null && value.isString() && !value.stringValue().isEmpty()
                ? Optional.of(value.stringValue())
                : Optional.empty();
    }
}
