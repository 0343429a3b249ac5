package io.lightwave.token.protocol;

import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Locale;
import java.util.function.Predicate;

/// Origins as browsers write them (RFC 6454 §6.2), and whose scripts may read an answer (Fetch standard, "CORS
/// protocol"). Nothing here ever allows credentials of the browser.
public final class WebOrigin {
    /// Says whose scripts may read the answer.
    public static final String ALLOWED = "Access-Control-Allow-Origin";

    private WebOrigin() {}

    /// The serialised origin of an `https` or `http` URI.
    public static String of(URI uri) {
        boolean defaultPort = uri.getPort() == -1
                || (uri.getPort() == 443 && uri.getScheme().equals("https"))
                || (uri.getPort() == 80 && uri.getScheme().equals("http"));
        return uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT)
                + (defaultPort ? "" : ":" + uri.getPort());
    }

    /// For what is public. It is said to everybody, so that a copy kept on the way is good for scripts too.
    public static void anyMayRead(HttpServletResponse response) {
        response.setHeader(ALLOWED, "*");
    }

    /// Takes back what any client of the tenant would have been allowed, once it is known which one asks.
    public static void onlyOwnMayRead(HttpServletResponse response, Predicate<String> isOwn) {
        String allowed = response.getHeader(ALLOWED);
        if (allowed != null && !isOwn.test(allowed)) {
            response.setHeader(ALLOWED, null);
        }
    }
}
