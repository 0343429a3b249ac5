package io.lightwave.token.client;

import static io.lightwave.token.client.MetadataField.AUDIENCES;
import static io.lightwave.token.client.MetadataField.GRANT_TYPES;
import static io.lightwave.token.client.MetadataField.ID_TOKEN_SIGNED_RESPONSE_ALG;
import static io.lightwave.token.client.MetadataField.REDIRECT_URIS;
import static io.lightwave.token.client.MetadataField.RESPONSE_TYPES;
import static io.lightwave.token.client.MetadataField.SCOPES;
import static io.lightwave.token.client.MetadataField.TOKEN_ENDPOINT_AUTH_METHOD;

import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.token.key.Algorithm;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a client is registered with (RFC 7591 §2), checked as a whole by [ClientRules]; read-only.
public final class ClientMetadata {
    /// Which algorithms we sign by for the client.
    static final Set<MetadataField> SIGNED = Set.of(
            ID_TOKEN_SIGNED_RESPONSE_ALG,
            MetadataField.USERINFO_SIGNED_RESPONSE_ALG,
            MetadataField.AUTHORIZATION_SIGNED_RESPONSE_ALG,
            MetadataField.INTROSPECTION_SIGNED_RESPONSE_ALG);

    private final Map<MetadataField, JsonNode> values;
    private final Set<GrantType> grantTypes;
    private final Set<ResponseType> responseTypes;
    private final Set<RedirectUri> redirectUris;
    private final AuthenticationMethod authenticationMethod;
    private final Optional<JWKSet> keys;
    private final Set<String> audiences;
    private final Set<String> scopes;
    private final Algorithm idTokenAlgorithm;

    /// Of values that were checked, now or when they were stored.
    ClientMetadata(Map<MetadataField, JsonNode> values) {
        this.values = Collections.unmodifiableMap(new EnumMap<>(values));
        this.grantTypes = EnumSet.noneOf(GrantType.class);
        texts(GRANT_TYPES).forEach(value -> grantTypes.add(GrantType.of(value).orElseThrow()));
        this.responseTypes = EnumSet.noneOf(ResponseType.class);
        texts(RESPONSE_TYPES)
                .forEach(value -> responseTypes.add(ResponseType.of(value).orElseThrow()));
        this.redirectUris =
                inOrder(texts(REDIRECT_URIS).stream().map(RedirectUri::new).toList());
        this.authenticationMethod = AuthenticationMethod.of(
                        text(TOKEN_ENDPOINT_AUTH_METHOD).orElseThrow())
                .orElseThrow();
        this.keys = Optional.ofNullable(values.get(MetadataField.JWKS)).map(ClientMetadata::parse);
        this.audiences = inOrder(texts(AUDIENCES));
        this.scopes = inOrder(texts(SCOPES));
        this.idTokenAlgorithm =
                text(ID_TOKEN_SIGNED_RESPONSE_ALG).map(Algorithm::registered).orElse(Algorithm.RS256);
    }

    /// Checks every field and all of them together, and fills in what is left to the server.
    ///
    /// @throws io.lightwave.directory.InvalidFieldException naming the first field that is not acceptable
    public static ClientMetadata checked(Map<MetadataField, JsonNode> asked) {
        return ClientRules.metadata(asked);
    }

    static ClientMetadata read(ObjectNode stored) {
        var values = new EnumMap<MetadataField, JsonNode>(MetadataField.class);
        stored.properties()
                .forEach(member ->
                        MetadataField.ofWire(member.getKey()).ifPresent(field -> values.put(field, member.getValue())));
        return new ClientMetadata(values);
    }

    ObjectNode toStored() {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        values.forEach((field, value) -> stored.set(field.wireName(), value));
        return stored;
    }

    /// Everything that is registered.
    public void forEach(BiConsumer<MetadataField, JsonNode> action) {
        values.forEach(action);
    }

    /// Without those whose feature is off unless `true`: false when absent.
    public boolean flag(MetadataField field) {
        return values.containsKey(field) && values.get(field).booleanValue();
    }

    /// The value of a text field; empty when none is registered.
    public Optional<String> text(MetadataField field) {
        return value(field).map(JsonNode::stringValue);
    }

    /// The address in a text field.
    public Optional<URI> address(MetadataField field) {
        return text(field).map(URI::create);
    }

    /// The values of a list field, in the order registered.
    public List<String> texts(MetadataField field) {
        var texts = new ArrayList<String>();
        value(field).ifPresent(list -> list.forEach(item -> texts.add(item.stringValue())));
        return texts;
    }

    public OptionalInt number(MetadataField field) {
        @Nullable JsonNode value = values.get(field); // null: not registered
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }

    /// Whether codes must come with PKCE: unless a confidential client's registration says otherwise.
    public boolean requiresPkce() {
        return value(MetadataField.REQUIRE_PKCE).map(JsonNode::booleanValue).orElse(true);
    }

    Optional<JsonNode> value(MetadataField field) {
        return Optional.ofNullable(values.get(field));
    }

    Map<MetadataField, JsonNode> values() {
        return values;
    }

    public Set<GrantType> grantTypes() {
        return Collections.unmodifiableSet(grantTypes);
    }

    /// What it may ask the authorization endpoint for.
    public Set<ResponseType> responseTypes() {
        return Collections.unmodifiableSet(responseTypes);
    }

    public Set<RedirectUri> redirectUris() {
        return redirectUris;
    }

    /// Where it lives in browsers: at the origins of its redirect URIs.
    Set<String> origins() {
        return redirectUris.stream().flatMap(uri -> uri.origin().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /// Whether it lives at this origin, in browsers.
    public boolean isAt(String origin) {
        return origins().contains(origin);
    }

    public AuthenticationMethod authenticationMethod() {
        return authenticationMethod;
    }

    /// The keys that were registered by value.
    public Optional<JWKSet> keys() {
        return keys;
    }

    public Set<String> audiences() {
        return audiences;
    }

    public Set<String> scopes() {
        return scopes;
    }

    /// The tenant's keys that are needed for it: what is signed for it, and what it encrypts.
    Set<Algorithm> neededKeys() {
        return Stream.concat(
                        SIGNED.stream().flatMap(field -> text(field).stream()).map(Algorithm::registered),
                        text(MetadataField.REQUEST_OBJECT_ENCRYPTION_ALG).stream()
                                .map(name -> name.startsWith("ECDH") ? Algorithm.ECDH_ES : Algorithm.RSA_OAEP_256))
                .collect(Collectors.toSet());
    }

    /// The host whose clients hear of people by the same `sub` (OpenID Connect Core §8.1); empty
    /// for a client that hears of them as all do.
    public Optional<String> sector() {
        return text(MetadataField.SUBJECT_TYPE)
                .filter("pairwise"::equals)
                .map(_ -> address(MetadataField.SECTOR_IDENTIFIER_URI)
                        .map(URI::getHost)
                        .orElseGet(
                                () -> URI.create(redirectUris.iterator().next().value())
                                        .getHost())
                        .toLowerCase(Locale.ROOT));
    }

    public Algorithm idTokenAlgorithm() {
        return idTokenAlgorithm;
    }

    private static <T> Set<T> inOrder(Collection<T> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    private static JWKSet parse(JsonNode jwks) {
        try {
            return JWKSet.parse(jwks.toString());
        } catch (ParseException e) {
            throw new IllegalStateException("a key set that was checked does not parse", e);
        }
    }
}
