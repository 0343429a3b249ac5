package io.lightwave.token.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lightwave.directory.InvalidFieldException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An identity provider as operators register it; what is null takes its default.
///
/// @param name of 1 to 64 letters, digits, `.`, `_` and `-`, unique in the tenant
/// @param displayName as people see it
/// @param issuer its issuer identifier, whose metadata are found by discovery
/// @param clientSecret written only, never shown
/// @param tokenEndpointAuthMethod `client_secret_basic`, `client_secret_post` or `none`
/// @param scopes besides `openid`
/// @param emailDomains whose addresses lead there when they are typed as a user name
/// @param userNameClaim names the people that are made here
/// @param justInTime whether people who come for the first time are made here
/// @param trustsSecondFactor whether `mfa` in its `amr` counts as two factors here
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
        @Nullable Boolean enabled) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern CLIENT_ID = Pattern.compile("[\\x20-\\x7E]{1,512}");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,200}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern CLAIM = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final List<String> METHODS = List.of("client_secret_basic", "client_secret_post", "none");
    private static final int MOST = 100;
    private static final int LONGEST = 1000;

    ProviderDocument {
        displayName = displayName == null ? name : displayName;
        tokenEndpointAuthMethod = tokenEndpointAuthMethod == null ? METHODS.getFirst() : tokenEndpointAuthMethod;
        scopes = scopes == null ? List.of("profile", "email") : List.copyOf(scopes);
        emailDomains = emailDomains == null
                ? List.of()
                : emailDomains.stream()
                        .map(domain -> domain.toLowerCase(Locale.ROOT))
                        .toList();
        userNameClaim = userNameClaim == null ? "preferred_username" : userNameClaim;
        justInTime = justInTime != null && justInTime;
        trustsSecondFactor = trustsSecondFactor != null && trustsSecondFactor;
        groupRules = groupRules == null ? List.of() : List.copyOf(groupRules);
        enabled = enabled == null || enabled;
    }

    /// The same without its secret.
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
                enabled);
    }

    /// @throws InvalidFieldException at the field that is not as it should be
    IdentityProvider.Settings read() {
        var settings = new IdentityProvider.Settings(
                required("name", name, NAME),
                text("displayName", displayName),
                issuerOf(issuer),
                required("clientId", clientId, CLIENT_ID),
                method(),
                all("scopes", scopes, SCOPE),
                all("emailDomains", emailDomains, DOMAIN),
                required("userNameClaim", userNameClaim, CLAIM),
                Boolean.TRUE.equals(justInTime),
                Boolean.TRUE.equals(trustsSecondFactor),
                rules(),
                Boolean.TRUE.equals(enabled));
        if (clientSecret != null && (clientSecret.isEmpty() || clientSecret.length() > LONGEST)) {
            throw new InvalidFieldException("clientSecret", "not 1 to %d characters".formatted(LONGEST));
        }
        return settings;
    }

    private String method() {
        String method = tokenEndpointAuthMethod == null ? "" : tokenEndpointAuthMethod;
        if (!METHODS.contains(method)) {
            throw new InvalidFieldException("tokenEndpointAuthMethod", "none of " + METHODS);
        }
        return method;
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
