package io.lightwave.token.authorization;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// How an authorization answer travels (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form Post
/// Response Mode, JARM §2.3).
public enum ResponseMode {
    QUERY("query", Way.QUERY, false),
    FRAGMENT("fragment", Way.FRAGMENT, false),
    FORM_POST("form_post", Way.FORM, false),
    QUERY_JWT("query.jwt", Way.QUERY, true),
    FRAGMENT_JWT("fragment.jwt", Way.FRAGMENT, true),
    FORM_POST_JWT("form_post.jwt", Way.FORM, true),
    /// What `query.jwt` is, since the response type is always `code`.
    JWT("jwt", Way.QUERY, true);

    enum Way {
        QUERY,
        FRAGMENT,
        FORM
    }

    private final String value;
    private final Way way;
    private final boolean signed;

    ResponseMode(String value, Way way, boolean signed) {
        this.value = value;
        this.way = way;
        this.signed = signed;
    }

    /// The mode of that registered name.
    static Optional<ResponseMode> of(String name) {
        return Arrays.stream(values()).filter(mode -> mode.value.equals(name)).findFirst();
    }

    /// The registered names of all there are.
    public static List<String> names() {
        return Arrays.stream(values()).map(mode -> mode.value).toList();
    }

    Way way() {
        return way;
    }

    /// Whether the answer is one signed JWT.
    boolean isSigned() {
        return signed;
    }
}
