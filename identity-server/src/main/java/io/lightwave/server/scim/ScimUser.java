package io.lightwave.server.scim;

import io.lightwave.directory.Subject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A user as it is shown (RFC 7643 §4.1); the password never is.
record ScimUser(
        List<String> schemas,
        String id,
        String userName,
        @Nullable Name name,
        @Nullable String displayName,
        @Nullable List<Email> emails,
        boolean active,
        Meta meta) {
    static final String SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";

    record Name(
            @Nullable String formatted,
            @Nullable String familyName,
            @Nullable String givenName) {}

    record Email(
            String value, @Nullable String type, @Nullable Boolean primary) {}

    record Meta(String resourceType, Instant created, Instant lastModified, String location, String version) {}

    /// @param users the address of the collection
    static ScimUser of(Subject subject, URI users) {
        return new ScimUser(
                List.of(SCHEMA),
                subject.id().toString(),
                subject.name(),
                name(subject),
                first(subject, "displayname"),
                emails(subject),
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
        return new Name(first(subject, "cn"), first(subject, "sn"), first(subject, "givenname"));
    }

    private static @Nullable List<Email> emails(Subject subject) {
        List<String> addresses = subject.attributes().getOrDefault("mail", List.of());
        return addresses.isEmpty()
                ? null
                : IntStream.range(0, addresses.size())
                        .mapToObj(i -> new Email(addresses.get(i), null, i == 0 ? true : null))
                        .toList();
    }

    private static @Nullable String first(Subject subject, String attribute) {
        List<String> values = subject.attributes().getOrDefault(attribute, List.of());
        return values.isEmpty() ? null : values.getFirst();
    }
}
