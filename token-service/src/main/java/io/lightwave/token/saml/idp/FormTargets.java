package io.lightwave.token.saml.idp;

import java.net.URI;

/// What a page's policy says of the form on it.
public final class FormTargets {
    private FormTargets() {}

    /// CSP sources for a form that goes there. Browsers hold every redirect that follows against them, and from
    /// there on they are the other side's own.
    public static String of(URI target) {
        boolean literal = target.getHost().startsWith("["); // CSP has no IPv6 addresses
        return switch (target.getScheme()) {
            case "https" -> " https:";
            default -> literal ? " https: http:" : " https: http://" + target.getRawAuthority();
        };
    }
}
