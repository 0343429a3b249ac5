package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Modification;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.LastAdministratorException;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Author;
import io.lightwave.directory.dit.DirectoryTree;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.EntryMover;
import io.lightwave.directory.dit.EntryWriter;
import io.lightwave.directory.schema.ViolationException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Gives each change its audit event, for the same transaction, and audits what was refused.
final class AuditedChanges {
    private static final int LONGEST_REASON = 500;

    private final EntryWriter writer;
    private final EntryMover mover;
    private final DirectoryTree tree;
    private final Audit audit;

    AuditedChanges(EntryWriter writer, EntryMover mover, DirectoryTree tree, Audit audit) {
        this.writer = writer;
        this.mover = mover;
        this.tree = tree;
        this.audit = audit;
    }

    EntryWriter writer() {
        return writer;
    }

    EntryMover mover() {
        return mover;
    }

    /// The attributes that modifications name, without their values.
    static String namesOf(List<Modification> modifications) {
        String names = modifications.stream()
                .map(Modification::getAttributeName)
                .distinct()
                .collect(Collectors.joining(", "));
        return names.length() <= LONGEST_REASON ? names : names.substring(0, LONGEST_REASON);
    }

    /// @param administers whether the requester may do everything in the tenant
    EntryOutcome run(
            Requester requester,
            TenantId tenant,
            boolean administers,
            String action,
            DistinguishedName target,
            String what,
            Function<Author, EntryOutcome> change) {
        return run(requester, tenant, administers, false, action, target, what, change);
    }

    /// @param relaxed as an [Author] has it
    EntryOutcome run(
            Requester requester,
            TenantId tenant,
            boolean administers,
            boolean relaxed,
            String action,
            DistinguishedName target,
            String what,
            Function<Author, EntryOutcome> change) {
        var author = new Author(
                nameOf(requester),
                false,
                administers,
                relaxed,
                requester instanceof Requester.Authenticated authenticated && authenticated.proved(),
                () -> audit.recordChange(event(requester, tenant, action, target, AuditEvent.Outcome.SUCCESS, what)));
        EntryOutcome outcome;
        try {
            outcome = change.apply(author);
        } catch (ViolationException e) {
            outcome = new EntryOutcome.Refused(Reason.of(e), e.detail());
        } catch (LastAdministratorException e) {
            outcome = new EntryOutcome.Refused(Reason.UNWILLING_TO_PERFORM, e.detail());
        } catch (RejectedExecutionException e) {
            outcome = new EntryOutcome.Refused(Reason.BUSY, "busy, try again");
        }
        if (outcome instanceof EntryOutcome.Refused refused) {
            refused(requester, tenant, action, target, refused);
        }
        return outcome;
    }

    /// Audits what a requester was not let do.
    void refused(
            Requester requester,
            TenantId tenant,
            String action,
            DistinguishedName target,
            EntryOutcome.Refused refused) {
        String why = "%s: %s".formatted(refused.reason().code().getName(), refused.diagnostic());
        audit.record(event(requester, tenant, action, target, AuditEvent.Outcome.REFUSED, why));
    }

    private DistinguishedName nameOf(Requester requester) {
        return switch (requester) {
            case Requester.Anonymous _ -> DistinguishedName.empty();
            case Requester.Authenticated authenticated ->
                tree.byId(
                                authenticated.principal().tenant(),
                                authenticated.principal().id().value())
                        .map(Entry::distinguishedName)
                        .orElseGet(DistinguishedName::empty);
        };
    }

    private static AuditEvent event(
            Requester requester,
            TenantId tenant,
            String action,
            DistinguishedName target,
            AuditEvent.Outcome outcome,
            String reason) {
        String actor = switch (requester) {
            case Requester.Anonymous _ -> "anonymous";
            case Requester.Authenticated authenticated ->
                authenticated.principal().actor();
        };
        return new AuditEvent(tenant, actor, action, target.toString(), outcome, reason, requester.origin());
    }
}
