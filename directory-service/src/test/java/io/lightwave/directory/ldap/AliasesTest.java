package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 4511 §4.5.1.3, RFC 4512 §2.6 aliases")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AliasesTest {
    private static final String SHELF = "ou=shelf," + AccessWorld.SUFFIX;
    private static final String D1 = "cn=d1," + AccessWorld.SITES;
    private static final String D2 = "cn=d2," + AccessWorld.SITES;

    private AccessWorld world;
    private LDAPConnection admin;

    @BeforeAll
    void open() throws Exception {
        world = new AccessWorld();
        admin = world.admin;
        admin.add(AccessWorld.entry("dn: " + SHELF, "objectClass: organizationalUnit"));
        admin.add(AccessWorld.entry("dn: cn=own," + SHELF, "objectClass: device"));
        alias("cn=first," + SHELF, D1);
        alias("ou=sites," + SHELF, AccessWorld.SITES);
        alias("cn=back," + AccessWorld.SITES, SHELF);
        alias("cn=twice," + SHELF, "cn=first," + SHELF);
        alias("cn=nowhere," + SHELF, "cn=gone," + AccessWorld.SITES);
    }

    @AfterAll
    void close() {
        world.close();
    }

    private void alias(String name, String target) throws LDAPException {
        admin.add(AccessWorld.entry(
                "dn: " + name, "objectClass: alias", "objectClass: extensibleObject", "aliasedObjectName: " + target));
    }

    private static DereferencePolicy policy(String name) {
        return switch (name) {
            case "never" -> DereferencePolicy.NEVER;
            case "searching" -> DereferencePolicy.SEARCHING;
            case "finding" -> DereferencePolicy.FINDING;
            default -> DereferencePolicy.ALWAYS;
        };
    }

    private static SearchRequest request(String base, SearchScope scope, String deref, String filter) {
        return new SearchRequest(base, scope, policy(deref), 0, 0, false, LdapWorldFilter.of(filter), "1.1");
    }

    private static SearchScope scope(String name) {
        return switch (name) {
            case "base" -> SearchScope.BASE;
            case "one" -> SearchScope.ONE;
            default -> SearchScope.SUB;
        };
    }

    private static List<String> names(@Nullable List<SearchResultEntry> entries) {
        return Objects.requireNonNull(entries).stream()
                .map(entry -> entry.getDN().split(",", 2)[0])
                .toList();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = ';', textBlock = """
            cn=first,ou=shelf; base; never;     cn=first
            cn=first,ou=shelf; base; searching; cn=first
            cn=first,ou=shelf; base; finding;   cn=d1
            cn=first,ou=shelf; base; always;    cn=d1
            cn=twice,ou=shelf; base; always;    cn=d1
            ou=sites,ou=shelf; one;  never;
            ou=sites,ou=shelf; one;  finding;   cn=d1 cn=d2 cn=back
            cn=d2,ou=sites,ou=shelf; base; always; cn=d2
            cn=own,cn=back,ou=sites,ou=shelf; base; always; cn=own
            ou=shelf;          one;  never;     cn=own cn=first ou=sites cn=twice cn=nowhere
            ou=shelf;          one;  finding;   cn=own cn=first ou=sites cn=twice cn=nowhere
            ou=shelf;          one;  searching; cn=own cn=d1 ou=sites
            ou=shelf;          sub;  searching; ou=shelf cn=own ou=sites cn=d1 cn=d2
            ou=shelf;          sub;  always;    ou=shelf cn=own ou=sites cn=d1 cn=d2
            ou=sites;          one;  always;    cn=d1 cn=d2 ou=shelf
            """)
    void are_followed_as_the_client_says(String base, String scope, String deref, String expected) throws Exception {
        String name = base + "," + AccessWorld.SUFFIX;
        List<String> found = names(admin.search(request(name, scope(scope), deref, "(objectClass=*)"))
                .getSearchEntries());
        assertThat(found).containsExactlyInAnyOrder(expected == null ? new String[0] : expected.split(" "));
    }

    @Test
    void an_index_finds_what_they_lead_to() throws Exception {
        assertThat(names(admin.search(request(SHELF, SearchScope.SUB, "always", "(serialNumber=2)"))
                        .getSearchEntries()))
                .containsExactly("cn=d2");
        assertThat(names(admin.search(request(SHELF, SearchScope.SUB, "never", "(serialNumber=2)"))
                        .getSearchEntries()))
                .isEmpty();
        assertThat(names(admin.search(request(SHELF, SearchScope.SUB, "always", "(objectClass=alias)"))
                        .getSearchEntries()))
                .isEmpty();
    }

    @Test
    void pages_hold_each_entry_once() throws Exception {
        var all = new ArrayList<String>();
        var page = new SimplePagedResultsControl(2);
        while (true) {
            var request = request(SHELF, SearchScope.SUB, "always", "(objectClass=*)");
            request.addControl(page);
            var result = admin.search(request);
            all.addAll(names(result.getSearchEntries()));
            var cookie = Objects.requireNonNull(SimplePagedResultsControl.get(result))
                    .getCookie();
            if (cookie == null || cookie.getValueLength() == 0) {
                break;
            }
            page = new SimplePagedResultsControl(2, cookie);
        }
        assertThat(all).containsExactlyInAnyOrder("ou=shelf", "cn=own", "ou=sites", "cn=d1", "cn=d2");
    }

    /// Threat 26.
    @Test
    void loops_and_long_chains_end() throws Exception {
        String shelf = "ou=loops," + AccessWorld.SUFFIX;
        admin.add(AccessWorld.entry("dn: " + shelf, "objectClass: organizationalUnit"));
        alias("cn=a," + shelf, "cn=b," + shelf);
        alias("cn=b," + shelf, "cn=a," + shelf);
        alias("cn=self," + shelf, "cn=self," + shelf);
        alias("cn=inner," + shelf, "cn=x,cn=inner," + shelf);
        for (String name : List.of("cn=a", "cn=self", "cn=below,cn=a")) {
            LDAPSearchException refused = refused(admin, name + "," + shelf);
            assertThat(refused.getResultCode()).isEqualTo(ResultCode.ALIAS_PROBLEM);
            assertThat(refused.getMatchedDN()).endsWith(shelf);
        }
        assertThat(refused(admin, "cn=inner," + shelf).getResultCode()).isEqualTo(ResultCode.ALIAS_PROBLEM);
        for (int i = 0; i < 12; i++) {
            alias("cn=c" + i + "," + shelf, i == 11 ? D1 : "cn=c" + (i + 1) + "," + shelf);
        }
        assertThat(refused(admin, "cn=c0," + shelf).getResultCode()).isEqualTo(ResultCode.ALIAS_DEREFERENCING_PROBLEM);
        assertThat(names(admin.search(request("cn=c6," + shelf, SearchScope.BASE, "always", "(objectClass=*)"))
                        .getSearchEntries()))
                .containsExactly("cn=d1");
        assertThat(names(admin.search(request(shelf, SearchScope.SUB, "always", "(objectClass=device)"))
                        .getSearchEntries()))
                .containsExactly("cn=d1");
    }

    private static LDAPSearchException refused(LDAPConnection connection, String base) {
        return catchThrowableOfType(
                LDAPSearchException.class,
                () -> connection.search(request(base, SearchScope.SUB, "always", "(objectClass=*)")));
    }

    @Test
    void one_of_no_entry_is_a_problem() {
        LDAPSearchException refused = refused(admin, "cn=nowhere," + SHELF);
        assertThat(refused.getResultCode()).isEqualTo(ResultCode.ALIAS_PROBLEM);
        assertThat(refused.getMatchedDN()).isEqualTo("cn=nowhere," + SHELF);
        assertThat(refused(admin, "cn=no,ou=sites," + SHELF).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
    }

    @Test
    void one_never_leads_into_another_tenant() throws Exception {
        alias("cn=other," + SHELF, "uid=admin,ou=people,dc=sub,dc=acme,dc=example");
        assertThat(refused(admin, "cn=other," + SHELF).getResultCode()).isEqualTo(ResultCode.ALIAS_PROBLEM);
        admin.delete("cn=other," + SHELF);
    }

    @Test
    void one_follows_a_renamed_entry_and_outlives_a_deleted_one() throws Exception {
        admin.add(AccessWorld.entry("dn: cn=d3," + AccessWorld.SITES, "objectClass: device"));
        alias("cn=third," + SHELF, "cn=d3," + AccessWorld.SITES);
        admin.modifyDN("cn=d3," + AccessWorld.SITES, "cn=d4", true);
        assertThat(LdapWorld.entry(admin, "cn=third," + SHELF).getAttributeValue("aliasedObjectName"))
                .startsWith("cn=d4,");
        admin.delete("cn=d4," + AccessWorld.SITES);
        assertThat(refused(admin, "cn=third," + SHELF).getResultCode()).isEqualTo(ResultCode.ALIAS_PROBLEM);
        admin.delete("cn=third," + SHELF);
    }

    @Test
    void nothing_stands_below_one() {
        assertThat(LdapWorld.code(
                        () -> admin.add(AccessWorld.entry("dn: cn=x,cn=first," + SHELF, "objectClass: device"))))
                .isEqualTo(ResultCode.ALIAS_PROBLEM);
    }

    @Test
    void changes_are_of_the_alias_itself() throws Exception {
        admin.modify("cn=twice," + SHELF, new Modification(ModificationType.REPLACE, "description", "the second"));
        assertThat(LdapWorld.entry(admin, "cn=twice," + SHELF).getAttributeValue("description"))
                .isEqualTo("the second");
        assertThat(LdapWorld.entry(admin, D1).getAttributeValue("description")).isEqualTo("secret of d1");
    }

    /// Threat 25: an alias gives no right to what it leads to, and does not say whether it is there.
    @Test
    void rules_hold_for_what_they_lead_to() throws Exception {
        world.clear();
        world.allow("shelf", AccessWorld.SVC, "read search", AccessWorld.on(SHELF));
        assertThat(names(world.svc
                        .search(request(SHELF, SearchScope.SUB, "always", "(objectClass=*)"))
                        .getSearchEntries()))
                .containsExactlyInAnyOrder("ou=shelf", "cn=own");
        LDAPSearchException hidden = refused(world.svc, "cn=first," + SHELF);
        LDAPSearchException missing = refused(world.svc, "cn=nowhere," + SHELF);
        assertThat(hidden.getResultCode()).isEqualTo(missing.getResultCode());
        assertThat(hidden.getDiagnosticMessage()).isEqualTo(missing.getDiagnosticMessage());
        world.allow("d2", AccessWorld.SVC, "read search", AccessWorld.on(D2));
        assertThat(names(world.svc
                        .search(request(SHELF, SearchScope.SUB, "always", "(objectClass=*)"))
                        .getSearchEntries()))
                .containsExactlyInAnyOrder("ou=shelf", "cn=own", "cn=d2");
        world.clear();
        world.allow("sites", AccessWorld.SVC, "read search", AccessWorld.on(D1));
        assertThat(refused(world.svc, "cn=first," + SHELF).getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        world.clear();
    }

    private static final class LdapWorldFilter {
        static com.unboundid.ldap.sdk.Filter of(String text) {
            try {
                return com.unboundid.ldap.sdk.Filter.create(text);
            } catch (LDAPException e) {
                throw new AssertionError(e);
            }
        }
    }
}
