package io.lightwave.token.authorization;

import static io.lightwave.token.authorization.AuthorizationError.INVALID_REQUEST;
import static io.lightwave.token.authorization.AuthorizationError.INVALID_REQUEST_OBJECT;
import static io.lightwave.token.authorization.AuthorizationError.INVALID_REQUEST_URI;

import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.pushed.KeptRequests;
import io.lightwave.token.requestobject.RequestObjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where the parameters of an authorization request really stand: in the query, in a request object (RFC 9101), or
/// here, because they were pushed (RFC 9126) or wait for a person.
final class RequestSources {
    private final KeptRequests kept;
    private final RequestObjects objects;

    RequestSources(KeptRequests kept, RequestObjects objects) {
        this.kept = kept;
        this.objects = objects;
    }

    /// Where a request is on its way.
    enum Stage {
        /// At the pushed authorization request endpoint, from the client itself.
        PUSHED,
        /// At the authorization endpoint.
        ARRIVING,
        /// At our pages.
        WAITING
    }

    sealed interface Resolution {
        /// @param parameters that count
        /// @param wayBack what leads our pages to the same request
        record Resolved(AuthorizationParameters parameters, AuthorizationParameters wayBack) implements Resolution {}

        record Unusable(AuthorizationError error, String description) implements Resolution {}
    }

    Resolution resolve(Tenant tenant, Client client, AuthorizationParameters sent, Stage stage) {
        if (sent.has("request_uri")) {
            Optional<String> uri = sent.single("request_uri").filter(_ -> !sent.has("request"));
            return uri.isEmpty() || stage == Stage.PUSHED
                    ? new Resolution.Unusable(INVALID_REQUEST, "request_uri does not go together with that")
                    : byReference(tenant, client, uri.get(), stage);
        }
        if (sent.has("request")) {
            return sent.single("request")
                    .map(object -> byObject(tenant, client, object, stage))
                    .orElseGet(() -> new Resolution.Unusable(INVALID_REQUEST, "a parameter is repeated"));
        }
        if (client.metadata().flag(MetadataField.REQUIRE_SIGNED_REQUEST_OBJECT)) {
            return new Resolution.Unusable(INVALID_REQUEST, "the client is registered for signed requests only");
        }
        return stage != Stage.PUSHED && mustPush(client) ? notPushed() : new Resolution.Resolved(sent, sent);
    }

    private Resolution byReference(Tenant tenant, Client client, String uri, Stage stage) {
        if (KeptRequests.isPushed(uri) && stage == Stage.ARRIVING) {
            return waiting(client, kept.takeUp(tenant.id(), client.id(), uri));
        }
        if (KeptRequests.isWaiting(uri) && stage == Stage.WAITING) {
            return waiting(client, kept.waiting(tenant.id(), client.id(), uri));
        }
        return objects.fetch(client, uri)
                .map(object -> byObject(tenant, client, object, stage))
                .orElseGet(RequestSources::unknown);
    }

    private Resolution byObject(Tenant tenant, Client client, String object, Stage stage) {
        if (stage != Stage.PUSHED && mustPush(client)) {
            return notPushed();
        }
        return switch (objects.read(tenant, client, object)) {
            case RequestObjects.Outcome.Refused(String reason) ->
                new Resolution.Unusable(INVALID_REQUEST_OBJECT, reason);
            case RequestObjects.Outcome.Read(Map<String, List<String>> claims) -> {
                var parameters = AuthorizationParameters.of(claims);
                yield stage == Stage.PUSHED
                        ? new Resolution.Resolved(parameters, parameters)
                        : waiting(client, Optional.of(kept.await(tenant.id(), client.id(), parameters.encoded())));
            }
        };
    }

    private static Resolution waiting(Client client, Optional<KeptRequests.Waiting> found) {
        try {
            return found.<Resolution>map(request -> new Resolution.Resolved(
                            AuthorizationParameters.parseKept(request.parameters()),
                            AuthorizationParameters.of(Map.of(
                                    "client_id", List.of(client.clientId()),
                                    "request_uri", List.of(request.uri())))))
                    .orElseGet(RequestSources::unknown);
        } catch (MalformedRequestException impossible) {
            throw new IllegalStateException("a kept request does not parse", impossible);
        }
    }

    private static boolean mustPush(Client client) {
        return client.metadata().flag(MetadataField.REQUIRE_PUSHED_AUTHORIZATION_REQUESTS);
    }

    private static Resolution notPushed() {
        return new Resolution.Unusable(INVALID_REQUEST, "the client is registered to push its requests (RFC 9126)");
    }

    private static Resolution unknown() {
        return new Resolution.Unusable(INVALID_REQUEST_URI, "request_uri is not known, has expired or was used");
    }
}
