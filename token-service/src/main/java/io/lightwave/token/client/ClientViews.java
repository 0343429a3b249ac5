package io.lightwave.token.client;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Clients as the REST API shows and takes them: the metadata under its names in camel case.
final class ClientViews {
    private ClientViews() {}

    static ObjectNode view(RegisteredClient client) {
        Subject subject = client.subject();
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", subject.id().toString())
                .put("name", subject.name())
                .put("clientId", subject.name())
                .put("enabled", subject.enabled());
        client.metadata().forEach((field, value) -> view.set(field.restName(), value));
        if (!client.secrets().isEmpty()) {
            var secrets = view.putArray("secrets");
            client.secrets().forEach(secret -> secrets.add(view(secret)));
        }
        return view.put("createdAt", subject.createdAt().toString())
                .put("updatedAt", client.updatedAt().toString());
    }

    /// With the secret, for the only time.
    static ObjectNode view(RegisteredClient client, NewSecrets.NewSecret secret) {
        return view(client).put("clientSecret", secret.text());
    }

    static ObjectNode view(ClientSecret secret) {
        ObjectNode view = JsonNodeFactory.instance
                .objectNode()
                .put("id", secret.id())
                .put("createdAt", secret.createdAt().toString());
        secret.expiresAt().ifPresent(end -> view.put("expiresAt", end.toString()));
        return view;
    }

    /// What a patch is applied to.
    static ObjectNode changeable(ClientRegistration.Change current) {
        ObjectNode changeable = JsonNodeFactory.instance.objectNode().put("enabled", current.enabled());
        current.metadata().forEach((field, value) -> changeable.set(field.restName(), value));
        return changeable;
    }

    static ClientRegistration.Change changed(ObjectNode body) {
        JsonNode enabled = body.path("enabled");
        if (!enabled.isMissingNode() && !enabled.isBoolean()) {
            throw new InvalidFieldException("enabled", "neither true nor false");
        }
        return new ClientRegistration.Change(
                enabled.asBoolean(true), ClientRules.metadata(fields(body, Set.of("enabled"))));
    }

    /// The members that are metadata. Those that are null count as not sent.
    ///
    /// @param beside the other members there may be
    /// @throws InvalidFieldException at any other member
    static Map<MetadataField, JsonNode> fields(ObjectNode body, Set<String> beside) {
        var fields = new EnumMap<MetadataField, JsonNode>(MetadataField.class);
        body.properties().forEach(member -> {
            String name = member.getKey();
            if (!beside.contains(name)) {
                MetadataField field = MetadataField.ofRest(name)
                        .orElseThrow(() -> new InvalidFieldException(name, "a client has no such member"));
                if (!member.getValue().isNull()) {
                    fields.put(field, member.getValue());
                }
            }
        });
        return fields;
    }
}
