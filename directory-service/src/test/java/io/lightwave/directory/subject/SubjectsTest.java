package io.lightwave.directory.subject;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.entry.DirectoryWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubjectsTest {
    private DirectoryWorld world;
    private Subjects subjects;
    private int count;

    @BeforeAll
    void start() {
        world = new DirectoryWorld();
        subjects = world.subjects();
    }

    @BeforeEach
    void fresh() {
        count++;
        world.ended.told.clear();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private Subject added(SubjectKind kind, String name, Map<String, List<String>> attributes) {
        return subjects.add(ACME, kind, name, attributes) instanceof Subjects.AddOutcome.Added(Subject subject)
                ? subject
                : org.assertj.core.api.Assertions.fail("name taken");
    }

    @Nested
    @DisplayName("add")
    class Add {

        @ParameterizedTest
        @EnumSource
        void makes_an_entry_below_the_container_of_the_kind(SubjectKind kind) {
            String name = "new-" + count;
            Subject subject = added(kind, name, Map.of("description", List.of("one", "two")));
            assertThat(subject.kind()).isEqualTo(kind);
            assertThat(subject.enabled()).isTrue();
            assertThat(subject.epoch()).isZero();
            assertThat(subject.attributes()).containsEntry("description", List.of("one", "two"));
            assertThat(subjects.byId(ACME, subject.id())).contains(subject);
            assertThat(subjects.byName(ACME, kind, name)).contains(subject);
            String dn = "%s=%s,ou=%s,dc=acme,dc=example".formatted(kind.namingAttribute(), name, kind.container());
            assertThat(world.values(ACME, dn, "entryUUID"))
                    .containsExactly(subject.id().toString());
            assertThat(world.values(ACME, dn, "structuralObjectClass")).containsExactly(kind.objectClass());
            assertThat(subjects.add(ACME, kind, name, Map.of())).isInstanceOf(Subjects.AddOutcome.NameTaken.class);
        }

        @Test
        void a_user_has_a_full_name_and_a_surname_in_any_case() {
            Subject plain = added(SubjectKind.USER, "plain", Map.of());
            assertThat(plain.attributes()).containsEntry("cn", List.of("plain")).containsEntry("sn", List.of("plain"));
            Subject named = added(SubjectKind.USER, "named", Map.of("displayName", List.of("Ada van Lovelace")));
            assertThat(named.attributes())
                    .containsEntry("cn", List.of("Ada van Lovelace"))
                    .containsEntry("sn", List.of("Lovelace"));
        }

        @Test
        void a_user_with_posix_attributes_is_a_posix_account() {
            var posix = Map.of(
                    "uidNumber", List.of("1000"), "gidNumber", List.of("90"), "homeDirectory", List.of("/home/unix"));
            added(SubjectKind.USER, "unix", posix);
            assertThat(world.values(ACME, "uid=unix,ou=people,dc=acme,dc=example", "objectClass"))
                    .contains("posixAccount");
            Subject later = added(SubjectKind.USER, "unixlater", Map.of());
            assertThat(subjects.modify(ACME, later.id(), posix)).isPresent();
            assertThat(world.values(ACME, "uid=unixlater,ou=people,dc=acme,dc=example", "objectClass"))
                    .contains("posixAccount");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                USER     | ''
                USER     | -a
                USER     | a b
                USER     | a/b
                USER     | ａlice
                USER     | аlice
                USER     | 'a\u0000'
                USER     | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
                GROUP    | 'trailing '
                GROUP    | ünique
                WORKLOAD | Payments
                WORKLOAD | /payments
                WORKLOAD | shop//cart
                WORKLOAD | shop/../cart
                WORKLOAD | shop/
                CLIENT   | spiffe://acme.example/x
                CLIENT   | SPIFFE:x
                CLIENT   | 2c3f9d3c-0000-4000-8000-000000000000
                CLIENT   | 2C3F9D3C-0000-4000-8000-000000000000
                CLIENT   | a b
                NODE     | Node-1
                NODE     | node_1
                NODE     | node-
                """)
        @DisplayName("threat 35: names that others could take for another are refused")
        void a_name_has_the_form_of_its_kind(SubjectKind kind, String name) {
            assertThatThrownBy(() -> subjects.add(ACME, kind, name, Map.of()))
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            refused -> assertThat(refused.field()).isEqualTo("name"));
            assertThat(subjects.byName(ACME, kind, name)).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "USER, alice@acme.example",
            "USER, O.Neil_2+x",
            "GROUP, Team 7/on call: eu",
            "WORKLOAD, shop/cart-v2.1/db_1",
            "CLIENT, https://app.example/client",
            "CLIENT, Web_App~1",
            "NODE, node-1.eu.acme.example"
        })
        void the_usual_names_are_taken(SubjectKind kind, String name) {
            assertThat(added(kind, name, Map.of()).name()).isEqualTo(name);
        }

        @Test
        void one_form_decides_uniqueness_and_look_up() {
            Subject mixed = added(SubjectKind.USER, "Mixed.Case", Map.of());
            assertThat(subjects.add(ACME, SubjectKind.USER, "mixed.case", Map.of()))
                    .isInstanceOf(Subjects.AddOutcome.NameTaken.class);
            assertThat(subjects.byName(ACME, SubjectKind.USER, "MIXED.CASE")).contains(mixed);
            added(SubjectKind.CLIENT, "MyApp", Map.of());
            assertThat(subjects.add(ACME, SubjectKind.CLIENT, "myapp", Map.of()))
                    .isInstanceOf(Subjects.AddOutcome.NameTaken.class);
            assertThat(subjects.byName(ACME, SubjectKind.CLIENT, "myapp")).isEmpty();
            assertThat(subjects.byName(ACME, SubjectKind.CLIENT, "MyApp")).isPresent();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                mail         | 'a@b\r\nBcc: x@y' | mail
                nonsense     | x                 | nonsense
                uidNumber    | seven             | uidNumber
                entryUUID    | x                 | entryUUID
                userPassword | correct horse     | userPassword
                objectClass  | device            | objectClass
                uid          | another           | name
                """)
        void an_attribute_the_schema_refuses_is_named(String attribute, String value, String field) {
            assertThatThrownBy(() -> subjects.add(ACME, SubjectKind.USER, "bad", Map.of(attribute, List.of(value))))
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            refused -> assertThat(refused.field()).isEqualTo(field));
        }

        @Test
        void a_taken_name_leaves_the_caller_s_transaction_alive() {
            Subject taken = added(SubjectKind.USER, "taken", Map.of());
            world.context.bean(TransactionTemplate.class).executeWithoutResult(_ -> {
                assertThat(subjects.add(ACME, SubjectKind.USER, "taken", Map.of()))
                        .isInstanceOf(Subjects.AddOutcome.NameTaken.class);
                added(SubjectKind.USER, "beside", Map.of());
                assertThat(subjects.byName(ACME, SubjectKind.USER, "beside")).isPresent();
            });
            assertThat(subjects.byName(ACME, SubjectKind.USER, "beside")).isPresent();
            assertThat(subjects.byId(ACME, taken.id())).contains(taken);
        }

        @Test
        void what_the_caller_rolls_back_was_never_there() {
            assertThat(subjects.byName(ACME, SubjectKind.USER, "phantom")).isEmpty();
            world.context.bean(TransactionTemplate.class).executeWithoutResult(status -> {
                added(SubjectKind.USER, "phantom", Map.of());
                assertThat(subjects.byName(ACME, SubjectKind.USER, "phantom")).isPresent();
                status.setRollbackOnly();
            });
            assertThat(subjects.byName(ACME, SubjectKind.USER, "phantom")).isEmpty();
        }

        @Test
        void in_a_tenant_that_does_not_exist_nothing_is_added() {
            var nowhere = new TenantId("nowhere.example");
            assertThatThrownBy(() -> subjects.add(nowhere, SubjectKind.USER, "a", Map.of()))
                    .isInstanceOf(InvalidFieldException.class);
            assertThat(subjects.list(nowhere, SubjectKind.USER, "", null, 10).items())
                    .isEmpty();
        }
    }

    @Nested
    @DisplayName("modify")
    class Modify {

        @Test
        void replaces_removes_and_leaves_the_rest() {
            Subject user =
                    added(SubjectKind.USER, "user" + count, Map.of("mail", List.of("a@b"), "title", List.of("Cook")));
            Subject changed = subjects.modify(
                            ACME, user.id(), Map.of("mail", List.of("c@d", "e@f"), "title", List.of()))
                    .orElseThrow();
            assertThat(changed.attributes())
                    .containsEntry("mail", List.of("c@d", "e@f"))
                    .doesNotContainKey("title");
            assertThat(subjects.byId(ACME, user.id())).contains(changed);
        }

        @Test
        void a_user_gets_the_class_of_personal_attributes_once() {
            Subject user = added(SubjectKind.USER, "person" + count, Map.of("nickname", List.of("ally")));
            String dn = "uid=%s,ou=people,dc=acme,dc=example".formatted(user.name());
            assertThat(world.values(ACME, dn, "objectClass")).contains("lightwavePerson");
            subjects.modify(ACME, user.id(), Map.of("nickname", List.of()));
            Subject changed = subjects.modify(ACME, user.id(), Map.of("mailVerified", List.of("TRUE")))
                    .orElseThrow();
            assertThat(changed.attributes()).containsEntry("mailverified", List.of("TRUE"));
        }

        @Test
        void who_does_not_exist_is_empty() {
            assertThat(subjects.modify(ACME, new SubjectId(UUID.randomUUID()), Map.of()))
                    .isEmpty();
            assertThat(subjects.setEnabled(ACME, new SubjectId(UUID.randomUUID()), true))
                    .isEmpty();
            assertThat(subjects.delete(ACME, new SubjectId(UUID.randomUUID()))).isFalse();
        }

        @Test
        @DisplayName("threat 11: an id of another tenant is nobody here")
        void who_is_of_another_tenant_is_nobody_here() {
            Subject other = world.user(DirectoryWorld.SUB, "other" + count);
            assertThat(subjects.byId(ACME, other.id())).isEmpty();
            assertThat(subjects.modify(ACME, other.id(), Map.of("title", List.of("x"))))
                    .isEmpty();
            assertThat(subjects.setEnabled(ACME, other.id(), false)).isEmpty();
            assertThat(subjects.delete(ACME, other.id())).isFalse();
            assertThat(subjects.groupsOf(ACME, other.id())).isEmpty();
            assertThatThrownBy(() -> subjects.addToGroup(ACME, "administrators", other.id()))
                    .isInstanceOf(InvalidFieldException.class);
            assertThatThrownBy(() -> subjects.setPassword(ACME, other.id(), Password.of("correct horse")))
                    .isInstanceOf(InvalidFieldException.class);
            assertThat(subjects.byId(DirectoryWorld.SUB, other.id())).contains(other);
        }
    }

    @Nested
    @DisplayName("Ending (architecture, decision 10)")
    class Ending {

        @ParameterizedTest
        @EnumSource
        @DisplayName("threat 1: a disabled subject of any kind is no principal")
        void disabling_raises_the_epoch_tells_and_closes_the_gate(SubjectKind kind) {
            Subject subject = added(kind, "ending-" + count, Map.of());
            var gate = world.context.bean(ActivePrincipals.class);
            assertThat(gate.find(ACME, subject.id())).isPresent();
            Subject disabled = subjects.setEnabled(ACME, subject.id(), false).orElseThrow();
            assertThat(disabled.enabled()).isFalse();
            assertThat(disabled.epoch()).isEqualTo(1);
            assertThat(gate.find(ACME, subject.id())).isEmpty();
            assertThat(subjects.setEnabled(ACME, subject.id(), false))
                    .contains(subjects.byId(ACME, subject.id()).orElseThrow());
            assertThat(subjects.setEnabled(ACME, subject.id(), true)
                            .orElseThrow()
                            .epoch())
                    .isEqualTo(1);
            assertThat(gate.find(ACME, subject.id())).isPresent();
            assertThat(subjects.delete(ACME, subject.id())).isTrue();
            assertThat(gate.find(ACME, subject.id())).isEmpty();
            assertThat(subjects.delete(ACME, subject.id())).isFalse();
            String name = subject.name();
            assertThat(world.ended.told)
                    .containsExactly(
                            "DISABLED " + name + " enabled=false epoch=1",
                            "ENABLED " + name + " enabled=true epoch=1",
                            "DELETED " + name + " enabled=true epoch=1");
        }

        @Test
        void a_failing_listener_keeps_the_subject() {
            Subject subject = added(SubjectKind.WORKLOAD, "kept-" + count, Map.of());
            world.ended.failing = true;
            try {
                assertThatThrownBy(() -> subjects.delete(ACME, subject.id())).hasMessage("the probe fails");
            } finally {
                world.ended.failing = false;
            }
            assertThat(subjects.byId(ACME, subject.id())).contains(subject);
        }

        @Test
        void a_new_password_raises_the_epoch() {
            Subject user = added(SubjectKind.USER, "changer", Map.of());
            subjects.setPassword(ACME, user.id(), Password.of("correct horse"));
            assertThat(subjects.byId(ACME, user.id()).orElseThrow().epoch()).isEqualTo(1);
            assertThatThrownBy(() -> subjects.setPassword(ACME, user.id(), Password.of("short")))
                    .isInstanceOfSatisfying(
                            InvalidFieldException.class,
                            refused -> assertThat(refused.field()).isEqualTo("password"));
            assertThat(subjects.byId(ACME, user.id()).orElseThrow().epoch()).isEqualTo(1);
        }

        @ParameterizedTest
        @EnumSource(names = {"WORKLOAD", "CLIENT"})
        void the_name_is_kept_until_the_last_credential_has_expired(SubjectKind kind) {
            Subject gone = added(kind, "reborn-" + count, Map.of());
            world.expiries.put(gone.id(), world.context.clock().instant().plus(Duration.ofHours(30)));
            subjects.delete(ACME, gone.id());
            assertThat(subjects.add(ACME, kind, gone.name(), Map.of()))
                    .isInstanceOf(Subjects.AddOutcome.NameTaken.class);
            assertThat(subjects.byName(ACME, kind, gone.name())).isEmpty();
            world.context.clock().advance(Duration.ofHours(29));
            assertThat(subjects.add(ACME, kind, gone.name(), Map.of()))
                    .isInstanceOf(Subjects.AddOutcome.NameTaken.class);
            world.context.clock().advance(Duration.ofHours(1));
            assertThat(added(kind, gone.name(), Map.of()).id()).isNotEqualTo(gone.id());
        }

        @Test
        void without_credentials_on_record_the_name_is_kept_as_long_as_a_token_may_live() {
            Subject gone = added(SubjectKind.CLIENT, "short-" + count, Map.of());
            subjects.delete(ACME, gone.id());
            world.context.clock().advance(Duration.ofMinutes(59));
            assertThat(subjects.add(ACME, SubjectKind.CLIENT, gone.name(), Map.of()))
                    .isInstanceOf(Subjects.AddOutcome.NameTaken.class);
            world.context.clock().advance(Duration.ofMinutes(1));
            assertThat(added(SubjectKind.CLIENT, gone.name(), Map.of())).isNotNull();
        }
    }

    @Nested
    @DisplayName("Groups")
    class Groups {

        @Test
        void nested_membership_counts_and_a_missing_group_is_made() {
            Subject user = added(SubjectKind.USER, "member" + count, Map.of());
            subjects.addToGroup(ACME, "inner" + count, user.id());
            subjects.addToGroup(ACME, "inner" + count, user.id());
            Subject inner =
                    subjects.byName(ACME, SubjectKind.GROUP, "inner" + count).orElseThrow();
            subjects.addToGroup(ACME, "outer" + count, inner.id());
            assertThat(subjects.groupsOf(ACME, user.id())).containsExactlyInAnyOrder("inner" + count, "outer" + count);
            assertThat(inner.attributes())
                    .containsEntry("member", List.of("uid=member" + count + ",ou=people,dc=acme,dc=example"));
            subjects.delete(ACME, inner.id());
            assertThat(subjects.groupsOf(ACME, user.id())).isEmpty();
        }

        @Test
        void who_is_looked_up_with_others_is_who_they_are_alone() {
            var principals = world.context.bean(ActivePrincipals.class);
            List<SubjectId> all = new ArrayList<>();
            for (String name : List.of("in-both", "in-inner", "in-none", "disabled")) {
                all.add(added(SubjectKind.USER, name + "-" + count, Map.of()).id());
            }
            Subject inner = added(SubjectKind.GROUP, "inner-" + count, Map.of());
            subjects.addToGroup(ACME, inner.name(), all.getFirst());
            subjects.addToGroup(ACME, inner.name(), all.get(1));
            subjects.addToGroup(ACME, "outer-" + count, inner.id());
            subjects.addToGroup(ACME, "other-" + count, all.getFirst());
            subjects.setEnabled(ACME, all.getLast(), false);
            all.add(all.getFirst());
            all.add(new SubjectId(UUID.randomUUID()));
            Map<SubjectId, ActivePrincipal> together = principals.findAll(ACME, all);
            assertThat(together).containsOnlyKeys(all.subList(0, 3));
            assertThat(requireNonNull(together.get(all.getFirst())).groups())
                    .containsExactlyInAnyOrder("inner-" + count, "outer-" + count, "other-" + count);
            assertThat(together.values())
                    .allSatisfy(one -> assertThat(principals.find(ACME, one.id()))
                            .get()
                            .usingRecursiveComparison()
                            .isEqualTo(one));
            subjects.setEnabled(ACME, inner.id(), false);
            assertThat(requireNonNull(principals.findAll(ACME, all).get(all.getFirst()))
                            .groups())
                    .containsExactly("other-" + count);
        }

        @Test
        void everybody_who_joins_at_once_is_in() {
            var members = new ArrayList<Subject>();
            for (int i = 0; i < 20; i++) {
                members.add(added(SubjectKind.NODE, "n" + i + "-" + count, Map.of()));
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                members.forEach(
                        member -> threads.execute(() -> subjects.addToGroup(ACME, "rush" + count, member.id())));
            }
            assertThat(members)
                    .allSatisfy(member ->
                            assertThat(subjects.groupsOf(ACME, member.id())).containsExactly("rush" + count));
        }

        @Test
        void groups_that_name_each_other_at_once_do_not_stop_each_other() {
            var groups = new ArrayList<Subject>();
            for (int i = 0; i < 8; i++) {
                groups.add(added(SubjectKind.GROUP, "ring" + i + "-" + count, Map.of()));
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (Subject one : groups) {
                    for (Subject other : groups) {
                        threads.execute(() -> subjects.addToGroup(ACME, one.name(), other.id()));
                    }
                }
            }
            assertThat(groups)
                    .allSatisfy(group ->
                            assertThat(subjects.groupsOf(ACME, group.id())).hasSize(8));
        }
    }

    @Nested
    @DisplayName("list")
    class Listing {

        @Test
        void pages_come_in_order_of_name_and_each_subject_once() {
            var tenant = new TenantId("list%d.example".formatted(count));
            assertThat(world.tenants().begin(tenant, "List")).isPresent();
            world.tenants().markReady(tenant);
            for (String name : List.of("delta", "Alpha", "charlie", "bravo", "echo")) {
                world.subject(tenant, SubjectKind.NODE, name.toLowerCase(java.util.Locale.ROOT));
                world.subject(tenant, SubjectKind.USER, name);
            }
            var names = new ArrayList<String>();
            String cursor = null;
            do {
                Page<Subject> page = subjects.list(tenant, SubjectKind.USER, "", cursor, 2);
                page.items().forEach(subject -> names.add(subject.name()));
                cursor = page.nextCursor();
            } while (cursor != null);
            assertThat(names).containsExactly("Alpha", "bravo", "charlie", "delta", "echo");
        }

        @Test
        void those_whose_names_contain_a_text_come_page_by_page() {
            var tenant = new TenantId("parts%d.example".formatted(count));
            assertThat(world.tenants().begin(tenant, "Parts")).isPresent();
            world.tenants().markReady(tenant);
            for (String name : List.of("shop/cart", "shop/cart-2", "billing", "nodecart")) {
                world.subject(tenant, SubjectKind.WORKLOAD, name);
            }
            Page<Subject> first = subjects.list(tenant, SubjectKind.WORKLOAD, "CART", null, 2);
            assertThat(first.items()).extracting(Subject::name).containsExactly("nodecart", "shop/cart");
            Page<Subject> second = subjects.list(tenant, SubjectKind.WORKLOAD, "CART", first.nextCursor(), 2);
            assertThat(second.items()).extracting(Subject::name).containsExactly("shop/cart-2");
            assertThat(second.nextCursor()).isNull();
            assertThat(subjects.list(tenant, SubjectKind.WORKLOAD, "cn=", null, 2)
                            .items())
                    .isEmpty();
            assertThat(subjects.list(tenant, SubjectKind.WORKLOAD, "%", null, 2).items())
                    .isEmpty();
        }

        @Test
        void limits_and_cursors_are_checked() {
            for (int limit : new int[] {0, 501, -1}) {
                assertThatThrownBy(() -> subjects.list(ACME, SubjectKind.USER, "", null, limit))
                        .isInstanceOf(InvalidFieldException.class);
            }
            for (String cursor : new String[] {"%", "AA"}) {
                assertThatThrownBy(() -> subjects.list(ACME, SubjectKind.USER, "", cursor, 1))
                        .isInstanceOf(InvalidFieldException.class);
            }
        }
    }
}
