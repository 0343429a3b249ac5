package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.UnbindRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.Subjects;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {
    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    enum Ending {
        DISABLED,
        DELETED,
        PASSWORD_CHANGED,
        DISABLED_AND_ENABLED_AGAIN,
        TENANT_DISABLED
    }

    private void end(Subject user, Ending ending) {
        Subjects subjects = world.directory.subjects();
        switch (ending) {
            case DISABLED -> subjects.setEnabled(user.tenant(), user.id(), false);
            case DELETED -> subjects.delete(user.tenant(), user.id());
            case PASSWORD_CHANGED ->
                subjects.setPassword(user.tenant(), user.id(), Password.of("another good password"));
            case DISABLED_AND_ENABLED_AGAIN -> {
                subjects.setEnabled(user.tenant(), user.id(), false);
                subjects.setEnabled(user.tenant(), user.id(), true);
            }
            case TENANT_DISABLED -> world.directory.tenants().update(user.tenant(), "Acme", false);
        }
    }

    /// Threat 1; architecture, decision 10; RFC 4511 §4.4.1.
    @ParameterizedTest
    @EnumSource
    void a_subject_that_has_ended_gets_a_notice_instead_of_its_next_answer(Ending ending) throws Exception {
        String name = "ends-" + ending.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        Subject user = world.user(ACME, name);
        try (Raw peer = world.raw()) {
            peer.message(
                    1,
                    new BindRequestProtocolOp(
                            "uid=%s,ou=people,dc=acme,dc=example".formatted(name), LdapWorld.PASSWORD));
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            assertThat(peer.message(2, whoAmI()).answer()).isPresent();
            end(user, ending);
            ExtendedResponseProtocolOp notice =
                    peer.message(3, whoAmI()).answer().orElseThrow().getExtendedResponseProtocolOp();
            assertThat(notice.getResponseOID()).isEqualTo("1.3.6.1.4.1.1466.20036");
            assertThat(notice.getResultCode()).isEqualTo(ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE);
            assertThat(peer.answer()).isEmpty();
            assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
        } finally {
            world.directory.tenants().update(ACME, "Acme", true);
        }
    }

    @Test
    void who_has_ended_may_bind_as_somebody_who_has_not() throws Exception {
        Subject user = world.user(ACME, "leaver");
        try (Raw peer = world.raw()) {
            peer.message(1, new BindRequestProtocolOp("uid=leaver,ou=people,dc=acme,dc=example", LdapWorld.PASSWORD));
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            world.directory.subjects().setEnabled(ACME, user.id(), false);
            peer.message(2, new BindRequestProtocolOp(LdapWorld.ADMIN, LdapWorld.PASSWORD));
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            assertThat(peer.message(3, whoAmI())
                            .answer()
                            .orElseThrow()
                            .getExtendedResponseProtocolOp()
                            .getResponseValue())
                    .asString()
                    .contains(LdapWorld.ADMIN);
        }
    }

    @DisplayName("RFC 4511 §4.1.11 Controls")
    @Test
    void an_unknown_control_is_ignored_unless_it_is_critical() throws Exception {
        try (Raw peer = world.raw()) {
            for (int id = 1; id <= 3; id++) {
                boolean critical = id == 2;
                var control = new Control("1.2.3.4", critical);
                peer.bytes(LdapWorld.encoded(new LDAPMessage(id, whoAmI(), List.of(control))));
                assertThat(peer.answer()
                                .orElseThrow()
                                .getExtendedResponseProtocolOp()
                                .getResultCode())
                        .isEqualTo(critical ? ResultCode.UNAVAILABLE_CRITICAL_EXTENSION_INT_VALUE : 0);
            }
        }
    }

    @DisplayName("RFC 4511 §4.12 Extended")
    @Test
    void an_unknown_extended_operation_is_a_protocol_error_and_the_connection_goes_on() throws Exception {
        try (Raw peer = world.raw()) {
            ExtendedResponseProtocolOp answer = peer.message(1, new ExtendedRequestProtocolOp("1.2.3.4", null))
                    .answer()
                    .orElseThrow()
                    .getExtendedResponseProtocolOp();
            assertThat(answer.getResultCode()).isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
            assertThat(answer.getResponseOID()).isNull();
            assertThat(peer.message(2, whoAmI()).answer()).isPresent();
        }
    }

    @DisplayName("RFC 4513 §4")
    @Test
    void a_bind_that_is_refused_for_its_controls_leaves_nobody_bound() throws Exception {
        try (LDAPConnection connection = world.as(LdapWorld.ADMIN)) {
            var again = new SimpleBindRequest(LdapWorld.ADMIN, LdapWorld.PASSWORD, new Control("1.2.3.4", true));
            assertThat(LdapWorld.code(() -> connection.bind(again)))
                    .isEqualTo(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION);
            var who = (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(who.getAuthorizationID()).isEmpty();
        }
    }

    @DisplayName("RFC 4511 §4.3 Unbind")
    @Test
    void unbind_ends_the_connection_without_an_answer() throws Exception {
        try (Raw peer = world.raw()) {
            assertThat(peer.message(1, new UnbindRequestProtocolOp()).answer()).isEmpty();
        }
    }

    private static ExtendedRequestProtocolOp whoAmI() {
        return new ExtendedRequestProtocolOp(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID, null);
    }
}
