package io.lightwave.directory.authentication;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.Entries;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Finds whom a claimed name means. A name that identifies nobody gets an id of its own, made from it, so that it
/// goes the same way as others.
final class Claims {
    private final TenantId systemTenant;
    private final Subjects subjects;
    private final Entries entries;

    Claims(TenantId systemTenant, Subjects subjects, Entries entries) {
        this.systemTenant = systemTenant;
        this.subjects = subjects;
        this.entries = entries;
    }

    Claim of(TenantId tenant, String userName) {
        return subjects.byName(tenant, SubjectKind.USER, userName)
                .map(Claims::of)
                .orElseGet(() -> new Claim(tenant, nobody(tenant, userName), userName));
    }

    Claim of(TenantId tenant, SubjectId id) {
        return subjects.byId(tenant, id).map(Claims::of).orElseGet(() -> new Claim(tenant, id, id.toString()));
    }

    Claim of(DistinguishedName name) {
        Optional<TenantId> routed = entries.route(name);
        TenantId tenant = routed.orElse(systemTenant);
        return routed.flatMap(known -> entries.subjectAt(known, name))
                .map(id -> of(tenant, id))
                .orElseGet(() -> new Claim(tenant, nobody(name), userName(name)));
    }

    /// The name of the user that an entry there would be, so far as it would be one.
    private static String userName(DistinguishedName name) {
        RelativeName first = name.rdns().isEmpty() ? null : name.rdns().getFirst();
        return first != null && first.toString().regionMatches(true, 0, "uid=", 0, 4) ? first.value() : name.toString();
    }

    private static Claim of(Subject subject) {
        return new Claim(subject.tenant(), subject.id(), subject.name());
    }

    private SubjectId nobody(TenantId tenant, String userName) {
        try {
            return nobody(DistinguishedName.suffixOf(tenant)
                    .child("ou", SubjectKind.USER.container())
                    .child("uid", userName));
        } catch (IllegalArgumentException e) {
            return nobody(userName.toLowerCase(Locale.ROOT));
        }
    }

    /// The same however the name is spelled, as it would be if somebody bore it.
    private SubjectId nobody(DistinguishedName name) {
        return nobody(entries.schemaOf(name).normalise(name));
    }

    private static SubjectId nobody(String normalised) {
        return new SubjectId(UUID.nameUUIDFromBytes(normalised.getBytes(StandardCharsets.UTF_8)));
    }
}
