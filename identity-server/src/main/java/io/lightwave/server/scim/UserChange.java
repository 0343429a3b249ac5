package io.lightwave.server.scim;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Password;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a request wants changed, read attribute by attribute; what is unknown is refused by name, what only the
/// server may set is ignored (RFC 7643 §7).
final class UserChange {
    private static final Set<String> SET_BY_THE_SERVER = Set.of("schemas", "id", "meta", "groups");
    /// What a PUT removes unless it gives it.
    static final List<String> REPLACED = List.of(
            "displayName",
            "name",
            "nickName",
            "title",
            "profileUrl",
            "preferredLanguage",
            "timezone",
            "emails",
            "phoneNumbers",
            "photos",
            "addresses",
            Person.SCHEMA);

    private static final int MOST_EMAILS = 10;
    private static final String PERSON = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:user";

    private final Map<String, List<String>> attributes = new LinkedHashMap<>();
    private Optional<String> userName = Optional.empty();
    private Optional<Password> password = Optional.empty();
    private Optional<Boolean> active = Optional.empty();

    /// Directory attributes to replace; an empty list removes one.
    Map<String, List<String>> attributes() {
        return attributes;
    }

    Optional<String> userName() {
        return userName;
    }

    Optional<Password> password() {
        return password;
    }

    Optional<Boolean> active() {
        return active;
    }

    /// Every member of a resource.
    void all(JsonNode resource) {
        if (!resource.isObject()) {
            throw new InvalidFieldException("", "is not an object");
        }
        resource.properties().forEach(member -> set(member.getKey(), member.getValue()));
    }

    /// @param path an attribute's name, or `name.familyName` and the like; letter case does not matter (§2.1)
    void set(String path, @Nullable JsonNode value) {
        switch (path.toLowerCase(Locale.ROOT)) {
            case "username" -> userName = Optional.of(text(path, value));
            case "password" -> password = Optional.of(password(path, value));
            case "active" -> active = Optional.of(truth(path, value));
            case "displayname" -> attribute("displayName", path, value);
            case "name" -> name(value);
            case "name.formatted" -> attribute("cn", path, value);
            case "name.familyname" -> attribute("sn", path, value);
            case "name.givenname" -> attribute("givenName", path, value);
            case "name.middlename" -> attribute("middleName", path, value);
            case "nickname" -> attribute("nickname", path, value);
            case "title" -> attribute("title", path, value);
            case "profileurl" -> address("profileURI", path, value);
            case "preferredlanguage" -> attribute("preferredLanguage", path, value);
            case "timezone" -> attribute("timeZone", path, value);
            case "emails" -> attributes.put("mail", emails(value));
            case "phonenumbers" -> phoneNumbers(value);
            case "photos" -> photos(value);
            case "addresses" -> PostalAddresses.read(value, attributes);
            case PERSON -> person(value);
            default -> {
                if (!SET_BY_THE_SERVER.contains(path.toLowerCase(Locale.ROOT))) {
                    throw new InvalidFieldException(path, "there is no such attribute");
                }
            }
        }
    }

    private void name(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            List.of("cn", "sn", "givenName", "middleName").forEach(attribute -> attributes.put(attribute, List.of()));
        } else if (value.isObject()) {
            value.properties().forEach(part -> set("name." + part.getKey(), part.getValue()));
        } else {
            throw new InvalidFieldException("name", "is not an object");
        }
    }

    private void attribute(String attribute, String path, @Nullable JsonNode value) {
        attributes.put(attribute, value == null || value.isNull() ? List.of() : List.of(text(path, value)));
    }

    private static List<String> emails(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MOST_EMAILS) {
            throw new InvalidFieldException("emails", "is not a list of at most %d".formatted(MOST_EMAILS));
        }
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode email = value.get(i);
            String address = text("emails[%d].value".formatted(i), email.get("value"));
            if (address.indexOf('@') < 1 || address.chars().anyMatch(Character::isWhitespace)) {
                throw new InvalidFieldException("emails[%d].value".formatted(i), "is not an e-mail address");
            }
            addresses.add(email.path("primary").asBoolean(false) ? 0 : addresses.size(), address);
        }
        return addresses;
    }

    /// What OpenID Connect knows of people and SCIM does not.
    private void person(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            Person.ATTRIBUTES.values().forEach(attribute -> attributes.put(attribute, List.of()));
            return;
        }
        if (!value.isObject()) {
            throw new InvalidFieldException(Person.SCHEMA, "is not an object");
        }
        value.properties().forEach(member -> {
            String path = Person.SCHEMA + ":" + member.getKey();
            String attribute = Person.ATTRIBUTES.get(member.getKey());
            if (attribute == null) {
                throw new InvalidFieldException(path, "there is no such attribute");
            }
            if (Person.TRUTHS.contains(attribute)) {
                attributes.put(
                        attribute,
                        member.getValue().isNull()
                                ? List.of()
                                : List.of(truth(path, member.getValue()) ? "TRUE" : "FALSE"));
            } else if (attribute.equals("labeledURI")) {
                address(attribute, path, member.getValue());
            } else {
                attribute(attribute, path, member.getValue());
            }
        });
    }

    private void address(String attribute, String path, @Nullable JsonNode value) {
        attribute(attribute, path, value);
        attributes.getOrDefault(attribute, List.of()).forEach(text -> requireWeb(path, text));
    }

    /// The primary one, or else the first, is the telephone number; the first of type `mobile` the mobile one.
    private void phoneNumbers(@Nullable JsonNode value) {
        List<String> numbers = new ArrayList<>();
        List<String> mobile = new ArrayList<>();
        for (JsonNode number : items("phoneNumbers", value)) {
            String text = text("phoneNumbers.value", number.get("value"));
            boolean primary = number.path("primary").asBoolean(false);
            if (number.path("type").asString("").equals("mobile") && mobile.isEmpty()) {
                mobile.add(text);
            } else {
                numbers.add(primary ? 0 : numbers.size(), text);
            }
        }
        attributes.put("telephoneNumber", numbers);
        attributes.put("mobile", mobile);
    }

    private void photos(@Nullable JsonNode value) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode photo : items("photos", value)) {
            String text = text("photos.value", photo.get("value"));
            requireWeb("photos.value", text);
            addresses.add(photo.path("primary").asBoolean(false) ? 0 : addresses.size(), text);
        }
        attributes.put("pictureURI", addresses.stream().limit(1).toList());
    }

    private static Iterable<JsonNode> items(String path, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MOST_EMAILS) {
            throw new InvalidFieldException(path, "is not a list of at most %d".formatted(MOST_EMAILS));
        }
        return value;
    }

    private static void requireWeb(String path, String text) {
        if (!text.matches("https?://[^\\s]+")) {
            throw new InvalidFieldException(path, "is not a web address");
        }
    }

    private static String text(String path, @Nullable JsonNode value) {
        if (value == null || !value.isString() || value.stringValue().isEmpty()) {
            throw new InvalidFieldException(path, "is missing or not a text");
        }
        return value.stringValue();
    }

    private static Password password(String path, @Nullable JsonNode value) {
        try {
            return Password.of(text(path, value));
        } catch (InvalidFieldException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(path, String.valueOf(e.getMessage()));
        }
    }

    private static boolean truth(String path, @Nullable JsonNode value) {
        if (value != null && value.isBoolean()) {
            return value.booleanValue();
        }
        String text = value != null && value.isString() ? value.stringValue().toLowerCase(Locale.ROOT) : "";
        return switch (text) { // a widespread client sends "True"
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidFieldException(path, "is neither true nor false");
        };
    }
}
