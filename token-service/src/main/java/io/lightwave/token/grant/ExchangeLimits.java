package io.lightwave.token.grant;

import io.lightwave.directory.Tenant;
import io.lightwave.token.authentication.AuthenticatedClient;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.authentication.AuthenticatedClient.Workload;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.resource.Audiences;
import java.util.HashSet;
import java.util.Set;

/// The most that somebody may exchange a token for: what the token is good for, and what they may get themselves,
/// never both together. Never a token for the issuer: one that was handed to a service must not open our own doors.
final class ExchangeLimits {
    private final Audiences audiences;

    ExchangeLimits(Audiences audiences) {
        this.audiences = audiences;
    }

    /// @param scopes of what is exchanged
    Limits of(Tenant tenant, AuthenticatedClient exchanger, FormParameters form, Set<String> scopes) {
        String itself = exchanger.clientId();
        var both = new HashSet<>(scopes);
        var targets = new HashSet<String>();
        switch (exchanger) {
            case Registered registered -> {
                both.retainAll(registered.client().scopes());
                targets.addAll(registered.client().audiences());
            }
            case Workload workload -> {
                both.retainAll(Scoping.requestedAudience(form)
                        .map(audience -> audiences.scopesOf(tenant.id(), audience))
                        .orElse(Set.of()));
                targets.addAll(workload.evidence().audiences());
            }
        }
        targets.remove(tenant.issuer().toString());
        return new Limits(both, targets, itself);
    }

    /// Whether a token is the exchanger's to exchange: it was issued to it, or is meant for it.
    boolean isRecipient(Tenant tenant, AuthenticatedClient exchanger, Iterable<String> tokenAudiences) {
        for (String audience : tokenAudiences) {
            if (audiences.includes(tenant.id(), audience, exchanger.clientId())) {
                return true;
            }
        }
        return false;
    }
}
