package io.lightwave.token.saml;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/// What kind of name a person has at a service provider (SAML core §8.3).
public enum NameIdFormat {
    /// A random name, the person's for good at this one service provider.
    PERSISTENT("persistent", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
    /// A random name, the session's.
    TRANSIENT("transient", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
    /// The e-mail address.
    EMAIL_ADDRESS("emailAddress", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
    /// The user name. Asked for, it means whatever the service provider is registered with.
    UNSPECIFIED("unspecified", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified");

    private final String word;
    private final String uri;

    NameIdFormat(String word, String uri) {
        this.word = word;
        this.uri = uri;
    }

    @JsonValue
    public String word() {
        return word;
    }

    public String uri() {
        return uri;
    }

    @JsonCreator
    public static NameIdFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a NameID format"));
    }

    public static Optional<NameIdFormat> find(String uri) {
        return Arrays.stream(values()).filter(format -> format.uri.equals(uri)).findFirst();
    }
}
