package io.lightwave.token.client;

import io.lightwave.token.protocol.WebOrigin;
import io.lightwave.token.tokenpolicy.TokenPolicy;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A registered redirection endpoint (RFC 6749 §3.1.2): an absolute `https` URI, or for native applications `http` on
/// a loopback host or a private-use scheme (RFC 8252 §7.1, §7.3), without fragment, wildcard, user information or dot
/// segments. Whether the scheme may be without a dot is the tenant's to say.
public record RedirectUri(String value) {
    private static final int MAXIMUM_LENGTH = 2000;
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Pattern LOOPBACK_ADDRESS =
            Pattern.compile("(http://(?:127[.]0[.]0[.]1|\\[::1]|localhost))(?::[1-9][0-9]{0,4})?(/.*)?");

    private static final Pattern PRIVATE_USE = Pattern.compile("([a-z][a-z0-9+-]*(?:[.][a-z0-9+-]+)*):(?:/|//)(?!/).*");

    public RedirectUri {
        URI uri = parse(value);
        if (value.length() > MAXIMUM_LENGTH
                || (uri.getHost() == null && !isPrivateUse(value))
                || String.valueOf(uri.getRawAuthority()).indexOf('@') >= 0
                || uri.getRawFragment() != null
                || value.indexOf('*') >= 0
                || !uri.normalize().toString().equals(value)
                || !uri.toASCIIString().equals(value)) {
            throw new IllegalArgumentException(
                    "not an absolute URI without fragment, user information, wildcard or dot segments");
        }
        boolean loopback = uri.getHost() != null && LOOPBACK.contains(uri.getHost());
        if (!"https".equals(uri.getScheme()) && !("http".equals(uri.getScheme()) && loopback) && !isPrivateUse(value)) {
            throw new IllegalArgumentException(
                    "neither https nor http on a loopback host nor a private-use scheme like com.example.app:/cb");
        }
    }

    /// Whether it has a private-use scheme, which is for native applications only.
    boolean isPrivateUse() {
        return isPrivateUse(value);
    }

    private static boolean isPrivateUse(String value) {
        return privateUse(value).isPresent();
    }

    /// Its private-use scheme, if that is not made of the name of a domain; empty of any other URI.
    Optional<String> schemeOfNoDomain() {
        return privateUse(value).filter(scheme -> scheme.indexOf('.') < 0);
    }

    private static Optional<String> privateUse(String value) {
        Matcher matcher = PRIVATE_USE.matcher(value);
        return matcher.matches()
                ? Optional.of(matcher.group(1))
                        .filter(scheme -> scheme.indexOf('.') >= 0 || TokenPolicy.mayBePrivate(scheme))
                : Optional.empty();
    }

    /// The origin of the page at it (RFC 6454 §6.2); empty of a private-use scheme.
    Optional<String> origin() {
        return isPrivateUse() ? Optional.empty() : Optional.of(WebOrigin.of(URI.create(value)));
    }

    /// Whether an authorization request may name this URI: character for character the registered one, except that
    /// the port of a loopback address (RFC 8252 §7.3) or of `localhost` (RFC 9700 §4.1.3) may be any.
    public boolean accepts(String presented) {
        return value.equals(presented)
                || withoutPort(value)
                        .filter(own ->
                                withoutPort(presented).filter(own::equals).isPresent())
                        .isPresent();
    }

    /// Whether its port is any, so that it is not registered as a whole (RFC 6749 §3.1.2.3).
    public boolean isOfAnyPort() {
        return withoutPort(value).isPresent();
    }

    private static Optional<String> withoutPort(String uri) {
        var matcher = LOOPBACK_ADDRESS.matcher(uri);
        return matcher.matches()
                ? Optional.of(matcher.group(1) + (matcher.group(2) == null ? "" : matcher.group(2)))
                : Optional.empty();
    }

    private static URI parse(String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URI", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
