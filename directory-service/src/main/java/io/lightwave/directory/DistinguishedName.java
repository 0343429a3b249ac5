package io.lightwave.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A distinguished name (RFC 4514): the path of an entry, its own RDN first. Parsing follows the grammar of §3 to the
/// letter (no spaces around separators, no quotes, no `OID.`) and refuses everything else; nothing is normalised.
///
/// At most 1024 characters, 32 RDNs and 4 assertions in an RDN. Names are compared through the schema's matching
/// rules, not by [#equals], which compares types without case and values exactly.
public final class DistinguishedName {
    static final int MAXIMUM_LENGTH = 1024;
    static final int MAXIMUM_RDNS = 32;
    static final int MAXIMUM_ASSERTIONS = 4;

    private static final DistinguishedName EMPTY = new DistinguishedName(List.of());

    private final List<RelativeName> rdns;

    private DistinguishedName(List<RelativeName> rdns) {
        if (rdns.size() > MAXIMUM_RDNS) {
            throw new IllegalArgumentException("a distinguished name has at most 32 RDNs");
        }
        this.rdns = List.copyOf(rdns);
    }

    /// @throws IllegalArgumentException when the text is not a distinguished name, or too large
    public static DistinguishedName parse(String text) {
        return read(text, DistinguishedNameParser.Form.OF_RFC_4514);
    }

    /// As [#parse], but passes over spaces beside separators: RFC 4514 §3 has none, but RFC 2253 §4 allowed them, and
    /// people still configure their LDAP clients with `cn=admin, dc=example, dc=com`.
    ///
    /// @throws IllegalArgumentException when the text is not a distinguished name, or too large
    public static DistinguishedName parseSpaced(String text) {
        return read(text, DistinguishedNameParser.Form.SPACED);
    }

    /// As [#parseSpaced], with what else RFC 2253 §4 allowed: `;` between RDNs, values in quotes
    /// (`cn="Smith, James"`) and `OID.` in front of numeric types. For what is asked, not for what
    /// is kept, since others could not read it.
    ///
    /// @throws IllegalArgumentException when the text is not a distinguished name, or too large
    public static DistinguishedName parseAsked(String text) {
        return read(text, DistinguishedNameParser.Form.OF_RFC_2253);
    }

    private static DistinguishedName read(String text, DistinguishedNameParser.Form form) {
        return text.isEmpty() ? EMPTY : new DistinguishedName(new DistinguishedNameParser(text, form).rdns());
    }

    /// The zero-length name, of the root DSE.
    public static DistinguishedName empty() {
        return EMPTY;
    }

    /// The suffix of a tenant: `dc=acme,dc=example` (RFC 2247).
    public static DistinguishedName suffixOf(TenantId tenant) {
        var rdns = new ArrayList<RelativeName>();
        for (String label : tenant.value().split("[.]", -1)) {
            rdns.add(RelativeName.of("dc", label));
        }
        return new DistinguishedName(rdns);
    }

    /// The name of an entry directly below this one.
    public DistinguishedName child(RelativeName rdn) {
        var longer = new ArrayList<RelativeName>(rdns.size() + 1);
        longer.add(rdn);
        longer.addAll(rdns);
        return new DistinguishedName(longer);
    }

    public DistinguishedName child(String type, String value) {
        return child(RelativeName.of(type, value));
    }

    /// The name of the entry above; empty for the zero-length name.
    public Optional<DistinguishedName> parent() {
        return rdns.isEmpty() ? Optional.empty() : Optional.of(new DistinguishedName(rdns.subList(1, rdns.size())));
    }

    /// The last `count` RDNs: the name of an entry above, or this one.
    public DistinguishedName ancestor(int count) {
        return new DistinguishedName(rdns.subList(rdns.size() - count, rdns.size()));
    }

    /// The entry's own RDN first, that of the topmost entry last.
    public List<RelativeName> rdns() {
        return rdns;
    }

    public boolean isEmpty() {
        return rdns.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DistinguishedName that && rdns.equals(that.rdns);
    }

    @Override
    public int hashCode() {
        return rdns.hashCode();
    }

    /// The string representation of RFC 4514 §2, which [#parse] reads back to an equal name.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (RelativeName rdn : rdns) {
            if (!text.isEmpty()) {
                text.append(',');
            }
            rdn.appendTo(text);
        }
        return text.toString();
    }
}
