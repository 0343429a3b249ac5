package io.lightwave.token.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.WorkloadAssertions.Recognition.Recognised;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.client.Client;

/// A client that has proved itself and is enabled (a public one has only named itself).
public sealed interface AuthenticatedClient {

    ActivePrincipal principal();

    /// As tokens name it.
    String clientId();

    record Registered(Client client, ActivePrincipal principal) implements AuthenticatedClient {
        @Override
        public String clientId() {
            return client.clientId();
        }
    }

    /// A workload that showed its platform's token.
    record Workload(Recognised evidence) implements AuthenticatedClient {
        @Override
        public ActivePrincipal principal() {
            return evidence.workload();
        }

        @Override
        public String clientId() {
            return TokenSubjects.nameOf(evidence.workload());
        }
    }
}
