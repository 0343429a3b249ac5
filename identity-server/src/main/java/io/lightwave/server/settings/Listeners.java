package io.lightwave.server.settings;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// Addresses and ports of every listener; each port is 1 to 65535.
///
/// @param address where all but management bind
/// @param plainHttp for measurements, always on 127.0.0.1
public record Listeners(
        InetAddress address,
        int https,
        int http,
        int mtls,
        int ldap,
        int ldaps,
        InetAddress managementAddress,
        int management,
        OptionalInt plainHttp) {

    /// The ports by name, in a stable order.
    public Map<String, Integer> byName() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("https", https);
        ports.put("http", http);
        ports.put("mtls", mtls);
        ports.put("ldap", ldap);
        ports.put("ldaps", ldaps);
        ports.put("management", management);
        plainHttp.ifPresent(port -> ports.put("plainHttp", port));
        return ports;
    }
}
