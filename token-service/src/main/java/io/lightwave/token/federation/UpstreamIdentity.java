package io.lightwave.token.federation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Somebody as a provider knows them: the claims of a verified ID token, and of UserInfo about the same person. Only
/// [Upstream] and [SamlUpstream] make one.
public final class UpstreamIdentity {
    private static final int LONGEST = 256;

    private final String subject;
    private final ObjectNode claims;

    private UpstreamIdentity(String subject, ObjectNode claims) {
        this.subject = subject;
        this.claims = claims;
    }

    /// @throws UpstreamException when the provider does not say of them what is required
    static UpstreamIdentity of(IdentityProvider provider, String subject, ObjectNode claims) throws UpstreamException {
        var identity = new UpstreamIdentity(subject, claims);
        for (Map.Entry<String, Set<String>> required :
                provider.settings().required().entrySet()) {
            if (required.getValue().stream().noneMatch(value -> identity.has(required.getKey(), value))) {
                throw new UpstreamException("it does not say %s of the person in the claim %s"
                        .formatted(String.join(" or ", required.getValue()), required.getKey()));
            }
        }
        return identity;
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

    boolean says(String claim) {
        return claims.hasNonNull(claim);
    }

    /// A claim that is true, or the text `true`, as some providers write it.
    boolean flag(String claim) {
        JsonNode value = claims.path(claim);
        return value.isBoolean()
                ? value.booleanValue()
                : value.isString() && value.stringValue().equals("true");
    }

    /// Whether a claim is said elsewhere only (OpenID Connect Core §5.6.2), as where there are too many groups.
    boolean isElsewhere(String claim) {
        return !claims.has(claim) && claims.path("_claim_names").has(claim);
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
