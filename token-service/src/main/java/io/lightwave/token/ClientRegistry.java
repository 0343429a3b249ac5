package io.lightwave.token;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.util.Set;

/// Clients that the server itself registers when it provisions a tenant; no effect where they exist.
public interface ClientRegistry {

    /// The confidential client for automation, with the `client_credentials` grant.
    ///
    /// @param secret at least 16 characters; stored as a hash only
    SubjectId ensureConfidential(TenantId tenant, String clientId, String secret);

    /// The console's public client: authorization code with PKCE and refresh, for exactly these redirect URIs.
    SubjectId ensureConsole(TenantId tenant, Set<URI> redirectUris);
}
