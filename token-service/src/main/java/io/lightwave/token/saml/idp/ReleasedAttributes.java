package io.lightwave.token.saml.idp;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.saml.provider.AttributeSource;
import io.lightwave.token.saml.provider.ReleasedAttribute;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviderMetadata.AttributeService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a service provider is told of a person: what it is registered with, and no more than it asks for by index.
final class ReleasedAttributes {
    private static final String URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
    private static final String BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";

    private ReleasedAttributes() {}

    record Attribute(String name, String format, String friendlyName, List<String> values) {
        Attribute {
            values = List.copyOf(values);
        }
    }

    /// @param index of an AttributeConsumingService in its metadata
    static List<Attribute> of(ServiceProvider provider, ActivePrincipal person, Optional<Integer> index) {
        Optional<Set<String>> wanted = index.map(asked -> provider.metadata().services().stream()
                .filter(service -> service.index() == asked)
                .findFirst()
                .map(AttributeService::names)
                .orElse(Set.of()));
        var found = new ArrayList<Attribute>();
        for (ReleasedAttribute released : provider.settings().attributes()) {
            Attribute attribute = of(provider, person, released);
            if (!attribute.values().isEmpty()
                    && wanted.filter(names -> !names.contains(attribute.name())).isEmpty()) {
                found.add(attribute);
            }
        }
        return found;
    }

    private static Attribute of(ServiceProvider provider, ActivePrincipal person, ReleasedAttribute released) {
        AttributeSource source = AttributeSource.find(Objects.requireNonNull(released.source()))
                .orElseThrow(() -> new IllegalStateException("an attribute that is no longer known"));
        List<String> groups = provider.settings().groups();
        List<String> values = source.reader().of(person).stream()
                .filter(value ->
                        !source.word().equals(AttributeSource.GROUPS) || groups == null || groups.contains(value))
                .toList();
        String name = released.name() == null ? source.name() : released.name();
        String format = released.nameFormat() != null ? released.nameFormat() : released.name() == null ? URI : BASIC;
        return new Attribute(name, format, source.word(), values);
    }
}
