package io.lightwave.server.security;

import java.util.regex.Pattern;

/// Paths that need no caller: they are public by their nature, or their endpoint authenticates by itself. They pass
/// no further filter, since the busiest are among them.
final class PublicPaths {
    private static final Pattern OF_A_TENANT = Pattern.compile("/t/[^/]+/("
            + "oauth2/.+" // each endpoint authenticates its clients itself
            + "|[.]well-known/openid-configuration"
            + "|spiffe/(bundle|jwks|[.]well-known/openid-configuration)"
            + "|acme/.+" // signed requests, each checked by its endpoint
            + "|node/.+" // a join token or the node's certificate authenticates
            + "|ca/(root[.]pem|chain[.]pem|[^/]+[.]cer|crl/[^/]+/[^/]+|ocsp(/.+)?)"
            + "|ca/ssh/((user|host)-ca[.]pub|known_hosts|revoked-keys[.]krl)"
            + "|saml/(metadata|sso(/[^/]+)?|slo(/soap)?|artifact)" // signed, or answered where it is registered
            + "|saml/ecp" // the client brings its person's name and password
            + "|saml/sp/[^/]+/(metadata|acs|slo(/soap)?)" // signed by the identity provider
            + "|(login|account|device)(/.*)?" // pages with sessions of their own
            + "|scim/v2/ServiceProviderConfig" // how callers authenticate is read before they do (RFC 7643 §5)
            + ")");
    private static final Pattern AT_THE_ROOT = Pattern.compile(
            "/|/console|/console/.*|/api/(openapi|configuration-schema)[.]json|/[.]well-known/oauth-(authorization-server|protected-resource)/t/[^/]+|/assets/[^/]+"
                    + "|/[.]well-known/est/[^/]+/(cacerts|csrattrs)"
                    + "|/[.]well-known/cmp/p/[^/]+(/[a-z0-9]+)?"); // protected messages, each checked by its endpoint

    private PublicPaths() {}

    static boolean contains(String path) {
        return (path.startsWith("/t/") ? OF_A_TENANT : AT_THE_ROOT)
                .matcher(path)
                .matches();
    }
}
