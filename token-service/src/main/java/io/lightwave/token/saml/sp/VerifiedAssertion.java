package io.lightwave.token.saml.sp;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an identity provider says of a person, to us and now. Only [AssertionCheck] makes one.
public final class VerifiedAssertion {
    private final String id;
    private final Optional<NameId> name;
    private final Instant issuedAt;
    private final Instant expiresAt;
    private final Optional<Authentication> authentication;
    private final Map<String, List<String>> attributes;
    private final boolean old;

    VerifiedAssertion(
            String id,
            Optional<NameId> name,
            Instant issuedAt,
            Instant expiresAt,
            Optional<Authentication> authentication,
            Map<String, List<String>> attributes,
            boolean old) {
        this.id = id;
        this.name = name;
        this.issuedAt = issuedAt;
        this.expiresAt = expiresAt;
        this.authentication = authentication;
        this.attributes = Map.copyOf(attributes);
        this.old = old;
    }

    /// How and when the person proved there who they are (SAML core §2.7.2).
    ///
    /// @param sessionEnd when the session there ends, and ours with it
    /// @param context the class of the authentication; empty when it is not said
    public record Authentication(
            Instant at, Optional<String> sessionIndex, Optional<Instant> sessionEnd, String context) {}

    /// By which its issuer tells it from its others.
    public String id() {
        return id;
    }

    /// Empty where nobody is named, so that attributes say who it is, if anything does.
    public Optional<NameId> name() {
        return name;
    }

    /// When its issuer says that it was made.
    public Instant issuedAt() {
        return issuedAt;
    }

    /// After which nobody takes it, so that it need not be remembered longer.
    public Instant expiresAt() {
        return expiresAt;
    }

    /// There is one in every answer to a sign-in.
    public Optional<Authentication> authentication() {
        return authentication;
    }

    /// Whether an algorithm was needed for it that is allowed only to those who are marked.
    public boolean usesOldAlgorithms() {
        return old;
    }

    /// Texts by the names of their attributes.
    public Map<String, List<String>> attributes() {
        return attributes;
    }
}
