package io.lightwave.token.registration;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.client.ClientMetadata;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.client.ResponseType;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Client metadata as clients send it (RFC 7591 §2). Members that we do not understand are ignored, as the RFC asks;
/// those that are ours to decide count among them. A member that is null or `""` counts as not sent (RFC 7592 §2.2),
/// as a parameter without a value does (RFC 6749 §3.1); an empty list says that there is none. Of the grants that a
/// client lists for every server alike, those count that are to be had here, and the answer says which (RFC 7591
/// §3.2.1); it is refused when none is.
final class RegistrationRequest {
    private static final Set<MetadataField> OURS = Set.of(
            MetadataField.SCOPES,
            MetadataField.AUDIENCES,
            MetadataField.AUTHORIZATION_DETAILS_TYPES,
            MetadataField.REQUIRE_PKCE,
            MetadataField.REQUIRE_CONSENT,
            MetadataField.MAY_ACT);

    /// What an administrator has decided stays so, whatever the client registers afterwards.
    private static final Set<MetadataField> KEPT = Set.of(
            MetadataField.AUDIENCES,
            MetadataField.AUTHORIZATION_DETAILS_TYPES,
            MetadataField.REQUIRE_CONSENT,
            MetadataField.MAY_ACT,
            MetadataField.REQUIRE_DPOP_NONCE,
            MetadataField.SECURITY_PROFILE,
            MetadataField.ACCESS_TOKEN_FORMAT);

    private RegistrationRequest() {}

    /// @param current what an administrator decided about the client before; empty for a new one
    /// @throws RegistrationRefusedException when the metadata is not acceptable, or the policy does not permit it
    static ClientMetadata read(ObjectNode sent, RegistrationPolicy policy, Optional<ClientMetadata> current) {
        ObjectNode body = sent.deepCopy();
        body.removeIf(value ->
                value.isNull() || (value.isString() && value.stringValue().isEmpty()));
        keepGrants(body, policy, current);
        if (body.has("software_statement")) {
            throw new RegistrationRefusedException(
                    "unapproved_software_statement", "software statements are not accepted");
        }
        var fields = new EnumMap<MetadataField, JsonNode>(MetadataField.class);
        body.properties()
                .forEach(member -> MetadataField.ofWire(member.getKey())
                        .filter(field -> !OURS.contains(field))
                        .ifPresent(field -> fields.put(field, member.getValue())));
        fields.putIfAbsent(MetadataField.GRANT_TYPES, list(List.of("authorization_code")));
        fields.put(MetadataField.SCOPES, scopes(body.path("scope"), policy, current));
        current.ifPresent(before -> before.forEach((field, value) -> {
            if (KEPT.contains(field)) {
                fields.put(field, value);
            }
        }));
        if (current.isEmpty()) { // nobody but itself vouches for it: people are asked, until an administrator decides
            fields.put(MetadataField.REQUIRE_CONSENT, JsonNodeFactory.instance.booleanNode(true));
            fields.put(MetadataField.AUDIENCES, list(policy.permittedAudiences()));
        }
        if (!policy.requiresPkce()
                && !"none".equals(text(body, "token_endpoint_auth_method"))
                && !fields.containsKey(MetadataField.SECURITY_PROFILE)) { // which wants it
            fields.put(MetadataField.REQUIRE_PKCE, JsonNodeFactory.instance.booleanNode(false));
        }
        return permitted(checked(fields), permittedGrants(policy, current));
    }

    /// The same of a document that its client shows to every server alike: of its kinds of answers and
    /// scopes too, those count that are to be had here (RFC 7591 §2); it is refused when none of a kind is.
    static ClientMetadata readDocument(
            ObjectNode document, RegistrationPolicy policy, Optional<ClientMetadata> current) {
        ObjectNode here = document.deepCopy();
        keepGrants(here, policy, current);
        boolean implicit = here.path("grant_types")
                .valueStream()
                .anyMatch(grant -> grant.asString("").equals(GrantType.IMPLICIT.value()));
        keep(
                here,
                "response_types",
                answer -> ResponseType.of(answer)
                        .filter(type -> implicit || !type.handsOutTokens())
                        .isPresent());
        Set<String> permitted = permittedScopes(policy, current);
        List<String> scopes = Stream.of(text(document, "scope").split(" ", -1))
                .filter(permitted::contains)
                .toList();
        if (!scopes.isEmpty()) {
            here.put("scope", String.join(" ", scopes));
        }
        return read(here, policy, current);
    }

    private static void keepGrants(ObjectNode body, RegistrationPolicy policy, Optional<ClientMetadata> current) {
        Set<String> permitted = permittedGrants(policy, current);
        boolean proves = !"none".equals(text(body, "token_endpoint_auth_method"));
        keep(
                body,
                "grant_types",
                grant -> permitted.contains(grant)
                        && (proves
                                || GrantType.of(grant)
                                        .filter(GrantType::needsProof)
                                        .isEmpty()));
    }

    /// A list of which nothing would be left, or with what is no text, stays, to be refused for what is in it.
    private static void keep(ObjectNode document, String name, Predicate<String> wanted) {
        JsonNode listed = document.path(name);
        List<String> kept = listed.valueStream()
                .map(value -> value.asString(""))
                .filter(wanted)
                .toList();
        if (listed.isArray() && !kept.isEmpty() && listed.valueStream().allMatch(JsonNode::isString)) {
            document.set(name, list(kept));
        }
    }

    private static ClientMetadata checked(Map<MetadataField, JsonNode> fields) {
        return refusing(() -> ClientMetadata.checked(fields));
    }

    /// In the words of RFC 7591 §3.2.2.
    static <T> T refusing(Supplier<T> registration) {
        try {
            return registration.get();
        } catch (InvalidFieldException e) {
            Optional<MetadataField> field = MetadataField.ofRefusal(e.field());
            throw new RegistrationRefusedException(
                    field.filter(MetadataField.REDIRECT_URIS::equals).isPresent()
                            ? "invalid_redirect_uri"
                            : "invalid_client_metadata",
                    field.map(MetadataField::wireName).orElse(e.field()) + ": " + e.getMessage());
        }
    }

    private static ClientMetadata permitted(ClientMetadata metadata, Set<String> grants) {
        metadata.grantTypes().forEach(type -> {
            if (!grants.contains(type.value())) {
                throw new RegistrationRefusedException(
                        "invalid_client_metadata", "grant_types: %s is not permitted here".formatted(type.value()));
            }
        });
        return metadata;
    }

    private static JsonNode scopes(JsonNode asked, RegistrationPolicy policy, Optional<ClientMetadata> current) {
        if (asked.isMissingNode()) {
            return list(policy.permittedScopes());
        }
        List<String> scopes = List.of(asked.asString("").strip().split(" +"));
        if (!asked.isString() || !permittedScopes(policy, current).containsAll(scopes)) {
            throw new RegistrationRefusedException("invalid_client_metadata", "scope: not permitted here");
        }
        return list(scopes);
    }

    /// What an administrator has given the client stays its own.
    private static Set<String> permittedGrants(RegistrationPolicy policy, Optional<ClientMetadata> current) {
        var permitted = new HashSet<>(policy.permittedGrantTypes());
        current.ifPresent(before -> before.grantTypes().forEach(type -> permitted.add(type.value())));
        return permitted;
    }

    private static Set<String> permittedScopes(RegistrationPolicy policy, Optional<ClientMetadata> current) {
        var permitted = new HashSet<>(policy.permittedScopes());
        current.ifPresent(before -> permitted.addAll(before.scopes()));
        return permitted;
    }

    /// The metadata as clients see it.
    static ObjectNode write(ClientMetadata metadata) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        metadata.forEach((field, value) -> {
            if (!OURS.contains(field)) {
                answer.set(field.wireName(), value);
            }
        });
        if (!metadata.scopes().isEmpty()) {
            answer.put("scope", String.join(" ", metadata.scopes()));
        }
        return answer;
    }

    private static String text(ObjectNode body, String name) {
        return body.path(name).asString("");
    }

    private static JsonNode list(List<String> values) {
        var list = JsonNodeFactory.instance.arrayNode();
        values.forEach(list::add);
        return list;
    }
}
