package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.federation.UpstreamPeople;
import io.lightwave.token.page.Account;
import java.util.List;
import java.util.stream.Collectors;

/// The providers by which a person may sign in, and those that are linked.
record OwnProviders(IdentityProviders providers, UpstreamPeople people) {

    List<Account.Elsewhere> of(ActivePrincipal person) {
        var links = people.of(person.tenant(), person.id()).stream()
                .collect(Collectors.toMap(UpstreamPeople.Link::provider, UpstreamPeople.Link::since));
        return providers.usable(person.tenant()).stream()
                .map(provider -> new Account.Elsewhere(
                        provider.name(),
                        provider.settings().displayName(),
                        java.util.Optional.ofNullable(links.get(provider.id()))))
                .toList();
    }
}
