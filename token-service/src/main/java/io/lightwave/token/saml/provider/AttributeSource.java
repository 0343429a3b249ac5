package io.lightwave.token.saml.provider;

import io.lightwave.directory.ActivePrincipal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of a person may be told to service providers, under the names of X.500 and eduPerson (as in the LDAP/X.500
/// attribute profile, SAML profiles §8.2).
///
/// @param word by which administrators and `FriendlyName` call it
/// @param oid its name, without `urn:oid:`
public record AttributeSource(String word, String oid, Reader reader) {

    /// What a person's values are.
    @FunctionalInterface
    public interface Reader {
        List<String> of(ActivePrincipal person);
    }

    /// The groups a person is in; filtered by what the service provider is registered with.
    public static final String GROUPS = "groups";

    private static final Map<String, AttributeSource> ALL = all();

    public static Optional<AttributeSource> find(String word) {
        return Optional.ofNullable(ALL.get(word));
    }

    public String name() {
        return "urn:oid:" + oid;
    }

    private static Map<String, AttributeSource> all() {
        var all = new LinkedHashMap<String, AttributeSource>();
        add(all, "uid", "0.9.2342.19200300.100.1.1", person -> List.of(person.name()));
        directory(all, "mail", "0.9.2342.19200300.100.1.3");
        directory(all, "displayName", "2.16.840.1.113730.3.1.241");
        directory(all, "cn", "2.5.4.3");
        directory(all, "sn", "2.5.4.4");
        directory(all, "givenName", "2.5.4.42");
        directory(all, "title", "2.5.4.12");
        directory(all, "o", "2.5.4.10");
        directory(all, "ou", "2.5.4.11");
        directory(all, "telephoneNumber", "2.5.4.20");
        directory(all, "mobile", "0.9.2342.19200300.100.1.41");
        directory(all, "employeeNumber", "2.16.840.1.113730.3.1.3");
        directory(all, "employeeType", "2.16.840.1.113730.3.1.4");
        directory(all, "departmentNumber", "2.16.840.1.113730.3.1.2");
        directory(all, "preferredLanguage", "2.16.840.1.113730.3.1.39");
        add(
                all,
                "eduPersonPrincipalName",
                "1.3.6.1.4.1.5923.1.1.1.6",
                person -> List.of(scoped(person, person.name())));
        add(
                all,
                "eduPersonUniqueId",
                "1.3.6.1.4.1.5923.1.1.1.13",
                person -> List.of(scoped(person, person.id().toString().replace("-", ""))));
        directory(all, "eduPersonAffiliation", "1.3.6.1.4.1.5923.1.1.1.1");
        directory(all, "eduPersonEntitlement", "1.3.6.1.4.1.5923.1.1.1.7");
        add(
                all,
                "eduPersonScopedAffiliation",
                "1.3.6.1.4.1.5923.1.1.1.9",
                person -> values(person, "edupersonaffiliation").stream()
                        .map(value -> scoped(person, value))
                        .toList());
        add(
                all,
                GROUPS,
                "1.3.6.1.4.1.5923.1.5.1.1",
                person -> person.groups().stream().sorted().toList());
        return all;
    }

    private static void directory(Map<String, AttributeSource> all, String word, String oid) {
        String attribute = word.toLowerCase(java.util.Locale.ROOT);
        add(all, word, oid, person -> values(person, attribute));
    }

    private static void add(Map<String, AttributeSource> all, String word, String oid, Reader reader) {
        all.put(word, new AttributeSource(word, oid, reader));
    }

    private static List<String> values(ActivePrincipal person, String attribute) {
        return person.subject().attributes().getOrDefault(attribute, List.of());
    }

    private static String scoped(ActivePrincipal person, String value) {
        return value + "@" + person.tenant();
    }
}
