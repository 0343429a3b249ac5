package io.lightwave.ca.template;

import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/// What the certificates above an end entity's let it be called (RFC 5280 §6.1.4 (g)), read from themselves.
public final class NameConstraintsAbove {
    /// No constraints.
    public static final NameConstraintsAbove NONE = new NameConstraintsAbove(List.of());

    private final PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    private final Set<String> excludedZones = new HashSet<>();

    private boolean empty = true;

    private NameConstraintsAbove(List<X509Certificate> path) {
        for (var certificate : path) {
            byte[] extension = certificate.getExtensionValue(Extension.nameConstraints.getId());
            if (extension != null) {
                empty = false;
                add(NameConstraints.getInstance(
                        ASN1OctetString.getInstance(extension).getOctets()));
            }
        }
    }

    /// @param path authorities' certificates, in any order
    public static NameConstraintsAbove of(List<X509Certificate> path) {
        return new NameConstraintsAbove(path);
    }

    private void add(NameConstraints constraints) {
        var permitted = constraints.getPermittedSubtrees();
        if (permitted != null) {
            validator.intersectPermittedSubtree(permitted);
        }
        var excluded = constraints.getExcludedSubtrees();
        if (excluded != null) {
            for (GeneralSubtree subtree : excluded) {
                validator.addExcludedSubtree(subtree);
                if (subtree.getBase().getTagNo() == GeneralName.dNSName
                        && subtree.getBase().getName() instanceof ASN1String zone) {
                    excludedZones.add(zone.getString().toLowerCase(Locale.ROOT).replaceFirst("^[.]", ""));
                }
            }
        }
    }

    /// Whether anything may be certified.
    public boolean isEmpty() {
        return empty;
    }

    /// Whether a certificate may have the name.
    public boolean permits(AlternativeName name) {
        return fault(name).isEmpty();
    }

    /// Whether a certificate may have the subject, of whatever names beside it.
    public boolean permitsSubject(X500Name subject) {
        try {
            validator.checkPermittedDN(subject);
            validator.checkExcludedDN(subject);
            return true;
        } catch (NameConstraintValidatorException outside) {
            return false;
        }
    }

    /// Why a certificate may not have the name; empty when it may.
    Optional<String> fault(AlternativeName name) {
        if (empty) {
            return Optional.empty();
        }
        try {
            validator.checkPermitted(name.asGeneralName());
            validator.checkExcluded(name.asGeneralName());
            if (!(name instanceof AlternativeName.Dns(var dns) && standsForExcluded(dns))) {
                return Optional.empty();
            }
        } catch (NameConstraintValidatorException outside) {
            // as below
        }
        return Optional.of("RFC 5280 §4.2.1.10: the authority may not certify the name " + name.text());
    }

    /// Whether a wildcard stands for a zone that is excluded, among others: validators compare it as a name.
    private boolean standsForExcluded(String dns) {
        return dns.startsWith("*.")
                && excludedZones.stream()
                        .anyMatch(zone -> zone.substring(zone.indexOf('.') + 1).equals(dns.substring(2)));
    }
}
