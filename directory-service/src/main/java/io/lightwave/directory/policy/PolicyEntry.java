package io.lightwave.directory.policy;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.Caller;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.transaction.support.TransactionTemplate;

/// The entry that a tenant's password policy is, and its changes, which are audited as over LDAP.
final class PolicyEntry {
    private final Entries entries;
    private final PasswordPolicies policies;
    private final TransactionTemplate transactions;

    PolicyEntry(Entries entries, PasswordPolicies policies, TransactionTemplate transactions) {
        this.entries = entries;
        this.policies = policies;
        this.transactions = transactions;
    }

    sealed interface Outcome {
        record Done(Optional<Entry> entry) implements Outcome {}

        /// It is not the version that was asked for, or somebody else made it at the same time.
        record Stale() implements Outcome {}

        record Refused(Reason reason, String detail) implements Outcome {}
    }

    /// Empty when the tenant has no policy of its own.
    Optional<Entry> of(TenantId tenant) {
        return policies.entry(tenant);
    }

    static String entityTag(Optional<Entry> entry) {
        return "\"%d\"".formatted(entry.map(Entry::version).orElse(0L));
    }

    /// An attribute's value, if there is one.
    Optional<String> value(Optional<Entry> entry, String attribute) {
        return entry.flatMap(present -> policies.value(present, attribute));
    }

    /// @param ifMatch the header; empty for any version
    /// @param change what is to become of attributes; empty where there is to be none
    Outcome change(
            TenantId tenant,
            Caller caller,
            Optional<String> ifMatch,
            Function<Optional<Entry>, Map<String, Optional<String>>> change) {
        Requester requester = Requester.of(caller);
        DistinguishedName name = policies.name(tenant);
        return Objects.requireNonNull(transactions.execute(status -> {
            entries.hold(requester, name);
            Optional<Entry> before = of(tenant);
            if (ifMatch.isPresent() && !EntityTags.isAmong(entityTag(before), ifMatch.get())) {
                return new Outcome.Stale();
            }
            Map<String, Optional<String>> wanted = change.apply(before);
            EntryOutcome outcome =
                    before.isPresent() ? modify(requester, name, before, wanted) : add(requester, name, wanted);
            if (outcome instanceof EntryOutcome.Refused refused) {
                status.setRollbackOnly();
                return refused.reason() == Reason.ENTRY_ALREADY_EXISTS
                        ? new Outcome.Stale()
                        : new Outcome.Refused(refused.reason(), refused.diagnostic());
            }
            return new Outcome.Done(of(tenant));
        }));
    }

    private EntryOutcome modify(
            Requester requester, DistinguishedName name, Optional<Entry> before, Map<String, Optional<String>> wanted) {
        List<Modification> modifications = new ArrayList<>();
        wanted.forEach((attribute, value) -> {
            if (!value.equals(value(before, attribute))) {
                modifications.add(new Modification(
                        ModificationType.REPLACE, attribute, value.stream().toArray(String[]::new)));
            }
        });
        return modifications.isEmpty() ? new EntryOutcome.Done() : entries.modify(requester, name, modifications);
    }

    private EntryOutcome add(Requester requester, DistinguishedName name, Map<String, Optional<String>> wanted) {
        List<Attribute> attributes = new ArrayList<>();
        wanted.forEach((attribute, value) -> value.ifPresent(text -> attributes.add(new Attribute(attribute, text))));
        if (attributes.isEmpty()) {
            return new EntryOutcome.Done();
        }
        attributes.add(new Attribute("objectClass", PasswordPolicies.OBJECT_CLASS, PasswordPolicies.PWD_POLICY));
        attributes.add(new Attribute("pwdAttribute", "userPassword"));
        return entries.add(requester, name, attributes);
    }
}
