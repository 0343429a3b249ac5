package io.lightwave.token.requestobject;

import io.lightwave.directory.Egress;
import io.lightwave.directory.Tenant;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.client.FapiProfile;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.key.SigningKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads request objects (RFC 9101): signed by one of the client's keys with its registered algorithm, issued by the
/// client for this issuer. What a request object says is all that counts (§5, §6.3). It may be encrypted for the tenant
/// around the signature (§6.1), and none is unsigned.
public final class RequestObjects {
    private static final int MAXIMUM_LENGTH = 32 * 1024;
    private static final int ENCRYPTED_DOTS = 4; // between the five parts of a JWE (RFC 7516 §7.1)
    private static final Duration SKEW = Duration.ofSeconds(30);
    /// FAPI 2.0 Message Signing §5.3.1: for clients whose requests must be signed.
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Set<String> TYPES = Set.of("oauth-authz-req+jwt", "jwt");
    private static final Set<String> OF_THE_JWT = Set.of("iss", "aud", "exp", "nbf", "iat", "jti", "sub");

    private final ClientKeys keys;
    private final SigningKeys ours;
    private final Egress egress;
    private final InstantSource clock;

    RequestObjects(ClientKeys keys, SigningKeys ours, Egress egress, InstantSource clock) {
        this.keys = keys;
        this.ours = ours;
        this.egress = egress;
        this.clock = clock;
    }

    public sealed interface Outcome {
        /// @param parameters of the authorization request
        record Read(Map<String, List<String>> parameters) implements Outcome {}

        /// @param reason in our own words
        record Refused(String reason) implements Outcome {}
    }

    /// The request object at an address that the client has registered; empty when the address is not registered or
    /// gives nothing.
    public Optional<String> fetch(Client client, String uri) {
        if (!client.metadata().texts(MetadataField.REQUEST_URIS).contains(uri)) {
            return Optional.empty();
        }
        try {
            URI address = URI.create(uri);
            URI bare = new URI(address.getScheme(), address.getSchemeSpecificPart(), null); // a hash may follow
            return Optional.of(new String(egress.get(bare, MAXIMUM_LENGTH), StandardCharsets.US_ASCII).strip());
        } catch (IOException | java.net.URISyntaxException unreachable) {
            return Optional.empty();
        }
    }

    public Outcome read(Tenant tenant, Client client, String object) {
        Optional<ForeignJwt> parsed =
                opened(tenant, client, object).flatMap(jws -> ForeignJwt.parse(jws, MAXIMUM_LENGTH));
        if (parsed.isEmpty() || !TYPES.contains(parsed.get().type().orElse("jwt"))) {
            return new Outcome.Refused("the request object is not a signed JWT");
        }
        ForeignJwt jwt = parsed.get();
        boolean asRegistered = client.metadata()
                .text(MetadataField.REQUEST_OBJECT_SIGNING_ALG)
                .map(jwt::isBy)
                .orElse(true);
        boolean asProfiled = !FapiProfile.concerns(client) || FapiProfile.ALGORITHMS.contains(jwt.algorithm());
        if (!asRegistered || !asProfiled || !isSigned(jwt, client)) {
            return new Outcome.Refused("the request object is not signed by the client as registered");
        }
        String objection = objection(tenant, client, jwt);
        return objection == null ? parameters(jwt.claims()) : new Outcome.Refused(objection);
    }

    /// What is signed: the object itself, or what was encrypted for us by the client's registered key management.
    private Optional<String> opened(Tenant tenant, Client client, String object) {
        if (object.chars().filter(letter -> letter == '.').count() != ENCRYPTED_DOTS) {
            return Optional.of(object);
        }
        return object.length() > MAXIMUM_LENGTH
                ? Optional.empty()
                : ours.decrypt(tenant.id(), object)
                        .filter(decrypted -> client.metadata()
                                .text(MetadataField.REQUEST_OBJECT_ENCRYPTION_ALG)
                                .map(decrypted.algorithm()::equals)
                                .orElse(true))
                        .map(SigningKeys.Decrypted::text);
    }

    private boolean isSigned(ForeignJwt jwt, Client client) {
        return jwt.isSignedByOne(keys.of(client)) || jwt.isSignedByOne(keys.again(client));
    }

    /// Null when there is none.
    private @Nullable String objection(Tenant tenant, Client client, ForeignJwt jwt) {
        Instant now = clock.instant();
        Optional<String> issuer = jwt.text("iss");
        Optional<Instant> expiry = jwt.time("exp");
        Optional<Instant> begin = jwt.time("nbf");
        if (!jwt.text("client_id").equals(Optional.of(client.clientId()))
                || issuer.filter(name -> !name.equals(client.clientId())).isPresent()) {
            return "the request object is another client's";
        }
        if (!jwt.audiences().contains(tenant.issuer().toString())) {
            return "the request object is not for this issuer";
        }
        if (expiry.filter(end -> !now.minus(SKEW).isBefore(end)).isPresent()) {
            return "the request object has expired";
        }
        if (begin.filter(time -> time.isAfter(now.plus(SKEW))).isPresent()) {
            return "the request object is not valid yet";
        }
        return client.metadata().flag(MetadataField.REQUIRE_SIGNED_REQUEST_OBJECT)
                        && (issuer.isEmpty() || !isBounded(begin, expiry, now))
                ? "the request object has no iss, or is valid for more than an hour from nbf to exp"
                : null;
    }

    private static boolean isBounded(Optional<Instant> begin, Optional<Instant> expiry, Instant now) {
        return begin.filter(time -> !time.isBefore(now.minus(LONGEST)))
                .flatMap(time -> expiry.filter(end -> !end.isAfter(time.plus(LONGEST))))
                .isPresent();
    }

    private static Outcome parameters(JsonNode claims) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (Map.Entry<String, JsonNode> claim : claims.properties()) {
            if (claim.getKey().equals("request") || claim.getKey().equals("request_uri")) {
                return new Outcome.Refused("a request object within the request object"); // RFC 9101 §4
            }
            if (!OF_THE_JWT.contains(claim.getKey())) {
                List<String> texts = texts(claim.getKey(), claim.getValue());
                if (!isText(claim.getKey()) || !texts.stream().allMatch(RequestObjects::isText)) {
                    return new Outcome.Refused("the request object has a text that no parameter could have");
                }
                parameters.put(claim.getKey(), texts);
            }
        }
        return new Outcome.Read(parameters);
    }

    /// Neither control characters of ASCII nor halves of surrogate pairs, which no query has.
    private static boolean isText(String text) {
        return text.codePoints().noneMatch(c -> c < ' ' || c == 0x7F || Character.getType(c) == Character.SURROGATE);
    }

    /// As the value would stand in a query; `resource` may be a list there.
    private static List<String> texts(String name, JsonNode value) {
        if (name.equals("resource") && value.isArray()) {
            return value.valueStream()
                    .map(item -> item.isString() ? item.stringValue() : item.toString())
                    .toList();
        }
        return List.of(value.isString() ? value.stringValue() : value.toString());
    }
}
