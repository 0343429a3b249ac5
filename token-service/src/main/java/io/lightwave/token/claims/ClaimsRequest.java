package io.lightwave.token.claims;

import io.lightwave.directory.StrictJson;
import io.lightwave.token.key.JwtClaims;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The `claims` parameter (OpenID Connect Core §5.5): which claims a client asks for by name, and where it wants to
/// see them. What nobody knows is ignored (§5.5.1).
///
/// @param userInfo what the UserInfo endpoint is asked for
/// @param idToken what the ID token is asked for
public record ClaimsRequest(Map<String, Wanted> userInfo, Map<String, Wanted> idToken) {
    public static final ClaimsRequest NONE = new ClaimsRequest(Map.of(), Map.of());

    private static final int MAXIMUM_CLAIMS = 100;
    private static final ObjectMapper JSON = StrictJson.mapper();

    /// How a claim is wanted.
    ///
    /// @param values the texts of `value` or `values`; empty when any will do
    public record Wanted(boolean essential, List<String> values) {
        public Wanted {
            values = List.copyOf(values);
        }
    }

    public ClaimsRequest {
        userInfo = Map.copyOf(userInfo);
        idToken = Map.copyOf(idToken);
    }

    /// @throws IllegalArgumentException when the text is not a JSON object of that shape, or asks for more than 100
    ///     claims
    public static ClaimsRequest parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.isObject()) {
                throw new IllegalArgumentException("claims is not a JSON object");
            }
            return new ClaimsRequest(claims(json.path("userinfo")), claims(json.path("id_token")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("claims is not JSON", e);
        }
    }

    /// In the form that [#parse] reads.
    public String text() {
        return userInfo.isEmpty() && idToken.isEmpty()
                ? ""
                : new JwtClaims()
                        .withJson("userinfo", text(userInfo))
                        .withJson("id_token", text(idToken))
                        .toString();
    }

    private static String text(Map<String, Wanted> claims) {
        var object = new JwtClaims();
        claims.forEach((name, wanted) -> object.withJson(
                name,
                new JwtClaims()
                        .with("essential", wanted.essential())
                        .with("values", wanted.values())
                        .toString()));
        return object.toString();
    }

    /// For a client: what scopes would not give it, it gets by no other name.
    ///
    /// @param scopes that it may have now, whatever it might when it asked
    public ClaimsRequest within(Set<String> scopes) {
        return scopes.contains("groups") || !(userInfo.containsKey("groups") || idToken.containsKey("groups"))
                ? this
                : new ClaimsRequest(others(userInfo, "groups"), others(idToken, "groups"));
    }

    private static Map<String, Wanted> others(Map<String, Wanted> claims, String claim) {
        var others = new LinkedHashMap<>(claims);
        others.remove(claim);
        return others;
    }

    /// Whose ID token it must be, when the request says so (§5.5.1).
    public Optional<String> subject() {
        return Optional.ofNullable(idToken.get("sub"))
                .filter(wanted -> wanted.values().size() == 1)
                .map(wanted -> wanted.values().getFirst());
    }

    /// The authentication contexts that alone will do (§5.5.1.1); empty when any will.
    public List<String> essentialContexts() {
        return Optional.ofNullable(idToken.get("acr"))
                .filter(Wanted::essential)
                .map(Wanted::values)
                .orElse(List.of());
    }

    /// The authentication contexts that are asked for without being essential (§5.5.1.1); empty when any will.
    public List<String> voluntaryContexts() {
        return Optional.ofNullable(idToken.get("acr"))
                .filter(wanted -> !wanted.essential())
                .map(Wanted::values)
                .orElse(List.of());
    }

    private static Map<String, Wanted> claims(JsonNode object) {
        if (object.isMissingNode() || object.isNull()) {
            return Map.of();
        }
        if (!object.isObject() || object.size() > MAXIMUM_CLAIMS) {
            throw new IllegalArgumentException("claims has something else than claims");
        }
        var claims = new LinkedHashMap<String, Wanted>();
        object.properties().forEach(claim -> claims.put(claim.getKey(), wanted(claim.getValue())));
        return claims;
    }

    private static Wanted wanted(JsonNode how) {
        if (how.isNull()) {
            return new Wanted(false, List.of());
        }
        JsonNode essential = how.path("essential");
        JsonNode values = how.path("values");
        if (!how.isObject()
                || !(essential.isMissingNode() || essential.isBoolean())
                || !(values.isMissingNode() || values.isArray())) {
            throw new IllegalArgumentException("claims wants a claim in no known way");
        }
        var texts = new ArrayList<String>();
        if (how.path("value").isString()) {
            texts.add(how.path("value").stringValue());
        }
        values.forEach(value -> {
            if (value.isString()) {
                texts.add(value.stringValue());
            }
        });
        return new Wanted(essential.asBoolean(false), texts);
    }

    @Override
    public String toString() {
        return "ClaimsRequest[userInfo=" + userInfo.keySet() + ", idToken=" + idToken.keySet() + "]";
    }
}
