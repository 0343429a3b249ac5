package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.token.language.Text;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviderMetadata.Consumer;
import java.time.Instant;

/// What became of a request that came.
sealed interface Reading {

    /// Its service provider and where the answer goes are known.
    ///
    /// @param text in canonical form, without its signature
    record Accepted(
            Tenant tenant,
            ServiceProvider provider,
            AuthnRequest request,
            Consumer consumer,
            String relayState,
            Instant receivedAt,
            String text)
            implements Reading {}

    /// The service provider is told.
    record Rejected(Accepted asked, Status status, String reason) implements Reading {}

    /// Only the person can be told.
    ///
    /// @param claimed who it says it is from; may be empty
    record Unanswerable(Text detail, String reason, String claimed) implements Reading {}
}
