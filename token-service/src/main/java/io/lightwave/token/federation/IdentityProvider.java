package io.lightwave.token.federation;

import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A provider that a tenant lets its people sign in with.
public record IdentityProvider(
        TenantId tenant, UUID id, Settings settings, Instant createdAt, Instant updatedAt, long version) {

    /// What an operator says of it; see [ProviderDocument].
    public record Settings(
            String name,
            String displayName,
            URI issuer,
            String clientId,
            String authenticationMethod,
            List<String> scopes,
            List<String> emailDomains,
            String userNameClaim,
            boolean justInTime,
            boolean trustsSecondFactor,
            List<Rule> rules,
            boolean enabled) {
        public Settings {
            scopes = List.copyOf(scopes);
            emailDomains = List.copyOf(emailDomains);
            rules = List.copyOf(rules);
        }
    }

    /// Whoever has the value in the claim is in the group.
    public record Rule(String claim, String value, String group) {}

    public String name() {
        return settings.name();
    }
}
