package io.lightwave.token.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.xml.Algorithms;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An identity provider as operators register it; what is null takes its default. One that speaks OpenID
/// Connect has an issuer, one that speaks SAML has metadata, and neither has what is the other's.
///
/// @param name of 1 to 64 letters, digits, `.`, `_` and `-`, unique in the tenant
/// @param displayName as people see it
/// @param issuer its issuer identifier, whose metadata are found by discovery
/// @param clientSecret written only, never shown
/// @param tokenEndpointAuthMethod `client_secret_basic`, `client_secret_post` or `none`
/// @param scopes besides `openid`
/// @param emailDomains whose addresses lead there when they are typed as a user name
/// @param userNameClaim names the people that are made here; with SAML, the `Name` of an attribute
/// @param justInTime whether people who come for the first time are made here
/// @param trustsSecondFactor whether `mfa` in its `amr` counts as two factors here; with SAML, REFEDS' profile
///     `mfa`
/// @param kind `oidc` or `saml`
/// @param metadata an `EntityDescriptor`, written only
/// @param metadataUrl from where it is read, and read again
/// @param subjectAttribute the `Name` of an attribute that never changes and is never another's; null for the
///     NameID
/// @param attributeRules what of the people that are made here is read from where
/// @param idpInitiated whether people may come from there without having been sent
/// @param allowOldAlgorithms whether SHA-1 and AES-CBC are believed of it
/// @param requiredClaims whoever does not have one of the values of each claim that is named is not let in
/// @param responseMode `query` or `form_post`: how its answers come; null for `query`
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProviderDocument(
        @Nullable String name,
        @Nullable String displayName,
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String tokenEndpointAuthMethod,
        @Nullable List<String> scopes,
        @Nullable List<String> emailDomains,
        @Nullable String userNameClaim,
        @Nullable Boolean justInTime,
        @Nullable Boolean trustsSecondFactor,
        @Nullable List<GroupRule> groupRules,
        @Nullable Boolean enabled,
        @Nullable String kind,
        @Nullable String metadata,
        @Nullable String metadataUrl,
        @Nullable String subjectAttribute,
        @Nullable List<AttributeRule> attributeRules,
        @Nullable Boolean idpInitiated,
        @Nullable Boolean allowOldAlgorithms,
        @Nullable List<RequiredClaim> requiredClaims,
        @Nullable String responseMode) {
    static final String SAML = "saml";

    private static final String OPEN_ID = "oidc";
    private static final String USER_ID = "urn:oid:0.9.2342.19200300.100.1.1";
    /// By the LDAP/X.500 attribute profile (SAML profiles §8.2).
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "displayName", "urn:oid:2.16.840.1.113730.3.1.241",
            "givenName", "urn:oid:2.5.4.42",
            "sn", "urn:oid:2.5.4.4",
            "mail", "urn:oid:0.9.2342.19200300.100.1.3");

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,512}");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern CLAIM = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final List<String> METHODS = List.of("client_secret_basic", "client_secret_post", "none");
    private static final String FORM_POST = "form_post";
    private static final List<String> MODES = List.of("query", FORM_POST);
    private static final int MOST = 100;
    private static final int LONGEST = 1000;

    ProviderDocument {
        displayName = displayName == null ? name : displayName;
        kind = kind == null ? OPEN_ID : kind;
        if (kind.equals(OPEN_ID)) {
            tokenEndpointAuthMethod = tokenEndpointAuthMethod == null ? METHODS.getFirst() : tokenEndpointAuthMethod;
            scopes = scopes == null ? List.of("profile", "email") : List.copyOf(scopes);
        } else {
            idpInitiated = idpInitiated != null && idpInitiated;
            allowOldAlgorithms = allowOldAlgorithms != null && allowOldAlgorithms;
        }
        userNameClaim = userNameClaim == null ? kind.equals(OPEN_ID) ? "preferred_username" : USER_ID : userNameClaim;
        emailDomains = emailDomains == null
                ? List.of()
                : emailDomains.stream()
                        .map(domain -> domain.toLowerCase(Locale.ROOT))
                        .toList();
        justInTime = justInTime != null && justInTime;
        trustsSecondFactor = trustsSecondFactor != null && trustsSecondFactor;
        attributeRules = attributeRules == null ? null : List.copyOf(attributeRules);
        groupRules = groupRules == null ? List.of() : List.copyOf(groupRules);
        requiredClaims = requiredClaims == null ? List.of() : List.copyOf(requiredClaims);
        enabled = enabled == null || enabled;
    }

    boolean isSaml() {
        return SAML.equals(kind);
    }

    /// The same without its secret, and without metadata.
    ProviderDocument shown() {
        return new ProviderDocument(
                name,
                displayName,
                issuer,
                clientId,
                null,
                tokenEndpointAuthMethod,
                scopes,
                emailDomains,
                userNameClaim,
                justInTime,
                trustsSecondFactor,
                groupRules,
                enabled,
                kind,
                null,
                metadataUrl,
                subjectAttribute,
                attributeRules,
                idpInitiated,
                allowOldAlgorithms,
                requiredClaims,
                responseMode);
    }

    /// @param known what was read of it, if it speaks SAML
    /// @throws InvalidFieldException at the field that is not as it should be
    IdentityProvider.Settings read(Optional<IdentityProviderMetadata> known) {
        return new IdentityProvider.Settings(
                required("name", name, NAME),
                text("displayName", displayName),
                connection(known),
                all("emailDomains", emailDomains, DOMAIN),
                required("userNameClaim", userNameClaim, CLAIM),
                Boolean.TRUE.equals(justInTime),
                Boolean.TRUE.equals(trustsSecondFactor),
                required(),
                rules(),
                Boolean.TRUE.equals(enabled));
    }

    /// Of one that is not accepted any more.
    IdentityProvider.Settings unreadable(String reason) {
        return new IdentityProvider.Settings(
                String.valueOf(name),
                String.valueOf(displayName),
                new Connection.Unreadable(reason),
                List.of(),
                String.valueOf(userNameClaim),
                false,
                false,
                Map.of(),
                List.of(),
                false);
    }

    private Connection connection(Optional<IdentityProviderMetadata> known) {
        return switch (String.valueOf(kind)) {
            case OPEN_ID -> openId();
            case SAML -> saml(known);
            default -> throw new InvalidFieldException("kind", "neither oidc nor saml");
        };
    }

    private Connection.OpenId openId() {
        absent("metadata", metadata);
        absent("metadataUrl", metadataUrl);
        absent("subjectAttribute", subjectAttribute);
        absent("attributeRules", attributeRules);
        absent("idpInitiated", idpInitiated);
        absent("allowOldAlgorithms", allowOldAlgorithms);
        if (clientSecret != null && (clientSecret.isEmpty() || clientSecret.length() > LONGEST)) {
            throw new InvalidFieldException("clientSecret", "not 1 to %d characters".formatted(LONGEST));
        }
        return new Connection.OpenId(
                issuerOf(issuer),
                required("clientId", clientId, CLIENT_ID),
                method(),
                all("scopes", scopes, SCOPE),
                isByForm());
    }

    private Connection.Saml saml(Optional<IdentityProviderMetadata> known) {
        absent("issuer", issuer);
        absent("clientId", clientId);
        absent("clientSecret", clientSecret);
        absent("tokenEndpointAuthMethod", tokenEndpointAuthMethod);
        absent("scopes", scopes);
        absent("responseMode", responseMode);
        return new Connection.Saml(
                known.orElseThrow(
                        () -> new InvalidFieldException("metadata", "either metadata or metadataUrl is to be given")),
                Optional.ofNullable(subjectAttribute).map(given -> required("subjectAttribute", given, CLAIM)),
                Boolean.TRUE.equals(idpInitiated),
                Algorithms.of(Boolean.TRUE.equals(allowOldAlgorithms)),
                attributes());
    }

    private static void absent(String field, @Nullable Object value) { // null: as it should be
        if (value != null) {
            throw new InvalidFieldException(field, "not for a provider of that kind");
        }
    }

    /// The names of attributes, by what is read from them.
    private Map<String, String> attributes() {
        if (attributeRules == null) {
            return ATTRIBUTES;
        }
        var read = new HashMap<String, String>();
        for (int i = 0; i < attributeRules.size(); i++) {
            String field = "attributeRules[%d].".formatted(i);
            String attribute = String.valueOf(attributeRules.get(i).attribute());
            if (!ATTRIBUTES.containsKey(attribute)) {
                throw new InvalidFieldException(field + "attribute", "none of " + new TreeSet<>(ATTRIBUTES.keySet()));
            }
            if (read.put(
                            attribute,
                            required(field + "claim", attributeRules.get(i).claim(), CLAIM))
                    != null) {
                throw new InvalidFieldException(field + "attribute", "there twice");
            }
        }
        return read;
    }

    private String method() {
        String method = tokenEndpointAuthMethod == null ? "" : tokenEndpointAuthMethod;
        if (!METHODS.contains(method)) {
            throw new InvalidFieldException("tokenEndpointAuthMethod", "none of " + METHODS);
        }
        return method;
    }

    private boolean isByForm() {
        if (responseMode != null && !MODES.contains(responseMode)) {
            throw new InvalidFieldException("responseMode", "none of " + MODES);
        }
        return FORM_POST.equals(responseMode);
    }

    /// The values, one of which has to be there, by their claim.
    private Map<String, Set<String>> required() {
        List<RequiredClaim> all = requiredClaims == null ? List.of() : requiredClaims;
        if (all.size() > MOST) {
            throw new InvalidFieldException("requiredClaims", "more than " + MOST);
        }
        var required = new LinkedHashMap<String, Set<String>>();
        for (int i = 0; i < all.size(); i++) {
            String field = "requiredClaims[%d].".formatted(i);
            required.computeIfAbsent(required(field + "claim", all.get(i).claim(), CLAIM), _ -> new LinkedHashSet<>())
                    .add(text(field + "value", all.get(i).value()));
        }
        return required;
    }

    private List<IdentityProvider.Rule> rules() {
        List<GroupRule> all = groupRules == null ? List.of() : groupRules;
        if (all.size() > MOST) {
            throw new InvalidFieldException("groupRules", "more than " + MOST);
        }
        var rules = new java.util.ArrayList<IdentityProvider.Rule>();
        for (int i = 0; i < all.size(); i++) {
            String field = "groupRules[%d].".formatted(i);
            rules.add(new IdentityProvider.Rule(
                    required(field + "claim", all.get(i).claim(), CLAIM),
                    text(field + "value", all.get(i).value()),
                    text(field + "group", all.get(i).group())));
        }
        return rules;
    }

    private static String required(String field, @Nullable String text, Pattern pattern) { // null: missing
        if (text == null || !pattern.matcher(text).matches()) {
            throw new InvalidFieldException(field, "missing, or not of the form " + pattern);
        }
        return text;
    }

    private static String text(String field, @Nullable String text) { // null: missing
        if (text == null
                || text.isBlank()
                || text.length() > LONGEST
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidFieldException(field, "not 1 to %d printable characters".formatted(LONGEST));
        }
        return text;
    }

    private static List<String> all(String field, @Nullable List<String> texts, Pattern pattern) { // null: missing
        List<String> all = texts == null ? List.of() : texts;
        if (all.size() > MOST) {
            throw new InvalidFieldException(field, "more than " + MOST);
        }
        for (int i = 0; i < all.size(); i++) {
            required("%s[%d]".formatted(field, i), all.get(i), pattern);
        }
        return all;
    }

    private static URI issuerOf(@Nullable String text) { // null: missing
        try {
            URI issuer = new URI(text == null ? "" : text);
            if ("https".equals(issuer.getScheme())
                    && issuer.getHost() != null
                    && issuer.getRawUserInfo() == null
                    && issuer.getRawQuery() == null
                    && issuer.getRawFragment() == null) {
                return issuer;
            }
        } catch (URISyntaxException notAnAddress) {
            // said below
        }
        throw new InvalidFieldException("issuer", "not an address of the form https://host[:port]/path");
    }
}
