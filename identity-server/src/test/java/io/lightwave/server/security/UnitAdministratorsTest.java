package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Two units of people and of groups, each with user administrators of its own: by REST, SCIM and LDAP alike they do
/// everything in their unit and nothing outside, whatever they try.
@DisplayName("threat 10: user administrators of a unit")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnitAdministratorsTest {
    private static final TenantId ID = new TenantId("units.example");
    private static final String SUFFIX = "dc=units,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final String GROUPS = "ou=groups," + SUFFIX;
    private static final String USER = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:User";
    private static final String GROUP = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:Group";
    private static final List<String> UNITS = List.of("sales", "support");
    private static final int ROUNDS = 240;

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private final TestTenant tenant = server.tenant(ID.value());
    private final Map<String, String[]> tokens = new TreeMap<>();
    private final Map<String, LDAPConnection> connections = new TreeMap<>();
    private LDAPConnection admin;

    @BeforeAll
    void make_the_units() throws Exception {
        admin = connect("uid=admin," + PEOPLE, tenant.adminPassword());
        for (String unit : UNITS) {
            for (String above : List.of(PEOPLE, GROUPS)) {
                admin.add("dn: ou=%s,%s".formatted(unit, above), "objectClass: organizationalUnit");
                rule(unit, above, "-sees", List.of("read", "search", "compare", "add"), Map.of());
                rule(
                        unit,
                        above,
                        "-changes",
                        List.of("write", "delete"),
                        Map.of("filter", "(!(objectClass=organizationalUnit))"));
            }
            for (int i = 1; i <= 3; i++) {
                scim("POST", "Users", user("%s-%d".formatted(unit, i), unit), server.operator())
                        .expect(201);
            }
            scim("POST", "Groups", group(unit + "-team", unit), server.operator())
                    .expect(201);
            scim("POST", "Groups", group(unit + "-watch", unit), server.operator())
                    .expect(201);
        }
        tenant.user("outsider");
        scim("POST", "Groups", Map.of("displayName", "everybody"), server.operator())
                .expect(201);
        join("auditors", "sales-3"); // in the unit, and above its administrators
    }

    @AfterAll
    void close() {
        connections.values().forEach(LDAPConnection::close);
        admin.close();
    }

    private LDAPConnection connect(String name, String password) throws LDAPException {
        return new LDAPConnection("127.0.0.1", server.settings().listeners().ldap(), name, password);
    }

    /// With the members of the group that the rule is for: a client and a person.
    private void rule(String unit, String above, String suffix, List<String> rights, Map<String, String> target)
            throws LDAPException {
        String role = unit + "-administrators";
        if (!tokens.containsKey(unit)) {
            TestUser person = tenant.user(unit + "-chief");
            var client = tenant.client(unit + "-desk");
            join(role, unit + "-chief");
            Subjects subjects = server.running().context().getBean(Subjects.class);
            subjects.addToGroup(
                    ID,
                    role,
                    subjects.byName(ID, SubjectKind.CLIENT, unit + "-desk")
                            .orElseThrow()
                            .id());
            tokens.put(unit, Http.bearer(client.fetchesToken()));
            connections.put(unit, connect("uid=%s-chief,%s".formatted(unit, PEOPLE), person.password()));
        }
        var on = new TreeMap<String, String>(target);
        on.put("base", "ou=%s,%s".formatted(unit, above));
        tenant.create(
                "access-rules",
                Map.of(
                        "name",
                        unit + (above.equals(PEOPLE) ? "-people" : "-groups") + suffix,
                        "effect",
                        "allow",
                        "subjects",
                        List.of("cn=%s,%s".formatted(role, GROUPS)),
                        "rights",
                        rights,
                        "target",
                        on));
    }

    private void join(String group, String user) {
        Subjects subjects = server.running().context().getBean(Subjects.class);
        subjects.addToGroup(
                ID,
                group,
                subjects.byName(ID, SubjectKind.USER, user).orElseThrow().id());
    }

    private static Map<String, Object> user(String name, String unit) {
        return Map.of("userName", name, USER, Map.of("organizationalUnit", "ou=" + unit));
    }

    private static Map<String, Object> group(String name, String unit) {
        return Map.of("displayName", name, GROUP, Map.of("organizationalUnit", "ou=" + unit));
    }

    private Answer scim(String method, String below, Object body, String... caller) {
        return http.json(method, tenant.path("/scim/v2/" + below), body, caller);
    }

    private Answer patch(String below, String op, String path, Object value, String... caller) {
        return scim(
                "PATCH",
                below,
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                        "Operations",
                        List.of(Map.of("op", op, "path", path, "value", value))),
                caller);
    }

    /// Everything there is, with what the server keeps of it.
    private Map<String, SearchResultEntry> everything() throws LDAPException {
        var all = new TreeMap<String, SearchResultEntry>();
        for (SearchResultEntry entry :
                Objects.requireNonNull(admin.search(SUFFIX, SearchScope.SUB, "(objectClass=*)", "*", "+")
                        .getSearchEntries())) {
            all.put(entry.getDN(), entry);
        }
        return all;
    }

    private static boolean isIn(String name, String unit) {
        return name.endsWith(",ou=%s,%s".formatted(unit, PEOPLE)) || name.endsWith(",ou=%s,%s".formatted(unit, GROUPS));
    }

    /// What becomes of it if it is permitted.
    private interface Try {
        boolean succeeds() throws Exception;
    }

    private static boolean done(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        return answer.status() < 300;
    }

    private interface Operation {
        void run() throws Exception;
    }

    private static boolean done(Operation operation) throws Exception {
        try {
            operation.run();
            return true;
        } catch (LDAPException e) {
            assertThat(e.getResultCode())
                    .as(e.getMessage())
                    .isIn(
                            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
                            ResultCode.NO_SUCH_OBJECT,
                            ResultCode.CONSTRAINT_VIOLATION);
            return false;
        }
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @Test
    void do_what_they_like_in_their_unit_and_nothing_outside() throws Exception {
        var random = new Random(9);
        int permitted = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Map<String, SearchResultEntry> before = everything();
            String unit = any(random, UNITS);
            List<SearchResultEntry> subjects = before.values().stream()
                    .filter(entry -> entry.hasObjectClass("inetOrgPerson") || entry.hasObjectClass("groupOfNames"))
                    .toList();
            SearchResultEntry target = any(random, subjects);
            boolean within = isIn(target.getDN(), unit) && !target.getDN().startsWith("uid=sales-3,");
            String what = "%d: %s by an administrator of %s: ".formatted(round, target.getDN(), unit);
            boolean isPerson = target.hasObjectClass("inetOrgPerson");
            RDN rdn = Objects.requireNonNull(target.getRDN());
            String name = rdn.getAttributeValues()[0];
            String id = String.valueOf(target.getAttributeValue("entryUUID"));
            String scim = (isPerson ? "Users/" : "Groups/") + id;
            String entry = tenant.api("/entries/" + id);
            String[] token = Objects.requireNonNull(tokens.get(unit));
            LDAPConnection ldap = Objects.requireNonNull(connections.get(unit));
            String fresh = "%s-%s".formatted(isPerson ? "u" : "g", round);
            String other = any(random, UNITS);
            String place = "ou=%s,%s".formatted(other, isPerson ? PEOPLE : GROUPS);
            SearchResultEntry member = any(
                    random,
                    subjects.stream()
                            .filter(one -> one.hasObjectClass("inetOrgPerson"))
                            .toList());
            var tries = new ArrayList<Map.Entry<Boolean, Try>>();
            tries.add(Map.entry(
                    within,
                    () -> done(() -> ldap.modify(
                            target.getDN(), new Modification(ModificationType.REPLACE, "description", fresh)))));
            tries.add(Map.entry(
                    within,
                    () -> done(http.json(
                            "PATCH", entry, Map.of("attributes", Map.of("description", List.of(fresh))), token))));
            tries.add(Map.entry(within, () -> done(patch(scim, "replace", "externalId", fresh, token))));
            tries.add(Map.entry(
                    within,
                    () -> done(http.get(tenant.path("/scim/v2/" + scim), token))
                            && done(http.get(entry, token))
                            && ldap.getEntry(target.getDN()) != null));
            if (isPerson) {
                tries.add(Map.entry(
                        within, () -> done(patch(scim, "replace", "password", "a password of " + fresh, token))));
                tries.add(Map.entry(
                        within,
                        () -> done(patch(scim, "replace", "active", false, token))
                                && done(patch(scim, "replace", "active", true, token))));
                tries.add(Map.entry(
                        within,
                        () -> done(() -> ldap.modify(
                                target.getDN(),
                                new Modification(ModificationType.REPLACE, "mail", fresh + "@units.example")))));
            } else {
                boolean both = within && isIn(member.getDN(), unit);
                boolean isMember = List.of(
                                Objects.requireNonNullElse(target.getAttributeValues("member"), new String[0]))
                        .contains(member.getDN());
                if (!isMember) {
                    String value = String.valueOf(member.getAttributeValue("entryUUID"));
                    tries.add(Map.entry(
                            both, () -> done(patch(scim, "add", "members", List.of(Map.of("value", value)), token))));
                    tries.add(Map.entry(
                            both,
                            () -> done(() -> ldap.modify(
                                    target.getDN(),
                                    new Modification(ModificationType.ADD, "member", member.getDN())))));
                }
            }
            tries.add(Map.entry(
                    other.equals(unit),
                    () -> done(scim(
                            "POST",
                            isPerson ? "Users" : "Groups",
                            isPerson ? user(fresh, other) : group(fresh, other),
                            token))));
            tries.add(Map.entry(
                    other.equals(unit),
                    () -> done(() -> ldap.add(
                            "dn: %s=%s,%s".formatted(isPerson ? "uid" : "cn", fresh, place),
                            "objectClass: " + (isPerson ? "inetOrgPerson" : "groupOfNames"),
                            "cn: " + fresh,
                            isPerson ? "sn: x" : "description: x"))));
            tries.add(Map.entry(
                    false,
                    () -> done(scim(
                            "POST",
                            isPerson ? "Users" : "Groups",
                            Map.of(isPerson ? "userName" : "displayName", fresh),
                            token))));
            tries.add(Map.entry(
                    false,
                    () -> done(scim(
                            "POST", "Groups", group(any(random, List.of("readers", "auditors")), unit), token))));
            boolean moves = within && other.equals(unit);
            tries.add(Map.entry(
                    moves,
                    () -> done(() -> ldap.modifyDN(
                            target.getDN(), "%s=%s".formatted(isPerson ? "uid" : "cn", fresh), true, place))));
            tries.add(Map.entry(
                    false,
                    () -> done(() -> ldap.modifyDN(target.getDN(), rdn.toString(), true, isPerson ? PEOPLE : GROUPS))));
            if (!other.equals(unit) || !isIn(target.getDN(), unit)) {
                tries.add(Map.entry(
                        false,
                        () -> done(patch(
                                scim,
                                "replace",
                                (isPerson ? USER : GROUP) + ":organizationalUnit",
                                "ou=" + other,
                                token))));
                tries.add(Map.entry(
                        false,
                        () -> done(http.json(
                                "POST", entry + "/rename", Map.of("rdn", rdn.toString(), "superior", place), token))));
            }
            if (!List.of("sales-team", "support-team", "sales-1", "support-1").contains(name)) {
                tries.add(Map.entry(within, () -> done(() -> ldap.delete(target.getDN()))));
                tries.add(Map.entry(within, () -> done(http.delete(tenant.path("/scim/v2/" + scim), token))));
                tries.add(Map.entry(within, () -> done(http.delete(entry, token))));
            }
            tries.add(Map.entry(
                    false,
                    () -> done(() ->
                            ldap.modify(place, new Modification(ModificationType.REPLACE, "description", fresh)))));
            tries.add(Map.entry(false, () -> done(http.get(tenant.api("/access-rules"), token))));

            int number = random.nextInt(tries.size());
            boolean expected = tries.get(number).getKey();
            // who is above the administrators of the unit may be read all the same, and become a member
            boolean readsAbove = target.getDN().startsWith("uid=sales-3,") && unit.equals("sales") && number == 3;
            assertThat(tries.get(number).getValue().succeeds())
                    .as(what + number)
                    .isEqualTo(expected || readsAbove);
            permitted += expected ? 1 : 0;
            refused += expected ? 0 : 1;

            Map<String, SearchResultEntry> after = everything();
            before.keySet().removeIf(dn -> isIn(dn, unit));
            after.keySet().removeIf(dn -> isIn(dn, unit));
            for (String counts : UNITS) { // their numbers of entries change
                for (String above : List.of(PEOPLE, GROUPS)) {
                    before.remove("ou=%s,%s".formatted(counts, above));
                    after.remove("ou=%s,%s".formatted(counts, above));
                }
            }
            assertThat(after).as(what + number).isEqualTo(before);
        }
        assertThat(permitted).as("rounds worth while").isGreaterThan(40);
        assertThat(refused).isGreaterThan(80);
    }

    @Test
    void list_and_find_whom_they_administer_and_nobody_else() {
        for (String unit : UNITS) {
            String[] token = Objects.requireNonNull(tokens.get(unit));
            scim("POST", "Users", user("listed-" + unit, unit), token).expect(201);
            Answer list =
                    http.get(tenant.path("/scim/v2/Users?count=200"), token).expect(200);
            assertThat(list.json().path("Resources"))
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(
                                    one.path(USER).path("organizationalUnit").asString(""))
                            .isEqualTo("ou=" + unit));
            assertThat(found("listed-" + unit, token)).isEqualTo(1);
            assertThat(found("outsider", token)).isZero();
        }
        assertThat(found("listed-sales", server.operator())).isEqualTo(1);
        Answer all = http.get(tenant.path("/scim/v2/Users?count=200"), server.operator())
                .expect(200);
        assertThat(all.body()).contains("listed-sales", "listed-support", "outsider");
        assertThat(all.json().path("totalResults").asInt())
                .isEqualTo(all.json().path("Resources").size());
    }

    private int found(String user, String... caller) {
        String filter = Http.encode("userName eq \"%s\"".formatted(user));
        return http.get(tenant.path("/scim/v2/Users?filter=" + filter), caller)
                .expect(200)
                .json()
                .path("totalResults")
                .asInt();
    }

    @Test
    void whose_rules_give_more_than_they_have_keeps_its_password_and_address() {
        String[] token = Objects.requireNonNull(tokens.get("sales"));
        String id = scim("POST", "Users", user("sales-ruled", "sales"), server.operator())
                .expect(201)
                .text("id");
        patch("Users/" + id, "replace", "emails", List.of(Map.of("value", "a@units.example")), token)
                .expect(200);
        tenant.create(
                "access-rules",
                Map.of(
                        "name", "ruled-sees-clients",
                        "effect", "allow",
                        "subjects", List.of("uid=sales-ruled,ou=sales," + PEOPLE),
                        "rights", List.of("read"),
                        "target", Map.of("base", "ou=clients," + SUFFIX)));
        patch("Users/" + id, "replace", "title", "Clerk", token).expect(200);
        assertThat(patch("Users/" + id, "replace", "password", "another password", token)
                        .status())
                .isEqualTo(403);
        assertThat(patch("Users/" + id, "replace", "emails", List.of(Map.of("value", "b@units.example")), token)
                        .status())
                .as("where letters with links go")
                .isEqualTo(403);
        http.delete(tenant.path("/scim/v2/Users/" + id), server.operator()).expect(204);
        http.get(tenant.api("/access-rules/ruled-sees-clients"), server.operator())
                .expect(404); // since nobody is its subject any more
    }

    @Test
    void a_unit_that_is_none_is_refused_and_a_put_without_it_moves_nobody() {
        for (String wrong : List.of("sales", "ou=nowhere", "cn=sales", "ou=sales,dc=units", "ou=sales+cn=x", "ou=")) {
            Answer refused = scim(
                    "POST",
                    "Users",
                    Map.of("userName", "lost", USER, Map.of("organizationalUnit", wrong)),
                    server.operator());
            assertThat(refused.status()).as(wrong + refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("organizationalUnit");
        }
        String id = scim("POST", "Users", user("put", "support"), server.operator())
                .expect(201)
                .text("id");
        Answer put = scim("PUT", "Users/" + id, Map.of("userName", "put", "title", "x"), server.operator())
                .expect(200);
        assertThat(put.json().path(USER).path("organizationalUnit").asString()).isEqualTo("ou=support");
        assertThat(put.json().path("schemas").toString()).contains(USER);
        Answer moved = patch("Users/" + id, "replace", USER + ":organizationalUnit", "ou=sales", server.operator())
                .expect(200);
        assertThat(moved.json().path(USER).path("organizationalUnit").asString())
                .isEqualTo("ou=sales");
        http.delete(tenant.path("/scim/v2/Users/" + id), server.operator()).expect(204);
    }
}
