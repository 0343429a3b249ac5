package io.lightwave.token.authorization;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How an authorization answer travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form Post
/// Response Mode).
enum ResponseMode {
    QUERY,
    FORM_POST;

    /// The mode of that registered name.
    static Optional<ResponseMode> of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
