package io.lightwave.server.scim;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lightwave.directory.Subject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A user as it is shown (RFC 7643 §4.1); the password never is.
record ScimUser(
        List<String> schemas,
        String id,
        String userName,
        @Nullable Name name,
        @Nullable String displayName,
        @Nullable String nickName,
        @Nullable String title,
        @Nullable String profileUrl,
        @Nullable String preferredLanguage,
        @Nullable String timezone,
        @Nullable List<Value> emails,
        @Nullable List<Value> phoneNumbers,
        @Nullable List<Value> photos,
        @Nullable List<Map<String, Object>> addresses,
        @JsonProperty(Person.SCHEMA) @Nullable Map<String, Object> person,
        boolean active,
        Meta meta) {
    static final String SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";

    record Name(
            @Nullable String formatted,
            @Nullable String familyName,
            @Nullable String givenName,
            @Nullable String middleName) {}

    /// A value of a multi-valued attribute (RFC 7643 §2.4).
    record Value(
            String value, @Nullable String type, @Nullable Boolean primary) {}

    record Meta(String resourceType, Instant created, Instant lastModified, String location, String version) {}

    /// @param users the address of the collection
    static ScimUser of(Subject subject, URI users) {
        Map<String, Object> person = Person.of(subject);
        List<Map<String, Object>> addresses = PostalAddresses.of(subject);
        return new ScimUser(
                person.isEmpty() ? List.of(SCHEMA) : List.of(SCHEMA, Person.SCHEMA),
                subject.id().toString(),
                subject.name(),
                name(subject),
                first(subject, "displayname"),
                first(subject, "nickname"),
                first(subject, "title"),
                first(subject, "profileuri"),
                first(subject, "preferredlanguage"),
                first(subject, "timezone"),
                values(subject, "mail"),
                phoneNumbers(subject),
                values(subject, "pictureuri"),
                addresses.isEmpty() ? null : addresses,
                person.isEmpty() ? null : person,
                subject.enabled(),
                new Meta(
                        "User",
                        subject.createdAt(),
                        subject.updatedAt(),
                        users + "/" + subject.id(),
                        version(subject)));
    }

    /// The entity tag of the user as it is.
    static String version(Subject subject) {
        return "W/\"%s\"".formatted(Long.toHexString(subject.updatedAt().toEpochMilli() ^ (subject.epoch() << 48)));
    }

    private static Name name(Subject subject) {
        return new Name(
                first(subject, "cn"), first(subject, "sn"), first(subject, "givenname"), first(subject, "middlename"));
    }

    /// Null when there is none; the first is the primary one.
    private static @Nullable List<Value> values(Subject subject, String attribute) {
        List<String> values = subject.attributes().getOrDefault(attribute, List.of());
        return values.isEmpty()
                ? null
                : IntStream.range(0, values.size())
                        .mapToObj(i -> new Value(values.get(i), null, i == 0 ? true : null))
                        .toList();
    }

    private static @Nullable List<Value> phoneNumbers(Subject subject) {
        List<Value> all = new ArrayList<>();
        List<Value> numbers = values(subject, "telephonenumber");
        if (numbers != null) {
            all.addAll(numbers);
        }
        subject.attributes()
                .getOrDefault("mobile", List.of())
                .forEach(mobile -> all.add(new Value(mobile, "mobile", null)));
        return all.isEmpty() ? null : all;
    }

    private static @Nullable String first(Subject subject, String attribute) {
        List<String> values = subject.attributes().getOrDefault(attribute, List.of());
        return values.isEmpty() ? null : values.getFirst();
    }
}
