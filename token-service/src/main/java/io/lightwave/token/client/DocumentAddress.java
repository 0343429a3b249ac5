package io.lightwave.token.client;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// A client id that is the address of the client's metadata (OAuth Client ID Metadata Document §3): `https`, a host
/// name in lower case, a path without `.` and `..`; neither user information, query nor fragment; at most 128
/// characters.
public record DocumentAddress(String value) {
    private static final int MAXIMUM_LENGTH = 128;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern FORM = Pattern.compile(
            "https://" + LABEL + "([.]" + LABEL + ")*(:[1-9][0-9]{0,4})?(/(?![.]{1,2}(/|$))[A-Za-z0-9._~:@-]*)+");

    public DocumentAddress {
        if (!fits(value)) {
            throw new IllegalArgumentException("not the address of a client's metadata");
        }
    }

    public static Optional<DocumentAddress> of(String clientId) {
        return fits(clientId) ? Optional.of(new DocumentAddress(clientId)) : Optional.empty();
    }

    private static boolean fits(String text) {
        return text.length() <= MAXIMUM_LENGTH && FORM.matcher(text).matches();
    }

    public URI uri() {
        return URI.create(value);
    }

    public String host() {
        return uri().getHost();
    }
}
