package io.lightwave.directory.subschema;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.add;
import static io.lightwave.directory.entry.DirectoryWorld.delete;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static io.lightwave.directory.entry.DirectoryWorld.replace;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.entry.Reason;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.schema.DirectorySchema;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 4512 §4.2: a tenant's schema changes by modification of its subschema subentry")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaChangesTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final EntryOutcome DONE = new EntryOutcome.Done();
    private static final String BADGE = "( 1.3.6.1.4.1.99999.1.1 NAME ( 'acmeBadge' 'badge' ) DESC 'a badge' EQUALITY"
            + " caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64} )";
    private static final String GOLD = "( 1.3.6.1.4.1.99999.1.2 NAME 'acmeGoldBadge' SUP acmeBadge SINGLE-VALUE )";
    private static final String EMPLOYEE =
            "( 1.3.6.1.4.1.99999.2.1 NAME 'acmeEmployee' SUP top AUXILIARY MAY" + " ( acmeBadge $ acmeGoldBadge ) )";

    private DirectoryWorld world;
    private Requester admin;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        admin = world.admin(ACME);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private static EntryOutcome change(
            DirectoryWorld node, Requester requester, com.unboundid.ldap.sdk.Modification... modifications) {
        return node.modify(requester, "cn=schema", modifications);
    }

    private static List<String> published(DirectoryWorld node) {
        return node.context.bean(DirectorySchema.class).of(ACME).subentry(List.of("attributeTypes")).stream()
                .map(Attribute::getValues)
                .flatMap(java.util.Arrays::stream)
                .toList();
    }

    @Test
    void what_is_added_is_used_found_published_and_known_to_other_nodes() {
        try (var other = new DirectoryWorld(world.context.database())) {
            assertThat(change(world, admin, add("attributeTypes", BADGE, GOLD), add("objectClasses", EMPLOYEE)))
                    .isEqualTo(DONE);
            world.user(ACME, "badged");
            String name = "uid=badged,ou=people," + SUFFIX;
            assertThat(world.modify(
                            admin,
                            name,
                            add("objectClass", "acmeEmployee"),
                            add("badge", "Red 7"),
                            add("1.3.6.1.4.1.99999.1.2", "Gold 1")))
                    .isEqualTo(DONE);
            other.context.bean(ChangeFeed.class).catchUp();
            for (DirectoryWorld node : List.of(world, other)) {
                assertThat(published(node)).contains(BADGE);
                Requester there = node.admin(ACME);
                for (String filter : List.of(
                        "(acmeBadge=red  7)",
                        "(badge=re*)",
                        "(acmeBadge=gold 1)",
                        "(objectClass=ACMEEMPLOYEE)",
                        "(objectClass=1.3.6.1.4.1.99999.2.1)",
                        "(acmeGoldBadge=*)")) {
                    assertThat(node.search(there, SUFFIX, SUB, filter))
                            .as(filter)
                            .containsExactly(name);
                }
                assertThat(node.values(ACME, name, "acmeBadge")).containsExactlyInAnyOrder("Red 7", "Gold 1");
            }
            assertThat(refusal(other.modify(other.admin(ACME), name, add("acmeGoldBadge", "Gold 2"))))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(refusal(change(other, other.admin(ACME), delete("objectClasses", EMPLOYEE))))
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(world.modify(
                            admin,
                            name,
                            delete("badge"),
                            delete("acmeGoldBadge"),
                            delete("objectClass", "acmeEmployee")))
                    .isEqualTo(DONE);
            assertThat(refusal(change(world, admin, delete("attributeTypes", BADGE))))
                    .as("another is derived from it")
                    .isEqualTo(Reason.CONSTRAINT_VIOLATION);
            assertThat(change(
                            world,
                            admin,
                            delete("objectClasses", "( 1.3.6.1.4.1.99999.2.1 NAME 'x' )"),
                            delete("attributeTypes", GOLD, BADGE)))
                    .isEqualTo(DONE);
            assertThat(published(world)).doesNotContain(BADGE);
            other.context.bean(ChangeFeed.class).catchUp();
            assertThat(published(other)).doesNotContain(BADGE);
        }
    }

    @Test
    void a_node_that_was_not_asked_meanwhile_knows_when_the_last_change_was_too() {
        String type = "( 1.3.6.1.4.1.99999.1.41 NAME 'acmeBrief' SUP name )";
        var tenant = new TenantId("brief.example");
        assertThat(world.tenants().begin(tenant, tenant.value())).isPresent();
        try (var other = new DirectoryWorld(world.context.database())) {
            String first = changed(other, tenant);
            world.context.clock().advance(Duration.ofHours(1));
            change(world, tenant, add("attributeTypes", type));
            String added = changed(world, tenant);
            assertThat(added).isGreaterThan(first);
            change(world, tenant, delete("attributeTypes", type));
            other.context.bean(ChangeFeed.class).catchUp();
            String removed = changed(world, tenant);
            assertThat(removed).isGreaterThan(added);
            assertThat(changed(other, tenant)).isEqualTo(removed);
            change(other, tenant, add("attributeTypes", type));
            assertThat(changed(other, tenant)).as("by a clock that is behind").isGreaterThan(removed);
        }
    }

    private static void change(DirectoryWorld node, TenantId tenant, com.unboundid.ldap.sdk.Modification modification) {
        node.context.bean(SchemaChanges.class).modify(tenant, List.of(modification), () -> {});
    }

    private static String changed(DirectoryWorld node, TenantId tenant) {
        return Objects.requireNonNull(node.context
                .bean(DirectorySchema.class)
                .subentry(Optional.of(tenant), List.of("modifyTimestamp"))
                .getFirst()
                .getValue());
    }

    @Test
    void one_tenant_s_definitions_are_no_other_s() {
        String own = "( 1.3.6.1.4.1.99999.1.3 NAME 'acmeOnly' EQUALITY integerMatch SYNTAX"
                + " 1.3.6.1.4.1.1466.115.121.1.27 )";
        assertThat(change(world, admin, add("attributeTypes", own))).isEqualTo(DONE);
        var schema = world.context.bean(DirectorySchema.class);
        assertThat(schema.of(ACME).attribute("acmeOnly")).isPresent();
        assertThat(schema.of(DirectoryWorld.SUB).attribute("acmeOnly")).isEmpty();
        assertThat(schema.attribute("acmeOnly")).isEmpty();
        String text = own.replace("integerMatch", "caseExactMatch").replace(".27", ".15");
        assertThat(change(world, world.admin(DirectoryWorld.SUB), add("attributeTypes", text)))
                .as("and may mean something else there")
                .isEqualTo(DONE);
    }

    @Test
    void a_subclass_of_people_is_people() {
        String pilot = "( 1.3.6.1.4.1.99999.2.9 NAME 'acmePilot' SUP inetOrgPerson STRUCTURAL MAY host )";
        assertThat(change(world, admin, add("objectClasses", pilot))).isEqualTo(DONE);
        assertThat(world.add(
                        admin,
                        "dn: uid=pilot,ou=people," + SUFFIX,
                        "objectClass: acmePilot",
                        "cn: Pilot",
                        "sn: Pilot",
                        "host: plane"))
                .isEqualTo(DONE);
        assertThat(world.values(ACME, "uid=pilot,ou=people," + SUFFIX, "structuralObjectClass"))
                .containsExactly("acmePilot");
    }

    @DisplayName("RFC 4512 §4.1.1")
    @Test
    void a_class_is_structural_where_nothing_else_is_said() {
        assertThat(change(
                        world,
                        admin,
                        add("objectClasses", "( 1.3.6.1.4.1.99999.2.8 NAME 'acmeShelf' SUP top MUST cn )")))
                .isEqualTo(DONE);
        assertThat(world.add(admin, "dn: cn=shelf," + SUFFIX, "objectClass: acmeShelf"))
                .isEqualTo(DONE);
        assertThat(refusal(world.add(admin, "dn: cn=both," + SUFFIX, "objectClass: acmeShelf", "objectClass: device")))
                .isEqualTo(Reason.OBJECT_CLASS_VIOLATION);
    }

    /// As older servers have kept them: a class without a kind was one of the kind of what it is derived from.
    @Test
    void definitions_of_older_servers_are_in_no_other_change_s_way() {
        String mixin = "( 1.3.6.1.4.1.99999.2.31 NAME 'acmeMixin' SUP top AUXILIARY MAY host )";
        String odd = "( 1.3.6.1.4.1.99999.2.32 NAME 'acmeOdd' SUP device STRUCTURAL MAY host )";
        assertThat(change(world, admin, add("objectClasses", mixin, odd))).isEqualTo(DONE);
        world.user(ACME, "mixed");
        world.user(ACME, "named");
        String name = "uid=mixed,ou=people," + SUFFIX;
        assertThat(world.modify(
                        admin,
                        name,
                        add("objectClass", "acmeMixin"),
                        add("host", "here"),
                        add("manager", "uid=named,ou=people," + SUFFIX)))
                .isEqualTo(DONE);
        world.context
                .bean(JdbcClient.class)
                .sql("UPDATE schema_definition SET definition = replace(replace(definition, 'top AUXILIARY', 'top'),"
                        + " 'device STRUCTURAL', 'device AUXILIARY') WHERE tenant_id = :tenant"
                        + " AND definition LIKE '( 1.3.6.1.4.1.99999.2.3_ %'")
                .param("tenant", ACME.value())
                .update();
        String other = "( 1.3.6.1.4.1.99999.2.33 NAME 'acmeNext' SUP top AUXILIARY MAY host )";
        assertThat(change(world, admin, add("objectClasses", other))).isEqualTo(DONE);
        assertThat(refusal(change(
                        world,
                        admin,
                        add("objectClasses", "( 1.3.6.1.4.1.99999.2.34 NAME 'acmeNew' SUP acmeMixin AUXILIARY )"))))
                .isEqualTo(Reason.CONSTRAINT_VIOLATION);
    }

    @DisplayName("RFC 4512 §2.5.1")
    @Test
    void values_of_subtypes_are_within_bounds_too() {
        assertThat(change(
                        world,
                        admin,
                        add(
                                "attributeTypes",
                                "( 1.3.6.1.4.1.99999.1.21 NAME 'acmeLevel' EQUALITY integerMatch ORDERING"
                                        + " integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )",
                                "( 1.3.6.1.4.1.99999.1.22 NAME 'acmeHighLevel' SUP acmeLevel )"),
                        add(
                                "objectClasses",
                                "( 1.3.6.1.4.1.99999.2.21 NAME 'acmeLevelled' SUP top AUXILIARY MAY acmeHighLevel )")))
                .isEqualTo(DONE);
        assertThat(world.add(
                        admin,
                        "dn: cn=levelled," + SUFFIX,
                        "objectClass: device",
                        "objectClass: acmeLevelled",
                        "acmeHighLevel: 7"))
                .isEqualTo(DONE);
        assertThat(world.search(admin, SUFFIX, SUB, "(acmeLevel>=7)")).containsExactly("cn=levelled," + SUFFIX);
        assertThat(world.search(admin, SUFFIX, SUB, "(acmeLevel<=6)")).isEmpty();
    }

    @Test
    void what_a_tenant_adds_does_not_name_entries() {
        assertThat(change(
                        world,
                        admin,
                        add(
                                "attributeTypes",
                                "( 1.3.6.1.4.1.99999.1.7 NAME 'acmeSerial' EQUALITY caseExactMatch SYNTAX"
                                        + " 1.3.6.1.4.1.1466.115.121.1.15 )"),
                        add(
                                "objectClasses",
                                "( 1.3.6.1.4.1.99999.2.7 NAME 'acmeThing' SUP top STRUCTURAL MUST acmeSerial )")))
                .isEqualTo(DONE);
        assertThat(refusal(world.add(admin, "dn: acmeSerial=1," + SUFFIX, "objectClass: acmeThing")))
                .isEqualTo(Reason.UNDEFINED_ATTRIBUTE_TYPE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            attributeTypes | nonsense | INVALID_ATTRIBUTE_SYNTAX
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'broken | INVALID_ATTRIBUTE_SYNTAX
            attributeTypes | ( acme-oid NAME 'acmeX' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'cn' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 2.5.4.3 NAME 'acmeX' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'lightwaveX' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' SYNTAX 1.2.3.4 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' SUP nothing ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' SUP userPassword ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' SUP memberOf ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' EQUALITY noMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 NO-USER-MODIFICATION USAGE directoryOperation ) | CONSTRAINT_VIOLATION
            attributeTypes | ( 1.3.6.1.4.1.99999.9.1 NAME 'acmeX' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 USAGE dSAOperation ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'person' SUP top AUXILIARY ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP nothing AUXILIARY ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP lightwaveNode STRUCTURAL ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' STRUCTURAL MUST cn ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP top AUXILIARY MUST nothing ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP top AUXILIARY MAY pwdReset ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP person AUXILIARY ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP person ABSTRACT ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP pkiUser STRUCTURAL ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' SUP pkiUser ) | CONSTRAINT_VIOLATION
            objectClasses  | ( 1.3.6.1.4.1.99999.9.2 NAME 'acmeC' MUST cn ) | CONSTRAINT_VIOLATION
            matchingRules  | ( 1.2.3 NAME 'x' SYNTAX 1.2.3 ) | UNWILLING_TO_PERFORM
            cn             | other | UNWILLING_TO_PERFORM
            """)
    void what_is_wrong_or_taken_is_refused(String attribute, String definition, Reason reason) {
        assertThat(refusal(change(world, admin, add(attribute, definition)))).isEqualTo(reason);
        assertThat(world.context.bean(DirectorySchema.class).of(ACME).attribute("acmeX"))
                .isEmpty();
    }

    @Test
    void what_is_standard_stays_and_what_is_not_there_is_said() {
        assertThat(refusal(change(world, admin, delete("attributeTypes", "( 2.5.4.3 NAME 'cn' SUP name )"))))
                .isEqualTo(Reason.UNWILLING_TO_PERFORM);
        assertThat(refusal(change(world, admin, delete("objectClasses", "( 2.5.6.6 NAME 'person' )"))))
                .isEqualTo(Reason.UNWILLING_TO_PERFORM);
        assertThat(refusal(change(world, admin, delete("attributeTypes", "( 1.3.6.1.4.1.99999.8.8 NAME 'x' )"))))
                .isEqualTo(Reason.NO_SUCH_ATTRIBUTE);
        assertThat(refusal(change(world, admin, delete("attributeTypes")))).isEqualTo(Reason.UNWILLING_TO_PERFORM);
        assertThat(refusal(change(world, admin, replace("attributeTypes", BADGE))))
                .isEqualTo(Reason.UNWILLING_TO_PERFORM);
    }

    @Test
    void only_administrators_change_it_and_it_is_audited() {
        world.user(ACME, "someone");
        String own = BADGE.replace(".1.1 ", ".5.5 ")
                .replace("acmeBadge", "acmeOther")
                .replace("'badge'", "'acmeO'");
        assertThat(refusal(change(world, world.as(ACME, "someone"), add("attributeTypes", own))))
                .isEqualTo(Reason.INSUFFICIENT_ACCESS_RIGHTS);
        assertThat(refusal(change(world, DirectoryWorld.anonymous(), add("attributeTypes", own))))
                .isEqualTo(Reason.INSUFFICIENT_ACCESS_RIGHTS);
        assertThat(change(world, admin, add("attributeTypes", own))).isEqualTo(DONE);
        assertThat(world.audit.events)
                .filteredOn(event -> event.action().equals("schema.modify"))
                .extracting(event -> event.outcome().name())
                .contains("SUCCESS", "REFUSED");
    }
}
