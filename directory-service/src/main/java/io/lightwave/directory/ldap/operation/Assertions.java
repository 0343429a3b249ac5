package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.SearchQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The assertion control (RFC 4528): an operation takes place only if a filter is true of its target. What it is true
/// of is found by a search, so that nothing is asserted of what the requester could not search for.
final class Assertions {
    private final Entries entries;
    private final ServerEntries serverEntries;

    Assertions(Entries entries, ServerEntries serverEntries) {
        this.entries = entries;
        this.serverEntries = serverEntries;
    }

    /// Refuses unless the exchange's assertion, if there is one, is true of the entry. An entry that is not there has
    /// its own refusal later.
    void require(Exchange exchange, DistinguishedName target) throws RefusedException {
        Optional<Filter> filter = exchange.controls().read(KnownControl.ASSERTION, Assertions::filter);
        if (filter.isPresent()) {
            require(exchange, target, filter.get());
        }
    }

    static Filter filter(Control control) throws LDAPException {
        ASN1OctetString value = control.getValue();
        if (value == null) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR);
        }
        try {
            return MessagePart.filter(ASN1Element.decode(value.getValue()));
        } catch (ASN1Exception e) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR, e);
        }
    }

    private void require(Exchange exchange, DistinguishedName target, Filter filter) throws RefusedException {
        if (serverEntries.have(target)) {
            if (!serverEntries.matches(target, filter, exchange)) {
                throw failed();
            }
            return;
        }
        var found = new ArrayList<String>();
        var query = new SearchQuery(target, SearchScope.BASE, filter, List.of("1.1"), false, 0, Duration.ZERO);
        EntryOutcome outcome = entries.search(exchange.requester(), query, entry -> found.add(entry.name()));
        if (outcome instanceof EntryOutcome.Done && found.isEmpty()) {
            throw failed();
        }
        LdapResult result = LdapResult.of(outcome);
        if (!result.isSuccess() && !result.code().equals(ResultCode.NO_SUCH_OBJECT)) {
            throw new RefusedException(result);
        }
    }

    private static RefusedException failed() {
        return new RefusedException(ResultCode.ASSERTION_FAILED, "the assertion is not true of the entry");
    }
}
