package io.lightwave.token.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.WorkloadAssertions.Recognition.Recognised;
import io.lightwave.token.accesstoken.Provenance;
import io.lightwave.token.accesstoken.TokenSubjects;
import io.lightwave.token.client.Client;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// A client that has proved itself and is enabled (a public one has only named itself).
public sealed interface AuthenticatedClient {

    ActivePrincipal principal();

    /// As tokens name it.
    default String clientId() {
        return TokenSubjects.nameOf(principal());
    }

    /// Of a token that it gets about itself.
    default Provenance provenance() {
        return Provenance.NONE;
    }

    /// As the audit trail names it.
    default String actor() {
        return principal().actor();
    }

    /// Whether it lives at this origin, in browsers.
    default boolean isAt(String origin) {
        return false;
    }

    record Registered(Client client, ActivePrincipal principal) implements AuthenticatedClient {
        @Override
        public boolean isAt(String origin) {
            return client.metadata().isAt(origin);
        }
    }

    /// A workload that showed its platform's token, or its SVID.
    ///
    /// @param certificate its X509-SVID, when the TLS connection proved it by that
    record Workload(Recognised evidence, Optional<X509Certificate> certificate) implements AuthenticatedClient {
        @Override
        public ActivePrincipal principal() {
            return evidence.workload();
        }

        @Override
        public Provenance provenance() {
            return Provenance.of(evidence.assurance(), evidence.attester());
        }
    }
}
