package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Integer;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1Sequence;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import io.lightwave.directory.AuditEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("draft-wahl-ldap-session-03 Session tracking")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTrackingTest {
    private static final String OID = "1.3.6.1.4.1.21008.108.63.1";
    private static final String USER_NAME = OID + ".3";
    private static final String ALICE = "uid=alice,ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();

    @BeforeAll
    void people() {
        world.user(ACME, "alice");
    }

    @AfterAll
    void close() {
        world.close();
    }

    private static Control session(String... parts) {
        var elements = new ASN1OctetString[parts.length];
        for (int i = 0; i < parts.length; i++) {
            elements[i] = new ASN1OctetString(parts[i]);
        }
        return new Control(OID, true, new ASN1OctetString(new ASN1Sequence(elements).encode()));
    }

    private static ModifyRequest change(Control control) {
        return new ModifyRequest(
                ALICE,
                new Modification[] {new Modification(ModificationType.REPLACE, "title", "x")},
                new Control[] {control});
    }

    @Test
    void what_the_client_says_of_its_session_stands_in_the_trail_as_what_it_is() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            admin.modify(change(session("192.0.2.9", "app.example", USER_NAME, "dora")));
            AuditEvent event = world.lastEvent();
            assertThat(event.action()).isEqualTo("entry.modify");
            assertThat(event.actor()).isEqualTo("user:admin@acme.example");
            assertThat(event.origin().address()).as("not what it says").isEqualTo("127.0.0.1");
            assertThat(event.origin().session())
                    .isEqualTo("\"192.0.2.9\" \"app.example\" \"%s\" \"dora\"".formatted(USER_NAME));
            admin.modify(change(new Control("1.2.3.4")));
            assertThat(world.lastEvent().origin().session())
                    .as("it is of one request")
                    .isEmpty();
        }
    }

    @Test
    void a_bind_that_is_refused_has_it_too() throws Exception {
        try (LDAPConnection connection = world.anonymous()) {
            assertThat(LdapWorld.code(() -> connection.bind(
                            new SimpleBindRequest(ALICE, "wrong", session("", "gate", USER_NAME, "x")))))
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.bind");
            assertThat(world.lastEvent().origin().session()).contains("\"gate\"");
        }
    }

    @Test
    void it_is_bounded_and_no_part_can_look_like_two() throws Exception {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            admin.modify(change(session("a\" \"b", "n".repeat(60_000), USER_NAME, "z\n")));
            assertThat(world.lastEvent().origin().session())
                    .startsWith("\"a' 'b\" \"nnn")
                    .hasSizeLessThan(450);
        }
    }

    @Test
    void it_decides_nothing_and_may_come_with_anything() throws Exception {
        Control control = session("192.0.2.9", "app.example", USER_NAME, "admin");
        try (LDAPConnection connection = world.anonymous()) {
            var request = new SearchRequest(ALICE, SearchScope.BASE, "(objectClass=*)");
            request.setControls(control);
            assertThat(LdapWorld.code(() -> connection.search(request))).isEqualTo(ResultCode.NO_SUCH_OBJECT);
            connection.processExtendedOperation(
                    new StartTLSExtendedRequest(world.tls.clients(), new Control[] {control}));
            connection.bind(new SimpleBindRequest(ALICE, LdapWorld.PASSWORD, control));
            assertThat(LdapWorld.code(() -> connection.search(request))).isEqualTo(ResultCode.SUCCESS);
        }
    }

    @Test
    void a_value_that_is_none_is_a_protocol_error() throws LDAPException {
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            for (Control malformed : new Control[] {
                new Control(OID),
                new Control(OID, false, new ASN1OctetString("nonsense")),
                session("a", "b", "c"),
                session("a", "b", "c", "d", "e"),
                new Control(
                        OID,
                        false,
                        new ASN1OctetString(new ASN1Sequence(
                                        new ASN1OctetString("a"),
                                        new ASN1OctetString("b"),
                                        new ASN1OctetString("c"),
                                        new ASN1Integer(1))
                                .encode()))
            }) {
                assertThat(LdapWorld.code(() -> admin.modify(change(malformed))))
                        .isEqualTo(ResultCode.PROTOCOL_ERROR);
            }
        }
    }
}
