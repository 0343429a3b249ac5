package io.lightwave.token.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.idtoken.IdTokens.Hint;
import io.lightwave.token.language.Languages;
import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// Reads logout requests. Nothing in one is an error: what is not understood or not allowed counts as not sent, and
/// the person is asked.
final class LogoutRequests {
    private final Clients clients;
    private final IdTokens idTokens;

    LogoutRequests(Clients clients, IdTokens idTokens) {
        this.clients = clients;
        this.idTokens = idTokens;
    }

    LogoutRequest read(Tenant tenant, FormParameters sent) {
        sent.find("ui_locales").ifPresent(Languages::want);
        Optional<Hint> hint = sent.find("id_token_hint").flatMap(token -> idTokens.readHint(tenant, token));
        Optional<Client> client = client(tenant, sent.find("client_id"), hint);
        Optional<String> wanted = sent.find("post_logout_redirect_uri");
        Optional<String> returnTo = wanted.filter(uri -> client.filter(found -> found.metadata()
                        .texts(MetadataField.POST_LOGOUT_REDIRECT_URIS)
                        .contains(uri))
                .isPresent());
        return new LogoutRequest(
                hint.filter(_ -> client.isPresent() && wanted.equals(returnTo)),
                client,
                returnTo,
                sent.find("state"),
                sent.encoded());
    }

    /// The client that both name, when both are sent.
    private Optional<Client> client(Tenant tenant, Optional<String> named, Optional<Hint> hint) {
        boolean differ = named.isPresent()
                && hint.filter(shown -> !shown.clientId().equals(named.get())).isPresent();
        return differ
                ? Optional.empty()
                : named.or(() -> hint.map(Hint::clientId)).flatMap(id -> clients.find(tenant.id(), id));
    }
}
