package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.sdk.GenericSASLBindRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.OAUTHBEARERBindRequest;
import com.unboundid.ldap.sdk.PLAINBindRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ldap.operation.LdapOperations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4513 §5.2 SASL")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SaslTest {
    private static final String ALICE = "uid=alice,ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();
    private LdapWorld.Listening listening;

    @BeforeAll
    void open() {
        world.user(ACME, "alice");
        listening = world.listeners(LdapWorld.LIMITS, new LdapOperations(world.foundations(), true));
    }

    @AfterAll
    void close() {
        listening.close();
        world.close();
    }

    private LDAPConnection connection() throws Exception {
        return new LDAPConnection("127.0.0.1", listening.ports().ldap());
    }

    private Raw raw() throws Exception {
        return Raw.to(listening.ports().ldap());
    }

    private static BindResponseProtocolOp bind(Raw peer, int id, String mechanism, @Nullable String credentials)
            throws Exception {
        peer.message(
                id,
                new BindRequestProtocolOp(
                        "", mechanism, credentials == null ? null : new ASN1OctetString(credentials)));
        return peer.answer().orElseThrow().getBindResponseProtocolOp();
    }

    private static String whoAmI(LDAPConnection connection) throws Exception {
        return String.valueOf(((WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest()))
                .getAuthorizationID());
    }

    @Test
    void the_root_tells_of_the_mechanisms_where_they_can_be_used() throws Exception {
        try (LDAPConnection here = connection()) {
            assertThat(new RootDSE(LdapWorld.entry(here, "", "+")).getSupportedSASLMechanismNames())
                    .containsExactlyInAnyOrder("PLAIN", "OAUTHBEARER");
        }
        try (LdapWorld.Listening strict =
                        world.listeners(LdapWorld.LIMITS, new LdapOperations(world.foundations(), false));
                LDAPConnection clear =
                        new LDAPConnection("127.0.0.1", strict.ports().ldap());
                LDAPConnection secure = new LDAPConnection(
                        world.tls.clients(), "127.0.0.1", strict.ports().ldaps())) {
            assertThat(new RootDSE(LdapWorld.entry(clear, "", "+")).getSupportedSASLMechanismNames())
                    .isNull();
            assertThat(new RootDSE(LdapWorld.entry(secure, "", "+")).getSupportedSASLMechanismNames())
                    .hasSize(2);
            assertThat(LdapWorld.code(() -> clear.bind(new PLAINBindRequest("alice", LdapWorld.PASSWORD))))
                    .isEqualTo(ResultCode.CONFIDENTIALITY_REQUIRED);
            assertThat(LdapWorld.code(() -> clear.bind(new OAUTHBEARERBindRequest("token-of-alice"))))
                    .isEqualTo(ResultCode.CONFIDENTIALITY_REQUIRED);
            secure.bind(new PLAINBindRequest("alice@acme.example", LdapWorld.PASSWORD));
        }
    }

    @Test
    void without_a_token_service_there_is_no_mechanism_for_tokens() throws Exception {
        try (LDAPConnection connection = world.anonymous()) {
            assertThat(new RootDSE(LdapWorld.entry(connection, "", "+")).getSupportedSASLMechanismNames())
                    .containsExactly("PLAIN");
            assertThat(LdapWorld.code(() -> connection.bind(new OAUTHBEARERBindRequest("token-of-alice"))))
                    .isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DIGEST-MD5", "GSSAPI", "plain", "", "CRAM-MD5"})
    void another_mechanism_is_not_supported(String mechanism) throws Exception {
        try (Raw peer = raw()) {
            assertThat(bind(peer, 1, mechanism, null).getResultCode())
                    .isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED_INT_VALUE);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.bind");
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
        }
    }

    @Nested
    @DisplayName("RFC 4616 PLAIN")
    class Plain {

        @ParameterizedTest
        @ValueSource(
                strings = {"alice@acme.example", "u:alice@acme.example", "dn:" + ALICE, ALICE, "ALICE@ACME.example"})
        void a_user_is_named_in_several_ways(String name) throws Exception {
            try (LDAPConnection connection = connection()) {
                connection.bind(new PLAINBindRequest(name, LdapWorld.PASSWORD));
                assertThat(whoAmI(connection)).isEqualTo("dn:" + ALICE);
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
                assertThat(world.lastEvent().tenant()).isEqualTo(ACME);
            }
        }

        /// Threats 9 and 25: no other identity, and no reason told.
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\0alice@acme.example\0wrong",
                    "\0nobody@acme.example\0x",
                    "\0alice\0x",
                    "\0\0x",
                    "alice@acme.example",
                    "\0alice@acme.example\0x\0y",
                    "\0dn:nonsense\0x",
                    "u:admin@acme.example\0alice@acme.example\0correct horse battery",
                    "nonsense\0alice@acme.example\0correct horse battery"
                })
        void anything_else_is_refused_alike(String message) throws Exception {
            try (Raw peer = raw()) {
                BindResponseProtocolOp answer = bind(peer, 1, "PLAIN", message);
                assertThat(answer.getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
                assertThat(answer.getDiagnosticMessage()).isNull();
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            }
            world.directory.throttle.succeeded(
                    ACME,
                    "password",
                    world.directory
                            .subjects()
                            .byName(ACME, io.lightwave.directory.SubjectKind.USER, "alice")
                            .orElseThrow()
                            .id()
                            .toString());
        }

        @Test
        void the_identity_one_has_anyway_may_be_asked_for() throws Exception {
            try (Raw peer = raw()) {
                assertThat(bind(peer, 1, "PLAIN", "u:alice\0alice@acme.example\0" + LdapWorld.PASSWORD)
                                .getResultCode())
                        .isZero();
            }
        }

        @Test
        void a_client_may_wait_to_be_asked() throws Exception {
            try (Raw peer = raw()) {
                BindResponseProtocolOp asked = bind(peer, 1, "PLAIN", null);
                assertThat(asked.getResultCode()).isEqualTo(ResultCode.SASL_BIND_IN_PROGRESS_INT_VALUE);
                assertThat(bind(peer, 2, "PLAIN", "\0alice@acme.example\0" + LdapWorld.PASSWORD)
                                .getResultCode())
                        .isZero();
            }
        }
    }

    @Nested
    @DisplayName("RFC 7628 OAUTHBEARER")
    class OAuthBearer {
        private static final String END = "\u0001\u0001";

        @Test
        void whose_the_token_is_is_who_has_bound() throws Exception {
            try (LDAPConnection connection = connection()) {
                connection.bind(new OAUTHBEARERBindRequest("token-of-alice"));
                assertThat(whoAmI(connection)).isEqualTo("dn:" + ALICE);
                assertThat(world.lastEvent().reason()).isEqualTo("token (OAUTHBEARER)");
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "n,,\u0001auth=Bearer token-of-alice\u0001\u0001",
                    "n,,\u0001auth=Bearer token-of-alice\u0001", // without the last separator: UnboundID's
                    "y,,\u0001auth=bearer token-of-alice\u0001\u0001",
                    "n,a=alice,\u0001host=localhost\u0001port=389\u0001auth=Bearer token-of-alice\u0001\u0001",
                    "n,a=uid=3Dalice=2Cou=3Dpeople=2Cdc=3Dacme=2Cdc=3Dexample,\u0001auth=Bearer token-of-alice\u0001\u0001",
                })
        void what_clients_send_is_taken(String message) throws Exception {
            try (Raw peer = raw()) {
                assertThat(bind(peer, 1, "OAUTHBEARER", message).getResultCode())
                        .isZero();
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a=dn:uid=3Dalice=2Cou=3Dpeople=2Cdc=3Dacme=2Cdc=3Dexample | 0",
                    "a=u:alice@acme.example | 0",
                    "a=dn:uid=3Dalice=2Cou=3Dpeople=2Cdc=3Dother=2Cdc=3Dexample | 14",
                    "a=dn:uid=3Dbob=2Cou=3Dpeople=2Cdc=3Dacme=2Cdc=3Dexample | 14",
                    "a=nonsense= | 14",
                    "'' | 14"
                })
        void a_token_that_says_nothing_is_looked_for_in_the_tenant_of_the_authorization_identity(
                String identity, int code) throws Exception {
            try (Raw peer = raw()) {
                String message = "n," + identity + ",\u0001auth=Bearer opaque-token-of-alice" + END;
                assertThat(bind(peer, 1, "OAUTHBEARER", message).getResultCode())
                        .isEqualTo(code);
            }
        }

        /// §3.2.2: the client is told in JSON, answers with one byte, and is refused.
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "n,,\u0001auth=Bearer other\u0001\u0001",
                    "n,a=admin,\u0001auth=Bearer token-of-alice\u0001\u0001",
                    "n,b=x,\u0001auth=Bearer token-of-alice\u0001\u0001",
                    "p=tls-exporter,,\u0001auth=Bearer token-of-alice\u0001\u0001",
                    "n,,\u0001auth=Bearer token-of-alice",
                    "n,,\u0001auth=Basic token-of-alice\u0001\u0001",
                    "n,,\u0001auth=Bearer token-of-alice\u0001auth=Bearer token-of-alice\u0001\u0001",
                    "n,,\u0001\u0001",
                    "n,,",
                    "nonsense",
                })
        void anything_else_is_refused_in_two_steps(String message) throws Exception {
            try (Raw peer = raw()) {
                BindResponseProtocolOp told = bind(peer, 1, "OAUTHBEARER", message);
                assertThat(told.getResultCode()).isEqualTo(ResultCode.SASL_BIND_IN_PROGRESS_INT_VALUE);
                assertThat(String.valueOf(told.getServerSASLCredentials())).contains("{\"status\":\"invalid_token\"}");
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
                assertThat(bind(peer, 2, "OAUTHBEARER", "\u0001").getResultCode())
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
                assertThat(bind(peer, 3, "OAUTHBEARER", "n,," + '\u0001' + "auth=Bearer token-of-alice" + END)
                                .getResultCode())
                        .isZero();
            }
        }

        @Test
        void what_began_in_clear_is_forgotten_when_tls_begins() throws Exception {
            try (LDAPConnection connection = connection()) {
                assertThat(LdapWorld.code(() -> connection.bind(new GenericSASLBindRequest(
                                null, "OAUTHBEARER", new ASN1OctetString("n,,\u0001auth=Bearer other" + END)))))
                        .isEqualTo(ResultCode.SASL_BIND_IN_PROGRESS);
                connection.processExtendedOperation(new StartTLSExtendedRequest(world.tls.clients()));
                connection.bind(new OAUTHBEARERBindRequest("token-of-alice"));
            }
        }

        @Test
        void a_refusal_can_be_left_for_another_way() throws Exception {
            try (Raw peer = raw()) {
                bind(peer, 1, "OAUTHBEARER", "n,,\u0001auth=Bearer other" + END);
                peer.message(2, new ExtendedRequestProtocolOp(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID, null));
                assertThat(peer.answer()
                                .orElseThrow()
                                .getExtendedResponseProtocolOp()
                                .getResultCode())
                        .isZero();
                peer.message(3, new BindRequestProtocolOp(ALICE, LdapWorld.PASSWORD));
                assertThat(peer.answer()
                                .orElseThrow()
                                .getBindResponseProtocolOp()
                                .getResultCode())
                        .isZero();
            }
        }

        @Test
        void the_session_ends_with_its_token() throws Exception {
            world.user(ACME, "lender");
            try (LDAPConnection connection = connection();
                    LDAPConnection other = connection()) {
                connection.bind(new OAUTHBEARERBindRequest("token-of-lender"));
                other.bind(new OAUTHBEARERBindRequest("token-of-alice"));
                world.endedTokens.add("token-of-lender");
                assertThat(LdapWorld.code(() -> connection.getEntry(ALICE))).isNotEqualTo(ResultCode.SUCCESS);
                assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
                assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
                assertThat(whoAmI(other)).isEqualTo("dn:" + ALICE);
            }
        }

        @Test
        void a_search_that_lasts_ends_with_its_token_too() throws Exception {
            world.user(ACME, "reader");
            try (LDAPConnection connection = connection()) {
                connection.bind(new OAUTHBEARERBindRequest("token-of-reader"));
                LastingSearch search = LastingSearch.begin(
                        connection,
                        "uid=reader,ou=people,dc=acme,dc=example",
                        "(objectClass=*)",
                        new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true));
                search.entry();
                world.endedTokens.add("token-of-reader");
                assertThat(search.result().getResultCode()).isNotEqualTo(ResultCode.SUCCESS);
                assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
            }
        }

        @Test
        void the_session_ends_with_its_subject() throws Exception {
            io.lightwave.directory.Subject user = world.user(ACME, "brief");
            try (LDAPConnection connection = connection()) {
                connection.bind(new OAUTHBEARERBindRequest("token-of-brief"));
                world.directory.subjects().setEnabled(ACME, user.id(), false);
                assertThat(LdapWorld.code(() -> connection.getEntry("uid=brief,ou=people,dc=acme,dc=example")))
                        .isNotEqualTo(ResultCode.SUCCESS);
            }
        }
    }
}
