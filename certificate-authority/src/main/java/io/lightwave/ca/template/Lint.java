package io.lightwave.ca.template;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.lightwave.ca.template.AlternativeName.Dns;
import io.lightwave.ca.template.AlternativeName.Ip;
import io.lightwave.ca.template.AlternativeName.Uri;
import io.lightwave.directory.SpiffeId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Looks a template over before anything is signed. It refuses and never warns; one finding is enough.
public final class Lint {
    private static final int MOST_SERIAL_OCTETS = 20;
    private static final int LEAST_SERIAL_BITS = 64;
    private static final int UPPER_BOUND_NAME = 64;
    private static final Set<ASN1ObjectIdentifier> BOUNDED =
            Set.of(BCStyle.CN, BCStyle.OU, BCStyle.O, BCStyle.SERIALNUMBER);
    static final Pattern LABELS =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?([.][a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x21-\\x7e]+");

    private final Template template;
    private final Issuer issuer;
    private final Standard standard;
    private final List<String> findings = new ArrayList<>();

    private Lint(Template template, Issuer issuer, Standard standard) {
        this.template = template;
        this.issuer = issuer;
        this.standard = standard;
    }

    /// @param issuer for a root, itself
    public static LintOutcome check(Template template, Issuer issuer, Standard standard) {
        var lint = new Lint(template, issuer, standard);
        lint.serial();
        lint.validity();
        lint.subject();
        lint.names();
        lint.publication();
        switch (standard) {
            case Standard.Authority _ -> lint.authority();
            case Standard.EndEntity _ -> {
                lint.endEntity();
                lint.noDelegate();
                lint.codeSigning();
            }
            case Standard.Host _ -> {
                lint.endEntity();
                lint.host();
            }
            case Standard.Delegate delegate -> {
                lint.endEntity();
                lint.delegate(delegate);
            }
            case Standard.Svid svid -> {
                lint.endEntity();
                lint.svid(svid);
            }
        }
        return lint.findings.isEmpty()
                ? new LintOutcome.Passed(new LintedTemplate(template, issuer))
                : new LintOutcome.Failed(List.copyOf(lint.findings));
    }

    private void require(boolean holds, String finding) {
        if (!holds) {
            findings.add(finding);
        }
    }

    private void serial() {
        var serial = template.serial();
        require(serial.signum() > 0, "RFC 5280 §4.1.2.2: the serial number must be positive");
        require(
                serial.toByteArray().length <= MOST_SERIAL_OCTETS,
                "RFC 5280 §4.1.2.2: the serial number must have at most 20 octets");
        require(serial.bitLength() >= LEAST_SERIAL_BITS, "the serial number must have at least 64 bits");
    }

    private void validity() {
        Instant from = template.notBefore();
        Instant to = template.notAfter();
        require(
                from.equals(from.truncatedTo(SECONDS)) && to.equals(to.truncatedTo(SECONDS)),
                "RFC 5280 §4.1.2.5: the validity period must begin and end on whole seconds");
        require(from.isBefore(to), "RFC 5280 §4.1.2.5: the validity period must end after it begins");
        require(
                !to.isAfter(issuer.notAfter()) && !from.isBefore(issuer.notBefore()),
                "the validity period must lie within its issuer's");
        Duration length = Duration.between(from, to).plusSeconds(1);
        require(
                length.compareTo(standard.longest()) <= 0,
                "the validity period %s exceeds %s".formatted(length, standard.longest()));
    }

    private void subject() {
        if (template.subject().getRDNs().length == 0) {
            require(!template.authority(), "RFC 5280 §4.1.2.6: an authority must have a subject name");
            require(!template.names().isEmpty(), "RFC 5280 §4.1.2.6: without a subject there must be a name");
        }
        for (var rdn : template.subject().getRDNs()) {
            for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
                attribute(attribute);
            }
        }
    }

    private void attribute(AttributeTypeAndValue attribute) {
        String value = attribute.getValue() instanceof ASN1String string ? string.getString() : "";
        require(!value.isEmpty(), "RFC 5280 §4.1.2.4: an attribute of the subject must not be empty");
        require(
                value.codePoints().noneMatch(Character::isISOControl),
                "an attribute of the subject must not hold control characters");
        require(
                value.chars().allMatch(character -> character < 0x7f && character != '*'),
                "an attribute of the subject must be of ASCII characters, without a wildcard");
        require(
                !BOUNDED.contains(attribute.getType()) || value.codePointCount(0, value.length()) <= UPPER_BOUND_NAME,
                "RFC 5280 appendix A.1: an attribute of the subject is longer than 64 characters");
    }

    private void names() {
        require(
                new HashSet<>(template.names()).size() == template.names().size(),
                "an alternative name must not be given twice");
        for (var name : template.names()) {
            switch (name) {
                case Dns dns -> dns(dns.name());
                case Ip ip ->
                    require(
                            !ip.address().isAnyLocalAddress()
                                    && !ip.address().isMulticastAddress()
                                    && !ip.address().getHostAddress().contains("%"),
                            "RFC 5280 §4.2.1.6: an IP address must be one host's, without a scope");
                case Uri uri -> uri(uri.uri());
            }
            issuer.constraints().fault(name).ifPresent(findings::add);
        }
    }

    private void dns(String name) {
        boolean wildcard = standard instanceof Standard.Host && name.startsWith("*.");
        require(
                LABELS.matcher(wildcard ? name.substring(2) : name).matches(),
                "RFC 5280 §4.2.1.6: a DNS name must be in the preferred syntax, in lower case, without a wildcard");
        require(
                !wildcard || name.indexOf('.', 2) > 0,
                "RFC 9525 §6.3: a wildcard must stand before two labels at least");
    }

    private void uri(String uri) {
        boolean sound = PRINTABLE_ASCII.matcher(uri).matches();
        if (sound) {
            try {
                sound = new URI(uri).isAbsolute();
            } catch (URISyntaxException malformed) {
                sound = false;
            }
        }
        require(sound, "RFC 5280 §4.2.1.6: a URI must be absolute and of ASCII characters");
    }

    private void publication() {
        boolean selfSigned = template.subject().equals(issuer.name()) && template.authority();
        require(
                template.publication().isPresent() || selfSigned,
                "RFC 5280 §4.2.1.13: a certificate must say where its revocation list is");
        template.publication().ifPresent(publication -> {
            plainHttp(publication.revocationList());
            plainHttp(publication.issuerCertificate());
            publication.responder().ifPresent(this::plainHttp);
        });
    }

    private void plainHttp(URI address) {
        require(
                "http".equals(address.getScheme()) && address.getHost() != null,
                "RFC 5280 §8: an address of a revocation list, an issuer or a responder must be plain HTTP");
    }

    private void authority() {
        require(template.authority(), "RFC 5280 §4.2.1.9: an authority must say that it is one");
        require(
                template.keyUse().equals(Set.of(KeyUse.CERTIFICATE_SIGN, KeyUse.CRL_SIGN)),
                "RFC 5280 §4.2.1.3: an authority's key signs certificates and revocation lists, and nothing else");
        require(template.extendedUse().isEmpty(), "an authority has no extended key usage");
        int pathLength = template.pathLength().orElse(-1);
        require(pathLength >= 0, "RFC 5280 §4.2.1.9: an authority must have a path length");
        require(
                template.subject().equals(issuer.name()) || pathLength < issuer.pathLength(),
                "RFC 5280 §4.2.1.9: the path length must be below the issuer's");
        for (var name : template.names()) {
            require(
                    name instanceof Uri(var uri) && uri.matches("spiffe://[a-z0-9._-]+"),
                    "SPIFFE X509-SVID §3.1: an authority's name is its trust domain without a path");
        }
    }

    private void endEntity() {
        require(template.permitted().isEmpty(), "RFC 5280 §4.2.1.10: an end entity must not constrain names");
        require(
                !template.authority() && template.pathLength().isEmpty(),
                "RFC 5280 §4.2.1.9: an end entity must not be an authority");
        require(
                template.keyUse().equals(Set.of(KeyUse.DIGITAL_SIGNATURE)),
                "RFC 5280 §4.2.1.3: an end entity's key makes digital signatures, and nothing else");
        require(!template.extendedUse().isEmpty(), "an end entity must have an extended key usage");
        require(!template.subject().equals(issuer.name()), "an end entity must not have its issuer's name");
        require(
                !java.util.Arrays.equals(template.key().encoded(), issuer.key().encoded()),
                "an end entity must not have its issuer's key");
    }

    private void host() {
        require(
                template.extendedUse().equals(Set.of(ExtendedUse.SERVER_AUTHENTICATION)),
                "a host's certificate is for servers, and nothing else");
        require(!template.names().isEmpty(), "RFC 9525 §4.1: a host's certificate must have a name");
        for (var name : template.names()) {
            require(!(name instanceof Uri), "RFC 9525 §4.1: a host's name is a DNS name or an address");
        }
    }

    /// A key that signs programs should be online nowhere.
    private void codeSigning() {
        require(
                !template.extendedUse().contains(ExtendedUse.CODE_SIGNING)
                        || template.extendedUse().size() == 1,
                "a certificate that signs code is good for nothing else");
    }

    private void noDelegate() {
        require(!template.responds(), "RFC 6960 §4.2.2.2: only a responder's certificate may sign OCSP answers");
        require(
                !template.extendedUse().contains(ExtendedUse.CERTIFICATE_MANAGEMENT),
                "RFC 9810 §4.5: only a CMP server's certificate may sign its messages");
    }

    private void delegate(Standard.Delegate delegate) {
        require(
                template.extendedUse().equals(Set.of(delegate.use())),
                "RFC 6960 §4.2.2.2, RFC 9810 §4.5: a delegate's certificate is for its task, and nothing else");
        require(template.names().isEmpty(), "a delegate has no alternative names");
    }

    private void svid(Standard.Svid svid) {
        List<String> uris = template.names().stream()
                .filter(Uri.class::isInstance)
                .map(name -> ((Uri) name).uri())
                .toList();
        require(uris.size() == 1, "SPIFFE X509-SVID §2: there must be exactly one URI");
        for (String uri : uris) {
            try {
                require(
                        SpiffeId.parse(uri).trustDomain().equals(svid.trustDomain()),
                        "SPIFFE X509-SVID §2: the SPIFFE ID must be in the tenant's trust domain");
            } catch (IllegalArgumentException malformed) {
                findings.add("SPIFFE X509-SVID §4.1: the URI must be a SPIFFE ID with a path");
            }
        }
        require(
                template.extendedUse()
                        .equals(Set.of(ExtendedUse.SERVER_AUTHENTICATION, ExtendedUse.CLIENT_AUTHENTICATION)),
                "SPIFFE X509-SVID §4.4: the extended key usage must be that of both sides of TLS");
    }
}
