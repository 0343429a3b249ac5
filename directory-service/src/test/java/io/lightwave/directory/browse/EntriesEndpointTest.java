package io.lightwave.directory.browse;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static io.lightwave.directory.entry.DirectoryWorld.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.fixture.Door;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("The directory's tree over REST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EntriesEndpointTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PATH = "/api/v1/tenants/acme.example/entries";

    private DirectoryWorld world;
    private Door door;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        door = world.context.bean(Door.class);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private Caller caller(TenantId tenant, String user) {
        return new Caller(((Requester.Authenticated) world.as(tenant, user)).principal(), Optional.empty(), ORIGIN);
    }

    private Caller admin() {
        return caller(ACME, "admin");
    }

    private static String json(Object value) {
        return StrictJson.mapper().writeValueAsString(value);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String at(String name) {
        return PATH + "/" + encoded(name);
    }

    private Door.Answer list(String parent, Caller caller, String more) {
        return door.get(PATH + "?parent=" + encoded(parent) + more, caller);
    }

    private static List<String> names(JsonNode page) {
        var names = new ArrayList<String>();
        page.get("items").forEach(item -> names.add(item.get("dn").asString()));
        return names;
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(one -> texts.add(one.asString()));
        return texts;
    }

    private JsonNode made(String name, String attributes) {
        Door.Answer answer =
                door.postJson(PATH, admin(), "{\"dn\":%s,\"attributes\":%s}".formatted(json(name), attributes));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private String unit(String name) {
        made(name, "{\"objectClass\":[\"organizationalUnit\"]}");
        return name;
    }

    @Nested
    class Tree {
        @Test
        void begins_at_the_top_and_is_read_level_by_level() {
            JsonNode top = door.get(PATH, admin()).json();
            assertThat(names(top)).contains("ou=people," + SUFFIX, "ou=groups," + SUFFIX);
            String people = "ou=people," + SUFFIX;
            assertThat(top.get("items").valueStream())
                    .filteredOn(item -> item.get("dn").asString().equals(people))
                    .singleElement()
                    .satisfies(item -> {
                        assertThat(item.get("hasSubordinates").booleanValue()).isTrue();
                        assertThat(texts(item.get("objectClasses"))).contains("organizationalUnit");
                        assertThat(names(list(item.get("id").asString(), admin(), "")
                                        .json()))
                                .contains("uid=admin," + people);
                    });
            assertThat(names(list(people, admin(), "").json())).contains("uid=admin," + people);
        }

        @Test
        void pages_follow_one_another_and_miss_nothing() {
            String many = unit("ou=many," + SUFFIX);
            var expected = new ArrayList<String>();
            for (int i = 0; i < 7; i++) {
                expected.add(unit("ou=part%d,%s".formatted(i, many)));
            }
            var found = new ArrayList<String>();
            JsonNode page = list(many, admin(), "&limit=3").json();
            found.addAll(names(page));
            while (page.has("nextCursor")) {
                page = list(
                                many,
                                admin(),
                                "&limit=3&cursor=" + page.get("nextCursor").asString())
                        .json();
                assertThat(page.get("items").size()).isBetween(1, 3);
                found.addAll(names(page));
            }
            assertThat(found).isEqualTo(expected);
            assertThat(list(many, admin(), "&limit=7").json().has("nextCursor")).isFalse();
        }

        @Test
        void pages_of_units_follow_one_another_whatever_their_depth() {
            String top = unit("ou=nested," + SUFFIX);
            var expected = new ArrayList<String>();
            for (String name : List.of("ou=a", "ou=b,ou=a", "ou=c,ou=b,ou=a", "ou=a b", "ou=z,ou=a b", "ou=d")) {
                expected.add(unit(name + "," + top));
            }
            var found = new ArrayList<String>();
            JsonNode page = list(top, admin(), "&units=true&limit=1").json();
            while (page.has("nextCursor")) {
                found.addAll(names(page));
                String cursor = page.get("nextCursor").asString();
                page = list(top, admin(), "&units=true&limit=1&cursor=" + cursor)
                        .json();
            }
            found.addAll(names(page));
            assertThat(found).isEqualTo(expected);
        }

        @Test
        void nonsense_is_refused() {
            assertThat(list(SUFFIX, admin(), "&limit=0").status()).isEqualTo(400);
            assertThat(list(SUFFIX, admin(), "&limit=201").status()).isEqualTo(400);
            assertThat(list(SUFFIX, admin(), "&cursor=%21").status()).isEqualTo(400);
            for (String parent : List.of("ou=nowhere," + SUFFIX, "=", "nobody", "dc=example", "cn=schema")) {
                assertThat(list(parent, admin(), "").status()).as(parent).isEqualTo(404);
            }
        }

        @Test
        @DisplayName("threat 11: names and ids of another tenant are nobody's here")
        void other_tenants_are_not_in_it() {
            String theirs = "uid=admin,ou=people,dc=sub," + SUFFIX;
            String id = door.get("/api/v1/tenants/sub.acme.example/entries/" + encoded(theirs), caller(SUB, "admin"))
                    .json()
                    .get("id")
                    .asString();
            for (Caller caller : List.of(admin(), caller(SYSTEM, "admin"))) {
                assertThat(door.get(at(theirs), caller).status()).isEqualTo(404);
                assertThat(door.get(PATH + "/" + id, caller).status()).isEqualTo(404);
                assertThat(list(theirs, caller, "").status()).isEqualTo(404);
                assertThat(list(id, caller, "").status()).isEqualTo(404);
                assertThat(door.delete(at(theirs), caller).status()).isEqualTo(404);
                assertThat(door.patch(at(theirs), caller, "{\"attributes\":{\"title\":[\"x\"]}}")
                                .status())
                        .isEqualTo(404);
            }
            assertThat(door.postJson(
                                    PATH,
                                    caller(SYSTEM, "admin"),
                                    "{\"dn\":%s,\"attributes\":{\"objectClass\":[\"organizationalUnit\"]}}"
                                            .formatted(json("ou=mine,dc=sub," + SUFFIX)))
                            .status())
                    .isEqualTo(400);
            assertThat(door.get(PATH, caller(SUB, "admin")).status()).isEqualTo(404);
        }
    }

    @Nested
    class Rights {
        private void rule(String name, String user, String rights, String base, String attributes) {
            Door.Answer answer = door.postJson("/api/v1/tenants/acme.example/access-rules", admin(), """
                    {"name":"%s","effect":"allow","subjects":["uid=%s,ou=people,%s"],"rights":[%s],
                     "target":{"base":"%s","attributes":[%s]}}""".formatted(
                            name, user, SUFFIX, rights, base, attributes));
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        }

        @Test
        void are_those_of_ldap() {
            world.user(ACME, "clerk");
            String open = unit("ou=open," + SUFFIX);
            String within = made(
                            "cn=d1," + open,
                            "{\"objectClass\":[\"device\"],\"serialNumber\":[\"7\"],\"description\":[\"secret\"]}")
                    .get("dn")
                    .asString();
            String closed = made("cn=d2," + unit("ou=closed," + SUFFIX), "{\"objectClass\":[\"device\"]}")
                    .get("dn")
                    .asString();
            rule("clerk-reads", "clerk", "\"read\"", open, "\"cn\",\"serialNumber\"");
            rule("clerk-writes", "clerk", "\"write\"", open, "\"serialNumber\"");
            Caller clerk = caller(ACME, "clerk");

            assertThat(names(list(open, clerk, "").json())).containsExactly(within);
            assertThat(names(door.get(PATH, clerk).json()))
                    .as("what leads to the readable, and no more")
                    .contains(open)
                    .doesNotContain("ou=closed," + SUFFIX);
            JsonNode seen = door.get(at(within), clerk).json();
            assertThat(seen.get("attributes").propertyNames()).containsExactlyInAnyOrder("cn", "serialNumber");
            assertThat(seen.get("operational").isEmpty()).isTrue();
            assertThat(door.get(at(closed), clerk).status()).isEqualTo(404);
            assertThat(list("ou=closed," + SUFFIX, clerk, "").status()).isEqualTo(404);

            assertThat(door.patch(at(within), clerk, "{\"attributes\":{\"serialNumber\":[\"8\"]}}")
                            .status())
                    .isEqualTo(200);
            assertThat(door.patch(at(within), clerk, "{\"attributes\":{\"description\":[\"x\"]}}")
                            .status())
                    .isEqualTo(403);
            assertThat(world.audit.events.getLast())
                    .extracting(AuditEvent::action, AuditEvent::outcome)
                    .containsExactly("entry.modify", AuditEvent.Outcome.REFUSED);
            assertThat(door.delete(at(within), clerk).status()).isEqualTo(403);
            for (String hidden : List.of(closed, closed.replace("cn=d2", "cn=none"))) {
                Door.Answer answer = door.patch(at(hidden), clerk, "{\"attributes\":{\"serialNumber\":[\"8\"]}}");
                assertThat(answer.status()).isEqualTo(404);
                assertThat(answer.json().path("detail").asString())
                        .as("what is hidden and what does not exist look alike")
                        .isEqualTo("there is no such entry");
                assertThat(answer.text())
                        .isEqualTo(door.delete(at(hidden), clerk).text());
                assertThat(answer.text()).isEqualTo(door.get(at(hidden), clerk).text());
            }
            assertThat(door.postJson(
                                    PATH,
                                    clerk,
                                    "{\"dn\":\"cn=d3,%s\",\"attributes\":{\"objectClass\":[\"device\"]}}"
                                            .formatted(open))
                            .status())
                    .isEqualTo(404);
            assertThat(world.values(ACME, within, "serialNumber")).containsExactly("8");
        }
    }

    @Nested
    class Changes {
        private String person(String uid) {
            return made(
                            "uid=%s,ou=people,%s".formatted(uid, SUFFIX),
                            "{\"objectClass\":[\"inetOrgPerson\"],\"cn\":[\"%s\"],\"sn\":[\"%s\"]}".formatted(uid, uid))
                    .get("dn")
                    .asString();
        }

        @Test
        void an_entry_is_added_shown_changed_renamed_and_deleted() {
            String name = person("bilbo");
            Door.Answer shown = door.get(at(name), admin());
            assertThat(texts(shown.json().at("/attributes/objectClass"))).contains("inetOrgPerson", "person");
            assertThat(shown.json().at("/operational/entryUUID/0").asString())
                    .isEqualTo(shown.json().get("id").asString());
            assertThat(shown.json().at("/attributes/userPassword").isMissingNode())
                    .isTrue();

            Door.Answer changed = door.patch(
                    at(name),
                    admin(),
                    "{\"attributes\":{\"mail\":[\"b@acme.example\"],\"title\":[\"Burglar\",\"Guest\"]}}");
            assertThat(texts(changed.json().at("/attributes/title"))).containsExactly("Burglar", "Guest");
            assertThat(changed.header("ETag")).isNotEqualTo(shown.header("ETag"));
            assertThat(door.patch(at(name), admin(), "{\"attributes\":{\"title\":null}}")
                            .json()
                            .at("/attributes/title")
                            .isMissingNode())
                    .isTrue();

            String id = changed.json().get("id").asString();
            JsonNode renamed = door.postJson(PATH + "/" + id + "/rename", admin(), "{\"rdn\":\"uid=frodo\"}")
                    .json();
            assertThat(renamed.get("dn").asString()).isEqualTo("uid=frodo,ou=people," + SUFFIX);
            assertThat(renamed.get("id").asString()).isEqualTo(id);
            assertThat(texts(renamed.at("/attributes/uid"))).containsExactly("frodo");
            assertThat(door.delete(PATH + "/" + id, admin()).status()).isEqualTo(204);
            assertThat(door.get(PATH + "/" + id, admin()).status()).isEqualTo(404);
            assertThat(world.audit.events.stream()
                            .map(AuditEvent::action)
                            .filter(action -> action.startsWith("entry."))
                            .toList())
                    .endsWith("entry.modify", "entry.modify", "entry.rename", "entry.delete");
        }

        @Test
        void moves_below_another_entry() {
            String from = unit("ou=from," + SUFFIX);
            String to = unit("ou=to," + SUFFIX);
            unit("ou=child," + from);
            JsonNode moved = door.postJson(
                            at("ou=child," + from) + "/rename",
                            admin(),
                            "{\"rdn\":\"ou=grown\",\"superior\":%s,\"deleteOldRdn\":false}".formatted(json(to)))
                    .json();
            assertThat(moved.get("dn").asString()).isEqualTo("ou=grown," + to);
            assertThat(texts(moved.at("/attributes/ou"))).containsExactlyInAnyOrder("child", "grown");
            assertThat(door.delete(at(to), admin()).status()).as("not a leaf").isEqualTo(409);
        }

        @Test
        void a_version_that_is_not_the_last_changes_nothing() {
            String name = person("merry");
            String old = door.get(at(name), admin()).header("ETag");
            assertThat(door.patch(at(name), admin(), "{\"attributes\":{\"title\":[\"one\"]}}", "If-Match", old)
                            .status())
                    .isEqualTo(200);
            assertThat(door.patch(at(name), admin(), "{\"attributes\":{\"title\":[\"two\"]}}", "If-Match", old)
                            .status())
                    .isEqualTo(412);
            assertThat(door.delete(at(name), admin(), "If-Match", old).status()).isEqualTo(412);
            assertThat(world.values(ACME, name, "title")).containsExactly("one");
            String now = door.get(at(name), admin()).header("ETag");
            assertThat(door.delete(at(name), admin(), "If-Match", now).status()).isEqualTo(204);
        }

        @Test
        void members_of_a_group_are_a_version_of_it() {
            String alice = person("member1");
            String group = made("cn=readers2,ou=groups," + SUFFIX, "{\"objectClass\":[\"groupOfNames\"]}")
                    .get("dn")
                    .asString();
            Door.Answer before = door.get(at(group), admin());
            Door.Answer after =
                    door.patch(at(group), admin(), "{\"attributes\":{\"member\":[%s]}}".formatted(json(alice)));
            assertThat(texts(after.json().at("/attributes/member"))).containsExactly(alice);
            assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
        }

        @Test
        void bytes_are_base64() {
            String name = person("pippin");
            String photo = "/9j/4AAQ";
            assertThat(door.patch(at(name), admin(), "{\"attributes\":{\"jpegPhoto\":[\"%s\"]}}".formatted(photo))
                            .json()
                            .at("/attributes/jpegPhoto/0")
                            .asString())
                    .isEqualTo(photo);
            assertThat(door.patch(at(name), admin(), "{\"attributes\":{\"jpegPhoto\":[\"?\"]}}")
                            .status())
                    .isEqualTo(400);
        }

        @Test
        void a_password_is_checked_and_never_shown() {
            String name = person("sam");
            assertThat(door.patch(at(name), admin(), "{\"attributes\":{\"userPassword\":[\"short\"]}}")
                            .status())
                    .isEqualTo(400);
            Door.Answer changed = door.patch(
                    at(name), admin(), "{\"attributes\":{\"userPassword\":[\"Second-breakfast-at-eleven-7\"]}}");
            assertThat(changed.status()).as(changed.text()).isEqualTo(200);
            assertThat(changed.text()).doesNotContain("breakfast").doesNotContain("userPassword");
        }

        @Test
        void nobody_s_own_password_is_changed_where_the_present_one_has_to_be_given() {
            String name = person("lobelia");
            String password = "{\"attributes\":{\"userPassword\":[\"Second-breakfast-at-eleven-7\"]}}";
            assertThat(door.patch(at(name), admin(), password).status()).isEqualTo(200);
            String policy = "cn=password,ou=policies," + SUFFIX;
            world.add(
                    world.admin(ACME), "dn: " + policy, "objectClass: lightwavePasswordPolicy", "pwdSafeModify: TRUE");
            Door.Answer refused = door.patch(at(name), caller(ACME, "lobelia"), password);
            assertThat(refused.status()).as(refused.text()).isEqualTo(403);
            assertThat(refused.text()).contains("the present one");
            world.delete(world.admin(ACME), policy);
        }

        @Test
        void what_the_schema_or_the_tree_refuses_is_refused() {
            String name = person("gollum");
            for (String body : List.of(
                    "{}",
                    "{\"attributes\":{}}",
                    "{\"attributes\":{\"nonsense\":[\"x\"]}}",
                    "{\"attributes\":{\"sn\":null}}",
                    "{\"attributes\":{\"uid\":[\"other\"]}}",
                    "{\"attributes\":{\"title\":[null]}}",
                    "{\"attributes\":{\"title\":\"x\"}}",
                    "{\"attributes\":{\"preferredLanguage\":[\"en\",\"de\"]}}",
                    "{\"attributes\":{\"createTimestamp\":[\"20260101000000Z\"]}}",
                    "{\"attributes\":{\"manager\":[\"no name\"]}}",
                    "{\"rdn\":\"uid=x\"}")) {
                assertThat(door.patch(at(name), admin(), body).status())
                        .as(body)
                        .isEqualTo(400);
            }
            for (String body : List.of(
                    "{}",
                    "{\"dn\":\"=\",\"attributes\":{}}",
                    "{\"dn\":\"ou=x,dc=acme,dc=example\"}",
                    "{\"dn\":\"ou=x,dc=acme,dc=example\",\"attributes\":{}}",
                    "{\"dn\":\"ou=x,dc=acme,dc=example\",\"attributes\":{\"objectClass\":[]}}",
                    "{\"dn\":\"ou=x,dc=nowhere\",\"attributes\":{\"objectClass\":[\"organizationalUnit\"]}}")) {
                assertThat(door.postJson(PATH, admin(), body).status()).as(body).isEqualTo(400);
            }
            assertThat(door.postJson(
                                    PATH,
                                    admin(),
                                    "{\"dn\":%s,\"attributes\":{\"objectClass\":[\"inetOrgPerson\"],\"cn\":[\"x\"],\"sn\":[\"x\"]}}"
                                            .formatted(json(name)))
                            .status())
                    .isEqualTo(409);
            for (String body : List.of("{}", "{\"rdn\":\"=\"}", "{\"rdn\":\"uid=a,ou=b\"}", "{\"rdn\":\"\"}")) {
                assertThat(door.postJson(at(name) + "/rename", admin(), body).status())
                        .as(body)
                        .isEqualTo(400);
            }
        }
    }

    @Nested
    class Schema {
        private Door.Answer attributes(String classes) {
            return door.get(PATH + "/attributes?objectClass=" + classes, admin());
        }

        @Test
        void says_what_entries_of_some_classes_must_and_may_have() {
            JsonNode described = attributes("inetOrgPerson").json();
            assertThat(described.get("structural").asString()).isEqualTo("inetOrgPerson");
            assertThat(texts(described.get("objectClasses"))).contains("top", "person");
            var required = new ArrayList<String>();
            JsonNode photo = null;
            for (JsonNode one : described.get("attributes")) {
                if (one.get("required").booleanValue()) {
                    required.add(one.get("name").asString());
                }
                photo = one.get("name").asString().equals("jpegPhoto") ? one : photo;
            }
            assertThat(required).containsExactly("cn", "objectClass", "sn");
            assertThat(Objects.requireNonNull(photo).get("binary").booleanValue())
                    .isTrue();
            assertThat(photo.get("syntax").asString()).isEqualTo("JPEG");
        }

        @Test
        void knows_no_other_classes() {
            for (String classes : List.of("", "nonsense", "top", "inetOrgPerson&objectClass=device")) {
                assertThat(attributes(classes).status()).as(classes).isEqualTo(400);
            }
        }
    }
}
