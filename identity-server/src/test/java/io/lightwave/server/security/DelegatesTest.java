package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who is no administrator gets over REST and SCIM what access rules give, as over LDAP.
@DisplayName("threat 10: delegates")
class DelegatesTest {
    private static final String SUFFIX = "dc=delegating,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final List<String> SHOWN = List.of(
            "uid", "cn", "sn", "mail", "objectClass", "pwdAccountLockedTime", "createTimestamp", "modifyTimestamp");

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();
    private final TestTenant tenant = server.tenant("delegating.example");
    private final String users = tenant.path("/scim/v2/Users");

    private void rule(String name, String client, List<String> rights, Object target) {
        tenant.create(
                "access-rules",
                Map.of(
                        "name", name,
                        "effect", "allow",
                        "subjects", List.of("cn=%s,ou=clients,%s".formatted(client, SUFFIX)),
                        "rights", rights,
                        "target", target));
    }

    private Answer patch(String id, String path, Object value, String... caller) {
        return http.json(
                "PATCH",
                users + "/" + id,
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                        "Operations",
                        List.of(Map.of("op", "replace", "path", path, "value", value))),
                caller);
    }

    @Test
    void browse_of_the_tree_what_rules_let_them() {
        TestTenant own = server.tenant("browsing.example");
        String[] browser = Http.bearer(own.client("browser").fetchesToken());
        String people = "ou=people,dc=browsing,dc=example";
        String entries = "/api/v1/tenants/browsing.example/entries";
        String id = own.user("browsed").id();
        assertThat(http.get(entries, browser).status()).isEqualTo(403);
        own.create(
                "access-rules",
                Map.of(
                        "name", "browser-reads",
                        "effect", "allow",
                        "subjects", List.of("cn=browser,ou=clients,dc=browsing,dc=example"),
                        "rights", List.of("read"),
                        "target", Map.of("base", people, "attributes", List.of("uid"))));
        assertThat(http.get(entries, browser).expect(200).body()).contains(people);
        assertThat(http.get(entries + "/" + id, browser)
                        .expect(200)
                        .json()
                        .path("attributes")
                        .propertyNames())
                .containsExactly("uid");
        assertThat(http.json("PATCH", entries + "/" + id, Map.of("attributes", Map.of("title", List.of("x"))), browser)
                        .status())
                .isEqualTo(403);
        assertThat(http.get("/api/v1/tenants/delegating.example/entries", browser)
                        .status())
                .isEqualTo(404);
    }

    /// Whoever stands outside of it is not even looked at: there may be a million.
    @Test
    void list_their_unit_without_walking_through_everybody_else() throws Exception {
        TestTenant own = server.tenant("walking.example");
        String suffix = "dc=walking,dc=example";
        String unit = "ou=sales,ou=people," + suffix;
        String[] walker = Http.bearer(own.client("walker").fetchesToken());
        try (var admin = new LDAPConnection(
                "127.0.0.1",
                server.settings().listeners().ldap(),
                "uid=admin,ou=people," + suffix,
                own.adminPassword())) {
            for (int i = 0; i < 30; i++) {
                admin.add(
                        "dn: uid=other-%d,ou=people,%s".formatted(i, suffix),
                        "objectClass: inetOrgPerson",
                        "cn: x",
                        "sn: x");
            }
            for (String name : List.of(unit, "ou=field," + unit)) {
                admin.add("dn: " + name, "objectClass: organizationalUnit");
            }
            for (String name : List.of("uid=c," + unit, "uid=a,ou=field," + unit, "uid=b,ou=field," + unit)) {
                admin.add("dn: " + name, "objectClass: inetOrgPerson", "cn: x", "sn: x");
            }
            admin.modify(
                    "cn=walker,ou=clients," + suffix,
                    new Modification(ModificationType.ADD, "objectClass", "lightwaveSearchLimits"),
                    new Modification(ModificationType.ADD, "lightwaveLookThroughLimit", "10"));
        }
        for (String base : List.of(unit, "ou=field," + unit)) { // one within the other
            own.create(
                    "access-rules",
                    Map.of(
                            "name", base.equals(unit) ? "walker-sees" : "walker-sees-again",
                            "effect", "allow",
                            "subjects", List.of("cn=walker,ou=clients," + suffix),
                            "rights", List.of("read", "search"),
                            "target", Map.of("base", base)));
        }
        String all = own.path("/scim/v2/Users");
        assertThat(names(http.get(all, walker).expect(200), 3)).containsExactly("a", "b", "c");
        assertThat(names(http.get(all + "?startIndex=2&count=1", walker).expect(200), 3))
                .containsExactly("b");
        Answer first = http.get(all + "?cursor=&count=2", walker).expect(200);
        assertThat(names(first, 3)).containsExactly("a", "b");
        String next = Http.encode(first.text("nextCursor"));
        Answer last = http.get(all + "?count=2&cursor=" + next, walker).expect(200);
        assertThat(names(last, 3)).containsExactly("c");
        assertThat(last.json().has("nextCursor")).isFalse();
        assertThat(names(
                        http.get(all + "?filter=" + Http.encode("userName co \"b\""), walker)
                                .expect(200),
                        1))
                .containsExactly("b");

        own.create(
                "access-rules",
                Map.of(
                        "name", "walker-sees-another",
                        "effect", "allow",
                        "subjects", List.of("cn=walker,ou=clients," + suffix),
                        "rights", List.of("read", "search"),
                        "target", Map.of("base", "uid=other-7,ou=people," + suffix)));
        assertThat(names(http.get(all, walker).expect(200), 4)).containsExactly("a", "b", "c", "other-7");
    }

    /// Those of a list, which says how many there are on all pages together.
    private static List<String> names(Answer list, int total) {
        assertThat(list.json().path("totalResults").asInt()).isEqualTo(total);
        return list.json()
                .path("Resources")
                .valueStream()
                .map(one -> one.path("userName").asString())
                .toList();
    }

    @Test
    void read_and_change_of_users_what_rules_let_them() {
        String[] desk = Http.bearer(tenant.client("desk").fetchesToken());
        String id = tenant.user("alice").id();
        patch(id, "title", "Secret title", server.operator()).expect(200);
        patch(id, "emails", List.of(Map.of("value", "alice@delegating.example")), server.operator())
                .expect(200);
        assertThat(http.get(users, desk).status()).isEqualTo(403);

        rule("desk-reads", "desk", List.of("read"), Map.of("base", PEOPLE, "attributes", SHOWN));
        Answer shown = http.get(users + "/" + id, desk).expect(200);
        assertThat(shown.text("userName")).isEqualTo("alice");
        assertThat(shown.body()).contains("alice@delegating.example").doesNotContain("Secret");
        assertThat(http.get(users, desk).expect(200).json().path("totalResults").asInt())
                .isEqualTo(http.get(users, server.operator())
                        .json()
                        .path("totalResults")
                        .asInt());
        String filter = "?filter=userName%20eq%20%22alice%22";
        assertThat(http.get(users + filter, desk).json().path("totalResults").asInt())
                .as("without the right to search")
                .isZero();
        rule("desk-searches", "desk", List.of("search"), Map.of("base", PEOPLE, "attributes", List.of("uid")));
        assertThat(http.get(users + filter, desk).json().path("totalResults").asInt())
                .isEqualTo(1);

        assertThat(patch(id, "emails", List.of(Map.of("value", "x@delegating.example")), desk)
                        .status())
                .isEqualTo(403);
        assertThat(patch(id, "password", "a new password", desk).status()).isEqualTo(403);
        assertThat(patch(id, "active", false, desk).status()).isEqualTo(403);
        assertThat(http.delete(users + "/" + id, desk).status()).isEqualTo(403);
        assertThat(tenant.audit("action=entry.delete"))
                .anySatisfy(
                        event -> assertThat(event.path("outcome").asString()).isEqualTo("refused"));

        rule(
                "desk-writes",
                "desk",
                List.of("write"),
                Map.of("base", PEOPLE, "attributes", List.of("mail", "userPassword")));
        patch(id, "emails", List.of(Map.of("value", "y@delegating.example")), desk)
                .expect(200);
        patch(id, "password", "a new password", desk).expect(200);
        assertThat(patch(id, "active", false, desk).status()).isEqualTo(403);
        String admin = "";
        for (JsonNode user : http.get(users, desk).json().path("Resources")) {
            admin = user.path("userName").asString().equals("admin")
                    ? user.path("id").asString()
                    : admin;
        }
        assertThat(patch(admin, "password", "a new password", desk).status())
                .as("of an administrator")
                .isEqualTo(403);
        assertThat(http.json("POST", users, Map.of("userName", "made"), desk).status())
                .isEqualTo(403);
        rule(
                "desk-adds",
                "desk",
                List.of("add"),
                Map.of("base", PEOPLE, "attributes", List.of("uid", "cn", "sn", "objectClass")));
        http.json("POST", users, Map.of("userName", "made"), desk).expect(201);
        assertThat(http.json("POST", users, Map.of("userName", "titled", "title", "x"), desk)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void see_no_user_that_they_may_not_read() {
        String[] half = Http.bearer(tenant.client("half").fetchesToken());
        String id = tenant.user("bob").id();
        rule(
                "half-reads",
                "half",
                List.of("read", "search"),
                Map.of("base", PEOPLE, "attributes", List.of("uid", "mail")));
        assertThat(http.get(users, half).expect(200).json().path("totalResults").asInt())
                .as("what every user tells is not theirs to read")
                .isZero();
        assertThat(http.get(users + "/" + id, half).status()).isEqualTo(404);
        assertThat(patch(id, "title", "x", half).status()).isEqualTo(404);
    }

    @Test
    void write_rules_about_what_they_manage() {
        String[] author = Http.bearer(tenant.client("author").fetchesToken());
        Map<String, Object> wanted = Map.of(
                "name", "by-author",
                "effect", "allow",
                "subjects", List.of("authenticated"),
                "rights", List.of("read"),
                "target", Map.of("base", "ou=groups," + SUFFIX));
        assertThat(http.json("POST", tenant.api("/access-rules"), wanted, author)
                        .status())
                .isEqualTo(403);
        rule("author-reads", "author", List.of("read", "search"), Map.of("base", "ou=groups," + SUFFIX));
        assertThat(http.json("POST", tenant.api("/access-rules"), wanted, author)
                        .status())
                .isEqualTo(403);
        rule("author-manages", "author", List.of("manage"), Map.of("base", "ou=groups," + SUFFIX));
        http.json("POST", tenant.api("/access-rules"), wanted, author).expect(201);
        assertThat(http.get(tenant.api("/clients"), author).status()).isEqualTo(403);
        assertThat(http.get(tenant.api("/access-rules/../clients"), author).status())
                .isGreaterThanOrEqualTo(400);
    }

    private String group(String name, String... caller) {
        return http.json("POST", tenant.path("/scim/v2/Groups"), Map.of("displayName", name), caller)
                .expect(201)
                .text("id");
    }

    private Answer join(String group, String member, String... caller) {
        return http.json(
                "PATCH",
                tenant.path("/scim/v2/Groups/") + group,
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                        "Operations",
                        List.of(Map.of("op", "add", "path", "members", "value", List.of(Map.of("value", member))))),
                caller);
    }

    @Test
    void who_are_user_administrators_manage_users_and_groups_and_nothing_above_them() throws Exception {
        String[] operator = server.operator();
        var subjects = server.running().context().getBean(Subjects.class);
        var id = new TenantId("delegating.example");
        String role = group("user-administrators", operator);
        String auditors = group("auditors", operator);
        String auditor = tenant.user("ann").id();
        join(auditors, auditor, operator).expect(200);
        TestUser helen = tenant.user("helen");
        join(role, helen.id(), operator).expect(200);
        var client = tenant.client("helpdesk");
        String[] desk = Http.bearer(client.fetchesToken());
        assertThat(http.get(users, desk).status()).isEqualTo(403);
        subjects.addToGroup(
                id,
                "user-administrators",
                subjects.byName(id, SubjectKind.CLIENT, "helpdesk")
                        .orElseThrow()
                        .id());
        desk = Http.bearer(client.fetchesToken());

        String made = http.json("POST", users, Map.of("userName", "newcomer", "title", "Engineer"), desk)
                .expect(201)
                .text("id");
        patch(made, "password", "a new password", desk).expect(200);
        patch(made, "active", false, desk).expect(200);
        String team = group("team", desk);
        join(team, made, desk).expect(200);
        http.delete(users + "/" + made, desk).expect(204);

        assertThat(patch(auditor, "title", "x", desk).status()).isEqualTo(403);
        assertThat(patch(auditor, "password", "a new password", desk).status()).isEqualTo(403);
        assertThat(http.delete(users + "/" + auditor, desk).status()).isEqualTo(403);
        assertThat(patch(helen.id(), "password", "a new password", desk).status())
                .as("of another user administrator")
                .isEqualTo(403);
        String bea = tenant.user("bea").id();
        for (String above : List.of(role, auditors)) {
            assertThat(join(above, bea, desk).status()).isEqualTo(403);
            assertThat(http.delete(tenant.path("/scim/v2/Groups/") + above, desk)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(http.json("POST", tenant.path("/scim/v2/Groups"), Map.of("displayName", "readers"), desk)
                        .status())
                .isEqualTo(403);
        String watchers = group("watchers", desk);
        join(watchers, bea, desk).expect(200);
        tenant.create(
                "access-rules",
                Map.of(
                        "name", "watchers-see-clients",
                        "effect", "allow",
                        "subjects", List.of("cn=watchers,ou=groups," + SUFFIX),
                        "rights", List.of("read"),
                        "target", Map.of("base", "ou=clients," + SUFFIX)));
        assertThat(join(watchers, helen.id(), desk).status())
                .as("a group that may more than they")
                .isEqualTo(403);
        assertThat(http.get(tenant.api("/clients"), desk).status()).isEqualTo(403);
        assertThat(http.get(tenant.api("/access-rules"), desk).status()).isEqualTo(403);
        assertThat(http.get(server.tenant("not-delegating.example").path("/scim/v2/Users"), desk)
                        .status())
                .isIn(401, 403, 404);

        try (var ldap = new LDAPConnection(
                "127.0.0.1", server.settings().listeners().ldap(), "uid=helen," + PEOPLE, helen.password())) {
            ldap.add("dn: ou=sales," + PEOPLE, "objectClass: organizationalUnit", "ou: sales");
            ldap.add(
                    "dn: uid=carl,ou=sales," + PEOPLE,
                    "objectClass: inetOrgPerson",
                    "uid: carl",
                    "cn: Carl",
                    "sn: Carl");
            ldap.modify("uid=carl,ou=sales," + PEOPLE, new Modification(ModificationType.REPLACE, "title", "x"));
            ldap.delete("uid=carl,ou=sales," + PEOPLE);
            refused(() -> ldap.modify(PEOPLE, new Modification(ModificationType.REPLACE, "description", "x")));
            refused(() -> ldap.modifyDN(PEOPLE, "ou=persons", true));
            refused(() -> ldap.modify(
                    "cn=administrators,ou=groups," + SUFFIX,
                    new Modification(ModificationType.ADD, "member", "uid=helen," + PEOPLE)));
            refused(() -> ldap.modify(
                    "uid=admin," + PEOPLE,
                    new Modification(ModificationType.REPLACE, "userPassword", "a new password")));
            refused(() -> ldap.delete("cn=helpdesk,ou=clients," + SUFFIX));
        }
    }

    private interface Operation {
        void run() throws LDAPException;
    }

    private static void refused(Operation operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOfSatisfying(
                        LDAPException.class,
                        e -> assertThat(e.getResultCode())
                                .isIn(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, ResultCode.NO_SUCH_OBJECT));
    }
}
