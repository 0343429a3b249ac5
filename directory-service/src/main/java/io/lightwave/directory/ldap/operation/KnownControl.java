package io.lightwave.directory.ldap.operation;

import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.ADD;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.BIND;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.COMPARE;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.DELETE;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.EXTENDED;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.MODIFY;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.MODIFY_DN;
import static io.lightwave.directory.ldap.operation.LdapRequest.Kind.SEARCH;

import io.lightwave.directory.ldap.operation.LdapRequest.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The request controls that are understood, each with the operations it makes sense with. The root DSE's
/// `supportedControl` is this list.
enum KnownControl {
    /// RFC 4528.
    ASSERTION("1.3.6.1.1.12", ADD, COMPARE, DELETE, MODIFY, MODIFY_DN, SEARCH),
    /// RFC 4527 §3.1.
    PRE_READ("1.3.6.1.1.13.1", DELETE, MODIFY, MODIFY_DN),
    /// RFC 4527 §3.2.
    POST_READ("1.3.6.1.1.13.2", ADD, MODIFY, MODIFY_DN),
    /// RFC 6171.
    DONT_USE_COPY("1.3.6.1.1.22", COMPARE, SEARCH),
    /// RFC 2696.
    PAGED_RESULTS("1.2.840.113556.1.4.319", SEARCH),
    /// RFC 2891.
    SORT("1.2.840.113556.1.4.473", SEARCH),
    /// draft-ietf-ldapext-ldapv3-vlv-09.
    VIRTUAL_LIST_VIEW("2.16.840.1.113730.3.4.9", SEARCH),
    /// RFC 4533 §2.2.
    CONTENT_SYNC("1.3.6.1.4.1.4203.1.9.1.1", SEARCH),
    /// draft-ietf-ldapext-psearch-03 §3.
    PERSISTENT_SEARCH("2.16.840.1.113730.3.4.3", SEARCH),
    /// RFC 3876.
    MATCHED_VALUES("1.2.826.0.1.3344810.2.3", SEARCH),
    /// RFC 3672 §3.
    SUBENTRIES("1.3.6.1.4.1.4203.1.10.1", SEARCH),
    /// RFC 3296 §3.
    MANAGE_DSA_IT("2.16.840.1.113730.3.4.2", ADD, COMPARE, DELETE, MODIFY, MODIFY_DN, SEARCH),
    /// MS-ADTS §3.1.1.3.4.1.4, as OpenLDAP does it: a client that does not want to be sent elsewhere.
    DOMAIN_SCOPE("1.2.840.113556.1.4.1339", SEARCH),
    /// RFC 4370.
    PROXIED_AUTHORIZATION("2.16.840.1.113730.3.4.18", ADD, COMPARE, DELETE, EXTENDED, MODIFY, MODIFY_DN, SEARCH),
    /// RFC 3829 §2.
    AUTHORIZATION_IDENTITY("2.16.840.1.113730.3.4.16", BIND),
    /// As Sun's directory server has it (draft-ietf-ldapext-acl-model-08 §9).
    EFFECTIVE_RIGHTS("1.3.6.1.4.1.42.2.27.9.5.2", SEARCH),
    /// draft-behera-ldap-password-policy-10 §6.1: with any request.
    PASSWORD_POLICY("1.3.6.1.4.1.42.2.27.8.5.1", Kind.values()),
    /// Sun's account usability, as OpenDJ and others do it.
    ACCOUNT_USABILITY("1.3.6.1.4.1.42.2.27.9.5.8", SEARCH),
    /// draft-armijo-ldap-treedelete-02.
    TREE_DELETE("1.2.840.113556.1.4.805", DELETE),
    /// MS-ADTS §3.1.1.3.4.1.8, as OpenLDAP and others do it.
    PERMISSIVE_MODIFY("1.2.840.113556.1.4.1413", MODIFY),
    /// draft-zeilenga-ldap-noop-12.
    NO_OPERATION("1.3.6.1.4.1.4203.1.10.2", ADD, DELETE, MODIFY, MODIFY_DN),
    /// The same by the object identifier that OpenLDAP's tools send.
    NO_OPERATION_OF_OPENLDAP("1.3.6.1.4.1.4203.666.5.2", ADD, DELETE, MODIFY, MODIFY_DN),
    /// draft-masarati-ldap-deref-00.
    DEREFERENCE("1.3.6.1.4.1.4203.666.5.16", SEARCH),
    /// draft-wahl-ldap-session-03.
    SESSION_TRACKING("1.3.6.1.4.1.21008.108.63.1", Kind.values()),
    /// draft-zeilenga-ldap-relax-03.
    RELAX_RULES("1.3.6.1.4.1.4203.666.5.12", ADD, MODIFY),
    /// RFC 5805 §3.2.
    TRANSACTION("1.3.6.1.1.21.2", ADD, DELETE, MODIFY, MODIFY_DN);

    private static final Map<String, KnownControl> BY_OID =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(KnownControl::oid, Function.identity()));

    /// Both names of the no-op.
    static final Set<KnownControl> NO_OPERATIONS = EnumSet.of(NO_OPERATION, NO_OPERATION_OF_OPENLDAP);

    /// Those whose value is absent.
    static final Set<KnownControl> WITHOUT_VALUE = EnumSet.of(
            DONT_USE_COPY,
            MANAGE_DSA_IT,
            DOMAIN_SCOPE,
            AUTHORIZATION_IDENTITY,
            PASSWORD_POLICY,
            ACCOUNT_USABILITY,
            TREE_DELETE,
            PERMISSIVE_MODIFY,
            NO_OPERATION,
            NO_OPERATION_OF_OPENLDAP,
            RELAX_RULES);

    /// By object identifier, those that a search may never end with.
    static final Set<String> LASTING = Set.of(CONTENT_SYNC.oid, PERSISTENT_SEARCH.oid);

    private final String oid;

    @SuppressWarnings("ImmutableEnumChecker") // it is immutable, without the annotation
    private final Set<Kind> operations;

    KnownControl(String oid, Kind... operations) {
        this.oid = oid;
        this.operations = Set.of(operations);
    }

    String oid() {
        return oid;
    }

    /// Empty for a control that is unknown, or that has no meaning with the operation.
    static Optional<KnownControl> of(String oid, Kind operation) {
        return Optional.ofNullable(BY_OID.get(oid)).filter(known -> known.operations.contains(operation));
    }

    static List<String> oids() {
        return Arrays.stream(values()).map(KnownControl::oid).toList();
    }
}
