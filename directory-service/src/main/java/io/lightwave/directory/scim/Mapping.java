package io.lightwave.directory.scim;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a resource that [Schemas#conform] has read asks of the entry.
final class Mapping {
    /// The directory's attribute by the path of a text; `urn:…:member` stands for the extensions' ones.
    static final Map<String, String> USER_TEXTS = Map.ofEntries(
            Map.entry("externalId", "externalId"),
            Map.entry("name.formatted", "cn"),
            Map.entry("name.familyName", "sn"),
            Map.entry("name.givenName", "givenName"),
            Map.entry("name.middleName", "middleName"),
            Map.entry("name.honorificPrefix", "personalTitle"),
            Map.entry("name.honorificSuffix", "generationQualifier"),
            Map.entry("displayName", "displayName"),
            Map.entry("nickName", "nickname"),
            Map.entry("profileUrl", "profileURI"),
            Map.entry("title", "title"),
            Map.entry("userType", "employeeType"),
            Map.entry("preferredLanguage", "preferredLanguage"),
            Map.entry("locale", "lightwaveLocale"),
            Map.entry("timezone", "timeZone"),
            Map.entry(Schemas.ENTERPRISE + ":employeeNumber", "employeeNumber"),
            Map.entry(Schemas.ENTERPRISE + ":costCenter", "costCenter"),
            Map.entry(Schemas.ENTERPRISE + ":organization", "o"),
            Map.entry(Schemas.ENTERPRISE + ":division", "ou"),
            Map.entry(Schemas.ENTERPRISE + ":department", "departmentNumber"),
            Map.entry(Schemas.PERSON + ":website", "labeledURI"),
            Map.entry(Schemas.PERSON + ":gender", "gender"),
            Map.entry(Schemas.PERSON + ":birthDate", "birthDate"));

    static final Map<String, String> USER_TRUTHS = Map.of(
            Schemas.PERSON + ":emailVerified", "mailVerified",
            Schemas.PERSON + ":phoneNumberVerified", "telephoneVerified");

    static final Map<String, String> GROUP_TEXTS = Map.of("externalId", "externalId");

    /// The attribute of the numbers of each type.
    static final Map<String, String> PHONES = Map.of(
            "work", "telephoneNumber",
            "mobile", "mobile",
            "home", "homePhone",
            "fax", "facsimileTelephoneNumber",
            "pager", "pager");

    static final Map<String, String> ADDRESS = Map.of(
            "formatted", "postalAddress",
            "streetAddress", "street",
            "locality", "l",
            "region", "st",
            "postalCode", "postalCode",
            "country", "co");

    private static final Set<String> WEB_ADDRESSES = Set.of("profileURI", "labeledURI");
    private static final Pattern WEB = Pattern.compile("https?://[^\\s]+");

    /// @param name of the entry's RDN; empty when it is not given
    /// @param attributes to be there, by the directory's names
    /// @param members by their ids; empty for a user
    /// @param unit as [Unit] has it; empty when it is not said
    record Wanted(
            Optional<String> name,
            Map<String, List<String>> attributes,
            Optional<Password> password,
            Optional<Boolean> active,
            Set<UUID> members,
            Optional<String> unit) {}

    private final DirectoryTree tree;

    Mapping(DirectoryTree tree) {
        this.tree = tree;
    }

    /// The text at a path of [#USER_TEXTS]; a missing node when there is none.
    static JsonNode at(JsonNode resource, String path) {
        JsonNode holder = resource;
        String rest = path;
        if (path.startsWith("urn:")) {
            holder = resource.path(path.substring(0, path.lastIndexOf(':')));
            rest = path.substring(path.lastIndexOf(':') + 1);
        }
        int dot = rest.indexOf('.');
        return dot < 0 ? holder.path(rest) : holder.path(rest.substring(0, dot)).path(rest.substring(dot + 1));
    }

    /// @throws InvalidFieldException on a value that is not acceptable
    Wanted read(ResourceKind kind, TenantId tenant, ObjectNode resource) {
        return switch (kind) {
            case USER -> user(tenant, resource);
            case GROUP -> group(tenant, resource);
        };
    }

    private Wanted group(TenantId tenant, ObjectNode group) {
        var attributes = new LinkedHashMap<String, List<String>>();
        texts(group, GROUP_TEXTS, attributes);
        var members = new LinkedHashSet<UUID>();
        int i = 0;
        for (JsonNode member : group.path("members")) {
            members.add(subject(tenant, "members[%d].value".formatted(i++), member.path("value"))
                    .id());
        }
        return new Wanted(
                Optional.ofNullable(group.path("displayName").asString(null)),
                attributes,
                Optional.empty(),
                Optional.empty(),
                members,
                Unit.of(ResourceKind.GROUP, group));
    }

    private Wanted user(TenantId tenant, ObjectNode user) {
        var attributes = new LinkedHashMap<String, List<String>>();
        texts(user, USER_TEXTS, attributes);
        USER_TRUTHS.forEach((path, attribute) -> {
            JsonNode value = at(user, path);
            if (value.isBoolean()) {
                attributes.put(attribute, List.of(value.booleanValue() ? "TRUE" : "FALSE"));
            }
        });
        emails(user, attributes);
        phones(user, attributes);
        photos(user, attributes);
        address(user, attributes);
        manager(tenant, user, attributes);
        JsonNode active = user.path("active");
        return new Wanted(
                Optional.ofNullable(user.path("userName").asString(null)),
                attributes,
                password(user.path("password")),
                active.isBoolean() ? Optional.of(active.booleanValue()) : Optional.empty(),
                Set.of(),
                Unit.of(ResourceKind.USER, user));
    }

    private static void texts(ObjectNode resource, Map<String, String> known, Map<String, List<String>> attributes) {
        known.forEach((path, attribute) -> {
            JsonNode value = at(resource, path);
            if (value.isString()) {
                if (WEB_ADDRESSES.contains(attribute)) {
                    requireWeb(path, value.stringValue());
                }
                attributes.put(attribute, List.of(value.stringValue()));
            }
        });
    }

    private static void emails(ObjectNode user, Map<String, List<String>> attributes) {
        List<String> addresses = new ArrayList<>();
        int i = 0;
        for (JsonNode email : user.path("emails")) {
            String path = "emails[%d].value".formatted(i++);
            String address = text(path, email.path("value"));
            if (address.indexOf('@') < 1 || address.chars().anyMatch(Character::isWhitespace)) {
                throw new InvalidFieldException(path, "is not an e-mail address");
            }
            addresses.add(isPrimary(email) ? 0 : addresses.size(), address);
        }
        put(attributes, "mail", addresses);
    }

    private static void phones(ObjectNode user, Map<String, List<String>> attributes) {
        int i = 0;
        for (JsonNode number : user.path("phoneNumbers")) {
            String text = text("phoneNumbers[%d].value".formatted(i++), number.path("value"));
            String type = number.path("type").asString("work").toLowerCase(Locale.ROOT);
            List<String> numbers =
                    attributes.computeIfAbsent(PHONES.getOrDefault(type, "telephoneNumber"), _ -> new ArrayList<>());
            if (!numbers.contains(text)) {
                numbers.add(isPrimary(number) ? 0 : numbers.size(), text);
            }
        }
    }

    private static void photos(ObjectNode user, Map<String, List<String>> attributes) {
        List<String> addresses = new ArrayList<>();
        int i = 0;
        for (JsonNode photo : user.path("photos")) {
            String path = "photos[%d].value".formatted(i++);
            String address = text(path, photo.path("value"));
            requireWeb(path, address);
            addresses.add(isPrimary(photo) ? 0 : addresses.size(), address);
        }
        put(attributes, "pictureURI", addresses.stream().limit(1).toList());
    }

    /// The directory keeps one: the primary, or else the first.
    private static void address(ObjectNode user, Map<String, List<String>> attributes) {
        JsonNode addresses = user.path("addresses");
        JsonNode chosen =
                addresses.valueStream().filter(Mapping::isPrimary).findFirst().orElse(addresses.path(0));
        ADDRESS.forEach((member, attribute) -> {
            JsonNode part = chosen.path(member);
            if (part.isString()) {
                String text = member.equals("formatted") ? dollars(part.stringValue()) : part.stringValue();
                put(attributes, attribute, text.isEmpty() ? List.of() : List.of(text));
            }
        });
    }

    private void manager(TenantId tenant, ObjectNode user, Map<String, List<String>> attributes) {
        JsonNode manager = user.path(Schemas.ENTERPRISE).path("manager").path("value");
        if (!manager.isMissingNode()) {
            Entry entry = subject(tenant, Schemas.ENTERPRISE + ":manager.value", manager);
            if (entry.kind().filter(kind -> kind == SubjectKind.USER).isEmpty()) {
                throw new InvalidFieldException(Schemas.ENTERPRISE + ":manager.value", "is not a user's id");
            }
            put(attributes, "manager", List.of(entry.name()));
        }
    }

    private Entry subject(TenantId tenant, String path, JsonNode id) {
        return id(text(path, id))
                .flatMap(uuid -> tree.byId(tenant, uuid))
                .filter(Entry::isSubject)
                .orElseThrow(() -> new InvalidFieldException(path, "is no resource's id"));
    }

    /// Of an id in its canonical spelling; empty for what cannot be one.
    static Optional<UUID> id(String text) {
        try {
            return Optional.of(SubjectId.parse(text).value());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Password> password(JsonNode value) {
        if (!value.isString()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Password.of(value.stringValue()));
        } catch (InvalidFieldException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("password", String.valueOf(e.getMessage()));
        }
    }

    private static void put(Map<String, List<String>> attributes, String attribute, List<String> values) {
        if (!values.isEmpty()) {
            attributes.put(attribute, values);
        }
    }

    private static boolean isPrimary(JsonNode value) {
        return value.path("primary").asBoolean(false);
    }

    private static String text(String path, JsonNode value) {
        if (!value.isString()) {
            throw new InvalidFieldException(path, "is missing or not a text");
        }
        return value.stringValue();
    }

    private static void requireWeb(String path, String text) {
        if (!WEB.matcher(text).matches()) {
            throw new InvalidFieldException(path, "is not a web address");
        }
    }

    /// A directory has `$` between the lines, and no line without anything in it (RFC 4517 §3.3.28).
    private static String dollars(String text) {
        return text.replace("\\", "\\5C")
                .replace("$", "\\24")
                .lines()
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("$"));
    }

    static String lines(String postalAddress) {
        return postalAddress
                .replace("$", "\n")
                .replace("\\24", "$")
                .replace("\\5C", "\\")
                .replace("\\5c", "\\");
    }
}
