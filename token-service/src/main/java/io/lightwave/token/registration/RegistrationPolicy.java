package io.lightwave.token.registration;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.client.GrantType;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who may register clients in a tenant, and what such clients may ask for; what is null takes its default.
///
/// @param openRegistration whether anybody may; otherwise it takes an access token with the scope `client.register`
/// @param requirePkce whether such clients must use PKCE even when they are confidential
/// @param grantTypes the grant types they may register
/// @param scopes the scopes they may register, and get when they name none
/// @param audiences what they may ask tokens for besides the issuer and themselves; nothing by default
/// @param metadataDocumentHosts the hosts whose clients need no registration, being known by the address of their
///     metadata: names, `*.example.com` for every name below, `*` for any; none by default
/// @param maximumClients how many there may be at a time, 1 to 1 000 000
record RegistrationPolicy(
        @Nullable Boolean openRegistration,
        @Nullable Boolean requirePkce,
        @Nullable List<String> grantTypes,
        @Nullable List<String> scopes,
        @Nullable List<String> audiences,
        @Nullable List<String> metadataDocumentHosts,
        @Nullable Integer maximumClients) {
    /// The scope of an initial access token (RFC 7591 §1.2); no client gets it by registering itself.
    static final String INITIAL_ACCESS = "client.register";

    private static final int MOST_CLIENTS = 1_000_000;
    private static final int MOST_SCOPES = 100;
    private static final int MOST_HOSTS = 100;
    private static final int MOST_AUDIENCES = 100;
    /// As a client may be registered with.
    private static final Pattern AUDIENCE = Pattern.compile(
            "[A-Za-z][A-Za-z0-9+.-]{0,30}:[\\x21\\x22\\x24-\\x7E]{1,1900}|[A-Za-z0-9][A-Za-z0-9._~@-]{0,199}");
    private static final Pattern HOST = Pattern.compile("[*]|([*][.])?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");

    /// Of a tenant that has not changed it.
    static final RegistrationPolicy DEFAULTS = new RegistrationPolicy(null, null, null, null, null, null, null);

    RegistrationPolicy {
        openRegistration = openRegistration != null && openRegistration;
        requirePkce = requirePkce == null || requirePkce;
        grantTypes = grantTypes == null
                ? List.of(GrantType.AUTHORIZATION_CODE.value(), GrantType.REFRESH_TOKEN.value())
                : List.copyOf(grantTypes);
        scopes = scopes == null
                ? List.of("openid", "profile", "email", "address", "phone", "offline_access")
                : List.copyOf(scopes);
        audiences = audiences == null ? List.of() : List.copyOf(audiences);
        metadataDocumentHosts = metadataDocumentHosts == null ? List.of() : List.copyOf(metadataDocumentHosts);
        maximumClients = maximumClients == null ? 1000 : maximumClients;
        for (int i = 0; i < grantTypes.size(); i++) {
            if (GrantType.of(grantTypes.get(i)).isEmpty()) {
                throw new InvalidFieldException("grantTypes[" + i + "]", "not a grant type that is supported");
            }
        }
        for (int i = 0; i < scopes.size(); i++) {
            if (!SCOPE.matcher(scopes.get(i)).matches() || scopes.get(i).equals(INITIAL_ACCESS) || i >= MOST_SCOPES) {
                throw new InvalidFieldException("scopes[" + i + "]", "not a scope that may be given away");
            }
        }
        for (int i = 0; i < audiences.size(); i++) {
            if (i >= MOST_AUDIENCES || !AUDIENCE.matcher(audiences.get(i)).matches()) {
                throw new InvalidFieldException(
                        "audiences[" + i + "]", "neither an absolute URI without fragment nor a name");
            }
        }
        for (int i = 0; i < metadataDocumentHosts.size(); i++) {
            if (i >= MOST_HOSTS || !HOST.matcher(metadataDocumentHosts.get(i)).matches()) {
                throw new InvalidFieldException(
                        "metadataDocumentHosts[" + i + "]", "neither a host name in lower case, nor *.name, nor *");
            }
        }
        if (maximumClients < 1 || maximumClients > MOST_CLIENTS) {
            throw new InvalidFieldException("maximumClients", "not 1 to " + MOST_CLIENTS);
        }
    }

    boolean isOpen() {
        return Boolean.TRUE.equals(openRegistration);
    }

    boolean requiresPkce() {
        return Boolean.TRUE.equals(requirePkce);
    }

    Set<String> permittedGrantTypes() {
        return grantTypes == null ? Set.of() : Set.copyOf(grantTypes);
    }

    List<String> permittedScopes() {
        return scopes == null ? List.of() : scopes;
    }

    List<String> permittedAudiences() {
        return audiences == null ? List.of() : audiences;
    }

    List<String> documentHosts() {
        return metadataDocumentHosts == null ? List.of() : metadataDocumentHosts;
    }

    boolean permitsDocumentsOf(String host) {
        return documentHosts().stream()
                .anyMatch(permitted -> permitted.equals("*")
                        || permitted.equals(host)
                        || (permitted.startsWith("*.") && host.endsWith(permitted.substring(1))));
    }

    int limit() {
        return maximumClients == null ? 0 : maximumClients;
    }
}
