package io.lightwave.ca.template;

import io.lightwave.directory.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/// The names that certificates below an authority may have (RFC 5280 §4.2.1.10). A DNS zone stands for
/// its own name and all below it. Where no range of addresses is permitted, all addresses are excluded.
///
/// @param excludedZones parts of the zones that belong to others
/// @param uriHosts of URIs, exactly these; empty when URIs are not constrained
public record PermittedNames(
        List<String> dnsZones, List<String> excludedZones, List<Network> ipRanges, List<String> uriHosts) {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private static final Pattern NUMERIC_END = Pattern.compile("(.*[.])?[0-9]+");

    /// Whether the text is a DNS name in lower case, without a wildcard, and no address.
    public static boolean isZone(String text) {
        return Lint.LABELS.matcher(text).matches() && !NUMERIC_END.matcher(text).matches();
    }

    public PermittedNames {
        dnsZones = List.copyOf(dnsZones);
        excludedZones = List.copyOf(excludedZones);
        ipRanges = List.copyOf(ipRanges);
        uriHosts = List.copyOf(uriHosts);
    }

    /// As certificates and requests have it.
    public NameConstraints extension() {
        List<GeneralSubtree> permitted = new ArrayList<>();
        List<GeneralSubtree> excluded = new ArrayList<>();
        dnsZones.forEach(zone -> permitted.add(subtree(new GeneralName(GeneralName.dNSName, zone))));
        uriHosts.forEach(host -> permitted.add(subtree(new GeneralName(GeneralName.uniformResourceIdentifier, host))));
        ipRanges.forEach(range -> permitted.add(addresses(range.addressAndMask())));
        excludedZones.forEach(zone -> excluded.add(subtree(new GeneralName(GeneralName.dNSName, zone))));
        if (ipRanges.isEmpty()) {
            excluded.add(addresses(new byte[2 * IPV4]));
            excluded.add(addresses(new byte[2 * IPV6]));
        }
        return new NameConstraints(
                permitted.toArray(GeneralSubtree[]::new),
                excluded.isEmpty() ? null : excluded.toArray(GeneralSubtree[]::new));
    }

    /// The same in DER.
    byte[] encoded() {
        try {
            return extension().getEncoded("DER");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static GeneralSubtree addresses(byte[] addressAndMask) {
        return subtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(addressAndMask)));
    }

    private static GeneralSubtree subtree(GeneralName base) {
        return new GeneralSubtree(base);
    }
}
