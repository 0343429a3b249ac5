package io.lightwave.token.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What an authorization answer carries (OAuth 2.0 Multiple Response Type Encoding Practices §3 and §5, OpenID Connect
/// Core §3). There is no `token` alone, which tells nobody who has signed in.
public enum ResponseType {
    CODE("code"),
    CODE_ID_TOKEN("code id_token"),
    CODE_ID_TOKEN_TOKEN("code id_token token"),
    CODE_TOKEN("code token"),
    ID_TOKEN("id_token"),
    ID_TOKEN_TOKEN("id_token token");

    private final String value;

    ResponseType(String value) {
        this.value = value;
    }

    /// The registered name.
    public String value() {
        return value;
    }

    private List<String> words() {
        return List.of(value.split(" ", -1));
    }

    /// By its words in any order, each once (RFC 6749 §3.1.1).
    public static Optional<ResponseType> of(String text) {
        List<String> asked = List.of(text.split(" ", -1));
        List<String> sorted = List.copyOf(new TreeSet<>(asked));
        return asked.size() == sorted.size()
                ? Arrays.stream(values())
                        .filter(type -> type.words().equals(sorted))
                        .findFirst()
                : Optional.empty();
    }

    /// Whether the words, whatever else there is among them, ask for a token from the authorization endpoint, so that
    /// the answer goes behind the hash of an address.
    public static boolean asksForTokens(String text) {
        List<String> asked = List.of(text.split(" ", -1));
        return asked.contains("token") || asked.contains("id_token");
    }

    /// Those that there are for a tenant's clients.
    ///
    /// @param implicitFlows whether tokens may be handed to browsers
    public static List<String> supported(boolean implicitFlows) {
        return Arrays.stream(values())
                .filter(type -> implicitFlows || !type.handsOutTokens())
                .map(ResponseType::value)
                .toList();
    }

    /// @throws IllegalArgumentException for what is none
    static String registrable(String text) {
        return of(text).orElseThrow(() -> new IllegalArgumentException("one of " + String.join(", ", supported(true))))
                .value();
    }

    public boolean givesCode() {
        return words().contains("code");
    }

    public boolean givesIdToken() {
        return words().contains("id_token");
    }

    public boolean givesAccessToken() {
        return words().contains("token");
    }

    /// Whether the authorization endpoint itself gives a token.
    public boolean handsOutTokens() {
        return givesIdToken() || givesAccessToken();
    }
}
