package io.lightwave.token.idtoken;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.token.key.JwtClaims;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What scopes let a client know of a person (OpenID Connect Core §5.4): `profile`, `email` and, our own,
/// `groups`.
public final class UserClaims {
    private UserClaims() {}

    /// Adds the claims of the scopes; what the directory does not know is left out. `email_verified` is never
    /// there: nobody verifies addresses here.
    public static void write(JwtClaims claims, ActivePrincipal person, Set<String> scopes) {
        if (person.kind() != SubjectKind.USER) {
            throw new IllegalArgumentException("not a person");
        }
        Map<String, List<String>> attributes = person.subject().attributes();
        if (scopes.contains("profile")) {
            first(attributes, "displayname", "cn").ifPresent(value -> claims.with("name", value));
            first(attributes, "givenname").ifPresent(value -> claims.with("given_name", value));
            first(attributes, "sn").ifPresent(value -> claims.with("family_name", value));
            claims.with("preferred_username", person.name());
            first(attributes, "preferredlanguage").ifPresent(value -> claims.with("locale", value));
            claims.with("updated_at", person.subject().updatedAt());
        }
        if (scopes.contains("email")) {
            first(attributes, "mail").ifPresent(value -> claims.with("email", value));
        }
        if (scopes.contains("groups")) {
            claims.with("groups", person.groups().stream().sorted().toList());
        }
    }

    private static Optional<String> first(Map<String, List<String>> attributes, String... names) {
        for (String name : names) {
            List<String> values = attributes.getOrDefault(name, List.of());
            if (!values.isEmpty()) {
                return Optional.of(values.getFirst());
            }
        }
        return Optional.empty();
    }
}
