package io.lightwave.token.registration;

import io.lightwave.directory.StrictJson;
import io.lightwave.token.client.DocumentAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads what stands at a client's address (OAuth Client ID Metadata Document §4). Of the members, those count that say
/// what the client is called, where answers go, and by which keys it proves itself; an address that is not on the
/// client's own host is no part of it, so that nobody borrows another's name, logo or keys.
final class MetadataDocument {
    private static final JsonMapper JSON = StrictJson.mapper();
    private static final Set<String> METHODS = Set.of("none", "private_key_jwt");
    private static final Set<String> TAKEN = Set.of(
            "redirect_uris",
            "grant_types",
            "response_types",
            "scope",
            "application_type",
            "client_name",
            "contacts",
            "software_id",
            "software_version",
            "token_endpoint_auth_method",
            "token_endpoint_auth_signing_alg",
            "jwks",
            "dpop_bound_access_tokens",
            "id_token_signed_response_alg",
            "post_logout_redirect_uris");
    private static final Set<String> OF_THE_HOST =
            Set.of("client_uri", "logo_uri", "policy_uri", "tos_uri", "jwks_uri");
    private static final Set<String> WEB = Set.of("https", "http");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

    private MetadataDocument() {}

    /// Client metadata as [RegistrationRequest] reads them.
    ///
    /// @throws RegistrationRefusedException when it is not the document of that client
    static ObjectNode read(byte[] content, DocumentAddress address) {
        ObjectNode document = parse(content);
        if (!document.path("client_id").asString("").equals(address.value())) {
            throw refused("client_id is not the address of the document");
        }
        if (document.has("client_secret") || document.has("client_secret_expires_at")) {
            throw refused("a secret that everybody can read");
        }
        if (!METHODS.contains(document.path("token_endpoint_auth_method").asString("none"))) {
            throw refused("token_endpoint_auth_method is neither none nor private_key_jwt");
        }
        for (String name : List.of("redirect_uris", "post_logout_redirect_uris")) {
            document.path(name).forEach(uri -> requireOwn(name, uri, address));
        }
        ObjectNode taken = JSON.createObjectNode().put("token_endpoint_auth_method", "none");
        document.properties().forEach(member -> {
            if (TAKEN.contains(member.getKey())
                    || (OF_THE_HOST.contains(member.getKey()) && isOfHost(member.getValue(), address))) {
                taken.set(member.getKey(), member.getValue());
            }
        });
        return taken;
    }

    private static ObjectNode parse(byte[] content) {
        try {
            if (JSON.readTree(content) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException malformed) {
            // refused below
        }
        throw refused("the document is not one JSON object");
    }

    private static void requireOwn(String name, JsonNode uri, DocumentAddress address) {
        String host = host(uri);
        if (!host.equals(address.host()) && !LOOPBACK.contains(host)) {
            throw refused(name + " has an address that is neither on the client's host nor on the person's machine");
        }
    }

    private static boolean isOfHost(JsonNode uri, DocumentAddress address) {
        return host(uri).equals(address.host());
    }

    private static String host(JsonNode uri) {
        try {
            URI address = new URI(uri.asString(""));
            return WEB.contains(String.valueOf(address.getScheme())) ? String.valueOf(address.getHost()) : "";
        } catch (URISyntaxException malformed) {
            return "";
        }
    }

    private static RegistrationRefusedException refused(String why) {
        return new RegistrationRefusedException("invalid_client_metadata", why);
    }
}
