package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.asn1.ASN1Set;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Dereferences;
import io.lightwave.directory.entry.Dereferences.Dereferenced;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.entry.FoundEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The dereference control (draft-masarati-ldap-deref-00): entries come with attributes of those that their attributes
/// name, so that a group and its members are one search.
final class Dereferencing {
    /// Names that one search may follow.
    static final int MOST = 10_000;

    private static final String OID = KnownControl.DEREFERENCE.oid();
    private static final byte ATTRIBUTES = (byte) 0xa0;
    private static final int MOST_SPECIFICATIONS = 16;
    private static final int MOST_ATTRIBUTES = 256;
    private static final int BETWEEN_PULSES = 64;

    private final Dereferences dereferences;
    private final List<Specification> specifications;
    private final Exchange exchange;
    private int followed;

    private Dereferencing(Dereferences dereferences, List<Specification> specifications, Exchange exchange) {
        this.dereferences = dereferences;
        this.specifications = specifications;
        this.exchange = exchange;
    }

    /// @param attribute whose values are names
    /// @param asked of what is there
    record Specification(String attribute, List<String> asked) {}

    /// Empty when the exchange does not ask for it, or for nothing that leads anywhere.
    static Optional<Dereferencing> of(Entries entries, DistinguishedName base, Exchange exchange)
            throws RefusedException {
        Optional<List<Specification>> asked = exchange.controls().read(KnownControl.DEREFERENCE, Dereferencing::decode);
        Optional<Dereferences> dereferences =
                asked.isEmpty() ? Optional.empty() : entries.dereferences(exchange.requester(), base);
        if (dereferences.isEmpty()) {
            return Optional.empty();
        }
        boolean critical = exchange.controls().isCritical(KnownControl.DEREFERENCE);
        var known = new ArrayList<Specification>();
        for (Specification one : asked.orElseThrow()) {
            Optional<String> leading = dereferences.get().leading(one.attribute());
            if (leading.isEmpty() && critical) {
                throw new RefusedException(
                        ResultCode.PROTOCOL_ERROR, "the attribute to be dereferenced has no names for values");
            }
            leading.ifPresent(name -> known.add(new Specification(name, one.asked())));
        }
        return Optional.of(new Dereferencing(dereferences.get(), known, exchange));
    }

    /// What goes with an entry.
    ///
    /// @throws TooManyException when the search has followed enough
    List<Control> with(FoundEntry found) {
        var results = new ArrayList<ASN1Element>();
        for (Specification specification : specifications) {
            for (Dereferenced one : dereferences.of(found, specification.attribute(), specification.asked())) {
                if (++followed > MOST) {
                    throw new TooManyException();
                }
                if (followed % BETWEEN_PULSES == 0) {
                    exchange.pulse();
                }
                results.add(encoded(specification.attribute(), one));
            }
        }
        return results.isEmpty()
                ? List.of()
                : List.of(new Control(OID, false, new ASN1OctetString(new ASN1Sequence(results).encode())));
    }

    private static ASN1Element encoded(String attribute, Dereferenced one) {
        var parts = new ArrayList<ASN1Element>(3);
        parts.add(new ASN1OctetString(attribute));
        parts.add(new ASN1OctetString(one.name()));
        if (!one.attributes().isEmpty()) {
            parts.add(new ASN1Sequence(
                    ATTRIBUTES,
                    one.attributes().stream().map(Dereferencing::encoded).toList()));
        }
        return new ASN1Sequence(parts);
    }

    private static ASN1Element encoded(Attribute attribute) {
        return new ASN1Sequence(new ASN1OctetString(attribute.getName()), new ASN1Set(attribute.getRawValues()));
    }

    static List<Specification> decode(Control control) throws LDAPException {
        ASN1OctetString value = control.getValue();
        if (value == null) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR);
        }
        try {
            var specifications = new ArrayList<Specification>();
            var attributes = new HashSet<String>();
            for (ASN1Element element :
                    ASN1Sequence.decodeAsSequence(value.getValue()).elements()) {
                ASN1Element[] parts = element.decodeAsSequence().elements();
                if (parts.length != 2) {
                    throw new LDAPException(ResultCode.PROTOCOL_ERROR);
                }
                var one = new Specification(parts[0].decodeAsOctetString().stringValue(), names(parts[1]));
                if (!attributes.add(one.attribute().toLowerCase(java.util.Locale.ROOT))) { // §2: each once
                    throw new LDAPException(ResultCode.PROTOCOL_ERROR);
                }
                specifications.add(one);
            }
            if (specifications.isEmpty() || specifications.size() > MOST_SPECIFICATIONS) {
                throw new LDAPException(ResultCode.PROTOCOL_ERROR);
            }
            return specifications;
        } catch (ASN1Exception e) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR, e);
        }
    }

    private static List<String> names(ASN1Element list) throws ASN1Exception, LDAPException {
        ASN1Element[] elements = list.decodeAsSequence().elements();
        if (elements.length == 0 || elements.length > MOST_ATTRIBUTES) {
            throw new LDAPException(ResultCode.PROTOCOL_ERROR);
        }
        var names = new ArrayList<String>(elements.length);
        for (ASN1Element element : elements) {
            names.add(element.decodeAsOctetString().stringValue());
        }
        return names;
    }

    /// A search has followed more names than one may.
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyException() {
            super("too many", null, false, false);
        }
    }
}
