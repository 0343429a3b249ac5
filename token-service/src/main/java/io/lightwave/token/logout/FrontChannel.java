package io.lightwave.token.logout;

import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.session.LiveSession;
import io.lightwave.token.session.SessionEnding.Participant;
import io.lightwave.token.session.Sessions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// OpenID Connect Front-Channel Logout 1.0: what the browser loads so that clients end their sessions in it.
public final class FrontChannel {
    private final Sessions sessions;
    private final Clients clients;

    FrontChannel(Sessions sessions, Clients clients) {
        this.sessions = sessions;
        this.clients = clients;
    }

    /// The addresses of the clients that the session has signed in to, with issuer and `sid` (§3).
    public List<URI> frames(Tenant tenant, LiveSession session) {
        return sessions.participants(session.session()).stream()
                .flatMap(participant -> frame(tenant, participant).stream())
                .toList();
    }

    private Optional<URI> frame(Tenant tenant, Participant participant) {
        return clients.byId(tenant.id(), participant.client())
                .flatMap(client -> client.metadata().text(MetadataField.FRONTCHANNEL_LOGOUT_URI))
                .map(uri -> URI.create(uri + (uri.indexOf('?') < 0 ? "?" : "&") + "iss="
                        + URLEncoder.encode(tenant.issuer().toString(), StandardCharsets.UTF_8) + "&sid="
                        + participant.sid()));
    }
}
