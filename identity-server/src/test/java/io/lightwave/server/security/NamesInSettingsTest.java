package io.lightwave.server.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A name by which SSH settings, certificate profiles or SAML service providers give rights is taken by
/// administrators of the tenant only, and a group that got such rights later is filled by those who have
/// them.
@DisplayName("threat 10: names that settings give rights by")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamesInSettingsTest {
    private static final TenantId ID = new TenantId("named-in-settings.example");
    private static final String SUFFIX = "dc=named-in-settings,dc=example";
    private static final String SALES = "ou=sales,ou=people," + SUFFIX;
    private static final String TEAMS = "ou=sales,ou=groups," + SUFFIX;
    private static final String WHY = "settings of the tenant give rights by that name";
    /// Of private use, so that no name has it (RFC 4518 §2.4).
    private static final String UNASSIGNED = "\uE000";
    private static final String METADATA = """
            <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://wiki.example/saml">\
            <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\
            <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" \
            Location="https://wiki.example/acs" index="0"/></SPSSODescriptor></EntityDescriptor>""";

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private final TestTenant tenant = server.tenant(ID.value());
    private final Subjects subjects = server.running().context().getBean(Subjects.class);
    private final String[] chief = Http.bearer(tenant.client("chief").fetchesToken());
    private final String[] helen = Http.bearer(tenant.client("helen").fetchesToken());
    private LDAPConnection ldap;

    @BeforeAll
    void delegate_a_unit() throws Exception {
        try (LDAPConnection admin = connect("uid=admin,ou=people," + SUFFIX, tenant.adminPassword())) {
            for (String unit : List.of(SALES, TEAMS)) {
                admin.add("dn: " + unit, "objectClass: organizationalUnit");
            }
        }
        var person = tenant.user("chief");
        join(SubjectKind.CLIENT, "chief", "sales-administrators");
        join(SubjectKind.USER, "chief", "sales-administrators");
        join(SubjectKind.CLIENT, "helen", "user-administrators");
        for (String unit : List.of(SALES, TEAMS)) {
            tenant.create(
                    "access-rules",
                    Map.of(
                            "name",
                            unit.equals(SALES) ? "sales-people" : "sales-groups",
                            "effect",
                            "allow",
                            "subjects",
                            List.of("cn=sales-administrators,ou=groups," + SUFFIX),
                            "rights",
                            List.of("read", "search", "compare", "add", "write", "delete"),
                            "target",
                            Map.of("base", unit)));
        }
        ldap = connect("uid=chief,ou=people," + SUFFIX, person.password());
        settings(Map.of("groups", List.of("Shell Users"), "groupPrincipals", Map.of("ops", List.of("deploy"))));
        tenant.create(
                "certificate-profiles",
                Map.of(
                        "name", "signing",
                        "holders", List.of("client"),
                        "groups", List.of("signers"),
                        "lifetime", "PT1H",
                        "extendedKeyUsage", List.of("clientAuth")));
        tenant.create(
                "service-providers",
                Map.of(
                        "name",
                        "wiki",
                        "metadata",
                        METADATA,
                        "groups",
                        List.of("wiki-admins", UNASSIGNED))); // which spoils no answer of these tests
    }

    @AfterAll
    void close() {
        ldap.close();
    }

    private LDAPConnection connect(String name, String password) throws LDAPException {
        return new LDAPConnection("127.0.0.1", server.settings().listeners().ldap(), name, password);
    }

    private void join(SubjectKind kind, String name, String group) {
        subjects.addToGroup(
                ID, group, subjects.byName(ID, kind, name).orElseThrow().id());
    }

    private void settings(Map<String, Object> users) {
        http.json("PATCH", tenant.api("/ssh"), Map.of("users", users), server.operator())
                .expect(200);
    }

    private static Map<String, Object> group(String name) {
        return Map.of(
                "displayName",
                name,
                "urn:ietf:params:scim:schemas:extension:lightwave:2.0:Group",
                Map.of("organizationalUnit", "ou=sales"));
    }

    private Answer scim(String method, String below, Object body, String... caller) {
        return http.json(method, tenant.path("/scim/v2/" + below), body, caller);
    }

    private Answer patch(String below, String path, Object value, String... caller) {
        return scim(
                "PATCH",
                below,
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                        "Operations",
                        List.of(Map.of(
                                "op", path.equals("members") ? "add" : "replace", "path", path, "value", value))),
                caller);
    }

    private interface Operation {
        void run() throws Exception;
    }

    private static void isRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.text("detail")).contains(WHY);
    }

    private static LDAPException refused(Operation operation) {
        LDAPException refused = catchThrowableOfType(LDAPException.class, operation::run);
        assertThat(refused).isNotNull();
        assertThat(refused.getResultCode()).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        return refused;
    }

    private Answer entry(String dn, String objectClass, String... caller) {
        return http.json(
                "POST",
                tenant.api("/entries"),
                Map.of(
                        "dn",
                        dn,
                        "attributes",
                        objectClass.equals("groupOfNames")
                                ? Map.of("objectClass", List.of(objectClass))
                                : Map.of("objectClass", List.of(objectClass), "sn", List.of("x"), "cn", List.of("x"))),
                caller);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops", "OPS", "shell  users", "signers", "wiki-admins"})
    void are_given_to_no_group_by_who_administers_a_unit(String name) throws Exception {
        String scimName = name.replace("  ", " ");
        isRefused(scim("POST", "Groups", group(scimName), chief));
        isRefused(scim("POST", "Groups", Map.of("displayName", scimName), helen));
        isRefused(entry("cn=%s,%s".formatted(name, TEAMS), "groupOfNames", chief));
        assertThat(refused(() -> ldap.add("dn: cn=%s,%s".formatted(name, TEAMS), "objectClass: groupOfNames")))
                .hasMessageContaining(WHY);

        String id = scim("POST", "Groups", group("free"), chief).expect(201).text("id");
        isRefused(patch("Groups/" + id, "displayName", scimName, chief));
        isRefused(http.json("POST", tenant.api("/entries/" + id + "/rename"), Map.of("rdn", "cn=" + name), chief));
        assertThat(refused(() -> ldap.modifyDN("cn=free," + TEAMS, "cn=" + name, true)))
                .hasMessageContaining(WHY);
        ldap.modifyDN("cn=free," + TEAMS, "cn=freed", true);
        http.delete(tenant.path("/scim/v2/Groups/" + id), chief).expect(204);

        String taken = scim("POST", "Groups", group(scimName), server.operator())
                .expect(201)
                .text("id");
        http.delete(tenant.path("/scim/v2/Groups/" + taken), server.operator()).expect(204);
    }

    @Test
    void are_given_to_no_person_when_they_are_accounts() {
        var unit = Map.of("organizationalUnit", "ou=sales");
        String extension = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:User";
        isRefused(scim("POST", "Users", Map.of("userName", "Deploy", extension, unit), chief));
        isRefused(entry("uid=deploy," + SALES, "inetOrgPerson", chief));
        assertThat(refused(() -> ldap.add("dn: uid=deploy," + SALES, "objectClass: inetOrgPerson", "cn: x", "sn: x")))
                .hasMessageContaining(WHY);
        String id = scim("POST", "Users", Map.of("userName", "ops", extension, unit), chief)
                .expect(201)
                .text("id");
        isRefused(patch("Users/" + id, "userName", "deploy", chief));
    }

    @Test
    void are_free_again_when_no_settings_know_them() {
        tenant.create(
                "certificate-profiles",
                Map.of(
                        "name", "passing",
                        "holders", List.of("client"),
                        "groups", List.of("passing"),
                        "lifetime", "PT1H",
                        "extendedKeyUsage", List.of("clientAuth")));
        isRefused(scim("POST", "Groups", group("passing"), chief));
        http.delete(tenant.api("/certificate-profiles/passing"), server.operator())
                .expect(204);
        scim("POST", "Groups", group("passing"), chief).expect(201);
    }

    @Test
    void are_free_for_what_is_neither_a_group_nor_a_person() throws Exception {
        ldap.add("dn: cn=ops," + TEAMS, "objectClass: device");
        ldap.modifyDN("cn=ops," + TEAMS, "cn=signers", true);
        ldap.delete("cn=signers," + TEAMS);
    }

    @Test
    void are_not_met_by_what_nothing_can_be_called_which_is_refused_as_ever() throws Exception {
        LDAPException person = catchThrowableOfType(
                LDAPException.class,
                () -> ldap.add(
                        "dn: uid=%s,%s".formatted(UNASSIGNED, SALES), "objectClass: inetOrgPerson", "cn: x", "sn: x"));
        LDAPException group = catchThrowableOfType(
                LDAPException.class,
                () -> ldap.add("dn: cn=%s,%s".formatted(UNASSIGNED, TEAMS), "objectClass: groupOfNames"));
        assertThat(List.of(person.getResultCode(), group.getResultCode()))
                .as(person.getMessage() + ", " + group.getMessage())
                .doesNotContain(ResultCode.OTHER, ResultCode.SUCCESS);
        ldap.add("dn: cn=renamed," + TEAMS, "objectClass: groupOfNames");
        LDAPException renamed = catchThrowableOfType(
                LDAPException.class, () -> ldap.modifyDN("cn=renamed," + TEAMS, "cn=" + UNASSIGNED, true));
        assertThat(renamed.getResultCode()).as(renamed.getMessage()).isEqualTo(group.getResultCode());
    }

    @Test
    void reach_through_groups_that_are_disabled() throws Exception {
        String outer =
                scim("POST", "Groups", group("sleeping"), chief).expect(201).text("id");
        scim("POST", "Groups", group("awake"), chief).expect(201);
        patch("Groups/" + outer, "members", List.of(Map.of("value", idOf("cn=awake," + TEAMS))), chief)
                .expect(200);
        tenant.create(
                "certificate-profiles",
                Map.of(
                        "name", "sleeping",
                        "holders", List.of("client"),
                        "groups", List.of("sleeping"),
                        "lifetime", "PT1H",
                        "extendedKeyUsage", List.of("clientAuth")));
        subjects.setEnabled(ID, SubjectId.parse(outer), false);
        ldap.add("dn: uid=tom," + SALES, "objectClass: inetOrgPerson", "cn: x", "sn: x");
        refused(() ->
                ldap.modify("cn=awake," + TEAMS, new Modification(ModificationType.ADD, "member", "uid=tom," + SALES)));
    }

    private String idOf(String dn) throws LDAPException {
        return requireNonNull(requireNonNull(ldap.getEntry(dn, "entryUUID")).getAttributeValue("entryUUID"));
    }

    @Test
    void that_a_group_bore_before_are_not_given_away_by_who_has_nothing_by_them() throws Exception {
        Answer made = scim("POST", "Groups", group("later"), chief).expect(201);
        scim("POST", "Groups", group("inner"), chief).expect(201);
        String inner = idOf("cn=inner," + TEAMS);
        String later = "Groups/" + made.text("id");
        patch(later, "members", List.of(Map.of("value", inner)), chief).expect(200);
        ldap.add("dn: uid=sue," + SALES, "objectClass: inetOrgPerson", "cn: x", "sn: x");
        var joins = new Modification(ModificationType.ADD, "member", "uid=sue," + SALES);
        tenant.create(
                "certificate-profiles",
                Map.of(
                        "name", "later",
                        "holders", List.of("client"),
                        "groups", List.of("later"),
                        "lifetime", "PT1H",
                        "extendedKeyUsage", List.of("clientAuth")));

        String sue = idOf("uid=sue," + SALES);
        List<Map<String, String>> members = List.of(Map.of("value", sue));
        assertThat(Stream.of(
                                patch(later, "members", members, chief),
                                patch("Groups/" + inner, "members", members, chief),
                                patch(later, "displayName", "mine", chief),
                                http.delete(tenant.path("/scim/v2/" + later), chief))
                        .map(Answer::status))
                .containsOnly(403);
        refused(() -> ldap.modify("cn=later," + TEAMS, joins));
        refused(() -> ldap.modify("cn=inner," + TEAMS, joins));
        refused(() -> ldap.modifyDN("cn=later," + TEAMS, "cn=mine", true));
        refused(() -> ldap.delete("cn=later," + TEAMS));

        patch(later, "members", members, helen).expect(200);
        join(SubjectKind.USER, "chief", "later");
        ldap.modify("cn=inner," + TEAMS, joins);
        ldap.modifyDN("cn=later," + TEAMS, "cn=LATER", true);
    }
}
