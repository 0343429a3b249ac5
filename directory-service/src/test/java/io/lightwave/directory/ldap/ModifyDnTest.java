package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.AuditEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 4511 §4.9 Modify DN")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModifyDnTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String GROUPS = "ou=groups," + SUFFIX;

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection admin;

    @BeforeAll
    void connect() throws Exception {
        admin = world.as(LdapWorld.ADMIN);
        folder("ou=fixed," + SUFFIX);
        folder("ou=taken," + SUFFIX);
        folder("ou=inner,ou=fixed," + SUFFIX);
        world.user(ACME, "plain");
    }

    @AfterAll
    void close() {
        admin.close();
        world.close();
    }

    private void folder(String name) throws LDAPException {
        admin.add(new com.unboundid.ldap.sdk.Entry(
                name, new com.unboundid.ldap.sdk.Attribute("objectClass", "organizationalUnit")));
    }

    private String uuid(String name) throws LDAPException {
        return String.valueOf(LdapWorld.entry(admin, name, "entryUUID").getAttributeValue("entryUUID"));
    }

    @Test
    void a_renamed_user_is_the_same_one_under_another_name() throws Exception {
        world.user(ACME, "before");
        String before = "uid=before," + PEOPLE;
        String after = "uid=After," + PEOPLE;
        admin.add("dn: cn=readers," + GROUPS, "objectClass: groupOfNames", "member: " + before);
        String id = uuid(before);

        admin.modifyDN(before, "uid=After", true);

        assertThat(world.lastEvent().action()).isEqualTo("entry.rename");
        assertThat(world.lastEvent().reason()).isEqualTo("to uid=After");
        assertThat(admin.getEntry(before)).isNull();
        assertThat(uuid(after)).isEqualTo(id);
        SearchResultEntry entry = LdapWorld.entry(admin, after, "uid", "memberOf");
        assertThat(entry.getAttributeValues("uid")).containsExactly("After");
        assertThat(entry.getAttributeValues("memberOf")).containsExactly("cn=readers," + GROUPS);
        assertThat(LdapWorld.entry(admin, "cn=readers," + GROUPS).getAttributeValues("member"))
                .containsExactly(after);
        assertThat(LdapWorld.found(admin, SUFFIX, SearchScope.SUB, "(uid=before)"))
                .isEmpty();
        assertThat(LdapWorld.found(admin, SUFFIX, SearchScope.SUB, "(uid=after)"))
                .hasSize(1);
        try (LDAPConnection user = world.as(after)) {
            assertThat(user.getEntry(after)).isNotNull();
        }
        assertThat(LdapWorld.code(() -> world.as(before))).isEqualTo(ResultCode.INVALID_CREDENTIALS);
    }

    @Test
    void what_refers_to_an_entry_by_its_name_follows_it() throws Exception {
        folder("ou=company," + SUFFIX);
        admin.add("dn: cn=chief,ou=company," + SUFFIX, "objectClass: inetOrgPerson", "cn: chief", "sn: C");
        world.user(ACME, "reports");
        String user = "uid=reports," + PEOPLE;
        admin.modify("dn: " + user, "changetype: modify", "add: manager", "manager: cn=chief,ou=company," + SUFFIX);
        admin.modifyDN("ou=company," + SUFFIX, "ou=firm", true);
        assertThat(LdapWorld.entry(admin, user).getAttributeValue("manager")).isEqualTo("cn=chief,ou=firm," + SUFFIX);
        admin.modifyDN("cn=chief,ou=firm," + SUFFIX, "cn=head", true);
        assertThat(LdapWorld.entry(admin, user).getAttributeValue("manager")).isEqualTo("cn=head,ou=firm," + SUFFIX);
    }

    @Test
    void a_name_may_change_in_its_spelling_only() throws Exception {
        folder("ou=quiet," + SUFFIX);
        admin.modifyDN("ou=quiet," + SUFFIX, "ou=QUIET", true);
        SearchResultEntry entry = LdapWorld.entry(admin, "ou=quiet," + SUFFIX);
        assertThat(entry.getDN()).isEqualTo("ou=QUIET," + SUFFIX);
        assertThat(entry.getAttributeValues("ou")).containsExactly("QUIET");
    }

    @Test
    void the_old_value_stays_unless_it_is_to_go() throws Exception {
        folder("ou=first," + SUFFIX);
        admin.modifyDN("ou=first," + SUFFIX, "ou=second", false);
        assertThat(LdapWorld.entry(admin, "ou=second," + SUFFIX).getAttributeValues("ou"))
                .containsExactlyInAnyOrder("first", "second");
        admin.modifyDN("ou=second," + SUFFIX, "ou=third", true);
        assertThat(LdapWorld.entry(admin, "ou=third," + SUFFIX).getAttributeValues("ou"))
                .containsExactlyInAnyOrder("first", "third");
    }

    @Test
    void a_subtree_moves_with_all_that_is_in_it() throws Exception {
        folder("ou=here," + SUFFIX);
        folder("ou=there," + SUFFIX);
        folder("ou=branch,ou=here," + SUFFIX);
        folder("ou=twig,ou=branch,ou=here," + SUFFIX);
        folder("ou=leaf,ou=twig,ou=branch,ou=here," + SUFFIX);
        String leaf = uuid("ou=leaf,ou=twig,ou=branch,ou=here," + SUFFIX);

        admin.modifyDN("ou=branch,ou=here," + SUFFIX, "ou=bough", true, "ou=there," + SUFFIX);

        assertThat(LdapWorld.found(admin, "ou=here," + SUFFIX, SearchScope.SUB, "(objectClass=*)"))
                .hasSize(1);
        assertThat(LdapWorld.found(admin, "ou=there," + SUFFIX, SearchScope.SUB, "(objectClass=*)"))
                .extracting(SearchResultEntry::getDN)
                .containsExactlyInAnyOrder(
                        "ou=there," + SUFFIX,
                        "ou=bough,ou=there," + SUFFIX,
                        "ou=twig,ou=bough,ou=there," + SUFFIX,
                        "ou=leaf,ou=twig,ou=bough,ou=there," + SUFFIX);
        assertThat(LdapWorld.found(admin, "ou=bough,ou=there," + SUFFIX, SearchScope.SUB, "(ou=leaf)", "entryDN"))
                .singleElement()
                .satisfies(found -> assertThat(found.getAttributeValue("entryDN"))
                        .isEqualTo("ou=leaf,ou=twig,ou=bough,ou=there," + SUFFIX));
        assertThat(uuid("ou=leaf,ou=twig,ou=bough,ou=there," + SUFFIX)).isEqualTo(leaf);
        assertThat(admin.getEntry("ou=leaf,ou=twig,ou=branch,ou=here," + SUFFIX))
                .isNull();
        folder("ou=branch,ou=here," + SUFFIX); // the old name is free
    }

    @ParameterizedTest(name = "{0} to {1} below {2}: {3}")
    @CsvSource(delimiter = ';', textBlock = """
            ou=nowhere,dc=acme,dc=example;            ou=x;            ;                                        32; dc=acme,dc=example
            ou=fixed,dc=acme,dc=example;              ou=TAKEN;        ;                                        68;
            ou=inner,ou=fixed,dc=acme,dc=example;     ou=taken;        dc=acme,dc=example;                      68;
            ou=fixed,dc=acme,dc=example;              ou=fixed;        ou=a,ou=nowhere,dc=acme,dc=example;      32; dc=acme,dc=example
            ou=fixed,dc=acme,dc=example;              ou=fixed;        ou=inner,ou=fixed,dc=acme,dc=example;    53;
            ou=fixed,dc=acme,dc=example;              ou=fixed;        ou=fixed,dc=acme,dc=example;             53;
            ou=fixed,dc=acme,dc=example;              ou=fixed;        dc=sub,dc=acme,dc=example;               32;
            ou=fixed,dc=acme,dc=example;              ou=fixed;        uid=plain,ou=people,dc=acme,dc=example;  64;
            ou=fixed,dc=acme,dc=example;              ou=fixed;        ou=policies,dc=acme,dc=example;          53;
            ou=fixed,dc=acme,dc=example;              dc=fixed;        ;                                        64;
            ou=fixed,dc=acme,dc=example;              nonsense=fixed;  ;                                        17;
            ou=fixed,dc=acme,dc=example;              employeeNumber=1;;                                        65;
            ou=fixed,dc=acme,dc=example;              ou=a,ou=b;       ;                                        34;
            ou=fixed,dc=acme,dc=example;              '';              ;                                        34;
            ou=fixed,dc=acme,dc=example;              nonsense;        ;                                        34;
            ou=fixed,dc=acme,dc=example;              ou=fixed;        nonsense;                                34;
            dc=acme,dc=example;                       dc=acne;         ;                                        53;
            ou=people,dc=acme,dc=example;             ou=persons;      ;                                        53;
            cn=administrators,ou=groups,dc=acme,dc=example; cn=staff;  ;                                        53;
            uid=plain,ou=people,dc=acme,dc=example;   uid=not a name;  ;                                        64;
            uid=plain,ou=people,dc=acme,dc=example;   cn=plain;        ;                                        64;
            uid=plain,ou=people,dc=acme,dc=example;   uid=plain;       ou=groups,dc=acme,dc=example;            64;
            uid=plain,ou=people,dc=acme,dc=example;   uid=plain;       ou=fixed,dc=acme,dc=example;             64;
            """)
    void what_cannot_be_is_refused_with_its_own_code(String name, String rdn, String superior, int code, String matched)
            throws Exception {
        int events = world.directory.audit.events.size();
        LDAPException refused = catchThrowableOfType(
                LDAPException.class,
                () -> admin.modifyDN(new com.unboundid.ldap.sdk.ModifyDNRequest(name, rdn, true, superior)));
        assertThat(refused.getResultCode().intValue()).isEqualTo(code);
        assertThat(refused.getMatchedDN()).isEqualTo(matched);
        if (code != ResultCode.INVALID_DN_SYNTAX_INT_VALUE) {
            assertThat(world.directory.audit.events).hasSizeGreaterThan(events);
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
        }
        if (code != ResultCode.NO_SUCH_OBJECT_INT_VALUE) {
            assertThat(admin.getEntry(name)).isNotNull();
        }
    }

    @Test
    void an_entry_does_not_move_to_another_tenant_even_for_those_who_see_both() throws Exception {
        try (LDAPConnection system = world.as("uid=admin,ou=people,dc=lightwave,dc=local")) {
            assertThat(LdapWorld.code(
                            () -> system.modifyDN("ou=fixed," + SUFFIX, "ou=fixed", true, "dc=sub,dc=acme,dc=example")))
                    .isEqualTo(ResultCode.AFFECTS_MULTIPLE_DSAS);
        }
    }

    @Test
    void names_below_stay_such_that_they_can_be_read_back() throws Exception {
        String deep = SUFFIX;
        for (int i = 0; i < 29; i++) {
            deep = "ou=" + i + "," + deep;
            folder(deep);
        }
        folder("ou=shallow," + SUFFIX);
        folder("ou=one,ou=shallow," + SUFFIX);
        String bottom = deep;
        assertThat(LdapWorld.code(() -> admin.modifyDN("ou=shallow," + SUFFIX, "ou=shallow", true, bottom)))
                .isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED);
        admin.modifyDN("ou=one,ou=shallow," + SUFFIX, "ou=one", true, bottom);
        assertThat(admin.getEntry("ou=one," + bottom)).isNotNull();
    }

    /// Threats 10 and 25.
    @Test
    void nobody_renames_anything_and_a_user_not_even_itself() throws Exception {
        world.user(ACME, "self");
        String self = "uid=self," + PEOPLE;
        try (LDAPConnection anonymous = world.anonymous();
                LDAPConnection user = world.as(self)) {
            assertThat(LdapWorld.code(() -> anonymous.modifyDN(self, "uid=x", true)))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(LdapWorld.code(() -> user.modifyDN("ou=fixed," + SUFFIX, "ou=x", true)))
                    .isEqualTo(ResultCode.NO_SUCH_OBJECT);
            assertThat(LdapWorld.code(() -> user.modifyDN(self, "uid=x", true)))
                    .isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        }
    }

    /// Two moves that each are right alone must not make a circle together.
    @Test
    void two_subtrees_that_move_below_each_other_at_once_do_not_both() throws Exception {
        folder("ou=ring," + SUFFIX);
        for (int round = 0; round < 10; round++) {
            String left = "ou=left%d,ou=ring,%s".formatted(round, SUFFIX);
            String right = "ou=right%d,ou=ring,%s".formatted(round, SUFFIX);
            folder(left);
            folder(right);
            try (LDAPConnection other = world.as(LdapWorld.ADMIN)) {
                var codes = new ResultCode[2];
                Thread one = Thread.ofVirtual()
                        .start(() -> codes[0] = LdapWorld.code(() -> admin.modifyDN(left, "ou=moved", true, right)));
                Thread two = Thread.ofVirtual()
                        .start(() -> codes[1] = LdapWorld.code(() -> other.modifyDN(right, "ou=moved", true, left)));
                one.join();
                two.join();
                assertThat(codes).containsOnlyOnce(ResultCode.SUCCESS);
                assertThat(LdapWorld.found(admin, "ou=ring," + SUFFIX, SearchScope.SUB, "(objectClass=*)"))
                        .hasSize(1 + 2 * (round + 1));
            }
        }
    }
}
