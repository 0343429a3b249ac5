package io.lightwave.token.account;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectId;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.consent.Consents;
import io.lightwave.token.page.Account;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The applications a person lets have something: by consent, or by a sign-in that still stands.
final class Applications {
    private final Consents consents;
    private final Approvals approvals;
    private final Clients clients;

    Applications(Consents consents, Approvals approvals, Clients clients) {
        this.consents = consents;
        this.approvals = approvals;
        this.clients = clients;
    }

    List<Account.Application> of(ActivePrincipal person) {
        var granted = new LinkedHashMap<SubjectId, Set<String>>();
        consents.of(person.tenant(), person.id()).forEach(consent -> granted.put(consent.client(), consent.granted()));
        approvals.clientsOf(person.tenant(), person.id()).forEach(client -> granted.putIfAbsent(client, Set.of()));
        return granted.entrySet().stream().flatMap(entry -> view(person, entry)).toList();
    }

    private Stream<Account.Application> view(ActivePrincipal person, Map.Entry<SubjectId, Set<String>> entry) {
        return clients.byId(person.tenant(), entry.getKey()).stream()
                .map((Client client) ->
                        new Account.Application(client.clientId(), client.displayName(), entry.getValue()));
    }
}
