package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.List;

/// The two entries that are the server's and no tenant's, open to everybody: the root DSE (RFC 4512 §5.1) and the
/// subschema subentry (§4.2). Neither lies below the other or has anything below it.
final class ServerEntries {
    private final RootDse rootDse;
    private final DirectorySchema schema;

    ServerEntries(RootDse rootDse, DirectorySchema schema) {
        this.rootDse = rootDse;
        this.schema = schema;
    }

    boolean have(DistinguishedName name) {
        return name.isEmpty() || isSchema(name);
    }

    LdapResult search(DistinguishedName base, SearchRequestProtocolOp asked, Exchange exchange) {
        if (base.isEmpty() && !asked.getScope().equals(SearchScope.BASE)) {
            return LdapResult.of(ResultCode.NO_SUCH_OBJECT, "the root has no subtree; search below a naming context");
        }
        if (!asked.getScope().equals(SearchScope.ONE)) {
            List<Attribute> all = base.isEmpty()
                    ? rootDse.attributes(exchange.requester(), List.of("*", "+"))
                    : schema.subentry(List.of("*", "+"));
            if (matches(asked.getFilter(), new Entry(base.toString(), all))) {
                List<Attribute> selected = base.isEmpty()
                        ? rootDse.attributes(exchange.requester(), asked.getAttributes())
                        : schema.subentry(asked.getAttributes());
                exchange.entry(base.toString(), asked.typesOnly() ? withoutValues(selected) : selected);
            }
        }
        return LdapResult.SUCCESS;
    }

    private static boolean isSchema(DistinguishedName name) {
        return name.rdns().size() == 1
                && name.rdns().getFirst().type().equals("cn")
                && name.toString().equalsIgnoreCase(DirectorySchema.SUBENTRY.toString());
    }

    private static boolean matches(Filter filter, Entry entry) {
        try {
            return filter.matchesEntry(entry);
        } catch (LDAPException e) {
            return false; // Undefined, RFC 4511 §4.5.1.7
        }
    }

    private static List<Attribute> withoutValues(List<Attribute> attributes) {
        return attributes.stream()
                .map(attribute -> new Attribute(attribute.getName()))
                .toList();
    }
}
