package io.lightwave.token.saml.provider;

import io.lightwave.directory.Egress;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/// Metadata on its way in, from a file or an address.
final class MetadataSource {
    private static final int LONGEST_ADDRESS = 2000;

    private final Egress egress;
    private final InstantSource clock;

    MetadataSource(Egress egress, InstantSource clock) {
        this.egress = egress;
        this.clock = clock;
    }

    /// Metadata that was read and is good now.
    record Read(String xml, ServiceProviderMetadata metadata) {}

    /// @throws InvalidFieldException naming the field
    Read uploaded(String xml) {
        try {
            return read(xml);
        } catch (InvalidSamlException e) {
            throw new InvalidFieldException("metadata", e.reason());
        }
    }

    /// @throws InvalidFieldException naming the field
    Read registered(String address) {
        try {
            return fetched(address);
        } catch (IOException e) {
            throw new InvalidFieldException("metadataUrl", "nothing could be read there");
        } catch (InvalidSamlException e) {
            throw new InvalidFieldException("metadataUrl", "what is there is not accepted: " + e.reason());
        }
    }

    /// @throws InvalidSamlException when it is not accepted
    Read fetched(String address) throws IOException {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException notAUri) {
            throw new IOException("not a URI", notAUri);
        }
        if (!"https".equals(uri.getScheme()) || address.length() > LONGEST_ADDRESS) {
            throw new IOException("not an https address");
        }
        return read(new String(egress.get(uri, StrictXml.MAXIMUM_BYTES), StandardCharsets.UTF_8));
    }

    private Read read(String xml) {
        ServiceProviderMetadata metadata = ServiceProviderMetadata.read(xml);
        if (metadata.validUntil()
                .filter(until -> !clock.instant().isBefore(until))
                .isPresent()) {
            throw new InvalidSamlException("it has expired");
        }
        return new Read(xml, metadata);
    }
}
