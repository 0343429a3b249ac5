package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.SearchQuery;
import java.time.Duration;

/// Search (RFC 4511 §4.5) of entries, of the root DSE and of the subschema subentry.
final class SearchOperation {
    private final Entries entries;
    private final ServerEntries serverEntries;

    SearchOperation(Entries entries, ServerEntries serverEntries) {
        this.entries = entries;
        this.serverEntries = serverEntries;
    }

    LdapResult search(SearchRequestProtocolOp asked, Exchange exchange) throws RefusedException {
        if (asked.getScope().intValue() > SearchScope.SUB_INT_VALUE
                || asked.getScope().intValue() < 0) {
            return LdapResult.of(ResultCode.PROTOCOL_ERROR, "no scope of RFC 4511");
        }
        if (asked.getSizeLimit() < 0 || asked.getTimeLimit() < 0) {
            return LdapResult.of(ResultCode.PROTOCOL_ERROR, "a negative limit");
        }
        DistinguishedName base = exchange.name(asked.getBaseDN());
        if (serverEntries.have(base)) {
            return serverEntries.search(base, asked, exchange);
        }
        var query = new SearchQuery(
                base,
                asked.getScope(),
                asked.getFilter(),
                asked.getAttributes(),
                asked.typesOnly(),
                asked.getSizeLimit(),
                Duration.ofSeconds(asked.getTimeLimit()));
        return LdapResult.of(
                entries.search(exchange.requester(), query, found -> exchange.entry(found.name(), found.attributes())));
    }
}
