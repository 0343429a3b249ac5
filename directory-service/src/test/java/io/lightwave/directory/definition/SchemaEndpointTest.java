package io.lightwave.directory.definition;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static io.lightwave.directory.entry.DirectoryWorld.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.SYSTEM;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.StrictJson;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.fixture.Door;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 4512 §4.2: a tenant's schema over REST")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaEndpointTest {
    private static final String PATH = "/api/v1/tenants/acme.example/schema";
    private static final String BADGE = "( 1.3.6.1.4.1.99999.3.1 NAME ( 'acmeBadge' 'badge' ) DESC 'a badge' EQUALITY"
            + " caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )";
    private static final String BADGED = "( 1.3.6.1.4.1.99999.3.2 NAME 'acmeBadged' SUP top AUXILIARY MAY acmeBadge )";

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

    private Caller admin(TenantId tenant) {
        return new Caller(((Requester.Authenticated) world.admin(tenant)).principal(), Optional.empty(), ORIGIN);
    }

    private Door.Answer change(String json) {
        return door.postJson(PATH + "/changes", admin(ACME), json);
    }

    private static String json(String text) {
        return StrictJson.mapper().writeValueAsString(text);
    }

    private static List<String> texts(JsonNode list, String field) {
        var texts = new ArrayList<String>();
        list.forEach(one -> texts.add(one.get(field).asString()));
        return texts;
    }

    private List<String> own(String kind) {
        var names = new ArrayList<String>();
        door.get(PATH, admin(ACME)).json().get(kind).forEach(definition -> {
            if (definition.get("own").booleanValue()) {
                names.add(definition.get("names").get(0).stringValue());
            }
        });
        return names;
    }

    @Test
    void what_there_is_is_shown_with_what_is_the_tenant_s_own() {
        JsonNode shown = door.get(PATH, admin(ACME)).json();
        assertThat(texts(shown.get("attributeTypes"), "oid")).contains("2.5.4.3");
        assertThat(texts(shown.get("objectClasses"), "oid")).contains("2.5.6.6");
        assertThat(texts(shown.get("attributeTypes"), "definition")).allMatch(definition -> definition.startsWith("("));
    }

    @Test
    void definitions_come_and_go_and_a_dry_run_says_which_entries_keep_them() {
        String both =
                "{\"add\":{\"attributeTypes\":[%s],\"objectClasses\":[%s]}%%s}".formatted(json(BADGE), json(BADGED));
        assertThat(change(both.formatted(",\"dryRun\":true")).json())
                .isEqualTo(StrictJson.mapper().readTree("{\"done\":false,\"refusals\":[]}"));
        assertThat(own("attributeTypes")).doesNotContain("acmeBadge");
        assertThat(change(both.formatted("")).json())
                .isEqualTo(StrictJson.mapper().readTree("{\"done\":true,\"refusals\":[]}"));
        assertThat(own("attributeTypes")).contains("acmeBadge");
        assertThat(own("objectClasses")).contains("acmeBadged");
        assertThat(world.audit.events.getLast())
                .extracting(AuditEvent::action, AuditEvent::outcome)
                .containsExactly("schema.modify", AuditEvent.Outcome.SUCCESS);

        world.user(ACME, "badged");
        String name = "uid=badged,ou=people,dc=acme,dc=example";
        assertThat(world.modify(world.admin(ACME), name, add("objectClass", "acmeBadged"), add("badge", "Red 7")))
                .isEqualTo(new EntryOutcome.Done());
        String removal =
                "{\"remove\":{\"attributeTypes\":[\"BADGE\"],\"objectClasses\":[\"1.3.6.1.4.1.99999.3.2\"]}%s}";
        JsonNode refusals = change(removal.formatted(",\"dryRun\":true")).json().get("refusals");
        assertThat(texts(refusals, "definition")).containsExactly("1.3.6.1.4.1.99999.3.2", "1.3.6.1.4.1.99999.3.1");
        assertThat(texts(refusals, "kind")).containsExactly("objectClasses", "attributeTypes");
        refusals.forEach(refusal -> {
            assertThat(refusal.get("entryCount").intValue()).isEqualTo(1);
            assertThat(refusal.get("entries").get(0).stringValue()).isEqualTo(name);
        });
        assertThat(change(removal.formatted("")).status()).isEqualTo(409);
        assertThat(own("attributeTypes")).contains("acmeBadge");
        assertThat(world.audit.events.getLast().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);

        assertThat(world.delete(world.admin(ACME), name)).isEqualTo(new EntryOutcome.Done());
        assertThat(change(removal.formatted("")).status()).isEqualTo(200);
        assertThat(own("attributeTypes")).doesNotContain("acmeBadge");
    }

    @Test
    void a_dry_run_tells_of_everything_that_is_wrong_at_once() {
        int events = world.audit.events.size();
        JsonNode refusals = change("""
                {"dryRun":true,
                 "add":{"attributeTypes":[
                     "nonsense",
                     "( 1.3.6.1.4.1.99999.4.1 NAME 'cn' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
                     "( 1.3.6.1.4.1.99999.4.2 NAME 'acmeGood' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"],
                   "objectClasses":[
                     "( 1.3.6.1.4.1.99999.4.3 NAME 'acmeNeeds' SUP top AUXILIARY MAY acmeMissing )",
                     "( 1.3.6.1.4.1.99999.4.4 NAME 'acmeFine' SUP top AUXILIARY MAY acmeGood )"]},
                 "remove":{"attributeTypes":["cn","acmeNowhere"]}}""").json().get("refusals");
        assertThat(texts(refusals, "detail"))
                .satisfiesExactlyInAnyOrder(
                        detail -> assertThat(detail).contains("standard definition stays"),
                        detail -> assertThat(detail).contains("no definition with OID acmeNowhere"),
                        detail -> assertThat(detail).contains("begins with ("),
                        detail -> assertThat(detail).contains("the name is taken: cn"),
                        detail -> assertThat(detail).contains("no attribute acmeMissing"));
        assertThat(own("attributeTypes")).doesNotContain("acmeGood");
        assertThat(world.audit.events).hasSize(events);
    }

    @Test
    void what_depends_on_a_definition_keeps_it() {
        change("{\"add\":{\"attributeTypes\":[%s],\"objectClasses\":[%s]}}"
                .formatted(
                        json(BADGE.replace(".3.1 ", ".5.1 ")
                                .replace("acmeBadge", "acmeKept")
                                .replace("'badge'", "'acmeKept2'")),
                        json(BADGED.replace(".3.2 ", ".5.2 ").replace("acmeBadge", "acmeKept"))));
        JsonNode refusals = change("{\"dryRun\":true,\"remove\":{\"attributeTypes\":[\"acmeKept\"]}}")
                .json()
                .get("refusals");
        assertThat(texts(refusals, "detail")).singleElement().asString().contains("no attribute acmeKept");
    }

    @Test
    void definitions_may_come_in_any_order_and_be_made_anew_while_others_are_derived_from_them() {
        String base = "( 1.3.6.1.4.1.99999.7.1 NAME 'acmeBase' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )";
        String derived = "( 1.3.6.1.4.1.99999.7.2 NAME 'acmeDerived' SUP ACMEBASE )";
        String above = "( 1.3.6.1.4.1.99999.7.3 NAME 'acmeAbove' SUP top AUXILIARY MAY acmeDerived )";
        String below = "( 1.3.6.1.4.1.99999.7.4 NAME 'acmeBelow' SUP 1.3.6.1.4.1.99999.7.3 AUXILIARY )";
        assertThat(change("{\"add\":{\"objectClasses\":[%s,%s],\"attributeTypes\":[%s,%s]}}"
                                .formatted(json(below), json(above), json(derived), json(base)))
                        .status())
                .isEqualTo(200);
        assertThat(own("attributeTypes")).containsSubsequence("acmeBase", "acmeDerived");
        assertThat(own("objectClasses")).containsSubsequence("acmeAbove", "acmeBelow");
        assertThat(change("{\"remove\":{\"attributeTypes\":[\"acmeBase\"]},\"add\":{\"attributeTypes\":[%s]}}"
                                .formatted(json(base.replace("'acmeBase'", "( 'acmeBase' 'acmeRoot' )"))))
                        .status())
                .isEqualTo(200);
        assertThat(own("attributeTypes")).containsSubsequence("acmeBase", "acmeDerived");
        String circle = "( 1.3.6.1.4.1.99999.7.%d NAME 'acmeCircle%d' SUP acmeCircle%d )";
        assertThat(change("{\"add\":{\"attributeTypes\":[%s,%s]}}"
                                .formatted(json(circle.formatted(5, 5, 6)), json(circle.formatted(6, 6, 5))))
                        .status())
                .isEqualTo(409);
        assertThat(change(
                                "{\"remove\":{\"attributeTypes\":[\"acmeBase\",\"acmeDerived\"],\"objectClasses\":[\"acmeAbove\","
                                        + "\"acmeBelow\"]}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_no_change_is_refused() {
        for (String body : List.of(
                "{}",
                "{\"add\":{}}",
                "{\"add\":{\"attributeTypes\":[null]}}",
                "{\"add\":{\"matchingRules\":[\"( 1.2 )\"]}}",
                "{\"add\":{\"attributeTypes\":[\"nonsense\"]}}")) {
            assertThat(change(body).status()).as(body).isEqualTo(400);
        }
        assertThat(change("{\"remove\":{\"attributeTypes\":[\"cn\"]}}").status())
                .isEqualTo(409);
    }

    @Test
    void it_is_the_tenant_s_own_and_the_system_s_to_change() {
        String one = "{\"add\":{\"attributeTypes\":[\"( 1.3.6.1.4.1.99999.6.1 NAME 'acmeSystem' SYNTAX"
                + " 1.3.6.1.4.1.1466.115.121.1.15 )\"]}}";
        assertThat(door.postJson(PATH + "/changes", admin(SUB), one).status()).isEqualTo(403);
        assertThat(door.postJson(PATH + "/changes", admin(SYSTEM), one).status())
                .isEqualTo(200);
        assertThat(own("attributeTypes")).contains("acmeSystem");
        assertThat(texts(
                        door.get("/api/v1/tenants/sub.acme.example/schema", admin(SUB))
                                .json()
                                .get("attributeTypes"),
                        "oid"))
                .doesNotContain("1.3.6.1.4.1.99999.6.1");
    }
}
