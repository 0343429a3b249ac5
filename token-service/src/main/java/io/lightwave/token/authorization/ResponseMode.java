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
    /// What `query.jwt` is for a code, and `fragment.jwt` as soon as the answer has tokens in it (JARM §2.3.4).
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

    /// The mode that an answer takes. Tokens never go into a query, which servers see and write down; where they were
    /// asked for so, the refusal comes behind the hash.
    ///
    /// @param asked the value of `response_mode`, when it was sent
    /// @param tokens whether the response type asks for tokens
    static ResponseMode resolve(Optional<String> asked, boolean tokens) {
        Optional<ResponseMode> named = asked.flatMap(ResponseMode::of);
        if (!tokens) {
            return named.orElse(QUERY);
        }
        return switch (named.orElse(FRAGMENT)) {
            case QUERY, FRAGMENT -> FRAGMENT;
            case QUERY_JWT, JWT, FRAGMENT_JWT -> FRAGMENT_JWT;
            case FORM_POST -> FORM_POST;
            case FORM_POST_JWT -> FORM_POST_JWT;
        };
    }

    /// Whether the answer would stand in a query.
    boolean isQuery() {
        return this == QUERY || this == QUERY_JWT;
    }

    Way way() {
        return way;
    }

    /// Whether the answer is one signed JWT.
    boolean isSigned() {
        return signed;
    }
}
