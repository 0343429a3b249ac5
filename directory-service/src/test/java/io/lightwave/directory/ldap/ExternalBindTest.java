package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.sdk.EXTERNALBindRequest;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.controls.PersistentSearchChangeType;
import com.unboundid.ldap.sdk.controls.PersistentSearchRequestControl;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Subject;
import io.lightwave.directory.ldap.operation.LdapOperations;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 4513 §5.2.3 SASL EXTERNAL")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalBindTest {
    private static final String ALICE = "uid=alice,ou=people,dc=acme,dc=example";
    private static final String BOB = "uid=bob,ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();
    private LdapWorld.Listening listening;
    private SSLContext alice;

    @BeforeAll
    void open() {
        world.user(ACME, "alice");
        world.user(ACME, "bob");
        listening = world.listeners(LdapWorld.LIMITS, new LdapOperations(world.foundations(), true));
        alice = world.tls.clients(ALICE);
    }

    @AfterAll
    void close() {
        listening.close();
        world.close();
    }

    private LDAPConnection ldaps(SSLContext client) throws Exception {
        return new LDAPConnection(
                client.getSocketFactory(), "127.0.0.1", listening.ports().ldaps());
    }

    private static String whoAmI(LDAPConnection connection) throws Exception {
        return String.valueOf(((WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest()))
                .getAuthorizationID());
    }

    private static String @Nullable [] mechanisms(LDAPConnection connection) throws Exception {
        return new RootDSE(LdapWorld.entry(connection, "", "+")).getSupportedSASLMechanismNames();
    }

    @Test
    void over_ldaps_a_certificate_says_who_has_bound() throws Exception {
        try (LDAPConnection connection = ldaps(alice)) {
            assertThat(mechanisms(connection)).contains("EXTERNAL");
            connection.bind(new EXTERNALBindRequest());
            assertThat(whoAmI(connection)).isEqualTo("dn:" + ALICE);
            assertThat(world.lastEvent().reason()).isEqualTo("certificate (EXTERNAL)");
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
            assertThat(world.lastEvent().tenant()).isEqualTo(ACME);
        }
    }

    @Test
    void behind_start_tls_too_but_not_before_it() throws Exception {
        try (var connection = new LDAPConnection("127.0.0.1", listening.ports().ldap())) {
            assertThat(mechanisms(connection)).doesNotContain("EXTERNAL");
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.INAPPROPRIATE_AUTHENTICATION);
            connection.processExtendedOperation(new StartTLSExtendedRequest(alice));
            assertThat(whoAmI(connection)).as("showing is not binding").isEmpty();
            connection.bind(new EXTERNALBindRequest());
            assertThat(whoAmI(connection)).isEqualTo("dn:" + ALICE);
        }
    }

    @Test
    void a_certificate_is_asked_for_and_not_required() throws Exception {
        try (var connection = new LDAPConnection(
                world.tls.clients(), "127.0.0.1", listening.ports().ldaps())) {
            assertThat(mechanisms(connection)).isNotNull().doesNotContain("EXTERNAL");
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.INAPPROPRIATE_AUTHENTICATION);
            assertThat(world.lastEvent().reason()).isEqualTo("EXTERNAL without a certificate");
            connection.bind(ALICE, LdapWorld.PASSWORD);
            assertThat(whoAmI(connection)).isEqualTo("dn:" + ALICE);
        }
    }

    @Test
    void where_nobody_knows_certificates_there_is_no_such_mechanism() throws Exception {
        try (var connection = new LDAPConnection(alice.getSocketFactory(), "127.0.0.1", world.ports.ldaps())) {
            assertThat(mechanisms(connection)).containsExactly("PLAIN");
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.AUTH_METHOD_NOT_SUPPORTED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uid=nobody,ou=people,dc=acme,dc=example",
                "uid=alice,ou=people,dc=globex,dc=example",
                "uid=alice,ou=people,dc=sub,dc=acme,dc=example",
                "uid=alice,cn=nonsense"
            })
    void a_certificate_that_is_nobody_s_here_is_refused(String subject) throws Exception {
        try (LDAPConnection connection = ldaps(world.tls.clients(subject))) {
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.bind");
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(world.lastEvent().reason()).isEqualTo("not a good certificate of this tenant");
            assertThat(whoAmI(connection)).isEmpty();
        }
    }

    /// Threat T5: the session may be resumed; what its certificate is worth is asked at each bind.
    @Test
    void a_revoked_certificate_binds_no_more_even_where_tls_goes_on_or_is_resumed() throws Exception {
        SSLContext bob = world.tls.clients(BOB);
        try (LDAPConnection connection = ldaps(bob)) {
            connection.bind(new EXTERNALBindRequest());
            revoke(connection);
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
            assertThat(whoAmI(connection)).isEmpty();
        }
        try (LDAPConnection connection = ldaps(bob)) {
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }

    @Test
    void the_session_ends_with_its_certificate() throws Exception {
        SSLContext bob = world.tls.clients(BOB);
        try (LDAPConnection connection = ldaps(bob);
                LDAPConnection byPassword = ldaps(bob)) {
            connection.bind(new EXTERNALBindRequest());
            byPassword.bind(BOB, LdapWorld.PASSWORD);
            assertThat(whoAmI(connection)).isEqualTo("dn:" + BOB);
            revoke(connection);
            assertThat(LdapWorld.code(() -> connection.getEntry(BOB))).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(whoAmI(byPassword)).as("what it has bound by is good").isEqualTo("dn:" + BOB);
        }
    }

    @Test
    void a_search_that_lasts_ends_with_its_certificate_too() throws Exception {
        world.user(ACME, "follower");
        try (LDAPConnection connection = ldaps(world.tls.clients("uid=follower,ou=people,dc=acme,dc=example"))) {
            connection.bind(new EXTERNALBindRequest());
            LastingSearch search = LastingSearch.begin(
                    connection,
                    "uid=follower,ou=people,dc=acme,dc=example",
                    "(objectClass=*)",
                    new PersistentSearchRequestControl(PersistentSearchChangeType.allChangeTypes(), false, true));
            search.entry();
            revoke(connection);
            assertThat(search.result().getResultCode()).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
        }
    }

    private void revoke(LDAPConnection connection) {
        world.revoked.add((X509Certificate)
                Objects.requireNonNull(connection.getSSLSession()).getLocalCertificates()[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dn:" + ALICE, "DN:UID=Alice, OU=People, DC=acme, DC=example", "u:alice"})
    void the_identity_one_has_anyway_may_be_asserted(String identity) throws Exception {
        assertThat(bind(identity).getResultCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dn:" + BOB, "u:bob", "u:alice@lightwave.local", "dn:", "alice", ALICE, "dn:nonsense", "\0"})
    void another_identity_is_refused(String identity) throws Exception {
        assertThat(bind(identity).getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
        assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
    }

    private BindResponseProtocolOp bind(String identity) throws Exception {
        var socket = (SSLSocket) alice.getSocketFactory()
                .createSocket("127.0.0.1", listening.ports().ldaps());
        try (Raw peer = new Raw(socket)) {
            peer.message(1, new BindRequestProtocolOp("", "EXTERNAL", new ASN1OctetString(identity)));
            return peer.answer().orElseThrow().getBindResponseProtocolOp();
        }
    }

    @Test
    void the_session_ends_with_its_subject() throws Exception {
        Subject user = world.user(ACME, "passing");
        try (LDAPConnection connection = ldaps(world.tls.clients("uid=passing,ou=people,dc=acme,dc=example"))) {
            connection.bind(new EXTERNALBindRequest());
            world.directory.subjects().setEnabled(ACME, user.id(), false);
            assertThat(LdapWorld.code(() -> connection.getEntry(ALICE))).isNotEqualTo(ResultCode.SUCCESS);
            assertThat(world.lastEvent().action()).isEqualTo("ldap.session");
        }
        try (LDAPConnection connection = ldaps(world.tls.clients("uid=passing,ou=people,dc=acme,dc=example"))) {
            assertThat(LdapWorld.code(() -> connection.bind(new EXTERNALBindRequest())))
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }
}
