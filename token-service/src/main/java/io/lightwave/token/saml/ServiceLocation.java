package io.lightwave.token.saml;

import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.XmlElement;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// Where an entity takes messages (SAML metadata §2.2.2).
///
/// @param responseLocation where responses go, if elsewhere
public record ServiceLocation(Binding binding, URI location, Optional<URI> responseLocation) {
    private static final int LONGEST = 2000;

    /// Empty when it is by a binding that we do not know.
    ///
    /// @throws InvalidSamlException when its address is none for what we have to say
    public static Optional<ServiceLocation> read(XmlElement element) {
        return Binding.find(element.requireAttribute("Binding"))
                .map(binding -> new ServiceLocation(
                        binding,
                        location(element.requireAttribute("Location")),
                        element.attribute("ResponseLocation").map(ServiceLocation::location)));
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
}
