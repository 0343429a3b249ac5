package io.lightwave.server.scim;

import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What this service provider can do (RFC 7643 §5, §6), neither more nor less.
@RestController
class ProviderEndpoint {
    private static final int LONGEST_PAGE = 200;

    @GetMapping(
            path = "/t/{tenant}/scim/v2/ServiceProviderConfig",
            produces = {"application/scim+json", "application/json"})
    Map<String, Object> configuration() {
        Map<String, Object> no = Map.of("supported", false);
        return Map.of(
                "schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"),
                "patch", Map.of("supported", true),
                "bulk", Map.of("supported", false, "maxOperations", 0, "maxPayloadSize", 0),
                "filter", Map.of("supported", true, "maxResults", LONGEST_PAGE),
                "changePassword", Map.of("supported", true),
                "sort", no,
                "etag", Map.of("supported", true),
                "authenticationSchemes",
                        List.of(Map.of(
                                "type", "oauthbearertoken",
                                "name", "OAuth Bearer Token",
                                "description", "An access token of the tenant, or of the system tenant's operators")));
    }

    @GetMapping(
            path = "/t/{tenant}/scim/v2/ResourceTypes",
            produces = {"application/scim+json", "application/json"})
    Map<String, Object> resourceTypes() {
        Map<String, Object> user = Map.of(
                "schemas",
                List.of("urn:ietf:params:scim:schemas:core:2.0:ResourceType"),
                "id",
                "User",
                "name",
                "User",
                "endpoint",
                "/Users",
                "schema",
                ScimUser.SCHEMA,
                "schemaExtensions",
                List.of(Map.of("schema", Person.SCHEMA, "required", false)));
        return Map.of(
                "schemas", List.of("urn:ietf:params:scim:api:messages:2.0:ListResponse"),
                "totalResults", 1,
                "Resources", List.of(user));
    }
}
