package io.lightwave.token.tokenpolicy;

import io.lightwave.directory.InvalidFieldException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A tenant's token policy; what is null takes its default.
///
/// @param implicitFlows whether clients may be registered for response types that hand tokens to the browser, and use
///     them (OpenID Connect Core §3.2 and §3.3). Off: such tokens stand in addresses, histories and logs, and nobody
///     proves that they come to whom they were made for (RFC 9700 §2.1.2)
/// @param mlDsa whether clients may be registered for answers that are signed by ML-DSA (RFC 9964). Off: few relying
///     parties know it, and its signatures take 2.4 to 4.6 KB; what clients are registered for stays when it is off
///     again
/// @param redirectSchemes the private-use schemes without a dot that redirect URIs of clients may have, at most 20, for
///     instance `cursor`. None: nobody can say whose such a scheme is, and any program may take it (RFC 8252 §8.4);
///     what clients are registered for stays when it is taken off
public record TokenPolicy(
        @Nullable Boolean implicitFlows,
        @Nullable Boolean mlDsa,
        @Nullable List<String> redirectSchemes) {
    private static final int MOST_SCHEMES = 20;
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+-]{1,49}");
    /// Those that browsers or systems have for something else, some to run what follows.
    private static final Set<String> TAKEN = Set.of(
            "about",
            "blob",
            "chrome",
            "chrome-extension",
            "cid",
            "content",
            "data",
            "dns",
            "file",
            "filesystem",
            "ftp",
            "ftps",
            "geo",
            "http",
            "https",
            "imap",
            "intent",
            "jar",
            "javascript",
            "ldap",
            "ldaps",
            "mailto",
            "mid",
            "moz-extension",
            "news",
            "nfs",
            "resource",
            "sftp",
            "sip",
            "sips",
            "sms",
            "smb",
            "ssh",
            "tel",
            "telnet",
            "urn",
            "vbscript",
            "view-source",
            "ws",
            "wss",
            "xmpp");

    /// Of a tenant that has not changed it.
    static final TokenPolicy DEFAULTS = new TokenPolicy(null, null, null);

    public TokenPolicy {
        implicitFlows = implicitFlows != null && implicitFlows;
        mlDsa = mlDsa != null && mlDsa;
        redirectSchemes = redirectSchemes == null ? List.of() : List.copyOf(redirectSchemes);
        for (int i = 0; i < redirectSchemes.size(); i++) {
            if (i >= MOST_SCHEMES || !mayBePrivate(redirectSchemes.get(i))) {
                throw new InvalidFieldException(
                        "redirectSchemes[" + i + "]",
                        "not one of at most 20 schemes of 2 to 50 small letters, digits, + and -, which have no other"
                                + " use; one with a dot needs no leave");
            }
        }
    }

    /// Whether a scheme without a dot can be an application's own.
    public static boolean mayBePrivate(String scheme) {
        return SCHEME.matcher(scheme).matches() && !TAKEN.contains(scheme);
    }

    public List<String> permittedRedirectSchemes() {
        return redirectSchemes == null ? List.of() : redirectSchemes;
    }

    public boolean permitsMlDsa() {
        return Boolean.TRUE.equals(mlDsa);
    }

    public boolean permitsImplicitFlows() {
        return Boolean.TRUE.equals(implicitFlows);
    }
}
