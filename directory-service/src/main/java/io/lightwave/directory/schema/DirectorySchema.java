package io.lightwave.directory.schema;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.DistinguishedName;
import java.util.List;

/// The schema of every tenant: one, built in.
@SuppressWarnings("DoNotCallSuggester")
public final class DirectorySchema {
    /// Where it is published (RFC 4512 §4.2), for `subschemaSubentry`.
    public static final DistinguishedName SUBENTRY = DistinguishedName.parse("cn=schema");

    DirectorySchema() {}

    /// The attributes of the subschema subentry that a search selects (as in a search request's attribute list:
    /// its schema definitions are operational, so they must be named or asked for by `+`).
    public List<Attribute> subentry(List<String> attributes) {
        throw new UnsupportedOperationException(attributes.toString());
    }
}
