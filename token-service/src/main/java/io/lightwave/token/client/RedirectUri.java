package io.lightwave.token.client;

import java.net.URI;

/// A registered redirection endpoint (RFC 6749 §3.1.2): an absolute `https` URI, or `http` on a loopback host for
/// native applications (RFC 8252 §7.3), without fragment, wildcard, user information or dot segments.
public record RedirectUri(String value) {

    public RedirectUri {
        requireAcceptable(value);
    }

    /// Whether an authorization request may name this URI: character for character the registered one, except that
    /// the port of a loopback IP literal may be any (RFC 8252 §7.3).
    public boolean accepts(String presented) {
        return value.equals(presented)
                || loopbackWithoutPort(value)
                        .filter(own -> loopbackWithoutPort(presented)
                                .filter(own::equals)
                                .isPresent())
                        .isPresent();
    }

    private static java.util.Optional<String> loopbackWithoutPort(String uri) {
        for (String host : new String[] {"http://127.0.0.1", "http://[::1]"}) {
            if (uri.startsWith(host)) {
                String rest = uri.substring(host.length());
                var port = java.util.regex.Pattern.compile("^:[1-9][0-9]{0,4}(?=/|$)")
                        .matcher(rest);
                rest = port.replaceFirst("");
                return rest.isEmpty() || rest.startsWith("/")
                        ? java.util.Optional.of(host + rest)
                        : java.util.Optional.empty();
            }
        }
        return java.util.Optional.empty();
    }

    private static void requireAcceptable(String value) {
        URI uri;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URI");
        }
        if (value.length() > 2000
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null
                || value.indexOf('*') >= 0
                || value.indexOf('\\') >= 0
                || !uri.normalize().toString().equals(value)) {
            throw new IllegalArgumentException(
                    "not an absolute URI without fragment, user information, wildcard or dot segments");
        }
        boolean loopback = uri.getHost().equals("127.0.0.1")
                || uri.getHost().equals("[::1]")
                || uri.getHost().equals("localhost");
        if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && loopback)) {
            throw new IllegalArgumentException("neither https nor http on a loopback host");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
