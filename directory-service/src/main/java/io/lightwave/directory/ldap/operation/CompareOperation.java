package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.EntryOutcome;
import java.util.Optional;

/// Compare (RFC 4511 §4.10).
final class CompareOperation {
    private final Entries entries;
    private final ServerEntries serverEntries;
    private final Assertions assertions;
    private final ChangeFeed feed;

    CompareOperation(Entries entries, ServerEntries serverEntries, Assertions assertions, ChangeFeed feed) {
        this.entries = entries;
        this.serverEntries = serverEntries;
        this.assertions = assertions;
        this.feed = feed;
    }

    LdapResult compare(CompareRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        DistinguishedName name = exchange.name(asked.getDN());
        if (exchange.controls().has(KnownControl.DONT_USE_COPY)) {
            feed.catchUp();
        }
        if (!exchange.controls().has(KnownControl.MANAGE_DSA_IT)) {
            Optional<EntryOutcome.Referred> elsewhere = entries.referral(exchange.requester(), name);
            if (elsewhere.isPresent()) {
                return LdapResult.of(elsewhere.get());
            }
        }
        assertions.require(exchange, name);
        byte[] value = asked.getAssertionValue().getValue();
        return serverEntries.have(name)
                ? serverEntries.compare(name, asked.getAttributeName(), value, exchange)
                : PasswordNotices.told(
                        exchange, entries.compare(exchange.requester(), name, asked.getAttributeName(), value));
    }
}
