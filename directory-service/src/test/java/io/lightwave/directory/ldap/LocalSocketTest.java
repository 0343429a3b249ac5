package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DirectorySettings.LocalSocket;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.ldap.operation.LdapOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("LDAP over a Unix socket")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalSocketTest {
    private static final String ME = Objects.requireNonNull(System.getProperty("user.name"));
    private static final String SYSTEM_ADMIN = "uid=admin,ou=people,dc=lightwave,dc=local";
    private static final Duration SOON = Duration.ofMillis(300);

    private final LdapWorld world = new LdapWorld();

    @TempDir
    static Path folder;

    private Path socket;
    private LdapWorld.Listening listening;

    @BeforeAll
    void open() {
        socket = folder.resolve("ldapi");
        listening = listen(socket, LdapWorld.LIMITS, ME);
    }

    @AfterAll
    void close() {
        listening.close();
        world.close();
    }

    private LdapWorld.Listening listen(Path at, LdapLimits limits, String... administrators) {
        var local = new LocalSocket(at, PosixFilePermissions.fromString("rw-rw----"), List.of(administrators));
        return world.listeners(limits, new LdapOperations(world.foundations(), false), Optional.of(local), List.of());
    }

    private static BindResponseProtocolOp external(Raw peer, String identity) throws Exception {
        peer.message(1, new BindRequestProtocolOp("", "EXTERNAL", new ASN1OctetString(identity)));
        return peer.answer().orElseThrow().getBindResponseProtocolOp();
    }

    private static String whoAmI(Raw peer) throws Exception {
        peer.message(2, new ExtendedRequestProtocolOp(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID, null));
        return Objects.requireNonNull(peer.answer()
                        .orElseThrow()
                        .getExtendedResponseProtocolOp()
                        .getResponseValue())
                .stringValue();
    }

    private static List<String> mechanisms(Raw peer) throws Exception {
        peer.message(3, LdapWorld.rootDse("supportedSASLMechanisms"));
        List<Attribute> attributes =
                peer.answer().orElseThrow().getSearchResultEntryProtocolOp().getAttributes();
        peer.answer();
        return List.of(attributes.getFirst().getValues());
    }

    @Test
    void a_password_needs_no_tls_there() throws Exception {
        try (Raw peer = Raw.to(socket)) {
            peer.message(1, new BindRequestProtocolOp(LdapWorld.ADMIN, LdapWorld.PASSWORD));
            assertThat(peer.answer().orElseThrow().getBindResponseProtocolOp().getResultCode())
                    .isZero();
            assertThat(whoAmI(peer)).isEqualTo("dn:" + LdapWorld.ADMIN);
            assertThat(world.lastEvent().origin().address()).isEqualTo("local");
        }
    }

    @Test
    void a_user_of_the_machine_whom_the_operator_names_is_the_system_administrator() throws Exception {
        try (Raw peer = Raw.to(socket)) {
            assertThat(mechanisms(peer)).contains("EXTERNAL", "PLAIN");
            assertThat(whoAmI(peer)).isEmpty();
            assertThat(external(peer, "").getResultCode()).isZero();
            assertThat(whoAmI(peer)).isEqualTo("dn:" + SYSTEM_ADMIN);
            AuditEvent event = world.lastEvent();
            assertThat(event.action()).isEqualTo("ldap.bind");
            assertThat(event.outcome()).isEqualTo(AuditEvent.Outcome.SUCCESS);
            assertThat(event.tenant()).isEqualTo(DirectoryWorld.SYSTEM);
            assertThat(event.reason()).isEqualTo("local user %s (EXTERNAL)".formatted(ME));
        }
    }

    @Test
    void it_may_name_itself_and_nobody_else() throws Exception {
        try (Raw peer = Raw.to(socket)) {
            assertThat(external(peer, "dn:" + SYSTEM_ADMIN).getResultCode()).isZero();
            for (String other : List.of("dn:" + LdapWorld.ADMIN, "u:admin@acme.example", "nonsense")) {
                assertThat(external(peer, other).getResultCode())
                        .as(other)
                        .isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
                assertThat(whoAmI(peer)).isEmpty();
            }
        }
    }

    @Test
    void any_other_user_is_nobody_by_it() throws Exception {
        Path other = folder.resolve("other");
        try (var _ = listen(other, LdapWorld.LIMITS);
                Raw peer = Raw.to(other)) {
            assertThat(mechanisms(peer)).doesNotContain("EXTERNAL");
            assertThat(external(peer, "").getResultCode()).isEqualTo(ResultCode.INAPPROPRIATE_AUTHENTICATION_INT_VALUE);
            assertThat(world.lastEvent().actor()).isEqualTo("local:" + ME);
            assertThat(world.lastEvent().outcome()).isEqualTo(AuditEvent.Outcome.REFUSED);
            assertThat(whoAmI(peer)).isEmpty();
        }
    }

    @Test
    void a_disabled_administrator_is_nobody_by_it_and_its_session_ends() throws Exception {
        Subject admin = world.directory
                .subjects()
                .byName(DirectoryWorld.SYSTEM, SubjectKind.USER, "admin")
                .orElseThrow();
        Subject other = world.directory.user(DirectoryWorld.SYSTEM, "other-operator"); // somebody has to be left
        world.directory.subjects().addToGroup(DirectoryWorld.SYSTEM, Tenants.ADMINISTRATORS, other.id());
        try (Raw before = Raw.to(socket);
                Raw peer = Raw.to(socket)) {
            assertThat(external(before, "").getResultCode()).isZero();
            world.directory.subjects().setEnabled(DirectoryWorld.SYSTEM, admin.id(), false);
            assertThat(external(peer, "").getResultCode()).isEqualTo(ResultCode.INVALID_CREDENTIALS_INT_VALUE);
            before.message(2, new ExtendedRequestProtocolOp(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID, null));
            assertThat(before.answer()
                            .orElseThrow()
                            .getExtendedResponseProtocolOp()
                            .getResultCode())
                    .isEqualTo(ResultCode.STRONG_AUTH_REQUIRED_INT_VALUE);
        } finally {
            world.directory.subjects().setEnabled(DirectoryWorld.SYSTEM, admin.id(), true);
            world.directory.subjects().delete(DirectoryWorld.SYSTEM, other.id());
        }
    }

    @Test
    void start_tls_has_no_use_there() throws Exception {
        try (Raw peer = Raw.to(socket)) {
            peer.message(1, new ExtendedRequestProtocolOp(StartTLSExtendedRequest.STARTTLS_REQUEST_OID, null));
            assertThat(peer.answer()
                            .orElseThrow()
                            .getExtendedResponseProtocolOp()
                            .getResultCode())
                    .isEqualTo(ResultCode.OPERATIONS_ERROR_INT_VALUE);
        }
    }

    @Test
    void the_socket_has_its_permissions_and_goes_with_the_server() throws Exception {
        Path passing = folder.resolve("passing");
        try (var _ = listen(passing, LdapWorld.LIMITS)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passing)))
                    .isEqualTo("rw-rw----");
        }
        assertThat(passing).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("passing");
        }
    }

    @Test
    void one_that_was_left_behind_is_replaced_and_nothing_else_is() throws Exception {
        Path left = folder.resolve("left");
        try (var channel = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            channel.bind(java.net.UnixDomainSocketAddress.of(left)); // closing leaves the file
        }
        assertThat(left).exists();
        try (var _ = listen(left, LdapWorld.LIMITS);
                Raw peer = Raw.to(left)) {
            assertThat(whoAmI(peer)).isEmpty();
            assertThatThrownBy(() -> listen(left, LdapWorld.LIMITS))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("another server listens");
            assertThat(whoAmI(peer)).isEmpty();
        }
        Path file = Files.writeString(folder.resolve("file"), "precious");
        assertThatThrownBy(() -> listen(file, LdapWorld.LIMITS)).hasMessageContaining("something else");
        assertThat(file).hasContent("precious");
    }

    @Test
    void an_administrator_that_the_machine_does_not_know_stops_the_start() {
        assertThatThrownBy(() -> listen(folder.resolve("none"), LdapWorld.LIMITS, "no-such-user-here"))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void whoever_the_kernel_cannot_name_is_no_administrator() {
        for (String overflow : List.of("65534", "nobody")) {
            assertThatThrownBy(() -> listen(folder.resolve("none"), LdapWorld.LIMITS, overflow))
                    .hasMessageContaining("may be anybody");
        }
    }

    @Test
    void silence_is_told_and_cut_there_too() throws Exception {
        var limits = new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, LdapWorld.LONG, SOON, LdapWorld.LONG);
        Path quiet = folder.resolve("quiet");
        try (var _ = listen(quiet, limits);
                Raw peer = Raw.to(quiet)) {
            assertThat(notice(peer)).isEqualTo(ResultCode.ADMIN_LIMIT_EXCEEDED_INT_VALUE);
            assertThat(peer.answer()).isEmpty();
        }
    }

    @Test
    void who_asks_and_never_reads_is_let_go_there_too() throws Exception {
        var limits = new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, LdapWorld.LONG, LdapWorld.LONG, SOON);
        byte[] request =
                new LDAPMessage(1, LdapWorld.rootDse("*", "+")).encode().encode();
        Path stalled = folder.resolve("stalled");
        try (var _ = listen(stalled, limits);
                var channel = java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(stalled))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            channel.write(java.nio.ByteBuffer.wrap(request));
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private static int notice(Raw peer) throws IOException, LDAPException {
        return peer.answer().orElseThrow().getExtendedResponseProtocolOp().getResultCode();
    }
}
