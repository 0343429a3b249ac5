package io.lightwave.server.scim;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The one postal address that the directory keeps of a person (RFC 7643 §4.1.2).
final class PostalAddresses {
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "formatted", "postalAddress",
            "streetAddress", "street",
            "locality", "l",
            "region", "st",
            "postalCode", "postalCode",
            "country", "co");

    private PostalAddresses() {}

    /// Empty when nothing of it is known.
    static List<Map<String, Object>> of(Subject subject) {
        var address = new LinkedHashMap<String, Object>();
        ATTRIBUTES.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            List<String> values =
                    subject.attributes().getOrDefault(entry.getValue().toLowerCase(Locale.ROOT), List.of());
            if (!values.isEmpty()) {
                String value = values.getFirst();
                address.put(entry.getKey(), entry.getKey().equals("formatted") ? lines(value) : value);
            }
        });
        return address.isEmpty() ? List.of() : List.of(address);
    }

    /// Replaces the address by the primary one, or else the first.
    static void read(@Nullable JsonNode value, Map<String, List<String>> attributes) {
        ATTRIBUTES.values().forEach(attribute -> attributes.put(attribute, List.of()));
        if (value == null || value.isNull()) {
            return;
        }
        if (!value.isArray()) {
            throw new InvalidFieldException("addresses", "is not a list");
        }
        JsonNode chosen = value.valueStream()
                .filter(address -> address.path("primary").asBoolean(false))
                .findFirst()
                .orElse(value.path(0));
        ATTRIBUTES.forEach((member, attribute) -> {
            JsonNode part = chosen.path(member);
            if (part.isString() && !part.stringValue().isEmpty()) {
                String text = part.stringValue();
                attributes.put(attribute, List.of(member.equals("formatted") ? dollars(text) : text));
            } else if (!part.isMissingNode() && !part.isNull()) {
                throw new InvalidFieldException("addresses." + member, "is not a text");
            }
        });
    }

    /// A directory has `$` between the lines (RFC 4517 §3.3.28).
    private static String dollars(String text) {
        return text.replace("\\", "\\5C")
                .replace("$", "\\24")
                .replace("\r\n", "$")
                .replace("\n", "$");
    }

    private static String lines(String postalAddress) {
        return postalAddress
                .replace("$", "\n")
                .replace("\\24", "$")
                .replace("\\5C", "\\")
                .replace("\\5c", "\\");
    }
}
