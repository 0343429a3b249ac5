package io.lightwave.token.ldapsource;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.Locale;
import java.util.Set;

/// Names groups of a directory, so that no `cn` is taken for a DN.
final class Groups {
    private Groups() {}

    static String ofDn(String dn) throws LDAPException {
        return "dn:" + DN.normalize(dn);
    }

    static String ofName(String cn) {
        return "cn:" + cn.toLowerCase(Locale.ROOT);
    }

    /// Whether a rule speaks of one of these groups: by its DN when it is one, else by its `cn`.
    static boolean has(Set<String> groups, String from) {
        try {
            return groups.contains(from.indexOf('=') < 0 ? ofName(from) : ofDn(from));
        } catch (LDAPException notOne) {
            return groups.contains(ofName(from));
        }
    }
}
