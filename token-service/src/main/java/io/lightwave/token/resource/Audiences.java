package io.lightwave.token.resource;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import java.util.Set;

/// Who may be the audience of a token, and who a token's audience is.
public final class Audiences {

    public sealed interface Resolution {
        /// @param value the `aud`, as it was asked for
        /// @param scopes those that mean something there; empty when any may
        record Granted(String value, Set<String> scopes) implements Resolution {}

        /// The answer is `invalid_target` (RFC 8707 §2); the reason is for the audit trail.
        record Refused(String reason) implements Resolution {}
    }

    private final ResourceServers resourceServers;
    private final Subjects subjects;
    private final ActivePrincipals principals;

    Audiences(ResourceServers resourceServers, Subjects subjects, ActivePrincipals principals) {
        this.resourceServers = resourceServers;
        this.subjects = subjects;
        this.principals = principals;
    }

    /// @param asked the issuer, another absolute URI, or the bare name of a resource server or client
    /// @param allowed URIs and names, the issuer among them where it is; a name in it need not be registered, and
    ///     either name of a resource server does
    public Resolution resolve(TenantId tenant, String asked, Set<String> allowed) {
        Optional<ResourceServer> server = resourceServers.find(tenant, asked);
        boolean granted = allowed.contains(asked)
                || server.filter(found -> allowed.contains(found.uri()) || allowed.contains(found.name()))
                        .isPresent();
        if (!granted) {
            return new Resolution.Refused("audience not granted");
        }
        if (server.filter(found -> !found.enabled()).isPresent()) {
            return new Resolution.Refused("resource server disabled");
        }
        if (server.isEmpty() && isDisabledClient(tenant, asked)) {
            return new Resolution.Refused("audience is a disabled client");
        }
        return new Resolution.Granted(asked, server.map(ResourceServer::scopes).orElse(Set.of()));
    }

    /// The scopes of the resource server with this URI or name; empty when there is none, or it does not say.
    public Set<String> scopesOf(TenantId tenant, String audience) {
        return resourceServers
                .find(tenant, audience)
                .filter(ResourceServer::enabled)
                .map(ResourceServer::scopes)
                .orElse(Set.of());
    }

    /// Whether a client may see tokens for this audience (RFC 7662 §2.2): it is itself the audience, or stands among
    /// the resource server's clients.
    public boolean includes(TenantId tenant, String audience, String clientId) {
        return audience.equals(clientId)
                || resourceServers
                        .find(tenant, audience)
                        .filter(server -> server.enabled() && server.clients().contains(clientId))
                        .isPresent();
    }

    private boolean isDisabledClient(TenantId tenant, String name) {
        return subjects.byName(tenant, SubjectKind.CLIENT, name)
                .filter(subject -> subject.name().equals(name))
                .filter(subject -> principals.find(tenant, subject.id()).isEmpty())
                .isPresent();
    }
}
