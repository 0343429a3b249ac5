package io.lightwave.server.scim;

import io.lightwave.directory.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The extension of a user with what OpenID Connect Core §5.1 knows of people and RFC 7643 does not.
final class Person {
    static final String SCHEMA = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:User";

    /// Directory attributes by member.
    static final Map<String, String> ATTRIBUTES = Map.of(
            "website", "labeledURI",
            "gender", "gender",
            "birthDate", "birthDate",
            "emailVerified", "mailVerified",
            "phoneNumberVerified", "telephoneVerified");

    static final Set<String> TRUTHS = Set.of("mailVerified", "telephoneVerified");

    private Person() {}

    /// What is known of it; may be empty.
    static Map<String, Object> of(Subject subject) {
        var known = new LinkedHashMap<String, Object>();
        ATTRIBUTES.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            List<String> values =
                    subject.attributes().getOrDefault(entry.getValue().toLowerCase(Locale.ROOT), List.of());
            if (!values.isEmpty()) {
                boolean truth = TRUTHS.contains(entry.getValue());
                known.put(entry.getKey(), truth ? values.getFirst().equalsIgnoreCase("TRUE") : values.getFirst());
            }
        });
        return known;
    }
}
