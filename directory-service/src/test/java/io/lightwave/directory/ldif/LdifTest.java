package io.lightwave.directory.ldif;

import static com.unboundid.ldap.sdk.SearchScope.SUB;
import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.EntryOutcome;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.schema.DirectorySchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@DisplayName("RFC 2849 LDIF over REST, while the directory is in use")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LdifTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PATH = "/api/v1/tenants/acme.example/ldif";

    private DirectoryWorld world;
    private Door door;
    private Caller admin;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        door = world.context.bean(Door.class);
        admin = caller(ACME);
    }

    private Caller caller(TenantId tenant) {
        return new Caller(
                world.context
                        .bean(ActivePrincipals.class)
                        .find(
                                tenant,
                                world.subjects()
                                        .byName(tenant, SubjectKind.USER, "admin")
                                        .orElseThrow()
                                        .id())
                        .orElseThrow(),
                Optional.empty(),
                ORIGIN);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private JsonNode imported(String ldif, String... id) {
        String path = id.length == 0 ? PATH : PATH + "?id=" + id[0];
        Door.Answer answer = door.post(path, admin, "text/ldif", ldif.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static String counts(JsonNode report) {
        return "read %d added %d changed %d skipped %d failed %d"
                .formatted(
                        report.path("read").asInt(),
                        report.path("added").asInt(),
                        report.path("changed").asInt(),
                        report.path("skipped").asInt(),
                        report.path("failed").asInt());
    }

    private static List<String> failures(JsonNode report) {
        var failures = new ArrayList<String>();
        report.path("failures")
                .forEach(failure -> failures.add(failure.path("line").asInt() + " "
                        + failure.path("reason").asString()));
        return failures;
    }

    private static String person(String uid, String... more) {
        return "dn: uid=" + uid + ",ou=people," + SUFFIX + "\nobjectClass: inetOrgPerson\ncn: " + uid + "\nsn: " + uid
                + "\n" + String.join("", more) + "\n";
    }

    @Test
    void who_is_disabled_comes_in_again_disabled() {
        imported(person("gone") + "\n" + person("here"));
        var gone = world.subjects().byName(ACME, SubjectKind.USER, "gone").orElseThrow();
        world.subjects().setEnabled(ACME, gone.id(), false);
        String exported = door.get(PATH, admin).text();
        for (String name : List.of("gone", "here")) {
            var subject = world.subjects().byName(ACME, SubjectKind.USER, name).orElseThrow();
            world.subjects().delete(ACME, subject.id());
        }
        imported(exported.replace("uid=gone", "uid=gone-again")
                .replace("uid: gone", "uid: gone-again")
                .replace("uid=here", "uid=here-again")
                .replace("uid: here", "uid: here-again"));
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "gone-again"))
                .hasValueSatisfying(one -> assertThat(one.enabled()).isFalse());
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "here-again"))
                .hasValueSatisfying(one -> assertThat(one.enabled()).isTrue());
    }

    /// As slapcat writes it: operational attributes, spaces behind commas, groups before their members.
    @Test
    void an_export_of_another_directory_comes_in_as_it_is() {
        JsonNode report = imported("""
                dn: dc=acme,dc=example
                objectClass: domain
                dc: acme

                dn: cn=crew,ou=groups,dc=acme,dc=example
                objectClass: groupOfNames
                cn: crew
                member: cn=mates, ou=groups, dc=acme, dc=example
                member: uid=ishmael, ou=People, dc=acme, dc=example

                dn: cn=mates,ou=Groups, dc=acme,dc=example
                objectClass: groupOfNames
                cn: mates
                member: uid=starbuck, ou=people, dc=acme, dc=example

                dn: ou=ship,ou=people,dc=acme,dc=example
                objectClass: organizationalUnit
                ou: ship

                dn: ou=below,ou=ship,ou=people,dc=acme,dc=example
                objectClass: organizationalUnit
                ou: below

                dn: uid=ishmael,ou=people,dc=acme,dc=example
                objectClass: top
                objectClass: person
                objectClass: organizationalPerson
                objectClass: inetOrgPerson
                structuralObjectClass: inetOrgPerson
                entryUUID: b4f2b2f4-9f3b-103d-8a6a-5d3d8a2b0d5a
                creatorsName: cn=admin,dc=acme,dc=example
                createTimestamp: 20240101120000Z
                entryCSN: 20240101120000.000000Z#000000#000#000000
                modifiersName: cn=admin,dc=acme,dc=example
                modifyTimestamp: 20240101120000Z
                uid: ishmael
                cn:: SXNobWHDq2w=
                sn: Sailor
                mail: ishmael@acme.example
                manager: uid=starbuck,ou=people,dc=acme,dc=example
                userPassword:: e1NTSEF9TGhLcmtNOUZ5K3psc3RqZEQ3S3YyczZRdmhCellXeDA=

                dn: uid=starbuck,ou=people,dc=acme,dc=example
                objectClass: inetOrgPerson
                uid: starbuck
                cn: Starbuck
                sn: Starbuck
                """);
        assertThat(failures(report)).isEmpty();
        assertThat(counts(report)).isEqualTo("read 7 added 6 changed 0 skipped 1 failed 0");
        assertThat(report.path("done").asBoolean()).isTrue();
        assertThat(world.values(ACME, "uid=ishmael,ou=people," + SUFFIX, "memberOf"))
                .containsExactly("cn=crew,ou=groups," + SUFFIX);
        assertThat(world.values(ACME, "uid=starbuck,ou=people," + SUFFIX, "memberOf"))
                .hasSize(2);
        assertThat(world.values(ACME, "uid=ishmael,ou=people," + SUFFIX, "cn")).containsExactly("Ishmaël");
        assertThat(world.values(ACME, "uid=ishmael,ou=people," + SUFFIX, "creatorsName"))
                .containsExactly("uid=admin,ou=people," + SUFFIX);
        assertThat(world.search(world.admin(ACME), SUFFIX, SUB, "(manager=uid=starbuck,ou=people," + SUFFIX + ")"))
                .hasSize(1);
        assertThat(world.context
                        .bean(PasswordAuthentication.class)
                        .authenticate(ACME, "ishmael", Password.of("correct horse"), ORIGIN))
                .isInstanceOf(PasswordAuthentication.Outcome.Authenticated.class);
    }

    @Test
    void what_is_wrong_with_a_record_is_said_and_the_others_come_in() {
        world.user(ACME, "there");
        JsonNode report = imported(person("good1", "mail: good@acme.example\n")
                + person("bad1", "mail: good@acme.example\n")
                + person("bad2", "unknownAttribute: x\n")
                + person("bad3", "userPassword: {MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==\n")
                + "dn: uid=bad4,ou=nowhere," + SUFFIX + "\nobjectClass: account\n\n"
                + "dn: no name\ncn: x\n\n"
                + "dn: uid=bad5,ou=people,dc=other,dc=example\nobjectClass: account\n\n"
                + "dn: cn=bad6,ou=groups," + SUFFIX + "\nobjectClass: groupOfNames\nmember: uid=nobody,ou=people,"
                + SUFFIX + "\n\n"
                + person("there")
                + person("good2"));
        assertThat(counts(report)).isEqualTo("read 10 added 2 changed 0 skipped 1 failed 7");
        assertThat(String.join("\n", failures(report)))
                .contains("another entry has that value of mail")
                .contains("unknown attribute 'unknownAttribute'")
                .contains("scheme {MD5}")
                .contains("there is no entry above")
                .contains("not a distinguished name")
                .contains("a member is no subject of this tenant");
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "good2")).isPresent();
    }

    @Test
    void a_value_that_cannot_be_matched_fails_its_own_record_only() {
        String triple = Base64.getEncoder().encodeToString("(\ue000,,)".getBytes(StandardCharsets.UTF_8));
        JsonNode report = imported("dn: cn=odd," + SUFFIX + "\nobjectClass: nisNetgroup\nnisNetgroupTriple:: " + triple
                + "\n\n" + person("behindodd"));
        assertThat(counts(report)).isEqualTo("read 2 added 1 changed 0 skipped 0 failed 1");
        assertThat(failures(report)).singleElement().asString().contains("nisNetgroupTriple");
    }

    @Test
    void a_new_name_is_one_part() {
        JsonNode report = imported(person("renamed") + """
                dn: uid=renamed,ou=people,dc=acme,dc=example
                changetype: modrdn
                newrdn: uid=other,ou=groups
                deleteoldrdn: 1
                """);
        assertThat(failures(report)).singleElement().asString().contains("newrdn");
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "renamed")).isPresent();
    }

    @Test
    void the_schema_that_a_file_changes_is_the_one_of_its_tenant() {
        Door.Answer answer =
                door.post(PATH, caller(DirectoryWorld.SYSTEM), "text/ldif", """
                dn: cn=schema
                changetype: modify
                add: attributeTypes
                attributeTypes: ( 1.3.6.1.4.1.99999.1.50 NAME 'acmeLdif' EQUALITY integerMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
                """.getBytes(StandardCharsets.UTF_8));
        assertThat(counts(answer.json())).isEqualTo("read 1 added 0 changed 1 skipped 0 failed 0");
        var schema = world.context.bean(DirectorySchema.class);
        assertThat(schema.of(ACME).attribute("acmeLdif")).isPresent();
        assertThat(schema.of(DirectoryWorld.SYSTEM).attribute("acmeLdif")).isEmpty();
    }

    @Test
    void changes_are_applied_in_their_order() {
        JsonNode report = imported(person("changed") + """
                dn: uid=changed,ou=people,dc=acme,dc=example
                changetype: modify
                replace: title
                title: Cook
                -
                add: description
                description: one

                dn: uid=gone,ou=people,dc=acme,dc=example
                changetype: add
                objectClass: inetOrgPerson
                cn: gone
                sn: gone

                dn: uid=gone,ou=people,dc=acme,dc=example
                changetype: modrdn
                newrdn: uid=going
                deleteoldrdn: 1

                dn: uid=going,ou=people,dc=acme,dc=example
                changetype: delete
                """);
        assertThat(failures(report)).isEmpty();
        assertThat(counts(report)).isEqualTo("read 5 added 2 changed 3 skipped 0 failed 0");
        assertThat(world.values(ACME, "uid=changed,ou=people," + SUFFIX, "title"))
                .containsExactly("Cook");
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "gone")).isEmpty();
    }

    @Test
    void an_import_that_is_cut_off_goes_on_where_it_was_and_can_be_watched_from_another_node() {
        var ldif = new StringBuilder();
        for (int n = 0; n < 1_700; n++) {
            ldif.append(person("many" + n));
        }
        byte[] file = ldif.toString().getBytes(StandardCharsets.UTF_8);
        var imports = world.context.bean(LdifImports.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> imports.run(ACME, admin, "cut", new CutOff(file, file.length * 3 / 4)))
                .isInstanceOf(IOException.class);
        try (var other = new DirectoryWorld(world.context.database())) {
            JsonNode progress = other.context
                    .bean(Door.class)
                    .get(PATH + "/imports/cut", admin)
                    .json();
            assertThat(progress.path("done").asBoolean()).isFalse();
            assertThat(progress.path("read").asInt()).isBetween(500, 1_300);
            assertThat(progress.path("added").asInt())
                    .isEqualTo(progress.path("read").asInt());
        }
        JsonNode report = imported(ldif.toString(), "cut");
        assertThat(counts(report)).isEqualTo("read 1700 added 1700 changed 0 skipped 0 failed 0");
        assertThat(counts(imported("", "cut"))).isEqualTo("read 1700 added 1700 changed 0 skipped 0 failed 0");
        world.context.bean(ChangeFeed.class).catchUp();
        assertThat(world.search(world.admin(ACME), SUFFIX, SUB, "(uid=many*)")).hasSize(1_700);
        assertThat(world.audit.events)
                .filteredOn(event -> event.action().equals("ldif.import"))
                .isNotEmpty();
        assertThat(door.get(PATH + "/imports/none", admin).status()).isEqualTo(404);
    }

    /// What a batch was stored for had not been dealt with itself.
    @Test
    void an_import_that_is_cut_off_behind_a_batch_misses_nothing() {
        String ldif = "dn: ou=unfinished,ou=people," + SUFFIX + "\nobjectClass: organizationalUnit\n\n"
                + person("unfinished").replace(",ou=people", ",ou=unfinished,ou=people");
        byte[] file = ldif.getBytes(StandardCharsets.UTF_8);
        var imports = world.context.bean(LdifImports.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> imports.run(ACME, admin, "behind", new CutOff(file, file.length)))
                .isInstanceOf(IOException.class);
        assertThat(counts(imported(ldif, "behind"))).isEqualTo("read 2 added 2 changed 0 skipped 0 failed 0");
        assertThat(world.search(world.admin(ACME), SUFFIX, SUB, "(uid=unfinished)"))
                .hasSize(1);
    }

    /// A body that breaks off.
    private static final class CutOff extends InputStream {
        private final byte[] bytes;
        private final int end;
        private int at;

        CutOff(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            if (at == end) {
                throw new IOException("the client is gone");
            }
            return bytes[at++];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (at == end) {
                throw new IOException("the client is gone");
            }
            int count = Math.min(length, end - at);
            System.arraycopy(bytes, at, buffer, offset, count);
            at += count;
            return count;
        }
    }

    @Test
    void what_goes_out_comes_in_again_and_holds_no_password() {
        imported(person("roundtrip", "description:: IHNwYWNlZCA=\n", "userPassword: correct horse\n"));
        assertThat(world.add(
                        world.admin(ACME),
                        "dn: ou=elsewhere," + SUFFIX,
                        "objectClass: referral",
                        "objectClass: extensibleObject",
                        "ref: ldap://other.example/ou=elsewhere,dc=other"))
                .isEqualTo(new EntryOutcome.Done());
        Door.Answer export = door.get(PATH, admin);
        assertThat(export.status()).isEqualTo(200);
        assertThat(export.type()).startsWith("text/ldif");
        assertThat(export.text())
                .startsWith("version: 1\n\ndn: dc=acme,dc=example\n")
                .contains("\ndn: uid=roundtrip,ou=people,dc=acme,dc=example\n")
                .contains("description:: IHNwYWNlZCA=\n")
                .contains("\nref: ldap://other.example/ou=elsewhere,dc=other\n")
                .doesNotContainIgnoringCase("userPassword")
                .doesNotContain("entryUUID");
        assertThat(export.text().lines()).allMatch(line -> line.length() <= 76);
        JsonNode again = imported(export.text());
        assertThat(again.path("failed").asInt()).isZero();
        assertThat(again.path("added").asInt()).isZero();
        assertThat(door.get(PATH + "?operational=true", admin).text()).contains("\nentryUUID: ");
    }

    @Test
    void only_who_sees_everything_gets_everything() {
        world.user(ACME, "plain");
        Caller plain = new Caller(
                world.context
                        .bean(ActivePrincipals.class)
                        .find(
                                ACME,
                                world.subjects()
                                        .byName(ACME, SubjectKind.USER, "plain")
                                        .orElseThrow()
                                        .id())
                        .orElseThrow(),
                Optional.empty(),
                ORIGIN);
        assertThat(door.get(PATH, plain).text()).isEqualTo("version: 1\n");
        assertThat(door.post(PATH, plain, "text/ldif", person("smuggled").getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(403);
        assertThat(world.subjects().byName(ACME, SubjectKind.USER, "smuggled")).isEmpty();
    }

    @Test
    void dynamic_entries_come_in_with_the_time_they_had_still() {
        JsonNode report = imported("dn: ou=visit," + SUFFIX
                + "\nobjectClass: organizationalUnit\nobjectClass: dynamicObject\nou: visit\nentryTtl: 7200\n\n"
                + "dn: cn=badge,ou=visit," + SUFFIX
                + "\nobjectClass: device\nobjectClass: dynamicObject\ncn: badge\nentryTtl: 60\n\n"
                + "dn: cn=never,ou=visit," + SUFFIX + "\nobjectClass: device\ncn: never\n\n"
                + person("visitor", "objectClass: dynamicObject\n")
                + person("wrong", "entryTtl: 60\n"));
        assertThat(counts(report)).isEqualTo("read 5 added 3 changed 0 skipped 0 failed 2");
        assertThat(failures(report))
                .containsExactly(
                        "13 constraint violation: what stands below a dynamic entry is dynamic too",
                        "23 object class violation: not a dynamic entry");
        assertThat(world.values(ACME, "ou=visit," + SUFFIX, "entryTtl")).containsExactly("7200");
        assertThat(world.values(ACME, "cn=badge,ou=visit," + SUFFIX, "entryTtl"))
                .containsExactly("60");
        assertThat(world.values(ACME, "uid=visitor,ou=people," + SUFFIX, "entryTtl"))
                .containsExactly("86400");
        world.context.clock().advance(java.time.Duration.ofSeconds(60));
        world.context.bean(io.lightwave.directory.dit.EntryExpiry.class).run();
        assertThat(world.entries()
                        .read(world.admin(ACME), DirectoryWorld.dn("cn=badge,ou=visit," + SUFFIX), List.of("1.1")))
                .isEmpty();
        world.context.clock().advance(java.time.Duration.ofDays(2));
        world.context.bean(io.lightwave.directory.dit.EntryExpiry.class).run();
        assertThat(world.entries().read(world.admin(ACME), DirectoryWorld.dn("ou=visit," + SUFFIX), List.of("1.1")))
                .isEmpty();
    }
}
