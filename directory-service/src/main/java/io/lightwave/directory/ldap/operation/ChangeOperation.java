package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.PostReadRequestControl;
import com.unboundid.ldap.sdk.controls.PreReadRequestControl;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.FoundEntry;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/// Add, Modify, Delete and Modify DN (RFC 4511 §4.6 to §4.9). A control that looks at the entry before or after the
/// change makes all of it one transaction, in which nobody else changes the entry.
final class ChangeOperation {
    private static final int MAXIMUM_SUBTREE = 1_000;

    /// The root DSE and the schema are there for everybody to see.
    private static final LdapResult KEPT =
            LdapResult.of(ResultCode.UNWILLING_TO_PERFORM, "the server keeps this entry");

    /// Controls that look at entries, or take several steps.
    private static final Set<KnownControl> LOOKING = EnumSet.of(
            KnownControl.ASSERTION,
            KnownControl.PRE_READ,
            KnownControl.POST_READ,
            KnownControl.NO_OPERATION,
            KnownControl.NO_OPERATION_OF_OPENLDAP,
            KnownControl.TREE_DELETE,
            KnownControl.PERMISSIVE_MODIFY);

    private final Entries entries;
    private final ServerEntries serverEntries;
    private final Assertions assertions;
    private final PermissiveModify permissive;
    private final OldPasswords oldPasswords;
    private final TransactionTemplate transactions;

    ChangeOperation(
            Entries entries,
            ServerEntries serverEntries,
            Assertions assertions,
            PermissiveModify permissive,
            OldPasswords oldPasswords,
            TransactionTemplate transactions) {
        this.entries = entries;
        this.serverEntries = serverEntries;
        this.assertions = assertions;
        this.permissive = permissive;
        this.oldPasswords = oldPasswords;
        this.transactions = transactions;
    }

    private interface Change {
        LdapResult make() throws RefusedException;
    }

    LdapResult add(AddRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        DistinguishedName name = exchange.name(asked.getDN());
        boolean relaxed = exchange.controls().has(KnownControl.RELAX_RULES);
        if (serverEntries.have(name)) {
            return LdapResult.of(ResultCode.ENTRY_ALREADY_EXISTS, "there is an entry of that name");
        }
        return run(
                exchange,
                null,
                name,
                () -> PasswordNotices.told(
                        exchange, entries.add(exchange.requester(), name, asked.getAttributes(), relaxed)));
    }

    LdapResult modify(ModifyRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        DistinguishedName name = exchange.name(asked.getDN());
        OldPasswords.Proven proven = oldPasswords.proven(name, asked.getModifications(), exchange);
        Requester requester = proven.requester();
        boolean relaxed = exchange.controls().has(KnownControl.RELAX_RULES);
        if (name.isEmpty()) {
            return KEPT;
        }
        if (exchange.controls().has(KnownControl.PERMISSIVE_MODIFY)) {
            return run(exchange, name, name, () -> {
                List<Modification> needed = permissive.needed(requester, name, proven.modifications());
                return needed.isEmpty()
                        ? LdapResult.SUCCESS
                        : PasswordNotices.told(exchange, entries.modify(requester, name, needed, relaxed));
            });
        }
        LdapResult result = run(
                exchange,
                name,
                name,
                () -> PasswordNotices.told(exchange, entries.modify(requester, name, proven.modifications(), relaxed)));
        if (result.isSuccess() && !exchange.controls().has(KnownControl.TRANSACTION)) {
            oldPasswords.goOn(exchange, requester, name, proven.modifications());
        }
        return result;
    }

    LdapResult delete(String asked, Exchange exchange) throws RefusedException {
        DistinguishedName name = exchange.name(asked);
        if (serverEntries.have(name)) {
            return KEPT;
        }
        if (exchange.controls().has(KnownControl.TREE_DELETE)) {
            return run(exchange, name, null, () -> deleteSubtree(exchange.requester(), name));
        }
        return run(
                exchange, name, null, () -> PasswordNotices.told(exchange, entries.delete(exchange.requester(), name)));
    }

    LdapResult modifyDn(ModifyDNRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        DistinguishedName name = exchange.name(asked.getDN());
        DistinguishedName newName = exchange.name(asked.getNewRDN());
        if (serverEntries.have(name)) {
            return KEPT;
        }
        if (newName.rdns().size() != 1) {
            throw new RefusedException(ResultCode.INVALID_DN_SYNTAX, "the new RDN is not a single one");
        }
        RelativeName rdn = newName.rdns().getFirst();
        Optional<DistinguishedName> superior = Optional.empty();
        if (asked.getNewSuperiorDN() != null) {
            superior = Optional.of(exchange.name(asked.getNewSuperiorDN()));
        }
        DistinguishedName parent = superior.orElseGet(() -> name.parent().orElseThrow());
        DistinguishedName after = child(parent, rdn);
        Optional<DistinguishedName> above = superior;
        return run(
                exchange,
                name,
                after,
                () -> PasswordNotices.told(
                        exchange, entries.modifyDn(exchange.requester(), name, rdn, asked.deleteOldRDN(), above)));
    }

    private static DistinguishedName child(DistinguishedName parent, RelativeName rdn) throws RefusedException {
        try {
            return parent.child(rdn);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResultCode.INVALID_DN_SYNTAX, "the new name has too many parts");
        }
    }

    /// @param before the entry's name, or null when the change makes it
    /// @param after its name when it has been changed, or null when it is gone
    private LdapResult run(
            Exchange exchange, @Nullable DistinguishedName before, @Nullable DistinguishedName after, Change change)
            throws RefusedException {
        RequestControls controls = exchange.controls();
        if (!controls.has(KnownControl.MANAGE_DSA_IT)) {
            Optional<LdapResult> elsewhere = elsewhere(exchange, before, after);
            if (elsewhere.isPresent()) {
                return elsewhere.get();
            }
        }
        if (!controls.hasAny(LOOKING)) {
            return change.make();
        }
        Optional<PreReadRequestControl> preRead = controls.read(KnownControl.PRE_READ, PreReadRequestControl::new);
        Optional<PostReadRequestControl> postRead = controls.read(KnownControl.POST_READ, PostReadRequestControl::new);
        return Objects.requireNonNull(transactions.execute(status -> {
            try {
                if (before != null) {
                    entries.hold(exchange.requester(), before);
                    assertions.require(exchange, before);
                }
                List<Control> answers = new ArrayList<>();
                if (before != null && preRead.isPresent()) {
                    read(exchange, before, preRead.get().getAttributes())
                            .ifPresent(entry -> answers.add(answer(KnownControl.PRE_READ, entry)));
                }
                LdapResult result = change.make();
                if (result.isSuccess() && before == null && after != null) {
                    assertions.require(exchange, after);
                }
                if (result.isSuccess() && after != null && postRead.isPresent()) {
                    read(exchange, after, postRead.get().getAttributes())
                            .ifPresent(entry -> answers.add(answer(KnownControl.POST_READ, entry)));
                }
                return end(status, controls, result, answers);
            } catch (RefusedException e) {
                status.setRollbackOnly();
                return e.result();
            }
        }));
    }

    /// RFC 3296 §5.
    private Optional<LdapResult> elsewhere(
            Exchange exchange, @Nullable DistinguishedName before, @Nullable DistinguishedName after) {
        DistinguishedName target = before == null ? Objects.requireNonNull(after) : before;
        Optional<LdapResult> referred =
                entries.referral(exchange.requester(), target).map(LdapResult::of);
        if (referred.isPresent() || before == null || after == null || after.equals(before)) {
            return referred;
        }
        return entries.referral(exchange.requester(), after)
                .filter(there -> !there.matched().equals(after))
                .map(_ -> LdapResult.of(ResultCode.AFFECTS_MULTIPLE_DSAS, "that place is held elsewhere"));
    }

    private static LdapResult end(
            TransactionStatus status, RequestControls controls, LdapResult result, List<Control> answers) {
        if (!result.isSuccess()) {
            status.setRollbackOnly();
            return result;
        }
        LdapResult told = result;
        if (controls.hasAny(KnownControl.NO_OPERATIONS)) {
            status.setRollbackOnly();
            told = LdapResult.of(ResultCode.NO_OPERATION, "it would have been done");
        }
        for (Control answer : answers) {
            told = told.with(answer);
        }
        return told;
    }

    private Optional<FoundEntry> read(Exchange exchange, DistinguishedName name, String[] attributes) {
        return entries.read(exchange.requester(), name, Arrays.asList(attributes));
    }

    /// RFC 4527 §3: a SearchResultEntry with the tag it has in a search. The codec's own controls
    /// have another one, which not every client takes.
    private static Control answer(KnownControl asked, FoundEntry found) {
        byte[] entry = new SearchResultEntryProtocolOp(found.name(), found.attributes())
                .encodeProtocolOp()
                .encode();
        return new Control(asked.oid(), false, new ASN1OctetString(entry));
    }

    /// All or nothing, from the leaves up, each as if it were deleted alone.
    private LdapResult deleteSubtree(Requester requester, DistinguishedName name) {
        var names = new ArrayList<String>();
        var query = new SearchQuery(
                name, SearchScope.SUB, Filter.createANDFilter(), List.of("1.1"), false, MAXIMUM_SUBTREE, Duration.ZERO);
        EntryOutcome found = entries.search(requester, query, entry -> names.add(entry.name()));
        LdapResult result = LdapResult.of(found);
        if (result.code().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
            return LdapResult.of(
                    ResultCode.ADMIN_LIMIT_EXCEEDED,
                    "at most %d entries are deleted at once".formatted(MAXIMUM_SUBTREE));
        }
        if (!result.isSuccess()) {
            return result;
        }
        List<DistinguishedName> deepestFirst = names.stream()
                .map(DistinguishedName::parse)
                .sorted(Comparator.comparingInt(
                                (DistinguishedName below) -> below.rdns().size())
                        .reversed())
                .toList();
        for (DistinguishedName one : deepestFirst) {
            LdapResult deleted = LdapResult.of(entries.delete(requester, one));
            if (!deleted.isSuccess()) {
                return deleted;
            }
        }
        return deepestFirst.isEmpty() ? LdapResult.of(entries.delete(requester, name)) : LdapResult.SUCCESS;
    }
}
