package io.lightwave.directory.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldif.LDIFException;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.DirectoryConfiguration;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.OutstandingCredentials;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.SqlLog;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// A directory on a database of its own, with a system tenant and the tenants `acme.example` and `sub.acme.example`,
/// each with an administrator `admin`, and with probes where other modules would be.
public final class DirectoryWorld implements AutoCloseable {
    public static final Origin ORIGIN = new Origin("192.0.2.7", "request-1");
    public static final TenantId SYSTEM = new TenantId("lightwave.local");
    public static final TenantId ACME = new TenantId("acme.example");
    public static final TenantId SUB = new TenantId("sub.acme.example");

    public final EndedProbe ended = new EndedProbe();
    public final Map<SubjectId, Instant> expiries = new ConcurrentHashMap<>();
    public final RecordingAudit audit = new RecordingAudit();
    public final CountingThrottle throttle = new CountingThrottle();
    public final TestContext context;

    public DirectoryWorld() {
        this(TestDatabase.fresh());
        for (TenantId tenant : List.of(SYSTEM, ACME, SUB)) {
            assertThat(tenants().begin(tenant, tenant.value())).isPresent();
            tenants().markReady(tenant);
            Subject admin = user(tenant, "admin");
            subjects().addToGroup(tenant, Tenants.ADMINISTRATORS, admin.id());
        }
    }

    /// Another node on the same database.
    public DirectoryWorld(TestDatabase database) {
        this(database, _ -> {});
    }

    /// Another node on the same database, with a log of what it sends to it.
    public DirectoryWorld(TestDatabase database, SqlLog log) {
        this(database, node -> node.with(SqlLog.class, log));
    }

    private DirectoryWorld(TestDatabase database, Consumer<TestContext.Builder> more) {
        OutstandingCredentials issuer = (_, subject) -> Optional.ofNullable(expiries.get(subject));
        TestContext.Builder node = TestContext.on(database)
                .with(SubjectEnded.class, ended)
                .with(OutstandingCredentials.class, issuer)
                .with(Audit.class, audit)
                .with(Throttle.class, throttle);
        more.accept(node);
        this.context = node.start(DirectoryConfiguration.class, Door.Wiring.class);
    }

    public Tenants tenants() {
        return context.bean(Tenants.class);
    }

    public Subjects subjects() {
        return context.bean(Subjects.class);
    }

    public Entries entries() {
        return context.bean(Entries.class);
    }

    public Subject user(TenantId tenant, String name) {
        return subject(tenant, SubjectKind.USER, name);
    }

    public Subject subject(TenantId tenant, SubjectKind kind, String name) {
        return switch (subjects().add(tenant, kind, name, Map.of())) {
            case Subjects.AddOutcome.Added(Subject subject) -> subject;
            case Subjects.AddOutcome.NameTaken() -> throw new AssertionError("name taken: " + name);
        };
    }

    public Requester admin(TenantId tenant) {
        return as(tenant, "admin");
    }

    public Requester as(TenantId tenant, String user) {
        return as(subjects().byName(tenant, SubjectKind.USER, user).orElseThrow());
    }

    public Requester as(Subject subject) {
        return new Requester.Authenticated(
                context.bean(ActivePrincipals.class)
                        .find(subject.tenant(), subject.id())
                        .orElseThrow(),
                ORIGIN);
    }

    public static Requester anonymous() {
        return new Requester.Anonymous(ORIGIN);
    }

    public static DistinguishedName dn(String name) {
        return DistinguishedName.parse(name);
    }

    /// Adds an entry given as LDIF lines, its `dn:` line first.
    public EntryOutcome add(Requester requester, String... ldif) {
        try {
            Entry entry = new Entry(ldif);
            return entries().add(requester, dn(entry.getDN()), List.copyOf(entry.getAttributes()));
        } catch (LDIFException e) {
            throw new AssertionError(e);
        }
    }

    public EntryOutcome modify(Requester requester, String name, Modification... modifications) {
        return entries().modify(requester, dn(name), List.of(modifications));
    }

    public EntryOutcome delete(Requester requester, String name) {
        return entries().delete(requester, dn(name));
    }

    public static Modification add(String attribute, String... values) {
        return new Modification(ModificationType.ADD, attribute, values);
    }

    public static Modification delete(String attribute, String... values) {
        return new Modification(ModificationType.DELETE, attribute, values);
    }

    public static Modification replace(String attribute, String... values) {
        return new Modification(ModificationType.REPLACE, attribute, values);
    }

    /// The names found, in any order.
    public List<String> search(Requester requester, String base, SearchScope scope, String filter) {
        var found = new ArrayList<String>();
        EntryOutcome outcome =
                entries().search(requester, query(base, scope, filter), entry -> found.add(entry.name()));
        if (!(outcome instanceof EntryOutcome.Done)) {
            throw new AssertionError(outcome.toString());
        }
        return found;
    }

    public static SearchQuery query(String base, SearchScope scope, String filter, String... attributes) {
        try {
            return new SearchQuery(
                    dn(base), scope, Filter.create(filter), List.of(attributes), false, 0, Duration.ZERO);
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    /// What was refused, or null for an outcome of another sort.
    public static @Nullable Reason refusal(EntryOutcome outcome) {
        return outcome instanceof EntryOutcome.Refused refused ? refused.reason() : null;
    }

    /// One attribute's values of an entry, as its tenant's administrator sees them.
    public List<String> values(TenantId tenant, String name, String attribute) {
        return entries()
                .read(admin(tenant), dn(name), List.of(attribute))
                .orElseThrow(() -> new AssertionError("no entry " + name))
                .attributes()
                .stream()
                .map(Attribute::getValues)
                .flatMap(java.util.Arrays::stream)
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }

    /// Stands for the modules that issue credentials.
    public static final class EndedProbe implements SubjectEnded {
        public final List<String> told = new CopyOnWriteArrayList<>();
        public volatile boolean failing;

        @Override
        public void changed(Subject subject, Change change) {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new AssertionError("told outside of a transaction");
            }
            if (failing) {
                throw new IllegalStateException("the probe fails");
            }
            told.add("%s %s enabled=%s epoch=%d".formatted(change, subject.name(), subject.enabled(), subject.epoch()));
        }
    }

    public static final class RecordingAudit implements Audit {
        public final List<AuditEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void record(AuditEvent event) {
            events.add(event);
        }

        @Override
        public void recordChange(AuditEvent event) {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException("outside of a transaction");
            }
            events.add(event);
        }

        @Override
        public void recordChanges(Connection connection, List<AuditEvent> changes) {
            events.addAll(changes);
        }
    }

    /// Locks a key after three failures.
    public static final class CountingThrottle implements Throttle {
        private final Map<String, Integer> failures = new ConcurrentHashMap<>();
        private volatile String lastAddress = "";

        /// Happens once, between the next look at a door and whatever follows.
        public volatile Runnable afterLook = () -> {};

        /// Where the last failure came from.
        public String lastAddress() {
            return lastAddress;
        }

        @Override
        public boolean permits(TenantId tenant, String kind, String key) {
            return failures.getOrDefault(tenant + kind + key, 0) < 3;
        }

        @Override
        public void failed(TenantId tenant, String kind, String key) {
            failures.merge(tenant + kind + key, 1, Integer::sum);
        }

        @Override
        public void succeeded(TenantId tenant, String kind, String key) {
            failures.remove(tenant + kind + key);
        }

        @Override
        public Optional<Closed> closed(Guess guess) {
            boolean open = permits(guess.tenant(), guess.kind(), guess.key());
            Runnable next = afterLook;
            afterLook = () -> {};
            next.run();
            return open ? Optional.empty() : Optional.of(Closed.ACCOUNT);
        }

        @Override
        public boolean isSourceClosed(Guess guess) {
            return false;
        }

        @Override
        public void failed(Guess guess) {
            lastAddress = guess.address();
            failed(guess.tenant(), guess.kind(), guess.key());
        }

        @Override
        public Optional<Closed> take(Guess guess) {
            Optional<Closed> closed = closed(guess);
            if (closed.isEmpty()) {
                failed(guess);
            }
            return closed;
        }

        @Override
        public void wasWrong(Guess guess) {}

        @Override
        public void succeeded(Guess guess) {
            succeeded(guess.tenant(), guess.kind(), guess.key());
        }

        @Override
        public void remember(TenantId tenant, String account, String address) {}
    }
}
