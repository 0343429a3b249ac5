package io.lightwave.token.authorization;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How an authorization answer travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form Post
/// Response Mode).
public enum ResponseMode {
    QUERY("query"),
    FRAGMENT("fragment"),
    FORM_POST("form_post");

    private final String value;

    ResponseMode(String value) {
        this.value = value;
    }

    /// The mode of that registered name.
    static Optional<ResponseMode> of(String name) {
        return Arrays.stream(values()).filter(mode -> mode.value.equals(name)).findFirst();
    }

    /// The registered names of all there are.
    public static List<String> names() {
        return Arrays.stream(values()).map(mode -> mode.value).toList();
    }
}
