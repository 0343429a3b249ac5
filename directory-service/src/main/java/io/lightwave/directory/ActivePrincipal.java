package io.lightwave.directory;

import java.util.Locale;
import java.util.Set;

/// Proof that a subject existed, enabled, in an enabled tenant, when it was looked up: what mints, grants and gates
/// take instead of an id. Only [ActivePrincipals] makes one.
public final class ActivePrincipal {
    private final Subject subject;
    private final long tenantEpoch;
    private final Set<String> groups;

    ActivePrincipal(Subject subject, long tenantEpoch, Set<String> groups) {
        this.subject = subject;
        this.tenantEpoch = tenantEpoch;
        this.groups = Set.copyOf(groups);
    }

    public TenantId tenant() {
        return subject.tenant();
    }

    public SubjectId id() {
        return subject.id();
    }

    public SubjectKind kind() {
        return subject.kind();
    }

    public String name() {
        return subject.name();
    }

    public Subject subject() {
        return subject;
    }

    /// How the audit trail names it.
    public String actor() {
        return "%s:%s@%s".formatted(kind().name().toLowerCase(Locale.ROOT), name(), tenant());
    }

    /// Names of the groups it is in, nested ones included.
    public Set<String> groups() {
        return groups;
    }

    /// Whether it administers its own tenant: a member of the group `administrators`.
    public boolean isAdministrator() {
        return groups.contains(Tenants.ADMINISTRATORS);
    }

    /// The epochs to mint into a credential, and to compare with when the credential comes back.
    public Epochs epochs() {
        return new Epochs(tenantEpoch, subject.epoch());
    }

    @Override
    public String toString() {
        return "%s %s of %s".formatted(subject.kind(), subject.id(), subject.tenant());
    }
}
