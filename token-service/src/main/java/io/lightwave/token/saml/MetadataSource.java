package io.lightwave.token.saml;

import io.lightwave.directory.Egress;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.saml.xml.StrictXml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Function;

/// Metadata on its way in, from a file or an address.
public final class MetadataSource<M extends EntityMetadata> {
    private static final int LONGEST_ADDRESS = 2000;

    private final Egress egress;
    private final InstantSource clock;
    private final Function<String, M> reader;

    /// @param reader of metadata of that kind
    public MetadataSource(Egress egress, InstantSource clock, Function<String, M> reader) {
        this.egress = egress;
        this.clock = clock;
        this.reader = reader;
    }

    /// Metadata that was read and is good now.
    public record Read<M extends EntityMetadata>(String xml, M metadata) {}

    /// @throws InvalidFieldException naming the field
    public Read<M> uploaded(String xml) {
        try {
            return read(xml);
        } catch (InvalidSamlException e) {
            throw new InvalidFieldException("metadata", e.reason());
        }
    }

    /// @throws InvalidFieldException naming the field
    public Read<M> registered(String address) {
        try {
            return fetched(address);
        } catch (IOException e) {
            throw new InvalidFieldException("metadataUrl", "nothing could be read there");
        } catch (InvalidSamlException e) {
            throw new InvalidFieldException("metadataUrl", "what is there is not accepted: " + e.reason());
        }
    }

    /// @throws InvalidSamlException when it is not accepted
    public Read<M> fetched(String address) throws IOException {
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

    private Read<M> read(String xml) {
        M metadata = reader.apply(xml);
        if (!metadata.isValidAt(clock.instant())) {
            throw new InvalidSamlException("it has expired");
        }
        return new Read<>(xml, metadata);
    }
}
