package io.lightwave.token.federation;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Somebody as a provider knows them: the claims of a verified ID token, and of UserInfo about the
/// same person. Only [Upstream] makes one.
public final class UpstreamIdentity {
    private static final int LONGEST = 256;

    private final String subject;
    private final ObjectNode claims;

    UpstreamIdentity(String subject, ObjectNode claims) {
        this.subject = subject;
        this.claims = claims;
    }

    /// Never changes and is never another's (OpenID Connect Core §2 `sub`).
    String subject() {
        return subject;
    }

    /// A claim that is one text of at most 256 characters, none of them a control character.
    Optional<String> text(String claim) {
        JsonNode value = claims.path(claim);
        return value.isString()
                ? Optional.of(value.stringValue().strip())
                        .filter(text -> !text.isEmpty()
                                && text.length() <= LONGEST
                                && text.chars().noneMatch(Character::isISOControl))
                : Optional.empty();
    }

    boolean flag(String claim) {
        JsonNode value = claims.path(claim);
        return value.isBoolean() && value.booleanValue();
    }

    /// Whether a claim is that text, or has it among its texts.
    boolean has(String claim, String text) {
        JsonNode value = claims.path(claim);
        return value.isArray()
                ? value.valueStream()
                        .anyMatch(one -> one.isString() && one.stringValue().equals(text))
                : value.isString() && value.stringValue().equals(text);
    }

    /// The methods it was proved by there (RFC 8176).
    List<String> methods() {
        JsonNode value = claims.path("amr");
        return value.isArray()
                ? value.valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .toList()
                : List.of();
    }
}
