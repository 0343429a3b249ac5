package io.lightwave.directory.dit;

import io.lightwave.directory.Administrators;
import io.lightwave.directory.LastAdministratorException;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// Looks whether somebody is left, after a change that may have taken the role away from somebody. Such changes of one
/// tenant take place one after the other, and whom one counts on nobody else changes until it is done.
public final class KeptAdministrators implements Administrators {
    private static final ScopedValue<Set<TenantId>> TOGETHER = ScopedValue.newInstance();

    private final DirectoryTree tree;
    private final EntryRows rows;
    private final MemberRows members;

    KeptAdministrators(DirectoryTree tree, EntryRows rows, MemberRows members) {
        this.tree = tree;
        this.rows = rows;
        this.members = members;
    }

    @Override
    public <T> T together(Supplier<T> changes) {
        var atStake = new TreeSet<TenantId>(Comparator.comparing(TenantId::value));
        T made = ScopedValue.where(TOGETHER, atStake).call(changes::get);
        atStake.forEach(this::requireOne);
        return made;
    }

    /// Whether the tenant has administrators and they may become less when the entry ends, or loses members; in the
    /// transaction that is about to do that, with the entry's row locked. What is about others costs one look-up.
    boolean areAtStake(TenantId tenant, UUID entry) {
        return administers(tenant, entry) && hasOne(members.administering(tenant, group(tenant)));
    }

    /// Whether a member's leaving the group would be refused, so far as can be said without a lock.
    public boolean needs(TenantId tenant, UUID leaving, UUID member) {
        if (!administers(tenant, leaving)) {
            return false;
        }
        List<MemberRows.Administering> all = members.administering(tenant, group(tenant));
        return hasOne(all)
                && all.stream().noneMatch(one -> one.counts() && !one.id().equals(member));
    }

    /// In the transaction of a change for which [#areAtStake] was true, when it has been made.
    ///
    /// @throws LastAdministratorException when nobody is left
    /// @throws RejectedExecutionException when somebody may be, but others are changing all of those
    void requireOne(TenantId tenant) {
        if (TOGETHER.isBound()) {
            TOGETHER.get().add(tenant);
            return;
        }
        rows.serialiseAdministrators(tenant);
        UUID group = group(tenant);
        List<MemberRows.Administering> left = members.administering(tenant, group);
        if (!hasOne(left)) {
            throw new LastAdministratorException(tenant);
        }
        // Waiting for them might be waiting for somebody who waits for this.
        List<UUID> unchanging = rows.hold(
                tenant, left.stream().map(MemberRows.Administering::id).toList());
        if (!hasOne(members.administering(tenant, group, unchanging))) {
            throw new RejectedExecutionException("the other administrators are being changed just now");
        }
    }

    private UUID group(TenantId tenant) {
        return tree.subject(tenant, SubjectKind.GROUP, Tenants.ADMINISTRATORS)
                .orElseThrow()
                .id();
    }

    private boolean administers(TenantId tenant, UUID entry) {
        return members.leadsTo(tenant, entry, "cn=" + Tenants.ADMINISTRATORS);
    }

    private static boolean hasOne(List<MemberRows.Administering> some) {
        return some.stream().anyMatch(MemberRows.Administering::counts);
    }
}
