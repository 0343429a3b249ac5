package io.lightwave.directory.subject;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.SubjectKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What the schema asks of a subject beyond what callers give.
public final class SubjectAttributes {
    private static final Set<String> POSIX = Set.of("uidnumber", "gidnumber", "homedirectory", "loginshell", "gecos");
    private static final Set<String> PERSONAL = Set.of(
            "middlename",
            "personaltitle",
            "generationqualifier",
            "costcenter",
            "nickname",
            "profileuri",
            "pictureuri",
            "gender",
            "birthdate",
            "timezone",
            "lightwavelocale",
            "mailverified",
            "telephoneverified",
            "c",
            "co");
    private static final Set<String> ACADEMIC =
            Set.of("edupersonaffiliation", "edupersonprimaryaffiliation", "edupersonentitlement", "edupersonassurance");
    /// The auxiliary classes by the attributes that need them.
    private static final Map<String, Set<String>> AUXILIARY = Map.of(
            "posixAccount",
            POSIX,
            "lightwavePerson",
            PERSONAL,
            "lightwaveProvisioned",
            Set.of("externalid"),
            "eduPerson",
            ACADEMIC);

    private static final Set<String> NOT_HERE = Set.of("objectclass", "userpassword", "pwdaccountlockedtime");

    private SubjectAttributes() {}

    /// All attributes of a new subject: its object classes (also the auxiliary ones of the attributes given), and the
    /// full name and surname that every person must have (RFC 4519 §3.12), made from the user name when not given.
    public static List<Attribute> complete(SubjectKind kind, String name, Map<String, List<String>> given) {
        var attributes = new LinkedHashMap<String, List<String>>();
        given.forEach((attribute, values) -> {
            requireOwn(attribute);
            if (!values.isEmpty() && attributes.putIfAbsent(attribute.toLowerCase(Locale.ROOT), values) != null) {
                throw new InvalidFieldException(attribute, "given twice");
            }
        });
        var classes = new ArrayList<String>();
        classes.add(kind.objectClass());
        if (kind == SubjectKind.USER) {
            String fullName =
                    attributes.getOrDefault("displayname", List.of(name)).getFirst();
            String common =
                    attributes.computeIfAbsent("cn", _ -> List.of(fullName)).getFirst();
            attributes.putIfAbsent("sn", List.of(common.substring(common.strip().lastIndexOf(' ') + 1)));
        }
        AUXILIARY.forEach((auxiliary, its) -> {
            if (attributes.keySet().stream().anyMatch(its::contains)) {
                classes.add(auxiliary);
            }
        });
        var complete = new ArrayList<Attribute>();
        complete.add(new Attribute("objectClass", classes));
        attributes.forEach((attribute, values) -> complete.add(new Attribute(attribute, values)));
        return complete;
    }

    /// Gives a subject the auxiliary classes of the attributes that it gets.
    ///
    /// @param classes it has already, in lower case
    public static List<Modification> missingClasses(Set<String> classes, Map<String, List<String>> replacements) {
        var missing = new ArrayList<Modification>();
        AUXILIARY.forEach((auxiliary, its) -> {
            boolean asked = replacements.entrySet().stream()
                    .anyMatch(change -> its.contains(change.getKey().toLowerCase(Locale.ROOT))
                            && !change.getValue().isEmpty());
            if (asked && !classes.contains(auxiliary.toLowerCase(Locale.ROOT))) {
                missing.add(new Modification(ModificationType.ADD, "objectClass", auxiliary));
            }
        });
        return missing;
    }

    /// Passwords and states have their own methods, and classes follow from the kind.
    static void requireOwn(String attribute) {
        if (NOT_HERE.contains(attribute.toLowerCase(Locale.ROOT))) {
            throw new InvalidFieldException(attribute, "is not set this way");
        }
    }
}
