package io.lightwave.token.saml.provider;

import io.lightwave.directory.InvalidFieldException;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.xml.Algorithms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a tenant's administrators decide about a service provider.
///
/// @param nameIdFormat of NameIDs, where the request leaves it open
/// @param attributes that it gets
/// @param groups that it may hear of; null for all
/// @param signResponse whether responses are signed as a whole too; assertions always are
/// @param encryptAssertion whether assertions are encrypted, when its metadata has a key for that
/// @param requireSignedRequests whether it must sign its requests, whatever its metadata says
/// @param oneTimeUse whether its assertions say that they are not to be kept
/// @param idpInitiated whether people may begin here, so that it gets responses it has not asked for
/// @param allowOldAlgorithms whether SHA-1 is believed of it; null for not
public record ServiceProviderSettings(
        NameIdFormat nameIdFormat,
        List<ReleasedAttribute> attributes,
        @Nullable List<String> groups,
        boolean signResponse,
        boolean encryptAssertion,
        boolean requireSignedRequests,
        boolean oneTimeUse,
        boolean idpInitiated,
        @Nullable Boolean allowOldAlgorithms) {
    private static final int MOST = 100;
    private static final int LONGEST = 500;

    public ServiceProviderSettings {
        attributes = List.copyOf(attributes);
        groups = groups == null ? null : List.copyOf(groups);
    }

    /// What its messages may be signed with.
    public Algorithms algorithms() {
        return Algorithms.of(Boolean.TRUE.equals(allowOldAlgorithms));
    }

    /// @throws InvalidFieldException naming the field
    static ServiceProviderSettings check(ServiceProviderChange asked) {
        List<ReleasedAttribute> attributes = asked.attributes() == null ? List.of() : asked.attributes();
        if (attributes.size() > MOST) {
            throw new InvalidFieldException("attributes", "more than " + MOST);
        }
        for (int i = 0; i < attributes.size(); i++) {
            check(attributes.get(i), "attributes[" + i + "]");
        }
        List<String> groups = asked.groups();
        if (groups != null
                && (groups.size() > MOST || groups.stream().anyMatch(each -> each == null || each.isBlank()))) {
            throw new InvalidFieldException("groups", "not up to %d names of groups".formatted(MOST));
        }
        return new ServiceProviderSettings(
                nameIdFormat(asked.nameIdFormat()),
                attributes,
                groups,
                !Boolean.FALSE.equals(asked.signResponse()),
                !Boolean.FALSE.equals(asked.encryptAssertion()),
                Boolean.TRUE.equals(asked.requireSignedRequests()),
                Boolean.TRUE.equals(asked.oneTimeUse()),
                Boolean.TRUE.equals(asked.idpInitiated()),
                Boolean.TRUE.equals(asked.allowOldAlgorithms()));
    }

    private static NameIdFormat nameIdFormat(@Nullable String word) {
        try {
            return word == null ? NameIdFormat.PERSISTENT : NameIdFormat.of(word);
        } catch (IllegalArgumentException unknown) {
            throw new InvalidFieldException(
                    "nameIdFormat", "not one of persistent, transient, emailAddress, unspecified");
        }
    }

    private static void check(@Nullable ReleasedAttribute attribute, String field) {
        if (attribute == null
                || attribute.source() == null
                || AttributeSource.find(attribute.source()).isEmpty()) {
            throw new InvalidFieldException(field + ".source", "not a known attribute");
        }
        text(attribute.name(), field + ".name");
        text(attribute.nameFormat(), field + ".nameFormat");
    }

    private static void text(@Nullable String value, String field) {
        if (value != null && (value.isBlank() || value.length() > LONGEST || !value.matches("[ -~]+"))) {
            throw new InvalidFieldException(field, "not 1 to %d printable characters".formatted(LONGEST));
        }
    }
}
