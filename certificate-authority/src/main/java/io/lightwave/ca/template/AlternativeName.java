package io.lightwave.ca.template;

import java.net.InetAddress;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/// One subject alternative name (RFC 5280 §4.2.1.6), of the kinds we issue.
public sealed interface AlternativeName {

    /// How records and the REST API write it: `type:value`.
    String text();

    /// As extensions hold it.
    default GeneralName asGeneralName() {
        return switch (this) {
            case Dns(var dns) -> new GeneralName(GeneralName.dNSName, dns);
            case Ip(var address) -> new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress()));
            case Uri(var uri) -> new GeneralName(GeneralName.uniformResourceIdentifier, uri);
        };
    }

    record Dns(String name) implements AlternativeName {
        @Override
        public String text() {
            return "dns:" + name;
        }
    }

    record Ip(InetAddress address) implements AlternativeName {
        @Override
        public String text() {
            return "ip:" + address.getHostAddress();
        }
    }

    record Uri(String uri) implements AlternativeName {
        @Override
        public String text() {
            return "uri:" + uri;
        }
    }
}
