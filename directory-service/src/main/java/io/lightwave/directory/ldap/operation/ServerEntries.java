package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.Truth;
import io.lightwave.directory.entry.ValueFilter;
import io.lightwave.directory.schema.DirectorySchema;
import java.util.List;
import java.util.Optional;

/// The two entries that are the server's and no tenant's, open to everybody: the root DSE (RFC 4512 §5.1) and the
/// subschema subentry (§4.2). Neither lies below the other or has anything below it.
final class ServerEntries {
    /// Each part of a filter is held against everything that the schema says.
    private static final int MAXIMUM_PARTS = 100;

    private final RootDse rootDse;
    private final DirectorySchema schema;

    ServerEntries(RootDse rootDse, DirectorySchema schema) {
        this.rootDse = rootDse;
        this.schema = schema;
    }

    boolean have(DistinguishedName name) {
        return name.isEmpty() || schema.isSubentry(name);
    }

    LdapResult search(DistinguishedName base, SearchRequestProtocolOp asked, Exchange exchange)
            throws RefusedException {
        if (base.isEmpty() && !asked.getScope().equals(SearchScope.BASE)) {
            return LdapResult.of(ResultCode.NO_SUCH_OBJECT, "the root has no subtree; search below a naming context");
        }
        if (asked.getScope().equals(SearchScope.BASE) || asked.getScope().equals(SearchScope.SUB)) {
            if (matches(base, asked.getFilter(), exchange)) {
                List<Attribute> selected = base.isEmpty()
                        ? rootDse.attributes(exchange, asked.getAttributes())
                        : schema.subentry(tenantOf(exchange.requester()), asked.getAttributes());
                DistinguishedName name = base.isEmpty() ? base : DirectorySchema.SUBENTRY;
                exchange.entry(name.toString(), asked.typesOnly() ? withoutValues(selected) : selected);
            }
        }
        return LdapResult.SUCCESS;
    }

    /// Whether the filter is true of one of the two.
    boolean matches(DistinguishedName name, Filter filter, Exchange exchange) throws RefusedException {
        if (filter.getFilterType() == Filter.FILTER_TYPE_PRESENCE
                && "objectClass".equalsIgnoreCase(filter.getAttributeName())) {
            return true; // what nearly everybody asks with
        }
        if (parts(filter) > MAXIMUM_PARTS) {
            throw new RefusedException(ResultCode.ADMIN_LIMIT_EXCEEDED, "a filter of too many parts for this entry");
        }
        return ValueFilter.truth(schemaOf(exchange.requester()), filter, attributes(name, exchange)) == Truth.TRUE;
    }

    private static int parts(Filter filter) {
        Filter not = filter.getNOTComponent();
        int parts = not == null ? 1 : 1 + parts(not);
        for (Filter component : filter.getComponents()) {
            parts += parts(component);
        }
        return parts;
    }

    /// RFC 4511 §4.10.
    LdapResult compare(DistinguishedName name, String attribute, byte[] value, Exchange exchange) {
        DirectorySchema known = schemaOf(exchange.requester());
        List<Attribute> attributes = attributes(name, exchange);
        if (known.asked(attribute).isEmpty()) {
            return LdapResult.of(ResultCode.UNDEFINED_ATTRIBUTE_TYPE, "unknown attribute");
        }
        if (ValueFilter.truth(known, Filter.createPresenceFilter(attribute), attributes) != Truth.TRUE) {
            return LdapResult.of(ResultCode.NO_SUCH_ATTRIBUTE, "no such attribute");
        }
        return switch (ValueFilter.truth(known, Filter.createEqualityFilter(attribute, value), attributes)) {
            case TRUE -> LdapResult.of(ResultCode.COMPARE_TRUE, "");
            case FALSE -> LdapResult.of(ResultCode.COMPARE_FALSE, "");
            case UNDEFINED -> LdapResult.of(ResultCode.INVALID_ATTRIBUTE_SYNTAX, "not a value of it");
        };
    }

    private List<Attribute> attributes(DistinguishedName name, Exchange exchange) {
        List<String> all = List.of("*", "+");
        return name.isEmpty()
                ? rootDse.attributes(exchange, all)
                : schema.subentry(tenantOf(exchange.requester()), all);
    }

    /// As the requester's own tenant has it; the standard one for nobody.
    private DirectorySchema schemaOf(Requester requester) {
        return tenantOf(requester).map(schema::of).orElse(schema);
    }

    private static Optional<TenantId> tenantOf(Requester requester) {
        return requester instanceof Requester.Authenticated authenticated
                ? Optional.of(authenticated.principal().tenant())
                : Optional.empty();
    }

    static List<Attribute> withoutValues(List<Attribute> attributes) {
        return attributes.stream()
                .map(attribute -> new Attribute(attribute.getName()))
                .toList();
    }
}
