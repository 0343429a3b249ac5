package io.lightwave.token.saml;

import io.lightwave.token.saml.xml.BareKey;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlElement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One role in the metadata of one entity (SAML metadata §2.4.1). Its certificates count as keys only: the metadata
/// is what an administrator trusts.
///
/// @param element the role's own
public record RoleDescriptor(String entityId, Optional<Instant> validUntil, XmlElement element) {
    private static final int MOST_ENDPOINTS = 200;
    private static final int LONGEST_ENTITY_ID = 1024; // SAML metadata §2.2.1

    /// @param role the name of its element
    /// @throws InvalidSamlException when it is not the metadata of one entity in that role
    public static RoleDescriptor read(String xml, String role) {
        XmlElement root = StrictXml.metadata(xml.getBytes(StandardCharsets.UTF_8));
        XmlElement entity = root.is(Ns.MD, "EntitiesDescriptor") ? only(root) : root.require(Ns.MD, "EntityDescriptor");
        String entityId = entity.requireAttribute("entityID");
        if (entityId.isBlank() || entityId.length() > LONGEST_ENTITY_ID || !entityId.matches("[\\x21-\\x7E]+")) {
            throw new InvalidSamlException("entityID is not a URI");
        }
        XmlElement element = entity.children(Ns.MD, role).stream()
                .filter(each -> List.of(each.requireAttribute("protocolSupportEnumeration")
                                .split("\\s+"))
                        .contains(Ns.SAMLP))
                .findFirst()
                .orElseThrow(() -> new InvalidSamlException("no %s for SAML 2.0".formatted(role)));
        Optional<Instant> validUntil = earliest(root.time("validUntil"), entity.time("validUntil"));
        return new RoleDescriptor(entityId, earliest(validUntil, element.time("validUntil")), element);
    }

    /// The one in a group (§2.3.1), which some give out though there is no other.
    private static XmlElement only(XmlElement group) {
        List<XmlElement> entities = group.children(Ns.MD, "EntityDescriptor");
        if (entities.size() != 1 || !group.children(Ns.MD, "EntitiesDescriptor").isEmpty()) {
            throw new InvalidSamlException("metadata of several entities, or of none");
        }
        return entities.getFirst();
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().isBefore(other.get()) ? one.get() : other.get())
                : one.or(() -> other);
    }

    /// Those of a service, by bindings that we know.
    public List<ServiceLocation> endpoints(String service) {
        return element.children(Ns.MD, service).stream()
                .flatMap(each -> ServiceLocation.read(each).stream())
                .limit(MOST_ENDPOINTS)
                .toList();
    }

    /// A key of the role (§2.4.1.1).
    ///
    /// @param certificate it came in; empty for one that came without
    /// @param methods by which something may be encrypted for it, the best first; empty when it does not say
    public record Key(PublicKey key, Optional<X509Certificate> certificate, List<String> methods) {
        public Key {
            methods = List.copyOf(methods);
        }
    }

    /// @param use `signing` or `encryption`; those without a use serve both
    public List<Key> keys(String use) {
        return element.children(Ns.MD, "KeyDescriptor").stream()
                .filter(descriptor -> descriptor
                        .attribute("use")
                        .filter(said -> !said.equals(use))
                        .isEmpty())
                .flatMap(RoleDescriptor::keys)
                .toList();
    }

    /// A key that is there both ways is one.
    private static Stream<Key> keys(XmlElement descriptor) {
        List<String> methods = descriptor.children(Ns.MD, "EncryptionMethod").stream()
                .flatMap(method -> method.attribute("Algorithm").stream())
                .toList();
        XmlElement info = descriptor.only(Ns.DS, "KeyInfo");
        List<X509Certificate> certificates = certificates(info);
        return certificates.isEmpty()
                ? info.children(Ns.DS, "KeyValue").stream()
                        .flatMap(value -> BareKey.read(value).stream())
                        .map(bare -> new Key(bare, Optional.empty(), methods))
                : certificates.stream().map(one -> new Key(one.getPublicKey(), Optional.of(one), methods));
    }

    /// When the last certificate for a use ends; empty without certificates, and when a key has none.
    public Optional<Instant> certificatesUntil(String use) {
        List<Key> keys = keys(use);
        return keys.stream().anyMatch(key -> key.certificate().isEmpty())
                ? Optional.empty()
                : keys.stream()
                        .flatMap(key -> key.certificate().stream())
                        .map(certificate -> certificate.getNotAfter().toInstant())
                        .max(Instant::compareTo);
    }

    private static List<X509Certificate> certificates(XmlElement info) {
        return info.children(Ns.DS, "X509Data").stream()
                .flatMap(
                        data -> data.children(Ns.DS, "X509Certificate").stream().limit(1))
                .map(one -> certificate(one.text()))
                .toList();
    }

    private static X509Certificate certificate(String base64) {
        try {
            byte[] der = EnvelopedSignature.base64(base64);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | InvalidSamlException malformed) {
            throw new InvalidSamlException("a certificate that cannot be read");
        }
    }
}
