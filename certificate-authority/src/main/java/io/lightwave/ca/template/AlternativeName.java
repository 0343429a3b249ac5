package io.lightwave.ca.template;

import java.net.InetAddress;

/// One subject alternative name (RFC 5280 §4.2.1.6), of the kinds we issue.
public sealed interface AlternativeName {

    /// How records and the REST API write it: `type:value`.
    String text();

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
