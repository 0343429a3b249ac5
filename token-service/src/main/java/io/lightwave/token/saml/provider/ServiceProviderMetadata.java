package io.lightwave.token.saml.provider;

import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.xml.EnvelopedSignature;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.saml.xml.XmlElement;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a service provider says of itself (SAML metadata §2.4.4). Its certificates count as keys only: the
/// metadata is what an administrator trusts.
///
/// @param validUntil after which none of it counts
/// @param signsRequests whether an unsigned request is none of its own
/// @param encryptionKeys RSA keys that assertions may be encrypted for
/// @param consumers where responses may go, by POST
/// @param logout where logout messages may go
/// @param services what it asks for by index (AttributeConsumingService)
public record ServiceProviderMetadata(
        String entityId,
        Optional<Instant> validUntil,
        boolean signsRequests,
        List<PublicKey> signingKeys,
        List<PublicKey> encryptionKeys,
        List<Consumer> consumers,
        List<Endpoint> logout,
        List<AttributeService> services) {
    private static final int MOST_ENDPOINTS = 200;
    private static final int LONGEST = 2000;
    private static final int LONGEST_ENTITY_ID = 1024; // SAML metadata §2.2.1
    private static final String PROTOCOL = Ns.SAMLP;

    public ServiceProviderMetadata {
        signingKeys = List.copyOf(signingKeys);
        encryptionKeys = List.copyOf(encryptionKeys);
        consumers = List.copyOf(consumers);
        logout = List.copyOf(logout);
        services = List.copyOf(services);
    }

    /// An assertion consumer service.
    public record Consumer(Binding binding, URI location, int index, boolean isDefault) {}

    /// @param responseLocation where responses go, if elsewhere
    public record Endpoint(Binding binding, URI location, Optional<URI> responseLocation) {}

    /// @param names of attributes
    public record AttributeService(int index, boolean isDefault, Set<String> names) {
        public AttributeService {
            names = Set.copyOf(names);
        }
    }

    /// @throws InvalidSamlException when it is not the metadata of one service provider that can be signed in to
    public static ServiceProviderMetadata read(String xml) {
        XmlElement entity =
                StrictXml.metadata(xml.getBytes(StandardCharsets.UTF_8)).require(Ns.MD, "EntityDescriptor");
        String entityId = entity.requireAttribute("entityID");
        if (entityId.isBlank() || entityId.length() > LONGEST_ENTITY_ID || !entityId.matches("[\\x21-\\x7E]+")) {
            throw new InvalidSamlException("entityID is not a URI");
        }
        XmlElement role = entity.children(Ns.MD, "SPSSODescriptor").stream()
                .filter(each -> List.of(each.requireAttribute("protocolSupportEnumeration")
                                .split("\\s+"))
                        .contains(PROTOCOL))
                .findFirst()
                .orElseThrow(() -> new InvalidSamlException("no SPSSODescriptor for SAML 2.0"));
        List<Consumer> consumers = role.children(Ns.MD, "AssertionConsumerService").stream()
                .flatMap(each -> consumer(each).stream())
                .limit(MOST_ENDPOINTS)
                .toList();
        if (consumers.stream().noneMatch(each -> each.binding() == Binding.POST)) {
            throw new InvalidSamlException("no AssertionConsumerService with the binding HTTP-POST");
        }
        return new ServiceProviderMetadata(
                entityId,
                earliest(entity.time("validUntil"), role.time("validUntil")),
                role.flag("AuthnRequestsSigned").orElse(false),
                keys(role, "signing"),
                keys(role, "encryption").stream()
                        .filter(key -> key.getAlgorithm().equals("RSA"))
                        .toList(),
                consumers,
                role.children(Ns.MD, "SingleLogoutService").stream()
                        .flatMap(each -> endpoint(each).stream())
                        .limit(MOST_ENDPOINTS)
                        .toList(),
                role.children(Ns.MD, "AttributeConsumingService").stream()
                        .map(ServiceProviderMetadata::service)
                        .limit(MOST_ENDPOINTS)
                        .toList());
    }

    /// Where a response goes when nothing in particular is asked for (§2.2.3).
    public Consumer defaultConsumer() {
        List<Consumer> posts = consumers.stream()
                .filter(each -> each.binding() == Binding.POST)
                .toList();
        return posts.stream()
                .filter(Consumer::isDefault)
                .findFirst()
                .orElseGet(() -> posts.stream()
                        .min(Comparator.comparingInt(Consumer::index))
                        .orElseThrow());
    }

    private static Optional<Instant> earliest(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().isBefore(other.get()) ? one.get() : other.get())
                : one.or(() -> other);
    }

    private static Optional<Consumer> consumer(XmlElement element) {
        return Binding.find(element.requireAttribute("Binding"))
                .map(binding -> new Consumer(
                        binding,
                        location(element.requireAttribute("Location")),
                        element.number("index").orElse(0),
                        element.flag("isDefault").orElse(false)));
    }

    private static Optional<Endpoint> endpoint(XmlElement element) {
        return Binding.find(element.requireAttribute("Binding"))
                .map(binding -> new Endpoint(
                        binding,
                        location(element.requireAttribute("Location")),
                        element.attribute("ResponseLocation").map(ServiceProviderMetadata::location)));
    }

    /// Assertions go nowhere in clear text, but within one machine.
    private static URI location(String text) {
        try {
            URI uri = URI.create(text.strip());
            boolean loopback = "http".equals(uri.getScheme())
                    && uri.getHost() != null
                    && Set.of("localhost", "127.0.0.1", "[::1]").contains(uri.getHost());
            if (text.length() <= LONGEST
                    && ("https".equals(uri.getScheme()) || loopback)
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException notAUri) {
            // refused below like every other value
        }
        throw new InvalidSamlException("an endpoint that is neither https nor http on the loopback");
    }

    private static AttributeService service(XmlElement element) {
        return new AttributeService(
                element.number("index").orElse(0),
                element.flag("isDefault").orElse(false),
                Set.copyOf(new java.util.LinkedHashSet<>(element.children(Ns.MD, "RequestedAttribute").stream()
                        .map(each -> each.requireAttribute("Name"))
                        .toList())));
    }

    private static List<PublicKey> keys(XmlElement role, String use) {
        var keys = new ArrayList<PublicKey>();
        for (XmlElement descriptor : role.children(Ns.MD, "KeyDescriptor")) {
            if (descriptor.attribute("use").filter(said -> !said.equals(use)).isEmpty()) {
                for (XmlElement data : descriptor.only(Ns.DS, "KeyInfo").children(Ns.DS, "X509Data")) {
                    data.children(Ns.DS, "X509Certificate").stream()
                            .findFirst()
                            .ifPresent(certificate -> keys.add(key(certificate.text())));
                }
            }
        }
        return keys;
    }

    private static PublicKey key(String base64) {
        try {
            byte[] der = EnvelopedSignature.base64(base64);
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (CertificateException | InvalidSamlException malformed) {
            throw new InvalidSamlException("a certificate that cannot be read");
        }
    }
}
