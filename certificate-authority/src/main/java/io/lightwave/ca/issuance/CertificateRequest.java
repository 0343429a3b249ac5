package io.lightwave.ca.issuance;

import io.lightwave.ca.template.Signatures;
import io.lightwave.ca.template.SubjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/// A certification request (PKCS #10, RFC 2986, or CRMF, RFC 4211) whose sender has proved to hold the key. Only the
/// key is taken from it; what else it asks for never gets into a certificate: asking to be an authority is refused,
/// and where a protocol wants it the names are compared.
///
/// @param key a key we are willing to certify
/// @param subject the name it asks for
/// @param extensions what it asks for (RFC 2985 §5.4.2), each at most once
/// @param linked whether it has what EST's clients link it to a TLS connection by
record CertificateRequest(SubjectKey key, X500Name subject, Optional<Extensions> extensions, boolean linked) {
    private static final int MOST_BYTES = 64 * 1024;
    /// What some Windows tools write in place of PKCS #9's extension request.
    private static final ASN1ObjectIdentifier MICROSOFT_EXTENSIONS = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.1.14");

    /// RFC 7030 §3.5, RFC 7894 §3.3.
    private static final Set<ASN1ObjectIdentifier> LINKS =
            Set.of(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, PKCSObjectIdentifiers.id_aa_estIdentityLinking);

    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN (?<label>(NEW )?CERTIFICATE REQUEST)-----[ \\t]*\\r?\\n"
                    + "(?<base64>[^-]++)-----END \\k<label>-----\\s*");
    private static final String NOT_PEM = "the request is not one PEM block CERTIFICATE REQUEST";
    private static final byte[] DASHES = "-----".getBytes(StandardCharsets.US_ASCII);

    /// Reads PEM (RFC 7468 §7) or DER of at most 64 KiB and verifies its signature.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    static CertificateRequest parse(byte[] body) {
        if (body.length > MOST_BYTES) {
            throw new IllegalArgumentException("the request is larger than 64 KiB");
        }
        byte[] der = isPem(body) ? decoded(body) : body;
        DerShape.require(der);
        try {
            var request = CertificationRequest.getInstance(der);
            if (!Arrays.equals(request.getEncoded("DER"), der)) {
                throw new IllegalArgumentException("the request is not in DER");
            }
            if (!request.getCertificationRequestInfo().getVersion().hasValue(0)) {
                throw new IllegalArgumentException("the request is not of version 1");
            }
            var attributes = attributes(request);
            var extensions = extensions(attributes);
            requireNoAuthority(extensions);
            var key = new SubjectKey(request.getCertificationRequestInfo().getSubjectPublicKeyInfo());
            requireSignature(request, key);
            return new CertificateRequest(
                    key,
                    request.getCertificationRequestInfo().getSubject(),
                    extensions,
                    attributes.stream().map(Attribute::getAttrType).anyMatch(LINKS::contains));
        } catch (IOException | ClassCastException | IllegalStateException | IndexOutOfBoundsException unreadable) {
            throw new IllegalArgumentException("the request is not a PKCS #10 certification request", unreadable);
        }
    }

    /// What a client took for bound to its connection is not given out for less: nobody here knows what `tls-unique`
    /// was.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    static CertificateRequest of(Application.Material.Pkcs10 asked) {
        var request = parse(asked.encoded());
        if (asked.linkable() && request.linked()) {
            throw new IllegalArgumentException("RFC 7030 §3.5: that the request is of this TLS connection cannot be"
                    + " verified here: it must have no challengePassword");
        }
        return request;
    }

    /// A template of CRMF, whose sender has proved to hold the key already.
    ///
    /// @throws IllegalArgumentException saying what is wrong with it
    static CertificateRequest of(Application.Material.Crmf asked) {
        try {
            requireNoAuthority(asked.extensions());
            return new CertificateRequest(asked.key(), asked.subject(), asked.extensions(), false);
        } catch (ClassCastException | IllegalStateException | IndexOutOfBoundsException unreadable) {
            throw new IllegalArgumentException("the request's extensions cannot be read", unreadable);
        }
    }

    private static boolean isPem(byte[] body) {
        int start = 0;
        while (start < body.length && Character.isWhitespace(body[start])) {
            start++;
        }
        return Arrays.equals(body, start, Math.min(start + DASHES.length, body.length), DASHES, 0, DASHES.length);
    }

    private static byte[] decoded(byte[] body) {
        var matcher = PEM.matcher(new String(body, StandardCharsets.ISO_8859_1));
        try {
            if (matcher.matches()) {
                return Base64.getDecoder()
                        .decode(matcher.group("base64").replace("\n", "").replace("\r", ""));
            }
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException(NOT_PEM, notBase64);
        }
        throw new IllegalArgumentException(NOT_PEM);
    }

    /// The alternative names it asks for.
    ///
    /// @throws IllegalArgumentException when they cannot be read
    Set<GeneralName> names() {
        try {
            var names = extensions
                    .map(all -> GeneralNames.fromExtensions(all, Extension.subjectAlternativeName))
                    .orElse(null);
            return names == null ? Set.of() : new LinkedHashSet<>(List.of(names.getNames()));
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException("the request's alternative names cannot be read", malformed);
        }
    }

    private static List<Attribute> attributes(CertificationRequest request) {
        var attributes = request.getCertificationRequestInfo().getAttributes();
        return attributes == null
                ? List.of()
                : Stream.of(attributes.toArray()).map(Attribute::getInstance).toList();
    }

    private static Optional<Extensions> extensions(List<Attribute> attributes) {
        List<Extension> all = new ArrayList<>();
        for (var attribute : attributes) {
            if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)
                    || attribute.getAttrType().equals(MICROSOFT_EXTENSIONS)) {
                for (var value : attribute.getAttributeValues()) {
                    for (var extension : ASN1Sequence.getInstance(value)) {
                        all.add(Extension.getInstance(extension));
                    }
                }
            }
        }
        if (all.stream().map(Extension::getExtnId).distinct().count() < all.size()) {
            throw new IllegalArgumentException("RFC 5280 §4.2: the request asks for an extension twice");
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Extensions(all.toArray(Extension[]::new)));
    }

    private static void requireNoAuthority(Optional<Extensions> extensions) {
        var constraints = extensions.map(BasicConstraints::fromExtensions).orElse(null);
        if (constraints != null && constraints.isCA()) {
            throw new IllegalArgumentException("the request asks for an authority's certificate (CA:TRUE)");
        }
    }

    private static void requireSignature(CertificationRequest request, SubjectKey key) throws IOException {
        byte[] signed = request.getCertificationRequestInfo().getEncoded("DER");
        if (!Signatures.isBy(
                key,
                request.getSignatureAlgorithm(),
                signed,
                request.getSignature().getOctets())) {
            throw new IllegalArgumentException("RFC 2986 §4.2: the request's signature is not by its key");
        }
    }
}
