package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.ldap.AccessWorld.ALICE;
import static io.lightwave.directory.ldap.AccessWorld.BOB;
import static io.lightwave.directory.ldap.AccessWorld.GROUPS;
import static io.lightwave.directory.ldap.AccessWorld.PEOPLE;
import static io.lightwave.directory.ldap.AccessWorld.RULES;
import static io.lightwave.directory.ldap.AccessWorld.SITES;
import static io.lightwave.directory.ldap.AccessWorld.SUFFIX;
import static io.lightwave.directory.ldap.AccessWorld.SVC;
import static io.lightwave.directory.ldap.AccessWorld.TEAM;
import static io.lightwave.directory.ldap.AccessWorld.on;
import static io.lightwave.directory.ldap.AccessWorld.rule;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.RuleAuthors;
import io.lightwave.directory.fixture.Door;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@DisplayName("Access rules over REST, and who may write them")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleAuthorsTest {
    private AccessWorld world;
    private Caller admin;
    private Caller svc;

    @BeforeAll
    void start() throws LDAPException {
        world = new AccessWorld();
        admin = world.caller("admin");
        svc = world.caller("svc");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @AfterEach
    void clear() {
        world.clear();
    }

    private int post(Caller caller, String name, String effect, String subjects, String rights, String target) {
        return world.door
                .postJson(RULES, caller, rule(name, effect, subjects, rights, target))
                .status();
    }

    @Nested
    class Rest {

        @Test
        void a_rule_is_made_read_changed_and_deleted() {
            Door.Answer made = world.door.postJson(
                    RULES,
                    admin,
                    rule("phones", "allow", "authenticated;" + TEAM, "read search", on(PEOPLE, "cn telephoneNumber")));
            assertThat(made.status()).isEqualTo(201);
            String path = made.header("Location");
            assertThat(path).isEqualTo(RULES + "/" + made.json().get("id").asString());
            assertThat(made.header("ETag")).isEqualTo("\"1\"");
            for (String same : new String[] {path, RULES + "/phones"}) {
                Door.Answer read = world.door.get(same, admin);
                assertThat(read.status()).isEqualTo(200);
                assertThat(read.json()).isEqualTo(made.json());
            }
            assertThat(made.json().get("subjects").toString()).contains("authenticated", TEAM);
            assertThat(made.json().get("target").get("scope").asString()).isEqualTo("sub");
            assertThat(made.json().get("target").get("base").asString()).isEqualTo(PEOPLE);
            assertThat(made.json().get("enabled").asBoolean()).isTrue();

            Door.Answer changed = world.door.patch(
                    path, admin, "{\"enabled\":false,\"target\":{\"attributes\":null}}", "If-Match", "\"1\"");
            assertThat(changed.status()).as(changed.text()).isEqualTo(200);
            assertThat(changed.header("ETag")).isEqualTo("\"2\"");
            assertThat(changed.json().get("target").has("attributes")).isFalse();
            assertThat(changed.json().get("target").get("base").asString()).isEqualTo(PEOPLE);
            assertThat(world.door
                            .patch(path, admin, "{\"enabled\":true}", "If-Match", "\"1\"")
                            .status())
                    .isEqualTo(412);
            assertThat(post(admin, "phones", "allow", "self", "read", "{}")).isEqualTo(409);
            assertThat(world.door.delete(path, admin).status()).isEqualTo(204);
            assertThat(world.door.delete(path, admin).status()).isEqualTo(404);
            assertThat(world.door.get(path, admin).status()).isEqualTo(404);
            assertThat(world.directory.audit.events.stream()
                            .filter(event -> event.target().equals("phones"))
                            .map(AuditEvent::action))
                    .containsSubsequence("access-rule.create", "access-rule.update", "access-rule.delete");
        }

        @Test
        void rules_are_listed_by_name_page_by_page() {
            for (String name : new String[] {"c", "a", "b"}) {
                post(admin, name, "allow", "self", "read", "{}");
            }
            JsonNode first = world.door.get(RULES + "?limit=2", admin).json();
            assertThat(first.get("items").findValuesAsString("name")).containsExactly("a", "b");
            JsonNode second = world.door
                    .get(RULES + "?limit=2&cursor=" + first.get("nextCursor").asString(), admin)
                    .json();
            assertThat(second.get("items").findValuesAsString("name")).containsExactly("c");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "name | {'name':'Big','effect':'allow','subjects':['self'],'rights':['read']}",
                    "name | {'name':'own-entry','effect':'allow','subjects':['self'],'rights':['read']}",
                    "name | {'name':'effective','effect':'allow','subjects':['self'],'rights':['read']}",
                    "name | {'effect':'allow','subjects':['self'],'rights':['read']}",
                    "effect | {'name':'x','effect':'maybe','subjects':['self'],'rights':['read']}",
                    "effect | {'name':'x','subjects':['self'],'rights':['read']}",
                    "subjects | {'name':'x','effect':'allow','subjects':[],'rights':['read']}",
                    "subjects | {'name':'x','effect':'allow','subjects':['everybody'],'rights':['read']}",
                    "subjects | {'name':'x','effect':'allow','subjects':['cn=none,ou=groups,dc=acme,dc=example'],'rights':['read']}",
                    "subjects | {'name':'x','effect':'allow','subjects':['uid=admin,ou=people,dc=sub,dc=acme,dc=example'],'rights':['read']}",
                    "rights | {'name':'x','effect':'allow','subjects':['self'],'rights':['fly']}",
                    "rights | {'name':'x','effect':'allow','subjects':['self']}",
                    "rights | {'name':'x','effect':'allow','subjects':['anonymous'],'rights':['write']}",
                    "rights | {'name':'x','effect':'allow','subjects':['anyone'],'rights':['read','delete']}",
                    "target.base | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'base':'ou=none,dc=acme,dc=example'}}",
                    "target.scope | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'scope':'all'}}",
                    "target.filter | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'filter':'(x'}}",
                    "target.filter | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'filter':'(nonsense=x)'}}",
                    "target.filter | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'filter':'(memberOf=cn=x)'}}",
                    "target.filter | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'filter':'(!(userPassword=x))'}}",
                    "target.filter | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'filter':'(cn:=x)'}}",
                    "target.attributes | {'name':'x','effect':'allow','subjects':['self'],'rights':['read'],'target':{'attributes':['nonsense']}}",
                    "target.attributes | {'name':'x','effect':'allow','subjects':['self'],'rights':['delete'],'target':{'attributes':['cn']}}"
                })
        void what_has_no_meaning_is_refused_by_its_field(String field, String json) {
            Door.Answer answer = world.door.postJson(RULES, admin, json.replace('\'', '"'));
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().get("field").asString()).isEqualTo(field);
        }

        @Test
        void what_is_not_known_is_refused() {
            assertThat(world.door
                            .postJson(
                                    RULES,
                                    admin,
                                    "{\"name\":\"x\",\"effect\":\"allow\",\"subjects\":[\"self\"],"
                                            + "\"rights\":[\"read\"],\"order\":1}")
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void another_node_obeys_a_rule_within_a_second() throws LDAPException {
            try (var other = new io.lightwave.directory.entry.DirectoryWorld(world.directory.context.database())) {
                var reader = other.as(ACME, "svc");
                assertThat(other.entries()
                                .read(reader, io.lightwave.directory.DistinguishedName.parse(BOB), java.util.List.of()))
                        .isEmpty();
                post(admin, "people", "allow", SVC, "read", on(PEOPLE));
                other.context.bean(io.lightwave.directory.ChangeFeed.class).catchUp();
                assertThat(other.entries()
                                .read(reader, io.lightwave.directory.DistinguishedName.parse(BOB), java.util.List.of()))
                        .isPresent();
            }
        }
    }

    @Nested
    @DisplayName("An entry that is deleted")
    class Deleted {
        private final String short1 = "cn=short," + GROUPS;

        private List<String> names() {
            return world.door.get(RULES, admin).json().get("items").findValuesAsString("name");
        }

        @Test
        void is_no_subject_of_rules_any_more_nor_their_base() throws LDAPException {
            world.admin.add(AccessWorld.entry("dn: " + short1, "objectClass: groupOfNames"));
            world.admin.add(AccessWorld.entry("dn: ou=short," + SITES, "objectClass: organizationalUnit"));
            world.allow("a-alone", short1, "read", on(SITES));
            world.allow("b-with-others", ALICE + ";" + short1 + ";self", "read", on(SITES));
            world.deny("c-base", ALICE, "read", on("ou=short," + SITES));
            world.allow("d-other", ALICE, "read", on(SITES));
            world.admin.delete(short1);
            assertThat(names()).containsExactly("b-with-others", "c-base", "d-other");
            Door.Answer others = world.door.get(RULES + "/b-with-others", admin);
            assertThat(others.json().get("subjects").toString()).isEqualTo("[\"%s\",\"self\"]".formatted(ALICE));
            assertThat(others.header("ETag")).isEqualTo("\"2\"");
            world.admin.delete("ou=short," + SITES);
            assertThat(names()).containsExactly("b-with-others", "d-other");
            assertThat(world.directory.audit.events.stream()
                            .filter(event -> event.actor().equals("server")
                                    && event.action().startsWith("access-rule"))
                            .map(event -> event.action() + " " + event.target() + ": " + event.reason()))
                    .containsExactly(
                            "access-rule.delete a-alone: it named %s, which is deleted".formatted(short1),
                            "access-rule.update b-with-others: it named %s, which is deleted".formatted(short1),
                            "access-rule.delete c-base: it named ou=short,%s, which is deleted".formatted(SITES));
        }

        @Test
        void gets_no_rule_while_it_is_being_deleted() throws Exception {
            world.admin.add(AccessWorld.entry("dn: ou=going," + SITES, "objectClass: organizationalUnit"));
            var transactions = world.directory.context.bean(TransactionTemplate.class);
            try (var threads = Executors.newSingleThreadExecutor()) {
                transactions.executeWithoutResult(_ -> {
                    world.directory.delete(world.directory.admin(ACME), "ou=going," + SITES);
                    Future<Integer> status =
                            threads.submit(() -> post(admin, "late", "allow", ALICE, "read", on("ou=going," + SITES)));
                    assertThat(got(status)).isEqualTo(400);
                });
            }
            assertThat(names()).isEmpty();
        }

        private static int got(Future<Integer> status) {
            try {
                return status.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void leaves_rules_as_they_are_when_it_stays_after_all() throws LDAPException {
            world.allow("sites", ALICE, "read", on(SITES));
            assertThat(world.admin
                            .delete(new com.unboundid.ldap.sdk.DeleteRequest("cn=d1," + SITES))
                            .getResultCode())
                    .isEqualTo(com.unboundid.ldap.sdk.ResultCode.SUCCESS);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> world.admin.delete(SITES)))
                    .isInstanceOf(LDAPException.class);
            assertThat(names()).containsExactly("sites");
            world.admin.add(AccessWorld.entry(
                    "dn: cn=d1," + SITES, "objectClass: device", "serialNumber: 1", "description: secret of d1"));
        }

        @Test
        void is_not_named_by_its_id_either() {
            String none = "00000000-0000-4000-8000-000000000000";
            assertThat(post(admin, "x", "allow", none, "read", "{}")).isEqualTo(400);
            assertThat(post(admin, "x", "allow", "self", "read", on(none))).isEqualTo(400);
        }
    }

    @Nested
    @DisplayName("threat 10: one who may manage entries")
    class Delegates {

        private void delegate() {
            world.allow("sites", SVC, "read search compare write", on(SITES));
            world.allow("sites-too", SVC, "add delete manage", on(SITES));
            world.allow("people", SVC, "read", on(PEOPLE, "uid"));
        }

        @Test
        void is_known_as_an_author_of_rules() {
            RuleAuthors authors = world.directory.context.bean(RuleAuthors.class);
            assertThat(authors.mayWriteRules(admin.principal(), ACME)).isTrue();
            assertThat(authors.mayWriteRules(svc.principal(), ACME)).isFalse();
            delegate();
            assertThat(authors.mayWriteRules(svc.principal(), ACME)).isTrue();
            assertThat(authors.mayWriteRules(world.caller("bob").principal(), ACME))
                    .isFalse();
        }

        @Test
        void gives_what_it_has_there_and_nothing_else() {
            delegate();
            assertThat(post(svc, "s1", "allow", ALICE, "read write", on(SITES))).isEqualTo(201);
            assertThat(post(svc, "s2", "allow", "authenticated", "read", on("cn=d1," + SITES, "cn")))
                    .isEqualTo(201);
            assertThat(post(svc, "s3", "deny", ALICE, "delete", on(SITES))).isEqualTo(201);
            assertThat(post(svc, "s4", "allow", ALICE, "manage", on(SITES))).isEqualTo(201);
            assertThat(post(svc, "n1", "allow", ALICE, "proxy", on(SITES))).isEqualTo(403);
            assertThat(post(svc, "n2", "allow", ALICE, "read", on(SUFFIX))).isEqualTo(400);
            assertThat(post(svc, "n3", "allow", ALICE, "read", "{}")).isEqualTo(403);
            assertThat(post(svc, "n4", "allow", ALICE, "read", on(PEOPLE, "uid")))
                    .as("reads, but does not manage")
                    .isEqualTo(403);
            assertThat(post(svc, "n5", "deny", ALICE, "read", on(PEOPLE))).isEqualTo(403);
            assertThat(world.ldap.lastEvent().action()).isEqualTo("access-rule.create");
            assertThat(world.ldap.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(post(svc, "n6", "allow", TEAM, "read", on(SITES)))
                    .as("whom it does not see, it cannot name")
                    .isEqualTo(400);
        }

        @Test
        void sees_and_changes_no_rules_but_such() {
            delegate();
            world.allow("other", ALICE, "read", on(GROUPS));
            assertThat(world.door.get(RULES, svc).json().get("items").findValuesAsString("name"))
                    .containsExactly("sites", "sites-too");
            assertThat(world.door.get(RULES + "/other", svc).status()).isEqualTo(404);
            assertThat(world.door.delete(RULES + "/other", svc).status()).isEqualTo(404);
            assertThat(world.door
                            .patch(RULES + "/sites", svc, "{\"target\":{\"base\":\"%s\"}}".formatted(PEOPLE))
                            .status())
                    .isEqualTo(403);
            assertThat(world.door
                            .patch(RULES + "/sites", svc, "{\"target\":null}")
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void does_not_lift_what_is_denied_to_it() {
            delegate();
            world.deny("not", "authenticated", "read", on(SITES, "description"));
            assertThat(world.door.delete(RULES + "/not", svc).status()).isEqualTo(404);
            assertThat(post(svc, "n1", "allow", ALICE, "read", on(SITES))).isEqualTo(403);
            assertThat(post(svc, "n2", "allow", ALICE, "read", on(SITES, "*"))).isEqualTo(403);
            assertThat(post(svc, "s1", "allow", ALICE, "read", on(SITES, "cn"))).isEqualTo(201);
        }

        @Test
        void learns_of_the_rights_to_entries_that_it_manages() {
            delegate();
            assertThat(explain(svc, ALICE, "cn=d1," + SITES).status()).isEqualTo(200);
            assertThat(explain(svc, ALICE, ALICE).status()).isEqualTo(400);
            assertThat(explain(svc, TEAM, "cn=d1," + SITES).status()).isEqualTo(400);
        }
    }

    private Door.Answer explain(Caller caller, String subject, String entry) {
        return world.door.get(
                RULES + "/effective?subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "&entry="
                        + URLEncoder.encode(entry, StandardCharsets.UTF_8),
                caller);
    }

    @Nested
    @DisplayName("Effective rights")
    class Effective {

        @Test
        void name_the_rule_that_decides() {
            world.allow("readers", "authenticated", "read search", on(SUFFIX));
            world.deny("no-secrets", TEAM, "read", on(SUFFIX, "description"));
            JsonNode answer = explain(admin, BOB, ALICE).json();
            assertThat(answer.get("subject").asString()).isEqualTo(BOB);
            assertThat(answer.at("/attributes/title/read").toString())
                    .isEqualTo("{\"allowed\":true,\"rule\":\"readers\"}");
            assertThat(answer.at("/attributes/description/read").toString())
                    .isEqualTo("{\"allowed\":false,\"rule\":\"no-secrets\"}");
            assertThat(answer.at("/attributes/description/search").toString())
                    .isEqualTo("{\"allowed\":true,\"rule\":\"readers\"}");
            assertThat(answer.at("/attributes/title/write").toString()).isEqualTo("{\"allowed\":false}");
            assertThat(answer.at("/attributes/userPassword/read").toString()).isEqualTo("{\"allowed\":false}");
            assertThat(answer.at("/attributes/memberOf/read/allowed").asBoolean())
                    .isTrue();
            assertThat(answer.at("/rights/delete").toString()).isEqualTo("{\"allowed\":false}");
            JsonNode own = explain(admin, BOB, BOB).json();
            assertThat(own.at("/attributes/mobile/write/rule").asString()).isEqualTo("own-attributes");
            assertThat(own.at("/attributes/title/compare/rule").asString()).isEqualTo("own-entry");
            JsonNode administrator = explain(admin, LdapWorld.ADMIN, BOB).json();
            assertThat(administrator.at("/rights/manage/rule").asString()).isEqualTo("administrators");
            world.allow("desk", ALICE, "write", on(PEOPLE, "userPassword title"));
            world.allow("desk-too", ALICE, "delete proxy", on(SUFFIX));
            world.allow("team", TEAM, "compare", on(SITES));
            JsonNode desk = explain(admin, ALICE, BOB).json();
            assertThat(desk.at("/attributes/title/write/rule").asString()).isEqualTo("desk");
            assertThat(desk.at("/attributes/userPassword/write").toString())
                    .as("for bob's group has a rule of its own")
                    .isEqualTo("{\"allowed\":false,\"rule\":\"no-escalation\"}");
            JsonNode above = explain(admin, ALICE, LdapWorld.ADMIN).json();
            for (String pointer : new String[] {"/attributes/title/write", "/rights/delete", "/rights/proxy"}) {
                assertThat(above.at(pointer).toString()).isEqualTo("{\"allowed\":false,\"rule\":\"no-escalation\"}");
            }
            assertThat(explain(admin, "anonymous", BOB)
                            .json()
                            .at("/attributes/cn/read/allowed")
                            .asBoolean())
                    .isFalse();
            assertThat(explain(admin, "uid=none," + PEOPLE, BOB)
                            .json()
                            .get("field")
                            .asString())
                    .isEqualTo("subject");
            assertThat(explain(admin, BOB, "uid=none," + PEOPLE)
                            .json()
                            .get("field")
                            .asString())
                    .isEqualTo("entry");
        }
    }
}
