package io.lightwave.directory.dit;

import static com.unboundid.ldap.sdk.ResultCode.ALIAS_PROBLEM;
import static com.unboundid.ldap.sdk.ResultCode.CONSTRAINT_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.NAMING_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.OBJECT_CLASS_VIOLATION;
import static com.unboundid.ldap.sdk.ResultCode.UNWILLING_TO_PERFORM;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.RelativeName;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.schema.ObjectClasses;
import io.lightwave.directory.schema.ViolationException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What may stand where (RFC 4512 §4.1.7.1): subjects are leaves below the container of their kind, people and groups
/// also in organizational units there, `dc` is kept for tenants, and what other parts of the server hold settings of
/// is made by the server alone.
final class StructureRules {
    static final String POLICIES = "policies";
    static final String ALIAS = "alias";
    static final String REFERRAL = "referral";

    private static final Set<String> SERVER_CLASSES = Set.of("subentry", "subschema", "groupofnames");

    private StructureRules() {}

    /// The kind of subject that a new entry is; empty for other entries. Refuses what may not stand there.
    static Optional<SubjectKind> kind(Entry parent, RelativeName rdn, ObjectClasses classes, boolean server) {
        if (parent.isSubject()) {
            throw new ViolationException(NAMING_VIOLATION, "nothing stands below a subject");
        }
        if (parent.isAlias()) {
            throw new ViolationException(ALIAS_PROBLEM, "nothing stands below an alias");
        }
        if (parent.isReferral()) {
            throw new ViolationException(NAMING_VIOLATION, "nothing stands below a referral object");
        }
        if (rdn.assertions().stream().anyMatch(part -> part.type().equalsIgnoreCase("dc"))) {
            throw new ViolationException(NAMING_VIOLATION, "dc", "dc names tenants only");
        }
        Optional<SubjectKind> kind = kindBelow(parent);
        if (kind.isPresent() && (parent.depth() == 1 ? !isFolder(rdn, classes) : isInUnit(kind.get(), rdn, classes))) {
            requireSubject(kind.get(), rdn, classes, server);
            return kind;
        }
        if (parent.depth() == 1 && parent.rdnNorm().equals("ou=" + POLICIES)) {
            requirePolicy(rdn, classes);
            return Optional.empty();
        }
        if (SERVER_CLASSES.stream().anyMatch(classes::include)
                || classes.names().stream().anyMatch(name -> name.startsWith("lightwave"))) {
            throw new ViolationException(
                    NAMING_VIOLATION, "objectClass", classes.structural() + " does not stand there");
        }
        return Optional.empty();
    }

    /// Whether entries of the class are more than what their attributes say.
    static boolean isSpecial(ObjectClasses classes) {
        return classes.structural().equals(ALIAS)
                || classes.structural().equals(REFERRAL)
                || classes.structural().equals(PasswordPolicies.OBJECT_CLASS);
    }

    /// What only aliases, referral objects and the password policy are, and have.
    ///
    /// @param references the values of `ref`
    static void requireSpecial(ObjectClasses classes, List<String> references) {
        boolean referral = classes.structural().equals(REFERRAL);
        if (classes.include("extensibleobject")
                && !referral
                && !classes.structural().equals(ALIAS)) {
            throw new ViolationException(
                    OBJECT_CLASS_VIOLATION, "objectClass", "extensibleObject is for aliases and referrals only");
        }
        if (classes.names().contains(PasswordPolicies.PWD_POLICY)
                && !classes.structural().equals(PasswordPolicies.OBJECT_CLASS)) {
            throw new ViolationException(
                    OBJECT_CLASS_VIOLATION, "objectClass", "pwdPolicy is for the tenant's password policy only");
        }
        if (!references.isEmpty() && !referral) {
            throw new ViolationException(OBJECT_CLASS_VIOLATION, "ref", "ref is for referral objects only");
        }
        for (String reference : references) {
            if (!isReference(reference)) {
                throw new ViolationException(
                        CONSTRAINT_VIOLATION, "ref", "ldap://host:port/name or the same with ldaps, and no more");
            }
        }
    }

    /// RFC 3296 §2.2: no scope, filter or attributes; and a host, since every reference to ourselves would be a loop.
    private static boolean isReference(String text) {
        try {
            LDAPURL url = new LDAPURL(text);
            return !url.getScheme().equals("ldapi")
                    && url.hostProvided()
                    && text.indexOf('?') < 0
                    && DistinguishedName.parseSpaced(url.getBaseDN().toString()) != null;
        } catch (LDAPException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void requirePolicy(RelativeName rdn, ObjectClasses classes) {
        boolean password = classes.structural().equals(PasswordPolicies.OBJECT_CLASS)
                && rdn.toString().equalsIgnoreCase(PasswordPolicies.RDN);
        if (!password) {
            throw new ViolationException(
                    UNWILLING_TO_PERFORM,
                    "here stands %s of class %s".formatted(PasswordPolicies.RDN, PasswordPolicies.OBJECT_CLASS));
        }
    }

    private static Optional<SubjectKind> containerOf(Entry parent) {
        return Arrays.stream(SubjectKind.values())
                .filter(kind -> parent.rdnNorm().equals("ou=" + kind.container()))
                .findFirst();
    }

    /// The kind of the subjects that stand there or further below; empty elsewhere.
    static Optional<SubjectKind> kindBelow(Entry parent) {
        return switch (parent.depth()) {
            case 0 -> Optional.empty();
            case 1 -> containerOf(parent);
            default -> {
                String top = parent.distinguishedName()
                        .rdns()
                        .get(parent.depth() - 1)
                        .toString();
                yield Arrays.stream(SubjectKind.values())
                        .filter(kind -> top.equalsIgnoreCase("ou=" + kind.container()))
                        .findFirst();
            }
        };
    }

    /// Devices and other things stand in units too.
    private static boolean isInUnit(SubjectKind kind, RelativeName rdn, ObjectClasses classes) {
        return (kind == SubjectKind.USER || kind == SubjectKind.GROUP)
                && classes.include(kind.objectClass().toLowerCase(Locale.ROOT))
                && rdn.assertions().size() == 1
                && rdn.type().equals(kind.namingAttribute());
    }

    private static boolean isFolder(RelativeName rdn, ObjectClasses classes) {
        return rdn.type().equals("ou") && classes.structural().equalsIgnoreCase("organizationalUnit");
    }

    private static void requireSubject(SubjectKind kind, RelativeName rdn, ObjectClasses classes, boolean server) {
        if (!server && kind != SubjectKind.USER && kind != SubjectKind.GROUP) {
            throw new ViolationException(UNWILLING_TO_PERFORM, "made through the REST interface only");
        }
        if (!classes.include(kind.objectClass().toLowerCase(Locale.ROOT))
                || rdn.assertions().size() != 1
                || !rdn.type().equals(kind.namingAttribute())) {
            throw new ViolationException(
                    NAMING_VIOLATION,
                    "here stand entries of class %s named by %s".formatted(kind.objectClass(), kind.namingAttribute()));
        }
        SubjectNames.require(kind, rdn.value());
    }

    /// What no tenant can be without.
    static void requireDeletable(Entry entry) {
        boolean container = entry.depth() == 1
                && (containerOf(entry).isPresent() || entry.rdnNorm().equals("ou=" + POLICIES));
        if (entry.depth() == 0 || container) {
            throw needed();
        }
        requireNotAdministrators(entry.row());
    }

    /// The group that administers the tenant stays, and stays enabled.
    static void requireNotAdministrators(StoredEntry row) {
        if (row.kind() == SubjectKind.GROUP && row.rdnNorm().equals("cn=" + Tenants.ADMINISTRATORS)) {
            throw needed();
        }
    }

    private static ViolationException needed() {
        return new ViolationException(UNWILLING_TO_PERFORM, "the tenant needs this entry");
    }

    /// Others have no password.
    static void requireUser(@Nullable SubjectKind kind, String attribute) {
        if (kind != SubjectKind.USER) {
            throw new ViolationException(UNWILLING_TO_PERFORM, attribute, "only a user has " + attribute);
        }
    }
}
