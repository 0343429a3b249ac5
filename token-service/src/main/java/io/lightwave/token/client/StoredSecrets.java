package io.lightwave.token.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client's secrets as they are kept: their hashes, as JSON.
final class StoredSecrets {
    private static final JsonMapper JSON = new JsonMapper();

    private StoredSecrets() {}

    static String write(List<ClientSecret> secrets) {
        var array = JSON.createArrayNode();
        for (ClientSecret secret : secrets) {
            var object = array.addObject()
                    .put("id", secret.id())
                    .put(
                            "sha256",
                            Base64.getEncoder().encodeToString(secret.hash().bytes()))
                    .put("created_at", secret.createdAt().toString());
            secret.expiresAt().ifPresent(end -> object.put("expires_at", end.toString()));
            secret.sealed()
                    .ifPresent(text -> object.put("sealed", Base64.getEncoder().encodeToString(text)));
        }
        return array.toString();
    }

    static List<ClientSecret> read(String stored) {
        var secrets = new ArrayList<ClientSecret>();
        for (JsonNode object : JSON.readTree(stored)) {
            secrets.add(new ClientSecret(
                    object.path("id").stringValue(),
                    new SecretHash(
                            Base64.getDecoder().decode(object.path("sha256").stringValue())),
                    Instant.parse(object.path("created_at").stringValue()),
                    object.has("expires_at")
                            ? Optional.of(
                                    Instant.parse(object.path("expires_at").stringValue()))
                            : Optional.empty(),
                    object.has("sealed")
                            ? Optional.of(Base64.getDecoder()
                                    .decode(object.path("sealed").stringValue()))
                            : Optional.empty()));
        }
        return List.copyOf(secrets);
    }
}
