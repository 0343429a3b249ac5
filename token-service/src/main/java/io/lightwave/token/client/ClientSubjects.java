package io.lightwave.token.client;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.util.Optional;

/// The directory entries of clients.
final class ClientSubjects {
    private final Subjects subjects;

    ClientSubjects(Subjects subjects) {
        this.subjects = subjects;
    }

    /// By name letter by letter, or by id.
    Optional<Subject> find(TenantId tenant, String idOrName) {
        SubjectId id;
        try {
            id = SubjectId.parse(idOrName);
        } catch (IllegalArgumentException name) {
            return subjects.byName(tenant, SubjectKind.CLIENT, idOrName)
                    .filter(subject -> subject.name().equals(idOrName));
        }
        return subjects.byId(tenant, id).filter(subject -> subject.kind() == SubjectKind.CLIENT);
    }
}
