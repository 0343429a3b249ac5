package io.lightwave.directory.entry;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.dn;
import static io.lightwave.directory.entry.DirectoryWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.SubjectKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4511 §4.7 Add")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddTest {
    private static final String SUFFIX = "dc=acme,dc=example";
    private static final String PEOPLE = "ou=people," + SUFFIX;
    private static final EntryOutcome DONE = new EntryOutcome.Done();

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

    private EntryOutcome person(String rdn, String... more) {
        var ldif = new ArrayList<String>();
        ldif.add("dn: " + rdn + "," + PEOPLE);
        ldif.addAll(List.of("objectClass: inetOrgPerson", "cn: X", "sn: X"));
        ldif.addAll(List.of(more));
        return world.add(admin, ldif.toArray(String[]::new));
    }

    @Test
    void a_person_below_people_is_a_user() {
        assertThat(person("uid=Ursula.K", "mail: u@acme.example")).isEqualTo(DONE);
        var user = world.subjects().byName(ACME, SubjectKind.USER, "ursula.k").orElseThrow();
        assertThat(user.name()).isEqualTo("Ursula.K");
        assertThat(user.enabled()).isTrue();
        assertThat(user.attributes()).containsEntry("mail", List.of("u@acme.example"));
        assertThat(world.values(ACME, "uid=ursula.k," + PEOPLE, "objectClass"))
                .containsExactly("top", "person", "organizationalPerson", "inetOrgPerson");
    }

    /// In characters that take three bytes each and do not repeat, so that nothing of it is compressed.
    @Test
    void a_relative_name_that_no_index_takes_is_refused() {
        var random = new Random(7);
        String rdn = Stream.of("cn", "description", "l", "o")
                .map(type -> type + "="
                        + random.ints(230, 0x4e00, 0x9fff)
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("+"));
        assertThat(refusal(world.entries()
                        .add(
                                admin,
                                DistinguishedName.parse(rdn + "," + SUFFIX),
                                List.of(new Attribute("objectClass", "device")))))
                .isEqualTo(Reason.ADMIN_LIMIT_EXCEEDED);
    }

    @Test
    void the_values_of_the_rdn_are_added() {
        assertThat(world.add(admin, "dn: cn=a+ou=b," + SUFFIX, "objectClass: device"))
                .isEqualTo(DONE);
        assertThat(world.values(ACME, "OU=B+CN=A," + SUFFIX, "cn")).containsExactly("a");
        assertThat(world.values(ACME, "ou=b+cn=a," + SUFFIX, "ou")).containsExactly("b");
    }

    @Test
    void an_alias_of_a_naming_attribute_is_spelled_as_the_schema_does() {
        assertThat(person("userid=vera")).isEqualTo(DONE);
        assertThat(world.values(ACME, "uid=vera," + PEOPLE, "entryDN")).containsExactly("uid=vera," + PEOPLE);
    }

    @Test
    void binary_values_come_back_as_they_were() {
        byte[] photo = {(byte) 0xff, (byte) 0xd8, 0, 1, 2, (byte) 0xff};
        var attributes = List.of(
                new Attribute("objectClass", "inetOrgPerson"),
                new Attribute("cn", "P"),
                new Attribute("sn", "P"),
                new Attribute("jpegPhoto", photo));
        assertThat(world.entries().add(admin, dn("uid=photo," + PEOPLE), attributes))
                .isEqualTo(DONE);
        assertThat(world.entries()
                        .read(admin, dn("uid=photo," + PEOPLE), List.of("jpegPhoto"))
                        .orElseThrow()
                        .attributes()
                        .getFirst()
                        .getValueByteArray())
                .isEqualTo(photo);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cn: 1|sn: 1|objectClass: inetOrgPerson|nonsense: 1        | UNDEFINED_ATTRIBUTE_TYPE
            cn: 1|sn: 1|objectClass: inetOrgPerson|cn;x-de: 1         | UNDEFINED_ATTRIBUTE_TYPE
            cn: 1|sn: 1|objectClass: nonsense|mail: a                 | OBJECT_CLASS_VIOLATION
            cn: 1|sn: 1|mail: a@b|title: x                            | OBJECT_CLASS_VIOLATION
            cn: 1|mail: a|objectClass: inetOrgPerson|title: x         | OBJECT_CLASS_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|uidNumber: 1       | OBJECT_CLASS_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|dc: x              | OBJECT_CLASS_VIOLATION
            cn: 1|sn: 1|objectClass: top|objectClass: posixAccount    | OBJECT_CLASS_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|objectClass: device| OBJECT_CLASS_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|mail: ä@b          | INVALID_ATTRIBUTE_SYNTAX
            cn: 1|sn: 1|objectClass: inetOrgPerson|manager: nobody    | INVALID_ATTRIBUTE_SYNTAX
            displayName: 1|displayName: 2|objectClass: inetOrgPerson|sn: x | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|entryUUID: 2c3f9d3c-0000-4000-8000-000000000000 | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|memberOf: cn=administrators,ou=groups,dc=acme,dc=example | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|creatorsName: cn=a | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|pwdAccountLockedTime: 20260101000000Z | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|uid: another       | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|userPassword: short | PASSWORD_TOO_SHORT
            cn: 1|sn: 1|objectClass: inetOrgPerson|userPassword: {SSHA}0123456789abcdef | CONSTRAINT_VIOLATION
            cn: 1|sn: 1|objectClass: inetOrgPerson|userPassword: $2b$10$0123456789abcdef | CONSTRAINT_VIOLATION
            cn: 1|cn: 1|objectClass: inetOrgPerson|sn: x              | ATTRIBUTE_OR_VALUE_EXISTS
            cn: a b|cn: 'A  B'|objectClass: inetOrgPerson|sn: x       | ATTRIBUTE_OR_VALUE_EXISTS
            """)
    void what_the_schema_does_not_allow_is_refused(
            String first, String second, String third, String fourth, Reason reason) {
        var attributes = new ArrayList<Attribute>();
        var values = new LinkedHashMap<String, List<String>>();
        for (String line : new String[] {first, second, third, fourth}) {
            String name = line.substring(0, line.indexOf(": "));
            values.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(line.substring(line.indexOf(": ") + 2).replace("'", ""));
        }
        values.forEach((name, several) -> attributes.add(new Attribute(name, several)));
        EntryOutcome outcome = world.entries().add(admin, dn("uid=broken," + PEOPLE), attributes);
        assertThat(refusal(outcome)).as(outcome.toString()).isEqualTo(reason);
        assertThat(world.entries().read(admin, dn("uid=broken," + PEOPLE), List.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ou=x,ou=people          | organizationalUnit |            | DONE
            cn=nested,ou=x,ou=people| device             |            | DONE
            cn=x,ou=people          | inetOrgPerson      | sn: x      | NAMING_VIOLATION
            uid=x,ou=people         | account            |            | NAMING_VIOLATION
            uid=x+cn=x,ou=people    | inetOrgPerson      | sn: x      | NAMING_VIOLATION
            cn=x,ou=people          | groupOfNames       |            | NAMING_VIOLATION
            cn=x                    | groupOfNames       |            | NAMING_VIOLATION
            cn=x,ou=workloads       | lightwaveWorkload  |            | UNWILLING_TO_PERFORM
            cn=x,ou=clients         | lightwaveClient    |            | UNWILLING_TO_PERFORM
            cn=x,ou=nodes           | lightwaveNode      |            | UNWILLING_TO_PERFORM
            cn=x                    | lightwaveWorkload  |            | NAMING_VIOLATION
            cn=x,ou=policies        | device             |            | UNWILLING_TO_PERFORM
            cn=x                    | subentry           |            | NAMING_VIOLATION
            dc=x                    | domain             |            | NAMING_VIOLATION
            domainComponent=x       | domain             |            | NAMING_VIOLATION
            cn=x+dc=x               | device             | objectClass: dcObject | NAMING_VIOLATION
            cn=x,uid=admin,ou=people| device             |            | NAMING_VIOLATION
            userPassword=x          | device             |            | NAMING_VIOLATION
            jpegPhoto=x             | device             |            | NAMING_VIOLATION
            seeAlso=cn\\=x          | device             | cn: x      | NAMING_VIOLATION
            pwdAccountLockedTime=000001010000Z | device  | cn: x      | NAMING_VIOLATION
            entryUUID=x             | device             | cn: x      | CONSTRAINT_VIOLATION
            cn=x,cn=missing         | device             |            | NO_SUCH_OBJECT
            nonsense=x              | device             | cn: x      | UNDEFINED_ATTRIBUTE_TYPE
            c=Germany               | country            |            | INVALID_ATTRIBUTE_SYNTAX
            uid=admin,ou=people     | inetOrgPerson      | sn: x      | ENTRY_ALREADY_EXISTS
            UID=ADMIN,ou=People     | inetOrgPerson      | sn: x      | ENTRY_ALREADY_EXISTS
            ou=people               | organizationalUnit |            | ENTRY_ALREADY_EXISTS
            """)
    void entries_stand_only_where_the_structure_rules_let_them(
            String name, String objectClass, String more, String expected) {
        var lines = new ArrayList<String>();
        lines.add("dn: " + name + "," + SUFFIX);
        lines.add("objectClass: " + objectClass);
        if (objectClass.equals("inetOrgPerson")) {
            lines.add("cn: x");
        }
        if (more != null) {
            lines.add(more);
        }
        EntryOutcome outcome = world.add(admin, lines.toArray(String[]::new));
        assertThat(String.valueOf(refusal(outcome)))
                .as(outcome.toString())
                .isEqualTo(expected.equals("DONE") ? "null" : expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"аlice", "al ice", "alice/..", "ALİCE", "a\\,b", "\\2dalice", "álice", "ａlice", "alice\\00"})
    @DisplayName("threat 35: a user name that could be taken for another is refused")
    void user_names_are_plain(String uid) {
        EntryOutcome outcome;
        try {
            outcome = person("uid=" + uid);
        } catch (IllegalArgumentException e) {
            return; // not even a distinguished name
        }
        assertThat(refusal(outcome)).isEqualTo(Reason.NAMING_VIOLATION);
    }

    @Test
    void a_password_is_hashed_and_authenticates() {
        assertThat(person("uid=pat", "userPassword: correct horse")).isEqualTo(DONE);
        assertThat(world.context
                        .bean(PasswordAuthentication.class)
                        .authenticate(dn("uid=pat," + PEOPLE), Password.of("correct horse"), DirectoryWorld.ORIGIN))
                .isInstanceOf(PasswordAuthentication.Outcome.Authenticated.class);
    }

    @Test
    @DisplayName("RFC 4524 §3.9 simpleSecurityObject")
    void the_class_of_what_has_a_password_needs_none_with_it() {
        assertThat(person("uid=quinn", "objectClass: simpleSecurityObject", "userPassword: correct horse"))
                .isEqualTo(DONE);
        assertThat(person("uid=quint", "objectClass: simpleSecurityObject")).isEqualTo(DONE);
    }

    @Test
    void a_password_belongs_to_users_only() {
        EntryOutcome outcome = world.add(
                admin,
                "dn: cn=contact," + SUFFIX,
                "objectClass: inetOrgPerson",
                "sn: x",
                "userPassword: correct horse");
        assertThat(refusal(outcome)).isEqualTo(Reason.UNWILLING_TO_PERFORM);
    }

    @Test
    void an_entry_can_be_added_disabled() {
        assertThat(person("uid=later", "pwdAccountLockedTime: 000001010000Z")).isEqualTo(DONE);
        assertThat(world.subjects()
                        .byName(ACME, SubjectKind.USER, "later")
                        .orElseThrow()
                        .enabled())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uid=nobody,ou=people,dc=acme,dc=example",
                "ou=people,dc=acme,dc=example",
                "uid=admin,ou=people,dc=sub,dc=acme,dc=example",
                "uid=admin,ou=people,dc=lightwave,dc=local"
            })
    void a_member_is_a_subject_of_the_same_tenant(String member) {
        EntryOutcome outcome = world.add(
                admin, "dn: cn=strange,ou=groups," + SUFFIX, "objectClass: groupOfNames", "member: " + member);
        assertThat(refusal(outcome)).isEqualTo(Reason.CONSTRAINT_VIOLATION);
    }

    @Test
    @DisplayName("threat 5: of 200 adds of one name at once exactly one wins")
    void one_name_is_given_once() throws Exception {
        var start = new CountDownLatch(1);
        var outcomes = new ArrayList<Future<EntryOutcome>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                String uid = i % 2 == 0 ? "uid=racer" : "uid=RACER";
                outcomes.add(threads.submit(() -> {
                    start.await();
                    return person(uid);
                }));
            }
            start.countDown();
        }
        int won = 0;
        for (Future<EntryOutcome> outcome : outcomes) {
            if (outcome.get().equals(DONE)) {
                won++;
            } else {
                assertThat(refusal(outcome.get())).isEqualTo(Reason.ENTRY_ALREADY_EXISTS);
            }
        }
        assertThat(won).isEqualTo(1);
        assertThat(world.search(admin, SUFFIX, com.unboundid.ldap.sdk.SearchScope.SUB, "(uid=racer)"))
                .hasSize(1);
    }

    @Test
    void both_ends_are_audited_without_values() {
        world.audit.events.clear();
        person("uid=audited", "userPassword: correct horse");
        person("uid=audited");
        assertThat(world.audit.events)
                .extracting(AuditEvent::action, AuditEvent::outcome, AuditEvent::actor, AuditEvent::target)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "entry.add",
                                AuditEvent.Outcome.SUCCESS,
                                "user:admin@acme.example",
                                "uid=audited," + PEOPLE),
                        org.assertj.core.groups.Tuple.tuple(
                                "entry.add",
                                AuditEvent.Outcome.REFUSED,
                                "user:admin@acme.example",
                                "uid=audited," + PEOPLE));
        assertThat(world.audit.events.toString()).doesNotContain("correct horse");
    }
}
