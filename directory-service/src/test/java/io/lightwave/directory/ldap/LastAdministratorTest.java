package io.lightwave.directory.ldap;

import static com.unboundid.ldap.sdk.ModificationType.ADD;
import static com.unboundid.ldap.sdk.ModificationType.DELETE;
import static com.unboundid.ldap.sdk.ModificationType.REPLACE;
import static com.unboundid.ldap.sdk.ResultCode.BUSY;
import static com.unboundid.ldap.sdk.ResultCode.SUCCESS;
import static com.unboundid.ldap.sdk.ResultCode.UNWILLING_TO_PERFORM;
import static io.lightwave.directory.entry.DirectoryWorld.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.dit.EntryExpiry;
import io.lightwave.directory.dit.EntryWriter;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A tenant that has an administrator keeps one, whatever is done to entries.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LastAdministratorTest {
    private static final String OPERATOR = "uid=admin,ou=people,dc=lightwave,dc=local";

    private final LdapWorld world = new LdapWorld();
    private LDAPConnection operator;
    private int made;

    @BeforeAll
    void connect() throws LDAPException {
        operator = world.as(OPERATOR);
    }

    @AfterAll
    void close() {
        operator.close();
        world.close();
    }

    /// A tenant of its own, with users who administer it.
    private final class Realm {
        private final TenantId id = new TenantId("realm%d.example".formatted(++made));
        private final String suffix = DistinguishedName.suffixOf(id).toString();

        Realm(String... administrators) {
            assertThat(world.directory.tenants().begin(id, "")).isPresent();
            world.directory.tenants().markReady(id);
            for (String name : administrators) {
                joins(Tenants.ADMINISTRATORS, world.directory.user(id, name));
            }
        }

        void joins(String group, Subject member) {
            world.directory.subjects().addToGroup(id, group, member.id());
        }

        String user(String name) {
            return "uid=%s,ou=people,%s".formatted(name, suffix);
        }

        String group(String name) {
            return "cn=%s,ou=groups,%s".formatted(name, suffix);
        }

        ResultCode deleted(String name) {
            return code(() -> operator.delete(name));
        }

        ResultCode modified(String name, ModificationType type, String attribute, String... values) {
            return code(() -> operator.modify(name, new Modification(type, attribute, values)));
        }

        ResultCode disabled(String name) {
            return modified(name, REPLACE, "pwdAccountLockedTime", EntryWriter.DISABLED);
        }

        long administrators() {
            return List.of(SubjectKind.USER, SubjectKind.CLIENT).stream()
                    .flatMap(kind -> world.directory.subjects().list(id, kind, "", null, 500).items().stream())
                    .filter(Subject::enabled)
                    .filter(subject -> world.directory
                            .subjects()
                            .groupsOf(id, subject.id())
                            .contains(Tenants.ADMINISTRATORS))
                    .count();
        }
    }

    private static ResultCode code(Callable<LDAPResult> operation) {
        try {
            return operation.call().getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_last_one_is_neither_deleted_nor_disabled_nor_taken_out_of_the_group_and_that_is_audited() {
        var realm = new Realm("alice", "bob");
        String group = realm.group(Tenants.ADMINISTRATORS);
        assertThat(realm.deleted(realm.user("bob"))).isEqualTo(SUCCESS);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        AuditEvent event = world.lastEvent();
        assertThat(event.action()).isEqualTo("entry.delete");
        assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
        assertThat(event.reason()).contains("would have no administrator");
        assertThat(realm.disabled(realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.modified(group, DELETE, "member", realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.modified(group, DELETE, "member")).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.modified(group, REPLACE, "member")).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.administrators()).isEqualTo(1);
        assertThat(realm.modified(realm.user("alice"), REPLACE, "sn", "Other")).isEqualTo(SUCCESS);
    }

    @Test
    void the_system_tenant_keeps_its_last_operator() {
        assertThat(code(() -> operator.delete(OPERATOR))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(world.directory.subjects().byName(SYSTEM, SubjectKind.USER, "admin"))
                .isPresent();
    }

    @Test
    void another_takes_over_in_one_change() {
        var realm = new Realm("alice");
        world.directory.user(realm.id, "bob");
        String group = realm.group(Tenants.ADMINISTRATORS);
        assertThat(realm.modified(group, REPLACE, "member", realm.user("bob"))).isEqualTo(SUCCESS);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(SUCCESS);
        assertThat(realm.modified(group, REPLACE, "member", realm.group(Tenants.ADMINISTRATORS)))
                .isEqualTo(UNWILLING_TO_PERFORM);
    }

    @Test
    void who_is_disabled_does_not_count() {
        var realm = new Realm("alice", "bob");
        assertThat(realm.disabled(realm.user("bob"))).isEqualTo(SUCCESS);
        assertThat(realm.disabled(realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.deleted(realm.user("bob"))).isEqualTo(SUCCESS);
    }

    @Test
    void what_is_in_the_group_by_way_of_others_counts_as_long_as_all_are_enabled() {
        var realm = new Realm("alice");
        Subject bob = world.directory.user(realm.id, "bob");
        realm.joins("inner", bob);
        Subject inner = world.directory
                .subjects()
                .byName(realm.id, SubjectKind.GROUP, "inner")
                .orElseThrow();
        realm.joins("outer", inner);
        Subject outer = world.directory
                .subjects()
                .byName(realm.id, SubjectKind.GROUP, "outer")
                .orElseThrow();
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        realm.joins(Tenants.ADMINISTRATORS, outer);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(SUCCESS);
        for (String group : List.of("inner", "outer")) {
            assertThat(realm.deleted(realm.group(group))).isEqualTo(UNWILLING_TO_PERFORM);
            assertThat(realm.disabled(realm.group(group))).isEqualTo(UNWILLING_TO_PERFORM);
            assertThat(realm.modified(realm.group(group), REPLACE, "member")).isEqualTo(UNWILLING_TO_PERFORM);
        }
        assertThat(realm.deleted(realm.user("bob"))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(code(() -> operator.modifyDN(realm.group("inner"), "cn=renamed", true)))
                .isEqualTo(SUCCESS);
        assertThat(realm.administrators()).isEqualTo(1);
    }

    @Test
    void the_last_one_counts_also_behind_very_many_groups() {
        var realm = new Realm();
        Subject alice = world.directory.user(realm.id, "alice");
        var groups = new String[210];
        for (int n = 0; n < groups.length; n++) {
            world.directory.subject(realm.id, SubjectKind.GROUP, "g" + n);
            groups[n] = realm.group("g" + n);
        }
        realm.joins("g209", alice);
        assertThat(realm.modified(realm.group(Tenants.ADMINISTRATORS), ADD, "member", groups))
                .isEqualTo(SUCCESS);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.disabled(realm.group("g209"))).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.deleted(realm.group("g0"))).isEqualTo(SUCCESS);
    }

    @Test
    void a_client_counts() {
        var realm = new Realm("alice");
        Subject robot = world.directory.subject(realm.id, SubjectKind.CLIENT, "robot");
        realm.joins(Tenants.ADMINISTRATORS, robot);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(SUCCESS);
        assertThat(realm.deleted("cn=robot,ou=clients," + realm.suffix)).isEqualTo(UNWILLING_TO_PERFORM);
        assertThat(realm.administrators()).isEqualTo(1);
    }

    @Test
    void what_ends_by_itself_does_not_count_and_ends() throws Exception {
        var realm = new Realm("alice");
        operator.add(
                realm.user("guest"),
                new Attribute("objectClass", "inetOrgPerson", "dynamicObject"),
                new Attribute("cn", "guest"),
                new Attribute("sn", "guest"));
        assertThat(realm.modified(realm.group(Tenants.ADMINISTRATORS), ADD, "member", realm.user("guest")))
                .isEqualTo(SUCCESS);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(UNWILLING_TO_PERFORM);
        world.directory.context.clock().advance(Duration.ofDays(2));
        world.directory.context.bean(EntryExpiry.class).run();
        assertThat(operator.getEntry(realm.user("guest"))).isNull();
    }

    @Test
    void one_that_cannot_end_just_now_keeps_no_other_from_ending() throws Exception {
        var realm = new Realm("alice");
        for (String name : List.of("early", "guest", "late")) {
            operator.add(
                    realm.user(name),
                    new Attribute("objectClass", "inetOrgPerson", "dynamicObject"),
                    new Attribute("cn", name),
                    new Attribute("sn", name));
        }
        assertThat(realm.modified(realm.group(Tenants.ADMINISTRATORS), ADD, "member", realm.user("guest")))
                .isEqualTo(SUCCESS);
        world.directory.context.clock().advance(Duration.ofDays(2));
        EntryExpiry expiry = world.directory.context.bean(EntryExpiry.class);
        try (Connection other = world.directory.context.database().connect()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("select id from entry where tenant_id = '%s' and rdn_norm = 'uid=alice' for update"
                            .formatted(realm.id));
            expiry.run();
            assertThat(operator.getEntry(realm.user("early"))).isNull();
            assertThat(operator.getEntry(realm.user("late"))).isNull();
            assertThat(operator.getEntry(realm.user("guest"))).isNotNull();
            other.rollback();
        }
        expiry.run();
        assertThat(operator.getEntry(realm.user("guest"))).isNull();
    }

    @Test
    void where_nobody_administers_nothing_is_refused() {
        var realm = new Realm();
        world.directory.user(realm.id, "alice");
        assertThat(realm.disabled(realm.user("alice"))).isEqualTo(SUCCESS);
        assertThat(realm.modified(realm.group(Tenants.ADMINISTRATORS), ADD, "member", realm.user("alice")))
                .isEqualTo(SUCCESS);
        assertThat(realm.deleted(realm.user("alice"))).isEqualTo(SUCCESS);
    }

    @Test
    void of_two_who_are_deleted_at_the_same_time_one_stays() throws Exception {
        var realm = new Realm("alice", "bob");
        try (Connection gate = world.directory.context.database().connect();
                var threads = Executors.newFixedThreadPool(2);
                LDAPConnection other = world.as(OPERATOR)) {
            gate.createStatement()
                    .execute("select pg_advisory_lock(hashtextextended('lightwave administrators ' || '%s', 0))"
                            .formatted(realm.id));
            Future<ResultCode> alice = threads.submit(() -> code(() -> operator.delete(realm.user("alice"))));
            Future<ResultCode> bob = threads.submit(() -> code(() -> other.delete(realm.user("bob"))));
            while (waiting(gate) < 2) { // each has deleted its own, and nobody else's
                Thread.onSpinWait();
            }
            gate.createStatement().execute("select pg_advisory_unlock_all()");
            assertThat(List.of(alice.get(), bob.get())).containsExactlyInAnyOrder(SUCCESS, BUSY);
        }
        assertThat(realm.administrators()).isEqualTo(1);
        assertThat(world.directory.audit.events)
                .filteredOn(event ->
                        event.tenant().equals(realm.id) && event.outcome().equals(AuditEvent.Outcome.REFUSED))
                .singleElement()
                .satisfies(event -> assertThat(event.reason()).isEqualTo("busy: busy, try again"));
    }

    private static int waiting(Connection gate) throws Exception {
        try (var found = gate.createStatement()
                .executeQuery("select count(*) from pg_locks where locktype = 'advisory' and not granted")) {
            found.next();
            return found.getInt(1);
        }
    }
}
