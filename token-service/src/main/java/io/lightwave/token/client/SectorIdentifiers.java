package io.lightwave.token.client;

import io.lightwave.directory.Egress;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Looks at a client's `sector_identifier_uri` (OpenID Connect Registration §5): a JSON list in which each of its
/// redirect URIs stands, so that nobody puts itself into another's sector.
final class SectorIdentifiers {
    private static final int MOST_BYTES = 64 * 1024;

    private final Egress egress;

    SectorIdentifiers(Egress egress) {
        this.egress = egress;
    }

    /// @throws InvalidFieldException when it cannot be had, or a redirect URI is not in it
    void check(ClientMetadata metadata) {
        Optional<URI> address = metadata.address(MetadataField.SECTOR_IDENTIFIER_URI);
        if (address.isPresent() && !listed(address.get()).containsAll(metadata.texts(MetadataField.REDIRECT_URIS))) {
            throw new InvalidFieldException(
                    MetadataField.SECTOR_IDENTIFIER_URI.restName(), "a redirect URI is not in its list");
        }
    }

    private Set<String> listed(URI address) {
        try {
            JsonNode list = StrictJson.mapper().readTree(egress.get(address, MOST_BYTES));
            var uris = new HashSet<String>();
            list.forEach(item -> uris.add(item.asString("")));
            if (list.isArray()) {
                return uris;
            }
        } catch (IOException | JacksonException unusable) {
            // refused below
        }
        throw new InvalidFieldException(
                MetadataField.SECTOR_IDENTIFIER_URI.restName(), "no JSON list of redirect URIs is there");
    }
}
