package io.lightwave.ca.proof;

import io.lightwave.ca.message.ErrorType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// What DNS says now: nothing is remembered, and no file of hosts counts.
final class Names {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Resolver resolver;

    /// @param server to ask; empty for the system's own
    Names(Optional<InetSocketAddress> server) {
        resolver = server.<Resolver>map(SimpleResolver::new).orElseGet(ExtendedResolver::new);
        resolver.setTimeout(TIMEOUT);
    }

    /// @throws ProofException `dns` when the name has no address
    List<InetAddress> addresses(String host) throws ProofException {
        List<InetAddress> found = new ArrayList<>();
        for (Record each : look(host, Type.AAAA)) {
            found.add(((AAAARecord) each).getAddress());
        }
        for (Record each : look(host, Type.A)) {
            found.add(((ARecord) each).getAddress());
        }
        if (found.isEmpty()) {
            throw new ProofException(ErrorType.DNS, "%s has neither A nor AAAA records".formatted(host));
        }
        return found;
    }

    /// The texts of all TXT records, the strings of each put together.
    List<String> texts(String name) throws ProofException {
        List<String> found = new ArrayList<>();
        for (Record each : look(name, Type.TXT)) {
            var text = new StringBuilder();
            ((TXTRecord) each)
                    .getStringsAsByteArrays()
                    .forEach(part -> text.append(new String(part, StandardCharsets.ISO_8859_1)));
            found.add(text.toString());
        }
        return found;
    }

    private List<Record> look(String name, int type) throws ProofException {
        Lookup lookup;
        try {
            lookup = new Lookup(Name.fromString(name, Name.root), type);
        } catch (TextParseException malformed) {
            throw new ProofException(ErrorType.DNS, "%s is no name that DNS can have".formatted(name));
        }
        lookup.setResolver(resolver);
        lookup.setCache(null);
        lookup.setHostsFileParser(null);
        Record[] records = lookup.run();
        return switch (lookup.getResult()) {
            case Lookup.SUCCESSFUL -> List.of(records);
            case Lookup.HOST_NOT_FOUND, Lookup.TYPE_NOT_FOUND -> List.of();
            default ->
                throw new ProofException(
                        ErrorType.DNS,
                        "%s of %s could not be looked up: %s"
                                .formatted(Type.string(type), name, lookup.getErrorString()));
        };
    }
}
