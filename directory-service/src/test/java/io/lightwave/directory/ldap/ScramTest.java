package io.lightwave.directory.ldap;

import static io.lightwave.directory.entry.DirectoryWorld.ACME;
import static io.lightwave.directory.entry.DirectoryWorld.SUB;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.PLAINBindRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.RootDSE;
import com.unboundid.ldap.sdk.SCRAMSHA256BindRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedResult;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayName("RFC 5802, RFC 7677 SCRAM-SHA-256")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScramTest {
    private static final String POLICY = "cn=password,ou=policies,dc=acme,dc=example";
    private static final String ALICE = "uid=alice,ou=people,dc=acme,dc=example";

    private final LdapWorld world = new LdapWorld();

    @BeforeAll
    void allow() throws Exception {
        assertThat(mechanisms(world.anonymous())).doesNotContain("SCRAM-SHA-256");
        try (LDAPConnection admin = world.as(LdapWorld.ADMIN)) {
            admin.add(
                    POLICY,
                    new Attribute("objectClass", "lightwavePasswordPolicy"),
                    new Attribute("lightwavePwdScram", "TRUE"));
        }
        world.user(ACME, "alice");
    }

    @AfterAll
    void close() {
        world.close();
    }

    private static List<String> mechanisms(LDAPConnection connection) throws Exception {
        try (connection) {
            return List.of(Objects.requireNonNull(
                    new RootDSE(LdapWorld.entry(connection, "", "+")).getSupportedSASLMechanismNames()));
        }
    }

    private LDAPConnection tls() throws Exception {
        return new LDAPConnection(world.tls.clients(), "127.0.0.1", world.ports.ldaps());
    }

    private ResultCode scram(String name, String password) throws Exception {
        try (LDAPConnection connection = tls()) {
            return LdapWorld.code(() -> connection.bind(new SCRAMSHA256BindRequest(name, password)));
        }
    }

    private byte[] verifier(Subject user) {
        return world.directory
                .context
                .bean(JdbcClient.class)
                .sql("SELECT coalesce(scram, '') FROM password WHERE entry_id = ?")
                .param(user.id().value())
                .query(byte[].class)
                .single();
    }

    @Test
    void the_root_names_it_where_a_tenant_allows_it_and_with_binding_where_there_is_tls() throws Exception {
        assertThat(mechanisms(world.anonymous())).contains("SCRAM-SHA-256").doesNotContain("SCRAM-SHA-256-PLUS");
        assertThat(mechanisms(tls())).contains("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@acme.example", "u:alice@acme.example", "dn:" + ALICE, ALICE, "ALICE@ACME.example"})
    void a_user_is_named_in_several_ways(String name) throws Exception {
        try (Peer peer = new Peer(this, name, LdapWorld.PASSWORD, "", new byte[0])) {
            peer.first();
            assertThat(peer.last().getResultCode()).isZero();
            assertThat(world.lastEvent().target()).isEqualTo(ALICE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice@acme.example", "u:alice@acme.example"})
    void who_has_bound_is_who_the_proof_says(String name) throws Exception {
        try (LDAPConnection connection = tls()) {
            connection.bind(new SCRAMSHA256BindRequest(name, LdapWorld.PASSWORD));
            var me = (WhoAmIExtendedResult) connection.processExtendedOperation(new WhoAmIExtendedRequest());
            assertThat(me.getAuthorizationID()).isEqualTo("dn:" + ALICE);
            assertThat(world.lastEvent().reason()).isEqualTo("password (SCRAM-SHA-256)");
            assertThat(world.lastEvent().tenant()).isEqualTo(ACME);
        }
    }

    @Test
    void nothing_that_is_stored_for_it_can_be_read_without_the_master_key() {
        Subject user = world.user(ACME, "sealed");
        Subject same = world.user(ACME, "sealed2");
        assertThat(verifier(user)).hasSizeGreaterThan(100);
        assertThat(verifier(user)).isNotEqualTo(verifier(same));
    }

    @Test
    void a_password_from_before_is_taken_once_it_was_used() throws Exception {
        Subject user = world.user(SUB, "early");
        allowIn("sub", "FALSE", "TRUE");
        String name = "early@sub.acme.example";
        assertThat(verifier(user)).isEmpty();
        assertThat(scram(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(world.lastEvent().reason()).contains("since the policy has allowed SCRAM");
        try (LDAPConnection connection = tls()) {
            connection.bind("uid=early,ou=people,dc=sub,dc=acme,dc=example", LdapWorld.PASSWORD);
        }
        assertThat(scram(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.SUCCESS);

        allowIn("sub", "TRUE", "FALSE");
        assertThat(scram(name, LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(world.lastEvent().reason()).contains("does not allow SCRAM");
        try (LDAPConnection connection = tls()) {
            connection.bind("uid=early,ou=people,dc=sub,dc=acme,dc=example", LdapWorld.PASSWORD);
        }
        assertThat(verifier(user)).isEmpty();
    }

    private void allowIn(String tenant, String before, String after) throws Exception {
        String suffix = "dc=%s,dc=acme,dc=example".formatted(tenant);
        try (LDAPConnection admin = world.as("uid=admin,ou=people," + suffix)) {
            if (before.equals("FALSE")) {
                admin.add(
                        "cn=password,ou=policies," + suffix,
                        new Attribute("objectClass", "lightwavePasswordPolicy"),
                        new Attribute("lightwavePwdScram", after));
            } else {
                admin.modify(
                        "cn=password,ou=policies," + suffix,
                        new Modification(ModificationType.REPLACE, "lightwavePwdScram", after));
            }
        }
    }

    @Test
    void another_password_is_good_at_once_and_the_old_one_is_not() throws Exception {
        Subject user = world.user(ACME, "changes");
        world.directory.subjects().setPassword(ACME, user.id(), Password.of("battery horse correct"));
        assertThat(scram("changes@acme.example", LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(scram("changes@acme.example", "battery horse correct")).isEqualTo(ResultCode.SUCCESS);
    }

    @Test
    void a_password_changed_within_the_exchange_ends_it() throws Exception {
        Subject user = world.user(ACME, "within");
        try (Peer peer = new Peer(ScramTest.this, "within@acme.example", LdapWorld.PASSWORD, "", new byte[0])) {
            peer.first();
            world.directory.subjects().setPassword(ACME, user.id(), Password.of("battery horse correct"));
            assertThat(peer.last().getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
        }
    }

    @Test
    void a_disabled_user_is_refused() throws Exception {
        Subject user = world.user(ACME, "disabled");
        world.directory.subjects().setEnabled(ACME, user.id(), false);
        assertThat(scram("disabled@acme.example", LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(world.lastEvent().reason()).contains("disabled");
    }

    /// Threat 8: one count for all ways to try a password.
    @Test
    void failures_count_together_with_those_of_simple_binds() throws Exception {
        world.user(ACME, "tried");
        String dn = "uid=tried,ou=people,dc=acme,dc=example";
        assertThat(scram("tried@acme.example", "wrong")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        try (LDAPConnection connection = tls()) {
            assertThat(LdapWorld.code(() -> connection.bind(dn, "wrong"))).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
        assertThat(scram("tried@acme.example", "wrong")).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(scram("tried@acme.example", LdapWorld.PASSWORD)).isEqualTo(ResultCode.INVALID_CREDENTIALS);
        assertThat(world.lastEvent().reason()).isEqualTo("throttled after failures");
        try (LDAPConnection connection = tls()) {
            assertThat(LdapWorld.code(() -> connection.bind(new PLAINBindRequest(dn, LdapWorld.PASSWORD))))
                    .isEqualTo(ResultCode.INVALID_CREDENTIALS);
        }
    }

    /// Threat 9: the salt of a name is the same before it is anybody's, then, and after a change of the password.
    @Test
    void who_does_not_exist_is_answered_like_one_who_does() throws Exception {
        List<String> told = new ArrayList<>();
        told.add(challenge("later@acme.example"));
        told.add(challenge("LATER@acme.example"));
        Subject user = world.user(ACME, "later");
        told.add(challenge("later@acme.example"));
        world.directory.subjects().setPassword(ACME, user.id(), Password.of("battery horse correct"));
        told.add(challenge("later@acme.example"));
        told.add(challenge("uid=later,ou=people,dc=acme,dc=example"));
        assertThat(told).allMatch(told.getFirst()::equals);
        assertThat(challenge("other@acme.example")).isNotEqualTo(told.getFirst());
        assertThat(challenge("later@sub.acme.example")).isNotEqualTo(told.getFirst());
        assertThat(told.getFirst()).matches("s=.{24},i=30000");
    }

    private String challenge(String name) throws Exception {
        try (Peer peer = new Peer(this, name, "x", "", new byte[0])) {
            String first = peer.first();
            return first.substring(first.indexOf(",s=") + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,n=alice",
                "n,,n=alice@acme.example,r=",
                "n,,n=ali=ce,r=abc",
                "n,,m=x,n=alice@acme.example,r=abc",
                "x,,n=alice@acme.example,r=abc",
                "n,b=x,n=alice@acme.example,r=abc",
                "p=tls-exporter,,n=alice@acme.example,r=abc",
                "y,,n=alice@acme.example,r=abc", // TLS is there to be bound to: somebody stands between
            })
    void a_malformed_or_downgraded_beginning_is_refused(String message) throws Exception {
        assertThat(begin(message)).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
    }

    @Test
    void the_identity_one_has_anyway_may_be_asked_for() throws Exception {
        assertThat(begin("n,a=u:alice@acme.example,n=alice@acme.example,r=abc"))
                .isEqualTo(ResultCode.SASL_BIND_IN_PROGRESS_INT_VALUE);
    }

    private int begin(String message) throws Exception {
        try (Raw raw = world.rawTls(world.ports.ldaps())) {
            raw.message(1, new BindRequestProtocolOp("", "SCRAM-SHA-256", new ASN1OctetString(message)));
            return raw.answer().orElseThrow().getBindResponseProtocolOp().getResultCode();
        }
    }

    @Nested
    @DisplayName("RFC 5929, RFC 9266 channel binding")
    class Plus {

        private byte[] data(SSLSocket socket, String type) throws Exception {
            var session = (ExtendedSSLSession) socket.getSession();
            return type.equals("tls-exporter")
                    ? session.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32)
                    : MessageDigest.getInstance("SHA-256").digest(session.getPeerCertificates()[0].getEncoded());
        }

        @ParameterizedTest
        @CsvSource({"TLSv1.3,tls-exporter", "TLSv1.3,tls-server-end-point", "TLSv1.2,tls-server-end-point"})
        void a_proof_is_bound_to_the_connection(String version, String type) throws Exception {
            try (SSLSocket socket = socket(version);
                    Peer peer = new Peer(socket, "alice@acme.example", LdapWorld.PASSWORD, type, data(socket, type))) {
                peer.first();
                assertThat(peer.last().getResultCode()).isZero();
                assertThat(world.lastEvent().reason()).isEqualTo("password (SCRAM-SHA-256-PLUS, %s)".formatted(type));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"tls-exporter", "tls-server-end-point"})
        void a_proof_for_another_connection_is_refused(String type) throws Exception {
            byte[] other = new byte[32];
            try (SSLSocket socket = socket("TLSv1.3");
                    Peer peer = new Peer(socket, "alice@acme.example", LdapWorld.PASSWORD, type, other)) {
                peer.first();
                assertThat(peer.last().getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
                assertThat(world.lastEvent().reason()).contains("another channel");
            }
        }

        @ParameterizedTest
        @CsvSource({"TLSv1.2,tls-exporter", "TLSv1.3,tls-unique", "TLSv1.3,made-up"})
        void a_binding_that_is_not_there_is_refused(String version, String type) throws Exception {
            try (SSLSocket socket = socket(version);
                    Raw raw = new Raw(socket)) {
                raw.message(
                        1,
                        new BindRequestProtocolOp(
                                "",
                                "SCRAM-SHA-256-PLUS",
                                new ASN1OctetString("p=%s,,n=alice@acme.example,r=abc".formatted(type))));
                assertThat(raw.answer()
                                .orElseThrow()
                                .getBindResponseProtocolOp()
                                .getResultCode())
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
            }
        }

        private SSLSocket socket(String version) throws Exception {
            var socket = (SSLSocket) world.tls.clients().createSocket("127.0.0.1", world.ports.ldaps());
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            return socket;
        }
    }

    /// OnGres's client of SCRAM on a connection of its own.
    private static final class Peer implements AutoCloseable {
        private final Raw raw;
        private final String mechanism;
        private final ScramClient client;

        Peer(ScramTest test, String name, String password, String binding, byte[] data) throws Exception {
            this(test.world.rawTls(test.world.ports.ldaps()), name, password, binding, data);
        }

        Peer(SSLSocket socket, String name, String password, String binding, byte[] data) throws Exception {
            this(new Raw(socket), name, password, binding, data);
        }

        private Peer(Raw raw, String name, String password, String binding, byte[] data) {
            this.raw = raw;
            this.mechanism = binding.isEmpty() ? "SCRAM-SHA-256" : "SCRAM-SHA-256-PLUS";
            var builder = ScramClient.builder()
                    .advertisedMechanisms(List.of(mechanism))
                    .username(name)
                    .password(password.toCharArray());
            this.client = binding.isEmpty()
                    ? builder.build()
                    : builder.channelBinding(binding, data).build();
        }

        String first() throws Exception {
            BindResponseProtocolOp answer = send(1, client.clientFirstMessage().toString());
            assertThat(answer.getResultCode()).isEqualTo(ResultCode.SASL_BIND_IN_PROGRESS_INT_VALUE);
            String told =
                    Objects.requireNonNull(answer.getServerSASLCredentials()).stringValue();
            client.serverFirstMessage(told);
            return told;
        }

        BindResponseProtocolOp last() throws Exception {
            BindResponseProtocolOp answer = send(2, client.clientFinalMessage().toString());
            if (answer.getResultCode() == 0) {
                client.serverFinalMessage(Objects.requireNonNull(answer.getServerSASLCredentials())
                        .stringValue());
            }
            return answer;
        }

        private BindResponseProtocolOp send(int id, String message) throws Exception {
            raw.message(id, new BindRequestProtocolOp("", mechanism, new ASN1OctetString(message)));
            return raw.answer().orElseThrow().getBindResponseProtocolOp();
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }
}
