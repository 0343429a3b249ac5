package io.lightwave.ca.binding;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Network;
import java.util.List;

/// The names that an operator lets certificates have.
///
/// @param dnsZones each stands for its own name and every name below it
/// @param ipRanges in CIDR form
/// @param wildcards whether also wildcards below the zones
public record NameBounds(List<String> dnsZones, List<String> ipRanges, boolean wildcards) {
    private static final int MOST = 100;

    /// @throws InvalidFieldException on `dnsZones` or `ipRanges`
    public NameBounds {
        dnsZones = List.copyOf(dnsZones);
        ipRanges = List.copyOf(ipRanges);
        if (dnsZones.size() > MOST || ipRanges.size() > MOST) {
            throw new InvalidFieldException("dnsZones", "there are too many: at most 100");
        }
        for (String zone : dnsZones) {
            if (!Identifier.LABELS.matcher(zone).matches()
                    || Identifier.NUMERIC_END.matcher(zone).matches()) {
                throw new InvalidFieldException("dnsZones", "is not a DNS name in lower case: '%s'".formatted(zone));
            }
        }
        for (String range : ipRanges) {
            try {
                Network.parse(range);
            } catch (IllegalArgumentException malformed) {
                throw new InvalidFieldException("ipRanges", String.valueOf(malformed.getMessage()));
            }
        }
    }

    /// Whether no name is within them.
    boolean areEmpty() {
        return dnsZones.isEmpty() && ipRanges.isEmpty();
    }

    public boolean permit(Identifier identifier) {
        return switch (identifier) {
            case Identifier.Dns(var name, var wildcard) ->
                (wildcards || !wildcard)
                        && dnsZones.stream().anyMatch(zone -> name.equals(zone) || name.endsWith("." + zone));
            case Identifier.Ip(var address) ->
                ipRanges.stream().anyMatch(range -> Network.parse(range).contains(address));
        };
    }
}
