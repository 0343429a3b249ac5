package io.lightwave.ca.proof;

import io.lightwave.ca.binding.Identifier;
import java.util.Arrays;
import java.util.List;

/// How control is proved.
public enum Method {
    /// RFC 8555 §8.3.
    HTTP_01("http-01"),
    /// RFC 8555 §8.4; the only one for wildcards, and none for addresses (RFC 8738 §7).
    DNS_01("dns-01"),
    /// RFC 8737 §3.
    TLS_ALPN_01("tls-alpn-01");

    private final String word;

    Method(String word) {
        this.word = word;
    }

    /// As messages have it.
    public String word() {
        return word;
    }

    public static Method of(String word) {
        return Arrays.stream(values())
                .filter(method -> method.word.equals(word))
                .findFirst()
                .orElseThrow();
    }

    /// By which of them control over the identifier can be proved.
    public static List<Method> of(Identifier identifier) {
        return switch (identifier) {
            case Identifier.Dns dns when dns.wildcard() -> List.of(DNS_01);
            case Identifier.Dns _ -> List.of(HTTP_01, DNS_01, TLS_ALPN_01);
            case Identifier.Ip _ -> List.of(HTTP_01, TLS_ALPN_01);
        };
    }
}
