package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ldap.operation.LdapOperations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4511 §4.2 Bind")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BindTest {
    private final LdapWorld world = new LdapWorld();

    @BeforeAll
    void people() {
        world.user(ACME, "alice");
        world.user(ACME, "locked");
        world.directory
                .subjects()
                .setEnabled(
                        ACME,
                        world.directory
                                .subjects()
                                .byName(ACME, io.lightwave.directory.SubjectKind.USER, "locked")
                                .orElseThrow()
                                .id(),
                        false);
    }

    @AfterAll
    void close() {
        world.close();
    }

    @Nested
    @DisplayName("RFC 4513 §5.1.3 name and password")
    class NameAndPassword {

        @Test
        void the_right_password_binds_and_is_audited() throws Exception {
            try (LDAPConnection connection = world.as("uid=alice,ou=people,dc=acme,dc=example")) {
                assertThat(whoAmI(connection)).isEqualTo("dn:uid=alice,ou=people,dc=acme,dc=example");
                AuditEvent event = world.lastEvent();
                assertThat(event.action()).isEqualTo("ldap.bind");
                assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
                assertThat(event.tenant()).isEqualTo(ACME);
                assertThat(event.origin().address()).isEqualTo("127.0.0.1");
            }
        }

        @Test
        void the_name_is_matched_as_the_schema_says() throws Exception {
            for (String name : List.of(
                    "UID=Alice,OU=People,DC=Acme,DC=Example", "uid = alice , ou=people, dc=acme,  dc=example ")) {
                try (LDAPConnection connection = world.as(name)) {
                    assertThat(whoAmI(connection)).isEqualTo("dn:uid=alice,ou=people,dc=acme,dc=example");
                }
            }
        }

        /// Threat 9.
        @Test
        void whatever_is_wrong_the_answer_is_the_same_and_only_the_trail_knows_what() throws Exception {
            var answers = new HashSet<String>();
            var reasons = new ArrayList<String>();
            for (String[] attempt : new String[][] {
                {"uid=alice,ou=people,dc=acme,dc=example", "wrong"},
                {"uid=nobody,ou=people,dc=acme,dc=example", LdapWorld.PASSWORD},
                {"uid=alice,ou=people,dc=nowhere,dc=example", LdapWorld.PASSWORD},
                {"uid=locked,ou=people,dc=acme,dc=example", LdapWorld.PASSWORD},
                {"ou=people,dc=acme,dc=example", LdapWorld.PASSWORD},
                {"", LdapWorld.PASSWORD},
                {"uid=alice,ou=people,dc=acme,dc=example", "x".repeat(513)},
            }) {
                try (Raw peer = world.raw()) {
                    peer.message(1, new BindRequestProtocolOp(attempt[0], attempt[1]));
                    BindResponseProtocolOp answer = peer.answer().orElseThrow().getBindResponseProtocolOp();
                    answers.add(answer.toString());
                    assertThat(answer.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
                    assertThat(world.lastEvent().action()).isEqualTo("ldap.bind");
                    assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
                    reasons.add(world.lastEvent().reason());
                }
            }
            assertThat(answers).hasSize(1);
            assertThat(reasons)
                    .containsExactly(
                            "wrong password",
                            "unknown user",
                            "unknown user",
                            "user or tenant is disabled",
                            "unknown user",
                            "unknown user",
                            "a malformed password");
        }

        /// It could not be anybody's, so the answer tells nothing of anybody.
        @Test
        void what_is_no_name_is_invalidDNSyntax() throws Exception {
            for (String name : List.of("alice@acme.example", "alice", "uid=alice,", "=x")) {
                try (Raw peer = world.raw()) {
                    peer.message(1, new BindRequestProtocolOp(name, LdapWorld.PASSWORD));
                    assertThat(peer.answer()
                                    .orElseThrow()
                                    .getBindResponseProtocolOp()
                                    .getResultCode())
                            .isEqualTo(ResultCode.INVALID_DN_SYNTAX_INT_VALUE);
                    assertThat(world.lastEvent().reason()).isEqualTo("a malformed name");
                }
            }
        }

        /// Threat 8: the throttle stands before this door too.
        @Test
        void guessing_is_throttled_so_that_even_the_right_password_fails() throws Exception {
            world.user(ACME, "guessed");
            String name = "uid=guessed,ou=people,dc=acme,dc=example";
            try (LDAPConnection connection = world.anonymous()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(LdapWorld.code(() -> connection.bind(name, "guess")))
                            .isEqualTo(ResultCode.INVALID_CREDENTIALS);
                }
                assertThat(LdapWorld.code(() -> connection.bind(name, LdapWorld.PASSWORD)))
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS);
                assertThat(world.lastEvent().reason()).isEqualTo("throttled after failures");
            }
        }

        @Test
        void a_bind_that_fails_leaves_nobody_bound() throws Exception {
            try (LDAPConnection connection = world.as("uid=alice,ou=people,dc=acme,dc=example")) {
                assertThat(LdapWorld.code(() -> connection.bind("uid=alice,ou=people,dc=acme,dc=example", "wrong")))
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS);
                assertThat(whoAmI(connection)).isEmpty();
            }
        }

        @Test
        void a_tenant_s_password_does_not_open_another_tenant() throws Exception {
            try (LDAPConnection connection = world.anonymous()) {
                assertThat(LdapWorld.code(() ->
                                connection.bind("uid=alice,ou=people,dc=sub,dc=acme,dc=example", LdapWorld.PASSWORD)))
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS);
            }
        }
    }

    @Nested
    @DisplayName("RFC 4513 §5.1.1 and §5.1.2 anonymous and unauthenticated")
    class WithoutPassword {

        @Test
        void without_name_and_password_nobody_is_bound() throws Exception {
            try (LDAPConnection connection = world.as("uid=alice,ou=people,dc=acme,dc=example")) {
                assertThat(connection.bind("", "").getResultCode()).isEqualTo(ResultCode.SUCCESS);
                assertThat(whoAmI(connection)).isEmpty();
            }
        }

        @Test
        void a_name_without_a_password_is_refused_rather_than_taken_for_anonymous() throws Exception {
            try (Raw peer = world.raw()) {
                peer.message(1, new BindRequestProtocolOp("uid=alice,ou=people,dc=acme,dc=example", ""));
                assertThat(peer.answer()
                                .orElseThrow()
                                .getBindResponseProtocolOp()
                                .getResultCode())
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE);
                assertThat(world.lastEvent().reason()).isEqualTo("no password");
            }
        }
    }

    @Test
    void version_2_is_a_protocol_error() throws Exception {
        try (Raw peer = world.raw()) {
            peer.hex("300c 020101 6007 020102 0400 8000");
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isEqualTo(ResultCode.PROTOCOL_ERROR_INT_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXTERNAL", "GSSAPI", "OAUTHBEARER", ""})
    void other_sasl_mechanisms_are_not_supported(String mechanism) throws Exception {
        try (Raw peer = world.raw()) {
            peer.message(1, new BindRequestProtocolOp("", mechanism, null));
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED_INT_VALUE);
        }
    }

    @Nested
    @DisplayName("RFC 4513 §5.1.3 passwords are for protected connections")
    class Confidentiality {

        @Test
        void in_clear_a_password_is_not_even_looked_at() throws Exception {
            try (var strict = world.listeners(LdapWorld.LIMITS, operations(false));
                    LDAPConnection connection =
                            new LDAPConnection("127.0.0.1", strict.ports().ldap())) {
                for (String password : List.of(LdapWorld.PASSWORD, "wrong")) {
                    assertThat(LdapWorld.code(
                                    () -> connection.bind("uid=alice,ou=people,dc=acme,dc=example", password)))
                            .isEqualTo(ResultCode.CONFIDENTIALITY_REQUIRED);
                    assertThat(world.lastEvent().reason()).isEqualTo("a password in clear");
                }
                connection.bind("", "");
            }
        }

        @Test
        void under_start_tls_and_ldaps_it_is() throws Exception {
            try (var strict = world.listeners(LdapWorld.LIMITS, operations(false));
                    LDAPConnection started =
                            new LDAPConnection("127.0.0.1", strict.ports().ldap());
                    LDAPConnection secured = new LDAPConnection(
                            world.tls.clients(), "127.0.0.1", strict.ports().ldaps())) {
                started.processExtendedOperation(new StartTLSExtendedRequest(world.tls.clients()));
                for (LDAPConnection connection : List.of(started, secured)) {
                    connection.bind("uid=alice,ou=people,dc=acme,dc=example", LdapWorld.PASSWORD);
                    assertThat(whoAmI(connection)).isEqualTo("dn:uid=alice,ou=people,dc=acme,dc=example");
                }
            }
        }
    }

    /// RFC 4511 §4.14.3, RFC 4513 §3.1.5: what was bound in clear says nothing of who is behind TLS.
    @Test
    void start_tls_unbinds() throws Exception {
        try (LDAPConnection connection = world.as("uid=alice,ou=people,dc=acme,dc=example")) {
            connection.processExtendedOperation(new StartTLSExtendedRequest(world.tls.clients()));
            assertThat(whoAmI(connection)).isEmpty();
        }
    }

    @Test
    void a_bound_peer_may_send_large_requests_and_an_unbound_one_not() throws Exception {
        var large = new ExtendedRequestProtocolOp("1.2.3.4", new com.unboundid.asn1.ASN1OctetString(new byte[100_000]));
        try (Raw peer = world.raw()) {
            peer.message(1, large);
            assertThat(peer.answer().orElseThrow().getMessageID()).isZero();
        }
        try (Raw peer = world.raw()) {
            peer.message(1, new BindRequestProtocolOp("uid=alice,ou=people,dc=acme,dc=example", LdapWorld.PASSWORD));
            assertThat(peer.answer().orElseThrow().getMessageID()).isEqualTo(1);
            peer.message(2, large);
            assertThat(peer.answer().orElseThrow().getMessageID()).isEqualTo(2);
        }
    }

    private LdapOperations operations(boolean clearOnLoopback) {
        return new LdapOperations(world.foundations(), clearOnLoopback);
    }

    private static String whoAmI(LDAPConnection connection) throws LDAPException {
        var result = (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
        return String.valueOf(result.getAuthorizationID());
    }
}
