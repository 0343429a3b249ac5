package io.lightwave.token.accesstoken;

import io.lightwave.directory.Attester;
import io.lightwave.directory.Epochs;
import io.lightwave.directory.SubjectId;
import io.lightwave.token.authorizationdetails.AuthorizationDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What an access token of ours says. It comes out of a payload that one of our keys signed, so that a claim that is
/// missing or of a wrong type is a token of a shape that we no longer make, and an [IllegalArgumentException].
///
/// @param client who got it, when that is not the subject itself
/// @param exchangers who exchanged it besides, as far as nodes spoke for them
/// @param actor the JSON of `act` (RFC 8693 §4.1)
/// @param mayAct the `sub` of `may_act` (§4.4)
/// @param assurance how well the subject, a workload, is known
record AccessTokenClaims(
        String issuer,
        String sub,
        List<String> audiences,
        String clientId,
        String tenant,
        Instant issuedAt,
        Instant expiresAt,
        String id,
        Set<String> scopes,
        Bound subject,
        Optional<Bound> client,
        List<Exchanger> exchangers,
        Optional<UserAuthorization> authorization,
        Confirmation confirmation,
        Optional<String> actor,
        Optional<String> mayAct,
        Optional<Integer> assurance,
        AuthorizationDetails authorizationDetails) {

    /// A principal as it was when the token was minted.
    ///
    /// @param attester the node that spoke for it, a workload; empty when none did
    record Bound(SubjectId id, Epochs epochs, Optional<Attester> attester) {}

    static AccessTokenClaims of(JsonNode json) {
        return new AccessTokenClaims(
                text(json, "iss"),
                text(json, "sub"),
                audiences(json.path("aud")),
                text(json, "client_id"),
                text(json, "tenant"),
                time(json, "iat"),
                time(json, "exp"),
                text(json, "jti"),
                json.has("scope") ? Set.of(text(json, "scope").split(" ")) : Set.of(),
                bound(json, "subject_id", "epoch", "attester"),
                json.has("client_uid")
                        ? Optional.of(bound(json, "client_uid", "client_epoch", "client_attester"))
                        : Optional.empty(),
                json.has("exchangers")
                        ? texts(json.path("exchangers")).stream()
                                .map(Exchanger::parse)
                                .toList()
                        : List.of(),
                json.has("grant_id") ? Optional.of(authorization(json)) : Optional.empty(),
                Confirmation.of(json.path("cnf")),
                json.has("act") ? Optional.of(json.path("act").toString()) : Optional.empty(),
                json.has("may_act") ? Optional.of(text(json.path("may_act"), "sub")) : Optional.empty(),
                json.has("assurance") ? Optional.of(json.path("assurance").intValue()) : Optional.empty(),
                json.has("authorization_details")
                        ? AuthorizationDetails.of(json.path("authorization_details"))
                        : AuthorizationDetails.NONE);
    }

    private static Bound bound(JsonNode json, String id, String epochs, String attester) {
        return new Bound(
                SubjectId.parse(text(json, id)),
                Epochs.parse(text(json, epochs)),
                json.has(attester) ? Optional.of(Attester.parse(text(json, attester))) : Optional.empty());
    }

    private static UserAuthorization authorization(JsonNode json) {
        return new UserAuthorization(
                text(json, "grant_id"),
                text(json, "sid"),
                time(json, "auth_time"),
                text(json, "acr"),
                texts(json.path("amr")));
    }

    private static List<String> audiences(JsonNode aud) {
        return aud.isString() ? List.of(aud.stringValue()) : texts(aud);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        for (JsonNode element : array) {
            if (!element.isString()) {
                throw new IllegalArgumentException("a list has something else than text");
            }
            texts.add(element.stringValue());
        }
        return List.copyOf(texts);
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("no text in " + name);
        }
        return value.stringValue();
    }

    private static Instant time(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.canConvertToLong()) {
            throw new IllegalArgumentException("no time in " + name);
        }
        return Instant.ofEpochSecond(value.longValue());
    }
}
