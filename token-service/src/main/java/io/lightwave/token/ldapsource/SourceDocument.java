package io.lightwave.token.ldapsource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.InvalidFieldException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A directory as operators register it; what is null takes its default, which goes by `kind`.
///
/// @param name of 1 to 64 letters, digits, `.`, `_` and `-`, unique in the tenant
/// @param kind `ldap` or `active-directory`
/// @param urls of the servers of one directory, in order: `ldaps://` is TLS, `ldap://` StartTLS, never clear
/// @param trustAnchors certificates in PEM; none for those that the platform believes
/// @param bindDn as whom to search; null for nobody
/// @param bindPassword written only, never shown
/// @param userFilter with `{name}` for what was typed
/// @param groupFilter with `{dn}` for the person's entry, or `{name}` for the user name
/// @param emailDomains whose addresses are looked for here only, when they are typed as a user name
/// @param position sources are asked from the lowest to the highest
/// @param justInTime whether people who come for the first time are made here
@JsonInclude(JsonInclude.Include.NON_NULL)
record SourceDocument(
        @Nullable String name,
        @Nullable String kind,
        @Nullable List<String> urls,
        @Nullable List<String> trustAnchors,
        @Nullable String bindDn,
        @Nullable String bindPassword,
        @Nullable String userBase,
        @Nullable String userFilter,
        @Nullable String groupBase,
        @Nullable String groupFilter,
        @Nullable Boolean nestedGroups,
        @Nullable AttributesDocument attributes,
        @Nullable List<String> emailDomains,
        @Nullable Integer position,
        @Nullable Boolean justInTime,
        @Nullable List<RuleDocument> groupRules,
        @Nullable Boolean enabled) {

    /// The empty text takes an attribute away; `id` and `userName` cannot be.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AttributesDocument(
            @Nullable String id,
            @Nullable String userName,
            @Nullable String email,
            @Nullable String displayName,
            @Nullable String givenName,
            @Nullable String familyName) {}

    /// @param from a group's DN there, or its `cn`
    /// @param group the group's name here
    record RuleDocument(@Nullable String from, @Nullable String group) {}

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}|[0-9]+([.][0-9]+){1,20}");
    private static final String ACTIVE_DIRECTORY = "active-directory";
    private static final int LDAP_PORT = 389;
    private static final int LDAPS_PORT = 636;
    private static final int MOST_SERVERS = 8;
    private static final int MOST = 100;
    private static final int MOST_ANCHORS = 20;
    private static final int LONGEST_ANCHOR = 16 * 1024;
    private static final int LONGEST = 1000;
    private static final int MIDDLE = 100;

    SourceDocument {
        kind = kind == null ? "ldap" : kind;
        boolean active = ACTIVE_DIRECTORY.equals(kind);
        urls = urls == null ? List.of() : List.copyOf(urls);
        trustAnchors = trustAnchors == null ? List.of() : List.copyOf(trustAnchors);
        userFilter = userFilter == null ? usersOf(active) : userFilter;
        groupFilter = groupFilter == null ? "(member={dn})" : groupFilter;
        nestedGroups = nestedGroups != null && nestedGroups;
        attributes = withDefaults(attributes, active);
        emailDomains = emailDomains == null
                ? List.of()
                : emailDomains.stream()
                        .map(domain -> domain.toLowerCase(Locale.ROOT))
                        .toList();
        position = position == null ? MIDDLE : position;
        justInTime = justInTime == null || justInTime;
        groupRules = groupRules == null ? List.of() : List.copyOf(groupRules);
        enabled = enabled == null || enabled;
    }

    private static String usersOf(boolean active) {
        return active
                ? "(&(objectCategory=person)(objectClass=user)"
                        + "(|(sAMAccountName={name})(userPrincipalName={name})(mail={name})))"
                : "(&(objectClass=person)(|(uid={name})(mail={name})))";
    }

    private static AttributesDocument withDefaults(
            @Nullable AttributesDocument given, // null: all by default
            boolean active) {
        AttributesDocument some = given == null ? new AttributesDocument(null, null, null, null, null, null) : given;
        return new AttributesDocument(
                or(some.id(), active ? Entries.OBJECT_GUID : "entryUUID"),
                or(some.userName(), active ? "sAMAccountName" : "uid"),
                or(some.email(), "mail"),
                or(some.displayName(), active ? "displayName" : "cn"),
                or(some.givenName(), "givenName"),
                or(some.familyName(), "sn"));
    }

    private static String or(@Nullable String given, String usual) { // null: by default
        return given == null ? usual : given;
    }

    /// The same without its password.
    SourceDocument shown() {
        return new SourceDocument(
                name,
                kind,
                urls,
                trustAnchors,
                bindDn,
                null,
                userBase,
                userFilter,
                groupBase,
                groupFilter,
                nestedGroups,
                attributes,
                emailDomains,
                position,
                justInTime,
                groupRules,
                enabled);
    }

    /// @throws InvalidFieldException at the field that is not as it should be
    LdapSource.Settings read() {
        if (!List.of("ldap", ACTIVE_DIRECTORY).contains(kind)) {
            throw new InvalidFieldException("kind", "not ldap or active-directory");
        }
        if (bindPassword != null && (bindPassword.isEmpty() || bindPassword.length() > LONGEST)) {
            throw new InvalidFieldException("bindPassword", "not 1 to %d characters".formatted(LONGEST));
        }
        int at = position == null ? MIDDLE : position;
        if (at < 0 || at > LONGEST) {
            throw new InvalidFieldException("position", "not 0 to " + LONGEST);
        }
        return new LdapSource.Settings(
                required("name", name, NAME),
                each("urls", urls, MOST_SERVERS, SourceDocument::server),
                each("trustAnchors", trustAnchors, MOST_ANCHORS, SourceDocument::anchor),
                Optional.ofNullable(bindDn).map(text -> dn("bindDn", text)),
                dn("userBase", userBase),
                filter("userFilter", userFilter, "{name}"),
                groups(),
                readAttributes(),
                Set.copyOf(each("emailDomains", emailDomains, MOST, domain -> required("", domain, DOMAIN))),
                at,
                Boolean.TRUE.equals(justInTime),
                rules(),
                Boolean.TRUE.equals(enabled));
    }

    private Optional<LdapSource.Groups> groups() {
        if (groupBase == null) {
            if (groupRules != null && !groupRules.isEmpty()) {
                throw new InvalidFieldException("groupBase", "missing, though there are rules for groups");
            }
            return Optional.empty();
        }
        boolean nested = Boolean.TRUE.equals(nestedGroups);
        return Optional.of(new LdapSource.Groups(
                dn("groupBase", groupBase),
                nested
                        ? filter("groupFilter", groupFilter, "{dn}")
                        : filter("groupFilter", groupFilter, "{dn}", "{name}"),
                nested));
    }

    private LdapSource.Attributes readAttributes() {
        AttributesDocument all = withDefaults(attributes, ACTIVE_DIRECTORY.equals(kind));
        return new LdapSource.Attributes(
                required("attributes.id", all.id(), ATTRIBUTE),
                required("attributes.userName", all.userName(), ATTRIBUTE),
                attribute("attributes.email", all.email()),
                attribute("attributes.displayName", all.displayName()),
                attribute("attributes.givenName", all.givenName()),
                attribute("attributes.familyName", all.familyName()));
    }

    private static Optional<String> attribute(String field, @Nullable String name) { // null: none
        return Optional.ofNullable(name).filter(text -> !text.isEmpty()).map(text -> required(field, text, ATTRIBUTE));
    }

    private List<LdapSource.Rule> rules() {
        return each(
                "groupRules",
                groupRules,
                MOST,
                rule -> new LdapSource.Rule(text("from", rule.from()), text("group", rule.group())));
    }

    private static LdapSource.Server server(String url) {
        try {
            URI uri = new URI(url);
            boolean tls = "ldaps".equals(uri.getScheme());
            if ((tls || "ldap".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                String host = uri.getHost();
                return new LdapSource.Server(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                        uri.getPort() == -1 ? (tls ? LDAPS_PORT : LDAP_PORT) : uri.getPort(),
                        tls);
            }
        } catch (URISyntaxException notAnAddress) {
            // said below
        }
        throw new InvalidFieldException("", "not of the form ldaps://host[:port] or ldap://host[:port]");
    }

    private static X509Certificate anchor(String pem) {
        try {
            if (pem.length() > LONGEST_ANCHOR) {
                throw new CertificateException("too long");
            }
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException malformed) {
            throw new InvalidFieldException("", "not a certificate in PEM");
        }
    }

    private static <T, R> List<R> each(String field, @Nullable List<T> given, int most, Function<T, R> read) {
        List<T> all = given == null ? List.of() : given;
        if (all.size() > most || (field.equals("urls") && all.isEmpty())) {
            throw new InvalidFieldException(field, "not 1 to " + most);
        }
        var done = new ArrayList<R>();
        for (int i = 0; i < all.size(); i++) {
            try {
                done.add(read.apply(all.get(i)));
            } catch (InvalidFieldException unfit) {
                String below = unfit.field().isEmpty() ? "" : "." + unfit.field();
                throw new InvalidFieldException(
                        "%s[%d]%s".formatted(field, i, below), String.valueOf(unfit.getMessage()));
            }
        }
        return done;
    }

    private static FilterTemplate filter(String field, @Nullable String text, String... places) { // null: missing
        try {
            return FilterTemplate.parse(text == null ? "" : text, places);
        } catch (IllegalArgumentException unfit) {
            throw new InvalidFieldException(field, String.valueOf(unfit.getMessage()));
        }
    }

    private static String dn(String field, @Nullable String text) { // null: missing
        if (text != null && !text.isBlank() && text.length() <= LONGEST) {
            try {
                return new DN(text).toString();
            } catch (LDAPException malformed) {
                // said below
            }
        }
        throw new InvalidFieldException(field, "missing, or not a distinguished name (RFC 4514)");
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
}
