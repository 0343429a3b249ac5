package io.lightwave.ca.template;

import io.lightwave.ca.template.AlternativeName.Dns;
import io.lightwave.ca.template.AlternativeName.Ip;
import io.lightwave.ca.template.AlternativeName.Uri;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/// Compares a signed certificate, read by the JDK's own parser, with its template: two parsers must agree, and nothing
/// may be in it that the template does not say.
final class Recheck {
    private static final Set<String> EXPECTED_CRITICAL = Set.of("2.5.29.15", "2.5.29.19");
    private static final String NAME_CONSTRAINTS = "2.5.29.30";
    private static final int KEY_USE_BITS = 9;

    private final List<String> differences = new ArrayList<>();

    private Recheck() {}

    static void compare(X509Certificate certificate, LintedTemplate linted) throws CertificateParsingException {
        var recheck = new Recheck();
        try {
            recheck.fields(certificate, linted);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        recheck.extensions(certificate, linted.template());
        if (!recheck.differences.isEmpty()) {
            throw new IllegalStateException(
                    "the signed certificate differs from its template in " + String.join(", ", recheck.differences));
        }
    }

    private void require(String what, boolean same) {
        if (!same) {
            differences.add(what);
        }
    }

    private void fields(X509Certificate certificate, LintedTemplate linted) throws IOException {
        var template = linted.template();
        require("version", certificate.getVersion() == 3);
        require("serial", certificate.getSerialNumber().equals(template.serial()));
        require(
                "issuer",
                Arrays.equals(
                        certificate.getIssuerX500Principal().getEncoded(),
                        linted.issuer().name().getEncoded("DER")));
        require(
                "subject",
                Arrays.equals(
                        certificate.getSubjectX500Principal().getEncoded(),
                        template.subject().getEncoded("DER")));
        require("notBefore", certificate.getNotBefore().toInstant().equals(template.notBefore()));
        require("notAfter", certificate.getNotAfter().toInstant().equals(template.notAfter()));
        require(
                "key",
                Arrays.equals(
                        certificate.getPublicKey().getEncoded(), template.key().encoded()));
    }

    private void extensions(X509Certificate certificate, Template template) throws CertificateParsingException {
        require(
                "basicConstraints",
                certificate.getBasicConstraints() == template.pathLength().orElse(-1));
        require("keyUsage", Arrays.equals(certificate.getKeyUsage(), keyUse(template)));
        require(
                "extendedKeyUsage",
                Set.copyOf(Objects.requireNonNullElse(certificate.getExtendedKeyUsage(), List.of()))
                        .equals(Set.copyOf(template.extendedUse().stream()
                                .map(ExtendedUse::oid)
                                .toList())));
        require(
                "subjectAltName",
                names(certificate.getSubjectAlternativeNames())
                        .equals(template.names().stream().map(Recheck::written).toList()));
        var critical = new TreeSet<>(EXPECTED_CRITICAL);
        if (template.subject().getRDNs().length == 0) {
            critical.add("2.5.29.17");
        }
        if (template.permitted().isPresent()) {
            critical.add(NAME_CONSTRAINTS);
            require(
                    "nameConstraints",
                    Arrays.equals(
                            certificate.getExtensionValue(NAME_CONSTRAINTS),
                            octetString(template.permitted().get().encoded())));
        }
        require("critical extensions", critical.equals(certificate.getCriticalExtensionOIDs()));
        var others = new TreeSet<>(Set.of("2.5.29.14", "2.5.29.35"));
        if (!template.extendedUse().isEmpty()) {
            others.add("2.5.29.37");
        }
        if (!template.names().isEmpty() && !critical.contains("2.5.29.17")) {
            others.add("2.5.29.17");
        }
        if (template.publication().isPresent()) {
            others.addAll(Set.of("2.5.29.31", "1.3.6.1.5.5.7.1.1"));
        }
        if (template.responds()) {
            others.add("1.3.6.1.5.5.7.48.1.5");
        }
        require("other extensions", others.equals(certificate.getNonCriticalExtensionOIDs()));
    }

    private static byte[] octetString(byte[] octets) {
        try {
            return new DEROctetString(octets).getEncoded();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean[] keyUse(Template template) {
        var bits = new boolean[KEY_USE_BITS];
        template.keyUse().forEach(use -> bits[use.bit()] = true);
        return bits;
    }

    private static List<String> names(@Nullable Collection<List<?>> names) {
        return names == null
                ? List.of()
                : names.stream().map(name -> name.get(0) + "=" + name.get(1)).toList();
    }

    private static String written(AlternativeName name) {
        return switch (name) {
            case Dns(var dns) -> GeneralName.dNSName + "=" + dns;
            case Ip(var address) -> GeneralName.iPAddress + "=" + address.getHostAddress();
            case Uri(var uri) -> GeneralName.uniformResourceIdentifier + "=" + uri;
        };
    }
}
