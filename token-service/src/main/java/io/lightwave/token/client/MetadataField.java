package io.lightwave.token.client;

import static io.lightwave.token.client.FieldRule.flag;
import static io.lightwave.token.client.FieldRule.keys;
import static io.lightwave.token.client.FieldRule.list;
import static io.lightwave.token.client.FieldRule.oneOf;
import static io.lightwave.token.client.FieldRule.seconds;
import static io.lightwave.token.client.FieldRule.text;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The members of a client's metadata: those of RFC 7591 §2, OpenID Connect Registration §2 and the specifications of
/// logout, PAR, JAR, JARM, mutual TLS, DPoP and introspection, and a few of our own.
public enum MetadataField {
    REDIRECT_URIS(list(value -> new RedirectUri(value).value())),
    RESPONSE_TYPES(list(ResponseType::registrable)),
    GRANT_TYPES(list(GrantType::registrable)),
    APPLICATION_TYPE(text(oneOf(List.of("web", "native")))),
    CONTACTS(list(FieldRule::words)),
    CLIENT_NAME(text(FieldRule::words)),
    LOGO_URI(text(FieldRule::url)),
    CLIENT_URI(text(FieldRule::url)),
    POLICY_URI(text(FieldRule::url)),
    TOS_URI(text(FieldRule::url)),
    SOFTWARE_ID(text(FieldRule::words)),
    SOFTWARE_VERSION(text(FieldRule::words)),
    JWKS(keys()),
    JWKS_URI(text(FieldRule::url)),
    SECTOR_IDENTIFIER_URI(text(FieldRule::url)),
    SUBJECT_TYPE(text(oneOf(Capabilities.SUBJECT_TYPES))),
    ID_TOKEN_SIGNED_RESPONSE_ALG(text(oneOf(Capabilities.SIGNING))),
    ID_TOKEN_ENCRYPTED_RESPONSE_ALG(text(oneOf(Capabilities.ENCRYPTION))),
    ID_TOKEN_ENCRYPTED_RESPONSE_ENC(text(oneOf(Capabilities.CONTENT_ENCRYPTION))),
    USERINFO_SIGNED_RESPONSE_ALG(text(oneOf(Capabilities.SIGNING))),
    USERINFO_ENCRYPTED_RESPONSE_ALG(text(oneOf(Capabilities.ENCRYPTION))),
    USERINFO_ENCRYPTED_RESPONSE_ENC(text(oneOf(Capabilities.CONTENT_ENCRYPTION))),
    REQUEST_OBJECT_SIGNING_ALG(text(oneOf(Capabilities.REQUEST_OBJECT_SIGNING))),
    REQUEST_OBJECT_ENCRYPTION_ALG(text(oneOf(Capabilities.ENCRYPTION))),
    REQUEST_OBJECT_ENCRYPTION_ENC(text(oneOf(Capabilities.CONTENT_ENCRYPTION))),
    TOKEN_ENDPOINT_AUTH_METHOD(text(oneOf(Capabilities.authenticationMethods()))),
    TOKEN_ENDPOINT_AUTH_SIGNING_ALG(text(oneOf(Capabilities.ASSERTION_SIGNING))),
    DEFAULT_MAX_AGE(seconds()),
    REQUIRE_AUTH_TIME(flag()),
    DEFAULT_ACR_VALUES(list(FieldRule::words)),
    INITIATE_LOGIN_URI(text(FieldRule::url)),
    REQUEST_URIS(list(FieldRule::requestUri)),
    POST_LOGOUT_REDIRECT_URIS(list(value -> new RedirectUri(value).value())),
    FRONTCHANNEL_LOGOUT_URI(text(FieldRule::url)),
    FRONTCHANNEL_LOGOUT_SESSION_REQUIRED(flag()),
    BACKCHANNEL_LOGOUT_URI(text(FieldRule::url)),
    BACKCHANNEL_LOGOUT_SESSION_REQUIRED(flag()),
    REQUIRE_PUSHED_AUTHORIZATION_REQUESTS(flag()),
    REQUIRE_SIGNED_REQUEST_OBJECT(flag()),
    AUTHORIZATION_SIGNED_RESPONSE_ALG(text(oneOf(Capabilities.SIGNING))),
    AUTHORIZATION_ENCRYPTED_RESPONSE_ALG(text(oneOf(Capabilities.ENCRYPTION))),
    AUTHORIZATION_ENCRYPTED_RESPONSE_ENC(text(oneOf(Capabilities.CONTENT_ENCRYPTION))),
    TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS(flag()),
    TLS_CLIENT_AUTH_SUBJECT_DN(text(FieldRule::distinguishedName)),
    TLS_CLIENT_AUTH_SAN_DNS(text(FieldRule::words)),
    TLS_CLIENT_AUTH_SAN_URI(text(FieldRule::words)),
    TLS_CLIENT_AUTH_SAN_IP(text(FieldRule::ipAddress)),
    TLS_CLIENT_AUTH_SAN_EMAIL(text(FieldRule::words)),
    DPOP_BOUND_ACCESS_TOKENS(flag()),
    INTROSPECTION_SIGNED_RESPONSE_ALG(text(oneOf(Capabilities.SIGNING))),
    INTROSPECTION_ENCRYPTED_RESPONSE_ALG(text(oneOf(Capabilities.ENCRYPTION))),
    INTROSPECTION_ENCRYPTED_RESPONSE_ENC(text(oneOf(Capabilities.CONTENT_ENCRYPTION))),
    /// Ours: whether its DPoP proofs must have a nonce of ours in them.
    REQUIRE_DPOP_NONCE(flag()),
    /// Ours: `false` lets a confidential client ask for codes without PKCE.
    REQUIRE_PKCE(flag()),
    /// Ours: whether people are asked before the client gets anything.
    REQUIRE_CONSENT(flag()),
    /// Ours: whether its access tokens are JWTs, as goes without saying, or say nothing by themselves.
    ACCESS_TOKEN_FORMAT(text(oneOf(List.of("jwt", "opaque")))),
    /// Ours: `fapi2` holds the client to the FAPI 2.0 Security Profile.
    SECURITY_PROFILE(text(oneOf(List.of(FapiProfile.NAME)))),
    /// Ours: the client or workload that alone may act for people by the tokens that this one gets (RFC 8693 §4.4).
    MAY_ACT(text(FieldRule::name)),
    /// The types of authorization details that it may ask for (RFC 9396 §10).
    AUTHORIZATION_DETAILS_TYPES(list(FieldRule::detailsType)),
    /// Ours: what it may ask tokens for besides the issuer and itself.
    AUDIENCES(list(FieldRule::audience)),
    /// The scopes it may ask for; `scope` of RFC 7591 as a list.
    SCOPES(list(FieldRule::scope));

    @SuppressWarnings("ImmutableEnumChecker") // rules are functions without state
    private final FieldRule rule;

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final String restName = camelCase(wireName);

    MetadataField(FieldRule rule) {
        this.rule = rule;
    }

    /// As the specifications write it, for instance `logo_uri`.
    public String wireName() {
        return wireName;
    }

    /// As our REST API writes it, for instance `logoUri`.
    public String restName() {
        return restName;
    }

    public static Optional<MetadataField> ofWire(String name) {
        return find(name, true);
    }

    /// The field that a refusal names; whatever comes after its name counts not.
    public static Optional<MetadataField> ofRefusal(String field) {
        int bracket = field.indexOf('[');
        return ofRest(bracket < 0 ? field : field.substring(0, bracket));
    }

    static Optional<MetadataField> ofRest(String name) {
        return find(name, false);
    }

    JsonNode check(JsonNode value) {
        return rule.check(restName, value);
    }

    private static Optional<MetadataField> find(String name, boolean wire) {
        for (MetadataField field : values()) {
            if (name.equals(wire ? field.wireName : field.restName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private static String camelCase(String snake) {
        var camel = new StringBuilder(snake.length());
        for (int i = 0; i < snake.length(); i++) {
            char c = snake.charAt(i);
            if (c == '_') {
                camel.append(Character.toUpperCase(snake.charAt(++i)));
            } else {
                camel.append(c);
            }
        }
        return camel.toString();
    }
}
