package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.ldap.AccessWorld.PEOPLE;
import static io.lightwave.directory.ldap.AccessWorld.SUFFIX;
import static io.lightwave.directory.ldap.AccessWorld.SVC;
import static io.lightwave.directory.ldap.LdapWorld.code;
import static io.lightwave.directory.ldap.LdapWorld.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Integer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ExtendedRequest;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.EntryChangeNotificationControl;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.dit.EntryExpiry;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("RFC 2589 Dynamic entries")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamicEntriesTest {
    private static final String REFRESH = "1.3.6.1.4.1.1466.101.119.1";
    private static final int DAY = 86_400;

    private AccessWorld world;
    private LDAPConnection admin;

    @BeforeAll
    void start() throws LDAPException {
        world = new AccessWorld();
        admin = world.admin;
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private String person(String uid) throws LDAPException {
        String name = "uid=%s,%s".formatted(uid, PEOPLE);
        admin.add(
                name,
                new Attribute("objectClass", "inetOrgPerson", "dynamicObject"),
                new Attribute("cn", uid),
                new Attribute("sn", uid));
        return name;
    }

    private String folder(String name, String... classes) throws LDAPException {
        var all = new java.util.ArrayList<>(java.util.List.of(classes));
        all.add("organizationalUnit");
        admin.add(name, new Attribute("objectClass", all));
        return name;
    }

    private static ExtendedRequest refresh(String name, int seconds) {
        return new ExtendedRequest(
                REFRESH,
                new ASN1OctetString(
                        new ASN1Sequence(new ASN1OctetString((byte) 0x80, name), new ASN1Integer((byte) 0x81, seconds))
                                .encode()));
    }

    private ResultCode refreshed(LDAPConnection connection, String name, int seconds) throws LDAPException {
        return connection.processExtendedOperation(refresh(name, seconds)).getResultCode();
    }

    private int left(String name) throws LDAPException {
        return Objects.requireNonNull(entry(admin, name, "entryTtl").getAttributeValueAsInteger("entryTtl"));
    }

    private void pass(Duration time) {
        world.directory.context.clock().advance(time);
        world.directory.context.bean(EntryExpiry.class).run();
    }

    private @Nullable Object found(String name) throws LDAPException {
        return admin.getEntry(name, "1.1");
    }

    @Test
    void an_entry_has_a_day_until_it_is_refreshed_and_then_what_was_asked_for() throws Exception {
        String name = person("guest");
        assertThat(left(name)).isEqualTo(DAY);
        ExtendedResult result = admin.processExtendedOperation(refresh(name, 120));
        assertThat(result.getResultCode()).isEqualTo(ResultCode.SUCCESS);
        assertThat(result.getOID()).isEqualTo(REFRESH);
        ASN1Element[] value = ASN1Sequence.decodeAsSequence(
                        Objects.requireNonNull(result.getValue()).getValue())
                .elements();
        assertThat(value).hasSize(1);
        assertThat(value[0].getType()).isEqualTo((byte) 0x81);
        assertThat(value[0].decodeAsInteger().intValue()).isEqualTo(120);
        assertThat(left(name)).isEqualTo(120);
        assertThat(world.ldap.lastEvent().action()).isEqualTo("entry.refresh");
        assertThat(world.ldap.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);

        pass(Duration.ofSeconds(119));
        assertThat(left(name)).isEqualTo(1);
        assertThat(refreshed(admin, name, 60)).isEqualTo(ResultCode.SUCCESS);
        pass(Duration.ofSeconds(59));
        assertThat(found(name)).isNotNull();
        pass(Duration.ofSeconds(1));
        assertThat(found(name)).isNull();
        assertThat(world.ldap.lastEvent().action()).isEqualTo("entry.expire");
        assertThat(world.ldap.lastEvent().target()).isEqualTo(name);
        assertThat(world.ldap.lastEvent().actor()).isEqualTo("server");
        assertThat(refreshed(admin, name, 60)).isEqualTo(ResultCode.NO_SUCH_OBJECT);
    }

    @Test
    void whoever_ends_by_itself_ends_as_if_deleted() throws Exception {
        String name = person("temp");
        var subject = world.directory
                .subjects()
                .byName(ACME, SubjectKind.USER, "temp")
                .orElseThrow();
        world.directory
                .subjects()
                .setPassword(ACME, subject.id(), io.lightwave.directory.Password.of(LdapWorld.PASSWORD));
        admin.add(
                "cn=temps,ou=groups," + SUFFIX,
                new Attribute("objectClass", "groupOfNames"),
                new Attribute("member", name, AccessWorld.BOB));
        try (LDAPConnection session = world.ldap.as(name);
                LDAPConnection watcher = world.ldap.as(LdapWorld.ADMIN)) {
            LastingSearch search = LastingSearch.begin(
                    watcher,
                    PEOPLE,
                    "(uid=temp)",
                    new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true));
            search.entry();
            assertThat(session.getEntry(name)).isNotNull();
            pass(Duration.ofDays(1));
            var told = search.entry();
            assertThat(told.getDN()).isEqualTo(name);
            assertThat(Objects.requireNonNull(EntryChangeNotificationControl.get(told))
                            .getChangeType())
                    .isEqualTo(PersistentSearchChangeType.DELETE);
            assertThat(code(() -> session.getEntry(name))).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(entry(admin, "cn=temps,ou=groups," + SUFFIX, "member").getAttributeValues("member"))
                    .containsExactly(AccessWorld.BOB);
        }
    }

    @Test
    void others_have_no_time_and_stay() throws Exception {
        assertThat(entry(admin, AccessWorld.BOB, "entryTtl", "+").hasAttribute("entryTtl"))
                .isFalse();
        assertThat(refreshed(admin, AccessWorld.BOB, 60)).isEqualTo(ResultCode.OBJECT_CLASS_VIOLATION);
        pass(Duration.ofDays(400));
        assertThat(found(AccessWorld.BOB)).isNotNull();
    }

    @Test
    void what_stands_below_is_dynamic_too_and_keeps_what_is_above() throws Exception {
        String above = folder("ou=meeting," + SUFFIX, "dynamicObject");
        assertThat(code(() -> folder("ou=room," + above))).isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        String room = folder("ou=room," + above, "dynamicObject");
        String other = folder("ou=elsewhere," + SUFFIX);
        assertThat(code(() -> admin.modifyDN(other, "ou=moved", true, above)))
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        refreshed(admin, above, 10);
        refreshed(admin, room, 20);
        pass(Duration.ofSeconds(10));
        assertThat(found(above)).as("as long as something is below").isNotNull();
        assertThat(left(above)).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(found(room)).isNull();
        assertThat(found(above)).isNull();
    }

    @Test
    void others_that_have_to_stay_keep_nobody_however_many_they_are() throws Exception {
        for (int column = 0; column < 7; column++) {
            String above = "ou=c%d,%s".formatted(column, SUFFIX);
            for (int row = 0; row < 29; row++) {
                refreshed(admin, folder(above, "dynamicObject"), 10);
                above = "ou=below," + above;
            }
            folder(above, "dynamicObject");
        }
        String needed = person("needed");
        refreshed(admin, needed, 10);
        admin.add("dn: cn=sole," + SUFFIX, "objectClass: groupOfUniqueNames", "uniqueMember: " + needed);
        String guest = person("late");
        refreshed(admin, guest, 20);
        pass(Duration.ofSeconds(20));
        assertThat(found("ou=c0," + SUFFIX)).isNotNull();
        assertThat(found(needed)).isNotNull();
        assertThat(found(guest)).isNull();
        admin.delete("cn=sole," + SUFFIX);
        pass(Duration.ofDays(1));
        assertThat(found("ou=c0," + SUFFIX)).isNull();
        assertThat(found(needed)).isNull();
    }

    @Test
    void an_entry_is_dynamic_from_its_beginning_to_its_end() throws Exception {
        String name = person("steady");
        assertThat(code(() ->
                        admin.modify(name, new Modification(ModificationType.DELETE, "objectClass", "dynamicObject"))))
                .isEqualTo(ResultCode.OBJECT_CLASS_MODS_PROHIBITED);
        assertThat(code(() -> admin.modify(
                        AccessWorld.BOB, new Modification(ModificationType.ADD, "objectClass", "dynamicObject"))))
                .isEqualTo(ResultCode.OBJECT_CLASS_MODS_PROHIBITED);
        assertThat(code(() -> admin.modify(name, AccessWorld.replace("entryTtl", "5"))))
                .isEqualTo(ResultCode.CONSTRAINT_VIOLATION);
        admin.modify(name, AccessWorld.replace("title", "Guest"));
        admin.modifyDN(name, "uid=steadier", true);
        assertThat(left("uid=steadier," + PEOPLE)).isEqualTo(DAY);
        admin.delete("uid=steadier," + PEOPLE);
    }

    @Test
    void who_may_write_the_time_refreshes_and_nobody_else() throws Exception {
        String name = person("watched");
        assertThat(refreshed(world.svc, name, 60)).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        try (LDAPConnection nobody = world.ldap.anonymous()) {
            assertThat(refreshed(nobody, name, 60)).isEqualTo(ResultCode.NO_SUCH_OBJECT);
        }
        world.allow("reads", SVC, "read search", AccessWorld.on(PEOPLE));
        assertThat(refreshed(world.svc, name, 60)).isEqualTo(ResultCode.INSUFFICIENT_ACCESS_RIGHTS);
        assertThat(world.ldap.lastEvent().action()).isEqualTo("entry.refresh");
        assertThat(world.ldap.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
        world.allow("refreshes", SVC, "write", AccessWorld.on(PEOPLE, "entryTtl"));
        assertThat(refreshed(world.svc, name, 60)).isEqualTo(ResultCode.SUCCESS);
        world.clear();
        admin.delete(name);
    }

    @Test
    void a_request_that_is_none_is_a_protocol_error() throws Exception {
        String name = person("malformed");
        for (ExtendedRequest request : new ExtendedRequest[] {
            new ExtendedRequest(REFRESH),
            new ExtendedRequest(REFRESH, new ASN1OctetString("nonsense")),
            new ExtendedRequest(
                    REFRESH, new ASN1OctetString(new ASN1Sequence(new ASN1OctetString((byte) 0x80, name)).encode())),
            refresh(name, 0),
            refresh(name, -1),
            refresh(name, 31_557_601)
        }) {
            assertThat(code(() -> admin.processExtendedOperation(request))).isEqualTo(ResultCode.PROTOCOL_ERROR);
        }
        assertThat(refreshed(admin, "nonsense", 1)).isEqualTo(ResultCode.INVALID_DN_SYNTAX);
        assertThat(refreshed(admin, name, 31_557_600)).isEqualTo(ResultCode.SUCCESS);
        admin.delete(name);
    }

    @Test
    void the_root_and_the_schema_tell() throws Exception {
        RootDSE root = Objects.requireNonNull(admin.getRootDSE());
        assertThat(root.getSupportedExtendedOperationOIDs()).contains(REFRESH);
        assertThat(entry(admin, "", "dynamicSubtrees").getAttributeValues("dynamicSubtrees"))
                .containsExactly(SUFFIX);
        try (LDAPConnection nobody = world.ldap.anonymous()) {
            assertThat(entry(nobody, "", "dynamicSubtrees").hasAttribute("dynamicSubtrees"))
                    .isFalse();
        }
        assertThat(Objects.requireNonNull(admin.getSchema()).getObjectClass("dynamicObject"))
                .isNotNull();
        String name = person("sought");
        assertThat(LdapWorld.found(admin, PEOPLE, SearchScope.ONE, "(&(objectClass=dynamicObject)(entryTtl=*))"))
                .extracting(found -> found.getDN())
                .contains(name);
        admin.delete(name);
    }
}
