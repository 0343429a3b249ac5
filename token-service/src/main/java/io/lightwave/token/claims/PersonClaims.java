package io.lightwave.token.claims;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.token.key.JwtClaims;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// The standard claims (OpenID Connect Core §5.1) from the directory's attributes, and `groups`, our own. What the
/// directory does not know is left out.
public final class PersonClaims {
    private static final Map<String, Set<String>> BY_SCOPE = Map.of(
            "profile",
                    Set.of(
                            "name",
                            "given_name",
                            "family_name",
                            "middle_name",
                            "nickname",
                            "preferred_username",
                            "profile",
                            "picture",
                            "website",
                            "gender",
                            "birthdate",
                            "zoneinfo",
                            "locale",
                            "updated_at"),
            "email", Set.of("email", "email_verified"),
            "address", Set.of("address"),
            "phone", Set.of("phone_number", "phone_number_verified"),
            "groups", Set.of("groups"));

    private static final List<String> ADDRESS = List.of("postaladdress", "street", "l", "st", "postalcode", "co", "c");

    /// What every entry has, though a subject does not list it.
    private static final Set<String> OPERATIONAL = Set.of("uid", "modifytimestamp");

    /// @param attributes of the directory, the first that is there before others
    private record Writer(List<String> attributes, BiConsumer<JwtClaims, ActivePrincipal> claim) {}

    private static final Map<String, Writer> WRITERS = writers();

    private PersonClaims() {}

    /// The names of all there are, in the order of their writing.
    public static Set<String> names() {
        return WRITERS.keySet();
    }

    /// The directory's attributes that a person's claim is made of; none for `groups`, which are the person's
    /// groups, and for what is not known here.
    public static List<String> sources(String claim, ActivePrincipal person) {
        Writer writer = WRITERS.get(claim);
        if (writer == null) {
            return List.of();
        }
        List<String> there = writer.attributes().stream()
                .filter(attribute -> OPERATIONAL.contains(attribute)
                        || first(person, attribute).isPresent())
                .toList();
        return claim.equals("address") ? there : there.stream().limit(1).toList();
    }

    /// The claims that the scopes stand for (§5.4).
    public static Set<String> of(Set<String> scopes) {
        var names = new TreeSet<String>();
        scopes.forEach(scope -> names.addAll(BY_SCOPE.getOrDefault(scope, Set.of())));
        return names;
    }

    /// Adds the claims of these names that there are; unknown names give nothing.
    public static void write(JwtClaims claims, ActivePrincipal person, Set<String> names) {
        if (person.kind() != SubjectKind.USER) {
            throw new IllegalArgumentException("not a person");
        }
        WRITERS.forEach((name, writer) -> {
            if (names.contains(name)) {
                writer.claim().accept(claims, person);
            }
        });
    }

    private static Map<String, Writer> writers() {
        var writers = new LinkedHashMap<String, Writer>();
        text(writers, "name", "displayname", "cn");
        text(writers, "given_name", "givenname");
        text(writers, "family_name", "sn");
        text(writers, "middle_name", "middlename");
        text(writers, "nickname", "nickname");
        writers.put(
                "preferred_username",
                new Writer(List.of("uid"), (claims, person) -> claims.with("preferred_username", person.name())));
        text(writers, "profile", "profileuri");
        text(writers, "picture", "pictureuri");
        writers.put(
                "website",
                new Writer(
                        List.of("labeleduri"),
                        (claims, person) -> first(person, "labeleduri")
                                .ifPresent(uri ->
                                        claims.with("website", uri.split(" ", 2)[0])))); // RFC 2079: a label may follow
        text(writers, "gender", "gender");
        text(writers, "birthdate", "birthdate");
        text(writers, "zoneinfo", "timezone");
        text(writers, "locale", "preferredlanguage");
        writers.put(
                "updated_at",
                new Writer(
                        List.of("modifytimestamp"),
                        (claims, person) ->
                                claims.with("updated_at", person.subject().updatedAt())));
        text(writers, "email", "mail");
        truth(writers, "email_verified", "mailverified");
        writers.put(
                "address",
                new Writer(
                        ADDRESS,
                        (claims, person) -> address(person).ifPresent(address -> claims.withJson("address", address))));
        text(writers, "phone_number", "telephonenumber", "mobile");
        truth(writers, "phone_number_verified", "telephoneverified");
        writers.put(
                "groups",
                new Writer(
                        List.of(),
                        (claims, person) -> claims.with(
                                "groups", person.groups().stream().sorted().toList())));
        return writers;
    }

    private static void text(Map<String, Writer> writers, String name, String... attributes) {
        writers.put(
                name,
                new Writer(
                        List.of(attributes),
                        (claims, person) -> first(person, attributes).ifPresent(value -> claims.with(name, value))));
    }

    private static void truth(Map<String, Writer> writers, String name, String attribute) {
        writers.put(
                name,
                new Writer(
                        List.of(attribute),
                        (claims, person) -> first(person, attribute)
                                .ifPresent(value -> claims.with(name, value.equalsIgnoreCase("TRUE")))));
    }

    /// The `address` claim (§5.1.1); empty when nothing of it is known.
    private static Optional<String> address(ActivePrincipal person) {
        var address = new JwtClaims();
        String before = address.toString();
        first(person, "postaladdress").ifPresent(value -> address.with("formatted", lines(value)));
        first(person, "street").ifPresent(value -> address.with("street_address", value));
        first(person, "l").ifPresent(value -> address.with("locality", value));
        first(person, "st").ifPresent(value -> address.with("region", value));
        first(person, "postalcode").ifPresent(value -> address.with("postal_code", value));
        first(person, "co", "c").ifPresent(value -> address.with("country", value));
        return Optional.of(address.toString()).filter(json -> !json.equals(before));
    }

    /// A postal address has `$` between its lines (RFC 4517 §3.3.28).
    private static String lines(String postalAddress) {
        return postalAddress
                .replace("$", "\n")
                .replace("\\24", "$")
                .replace("\\5C", "\\")
                .replace("\\5c", "\\");
    }

    private static Optional<String> first(ActivePrincipal person, String... names) {
        Map<String, List<String>> attributes = person.subject().attributes();
        for (String name : names) {
            List<String> values = attributes.getOrDefault(name, List.of());
            if (!values.isEmpty()) {
                return Optional.of(values.getFirst());
            }
        }
        return Optional.empty();
    }
}
