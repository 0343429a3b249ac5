package io.lightwave.token.saml.provider;

import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.EntityMetadata;
import io.lightwave.token.saml.RoleDescriptor;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import io.lightwave.token.saml.xml.XmlEncryption;
import java.net.URI;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a service provider says of itself (SAML metadata §2.4.4). Its certificates count as keys only: the
/// metadata is what an administrator trusts.
///
/// @param validUntil after which none of it counts
/// @param signsRequests whether an unsigned request is none of its own
/// @param encryptionKeys RSA keys that assertions may be encrypted for, and how
/// @param consumers where responses may go, by POST
/// @param logout where logout messages may go
/// @param services what it asks for by index (AttributeConsumingService)
public record ServiceProviderMetadata(
        String entityId,
        Optional<Instant> validUntil,
        boolean signsRequests,
        List<PublicKey> signingKeys,
        List<XmlEncryption.Reader> encryptionKeys,
        List<Consumer> consumers,
        List<ServiceLocation> logout,
        List<AttributeService> services,
        Optional<Instant> certificatesUntil)
        implements EntityMetadata {
    private static final int MOST_ENDPOINTS = 200;

    public ServiceProviderMetadata {
        signingKeys = List.copyOf(signingKeys);
        encryptionKeys = List.copyOf(encryptionKeys);
        consumers = List.copyOf(consumers);
        logout = List.copyOf(logout);
        services = List.copyOf(services);
    }

    /// An assertion consumer service.
    public record Consumer(Binding binding, URI location, int index, boolean isDefault) {}

    /// @param names of attributes
    public record AttributeService(int index, boolean isDefault, Set<String> names) {
        public AttributeService {
            names = Set.copyOf(names);
        }
    }

    /// @throws InvalidSamlException when it is not the metadata of one service provider that can be signed in to
    public static ServiceProviderMetadata read(String xml) {
        var descriptor = RoleDescriptor.read(xml, "SPSSODescriptor");
        XmlElement role = descriptor.element();
        List<Consumer> consumers = role.children(Ns.MD, "AssertionConsumerService").stream()
                .flatMap(each -> consumer(each).stream())
                .limit(MOST_ENDPOINTS)
                .toList();
        if (consumers.stream().noneMatch(each -> each.binding() == Binding.POST)) {
            throw new InvalidSamlException("no AssertionConsumerService with the binding HTTP-POST");
        }
        return new ServiceProviderMetadata(
                descriptor.entityId(),
                descriptor.validUntil(),
                role.flag("AuthnRequestsSigned").orElse(false),
                descriptor.keys("signing").stream().map(RoleDescriptor.Key::key).toList(),
                descriptor.keys("encryption").stream()
                        .filter(key -> key.key().getAlgorithm().equals("RSA"))
                        .map(key -> new XmlEncryption.Reader(key.key(), key.methods()))
                        .toList(),
                consumers,
                descriptor.endpoints("SingleLogoutService"),
                role.children(Ns.MD, "AttributeConsumingService").stream()
                        .map(ServiceProviderMetadata::service)
                        .limit(MOST_ENDPOINTS)
                        .toList(),
                Stream.of("signing", "encryption")
                        .flatMap(use -> descriptor.certificatesUntil(use).stream())
                        .min(Instant::compareTo));
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

    private static Optional<Consumer> consumer(XmlElement element) {
        return ServiceLocation.read(element)
                .map(each -> new Consumer(
                        each.binding(),
                        each.location(),
                        element.number("index").orElse(0),
                        element.flag("isDefault").orElse(false)));
    }

    private static AttributeService service(XmlElement element) {
        return new AttributeService(
                element.number("index").orElse(0),
                element.flag("isDefault").orElse(false),
                Set.copyOf(new java.util.LinkedHashSet<>(element.children(Ns.MD, "RequestedAttribute").stream()
                        .map(each -> each.requireAttribute("Name"))
                        .toList())));
    }
}
