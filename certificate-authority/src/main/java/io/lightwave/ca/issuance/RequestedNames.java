package io.lightwave.ca.issuance;

import io.lightwave.ca.template.AlternativeName;
import io.lightwave.ca.template.SubjectKey;
import io.lightwave.ca.template.Template;
import io.lightwave.directory.ActivePrincipal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/// Compares the names in a request with those that the certificate will have, octet by octet: nothing is folded,
/// normalised or cut.
final class RequestedNames {
    private RequestedNames() {}

    /// Why they are refused; empty when they are not.
    static Optional<String> fault(
            CertificateRequest request, Application.Names names, Template template, ActivePrincipal subject) {
        return switch (names) {
            case Application.Names.Ignored() -> Optional.empty();
            case Application.Names.OfSubject() -> foreign(request, template, subject);
            case Application.Names.Proved proved -> {
                requireExactly(request, proved);
                yield Optional.empty();
            }
            case Application.Names.OfPredecessor(var certificate) -> different(request, certificate);
        };
    }

    private static Optional<String> foreign(CertificateRequest request, Template template, ActivePrincipal subject) {
        boolean own = request.subject().equals(template.subject())
                || isEmptyOrOneOf(
                        request.subject(),
                        Set.of(subject.name(), "spiffe://%s/%s".formatted(subject.tenant(), subject.name())));
        if (!own) {
            return Optional.of("RFC 7030 §4.2.1: the request's subject is not the caller's");
        }
        return written(template.names()).containsAll(request.names())
                ? Optional.empty()
                : Optional.of("RFC 7030 §4.2.1: the request has an alternative name that is not the caller's");
    }

    /// One of the names may stand in the common name, too or alone (RFC 8555 §7.4).
    ///
    /// @throws IllegalArgumentException when they are others: ACME's client may try again
    private static void requireExactly(CertificateRequest request, Application.Names.Proved proved) {
        if (Arrays.equals(
                request.key().encoded(), SubjectKey.of(proved.foreign()).encoded())) {
            throw new IllegalArgumentException("RFC 8555 §11.1: the request is for the account's own key");
        }
        var common = commonName(request.subject());
        Set<String> values = new HashSet<>();
        Set<GeneralName> asked = new HashSet<>(request.names());
        for (var name : proved.names()) {
            String value = name.text().substring(name.text().indexOf(':') + 1);
            values.add(value);
            if (common.filter(value::equals).isPresent()) {
                asked.add(name.asGeneralName());
            }
        }
        if (!isEmptyOrOneOf(request.subject(), values) || !asked.equals(written(proved.names()))) {
            throw new IllegalArgumentException(
                    "RFC 8555 §7.4: the request must have the names of the order, and no others");
        }
    }

    private static Optional<String> different(CertificateRequest request, X509Certificate certificate) {
        try {
            var before = new JcaX509CertificateHolder(certificate);
            var names = before.getExtensions() == null
                    ? null
                    : GeneralNames.fromExtensions(before.getExtensions(), Extension.subjectAlternativeName);
            Set<GeneralName> had = names == null ? Set.of() : Set.of(names.getNames());
            return request.subject().equals(before.getSubject())
                            && request.names().equals(had)
                    ? Optional.empty()
                    : Optional.of("RFC 7030 §4.2.2: subject and alternative names must be those of the certificate"
                            + " that is renewed");
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Whether a subject is empty, or one common name that is one of these.
    private static boolean isEmptyOrOneOf(X500Name subject, Set<String> names) {
        return subject.getRDNs().length == 0
                || commonName(subject).filter(names::contains).isPresent();
    }

    /// Of a subject that is nothing else.
    private static Optional<String> commonName(X500Name subject) {
        var parts = subject.getRDNs();
        if (parts.length != 1 || parts[0].size() != 1) { // strangers may send parts of nothing
            return Optional.empty();
        }
        var attribute = parts[0].getFirst();
        return attribute.getType().equals(BCStyle.CN) && attribute.getValue() instanceof ASN1String text
                ? Optional.of(text.getString())
                : Optional.empty();
    }

    private static Set<GeneralName> written(Iterable<AlternativeName> names) {
        Set<GeneralName> written = new HashSet<>();
        names.forEach(name -> written.add(name.asGeneralName()));
        return written;
    }
}
