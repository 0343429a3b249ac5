package io.lightwave.token.page;

import io.lightwave.directory.Tenant;
import io.lightwave.token.protocol.WebOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Whether a form came from our own page in the browser that got it: by the `Origin` that browsers send, and by a
/// token that only the holder of the page's cookie could have been given.
public final class FormGuard {
    private FormGuard() {}

    /// @param expected the token that belongs to the browser's cookie
    /// @param sent the token in the form
    public static boolean accepts(Tenant tenant, HttpServletRequest request, String expected, String sent) {
        return isSameOrigin(tenant, request)
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isSameOrigin(Tenant tenant, HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return (site == null || site.equals("same-origin"))
                && (origin == null || origin.equals(WebOrigin.of(tenant.issuer())));
    }

    /// Where a form that leads there in the end may go besides our own origin, as CSP sources with a blank before each.
    /// Browsers hold every redirect that follows the form against them: ours, and from there on others'.
    public static String targetsOf(URI uri) {
        if (uri.getScheme().equals("https")) {
            return " https:";
        }
        if (!uri.getScheme().equals("http")) {
            return " https: " + uri.getScheme() + ":"; // a private-use scheme (RFC 8252 §7.1)
        }
        boolean literal = uri.getHost().startsWith("["); // CSP has no IPv6 addresses
        return literal ? " https: http:" : " https: http://" + uri.getAuthority();
    }
}
