package io.lightwave.directory.ldap;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.BearerAuthentication;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.DirectorySettings;
import io.lightwave.directory.LdapPorts;
import io.lightwave.directory.Network;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Subject;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.authentication.PasswordStates;
import io.lightwave.directory.authentication.ScramAuthentication;
import io.lightwave.directory.dit.EntryJournal;
import io.lightwave.directory.entry.DirectoryWorld;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.fixture.TestTls;
import io.lightwave.directory.ldap.operation.LdapOperations;
import io.lightwave.directory.schema.DirectorySchema;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionTemplate;

/// A directory with its LDAP ports open: tenants and administrators as in [DirectoryWorld], all with the password
/// [#PASSWORD].
final class LdapWorld implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    static final String ADMIN = "uid=admin,ou=people,dc=acme,dc=example";
    static final Duration LONG = Duration.ofMinutes(5);
    static final LdapLimits LIMITS = new LdapLimits(1 << 20, 1 << 14, 100, 50, 64, LONG, LONG, LONG);

    final DirectoryWorld directory = new DirectoryWorld();
    final TestTls tls = directory.context.bean(TestTls.class);
    final Set<X509Certificate> revoked = ConcurrentHashMap.newKeySet();
    final Set<String> endedTokens = ConcurrentHashMap.newKeySet();
    final LdapPorts ports = directory.context.bean(LdapPorts.class);

    LdapWorld() {
        for (TenantId tenant : List.of(DirectoryWorld.SYSTEM, DirectoryWorld.ACME, DirectoryWorld.SUB)) {
            password(directory
                    .subjects()
                    .byName(tenant, io.lightwave.directory.SubjectKind.USER, "admin")
                    .orElseThrow());
        }
    }

    /// More listeners on the same directory, with limits of their own.
    Listening listeners(LdapLimits limits) {
        return listeners(limits, directory.context.bean(LdapOperations.class));
    }

    Listening listeners(LdapLimits limits, LdapOperations operations) {
        return listeners(limits, operations, Optional.empty(), List.of());
    }

    Listening listeners(
            LdapLimits limits,
            LdapOperations operations,
            Optional<DirectorySettings.LocalSocket> local,
            List<Network> proxies) {
        var settings = new DirectorySettings.Ldap(0, 0, "127.0.0.1", true, 100, LONG, local, proxies);
        var listeners = new LdapListeners(settings, limits, tls, operations, new SecureRandom());
        listeners.start();
        return new Listening(listeners);
    }

    LdapOperations.Foundations foundations() {
        var context = directory.context;
        return new LdapOperations.Foundations(
                context.bean(ActivePrincipals.class),
                context.bean(PasswordAuthentication.class),
                context.bean(PasswordStates.class),
                context.bean(ScramAuthentication.class),
                context.bean(Entries.class),
                context.bean(DirectorySchema.class),
                context.bean(Tenants.class),
                directory.audit,
                context.bean(ChangeFeed.class),
                context.bean(EntryJournal.class),
                context.bean(TransactionTemplate.class),
                new SecureRandom(),
                Optional.of(this::bearer),
                Optional.of(this::holder));
    }

    /// Any certificate whose name is a user's entry.
    private Optional<ActivePrincipal> holder(TenantId tenant, X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        return revoked.contains(certificate)
                ? Optional.empty()
                : directory
                        .subjects()
                        .byName(
                                tenant,
                                io.lightwave.directory.SubjectKind.USER,
                                subject.substring("UID=".length(), subject.indexOf(',')))
                        .flatMap(user ->
                                directory.context.bean(ActivePrincipals.class).find(tenant, user.id()));
    }

    /// A token that names a user of Acme after `token-of-`, or, where Acme is asked, after `opaque-token-of-`.
    private BearerAuthentication.Outcome bearer(String token, Optional<TenantId> home) {
        boolean isAsked = home.equals(Optional.of(DirectoryWorld.ACME));
        return holder(isAsked && token.startsWith("opaque-") ? token.substring("opaque-".length()) : token)
                .<BearerAuthentication.Outcome>map(
                        principal -> new BearerAuthentication.Outcome.Authenticated(principal, () -> holder(token)))
                .orElseGet(() -> new BearerAuthentication.Outcome.Refused("no good", "claimed"));
    }

    private Optional<ActivePrincipal> holder(String token) {
        return Optional.of(token)
                .filter(text -> text.startsWith("token-of-") && !endedTokens.contains(text))
                .flatMap(text -> directory
                        .subjects()
                        .byName(
                                DirectoryWorld.ACME,
                                io.lightwave.directory.SubjectKind.USER,
                                text.substring("token-of-".length())))
                .flatMap(user -> directory.context.bean(ActivePrincipals.class).find(user.tenant(), user.id()));
    }

    record Listening(LdapListeners ports) implements AutoCloseable {
        @Override
        public void close() {
            ports.stop();
        }
    }

    Subject user(TenantId tenant, String name) {
        Subject user = directory.user(tenant, name);
        password(user);
        return directory.subjects().byId(tenant, user.id()).orElseThrow();
    }

    private void password(Subject subject) {
        directory.subjects().setPassword(subject.tenant(), subject.id(), Password.of(PASSWORD));
    }

    LDAPConnection anonymous() throws LDAPException {
        return new LDAPConnection("127.0.0.1", ports.ldap());
    }

    LDAPConnection as(String name) throws LDAPException {
        return new LDAPConnection("127.0.0.1", ports.ldap(), name, PASSWORD);
    }

    /// Adds one of Acme's people, with no password.
    static void person(LDAPConnection connection, String uid, String description) throws LDAPException {
        connection.add(
                "uid=%s,ou=people,dc=acme,dc=example".formatted(uid),
                new Attribute("objectClass", "inetOrgPerson"),
                new Attribute("cn", uid),
                new Attribute("sn", uid),
                new Attribute("description", description));
    }

    Raw raw() throws IOException {
        return Raw.to(ports.ldap());
    }

    Raw rawTls(int port) throws IOException {
        return new Raw(tls.clients().createSocket("127.0.0.1", port));
    }

    AuditEvent lastEvent() {
        return directory.audit.events.getLast();
    }

    static SearchRequestProtocolOp rootDse(String... attributes) {
        return rootDse(Filter.present("objectClass"), attributes);
    }

    static SearchRequestProtocolOp rootDse(Filter filter, String... attributes) {
        return new SearchRequestProtocolOp(
                "", SearchScope.BASE, DereferencePolicy.NEVER, 0, 0, false, filter, List.of(attributes));
    }

    static SearchResultEntry entry(LDAPConnection connection, String name, String... attributes) throws LDAPException {
        return Objects.requireNonNull(connection.getEntry(name, attributes), name);
    }

    static List<SearchResultEntry> found(
            LDAPConnection connection, String base, SearchScope scope, String filter, String... attributes)
            throws LDAPException {
        return Objects.requireNonNull(
                connection.search(base, scope, filter, attributes).getSearchEntries());
    }

    /// The result code that an operation throws, or success.
    static ResultCode code(Operation operation) {
        try {
            operation.run();
            return ResultCode.SUCCESS;
        } catch (LDAPException e) {
            return e.getResultCode();
        } catch (LDIFException e) {
            throw new AssertionError(e);
        }
    }

    interface Operation {
        void run() throws LDAPException, LDIFException;
    }

    static byte[] encoded(LDAPMessage message) {
        return message.encode().encode();
    }

    @Override
    public void close() {
        directory.close();
    }
}
