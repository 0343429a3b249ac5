package io.lightwave.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.Caller;
import io.lightwave.directory.DirectoryConfiguration;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Page;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.SubjectEnded.Change;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionTemplate;

/// One node of the certificate authority on a database of its own.
public final class World implements AutoCloseable {
    public static final TenantId SYSTEM = new TenantId("lightwave.local");
    public static final Origin ORIGIN = new Origin("192.0.2.7", "request-1");

    private final Map<SubjectId, Subject> subjects = new ConcurrentHashMap<>();
    private final ActivePrincipals principals;
    public final TestContext context;
    public final Door door;

    public World() {
        this(TestDatabase.fresh());
    }

    public World(TestDatabase database) {
        principals = new ActivePrincipals(
                tenant -> Optional.of(new Tenant(
                        tenant,
                        UUID.randomUUID(),
                        tenant.value(),
                        URI.create("https://localhost:8443/t/" + tenant),
                        true,
                        true,
                        1,
                        1,
                        TestClock.NOON,
                        TestClock.NOON)),
                (_, id) -> Optional.ofNullable(subjects.get(id)),
                (_, _) -> Set.of());
        context = TestContext.on(database)
                .with(
                        CertificateAuthoritySettings.class,
                        new CertificateAuthoritySettings(URI.create("http://pki.example")))
                .with(SealedKeys.class, new Prefixed())
                .with(Tenants.class, new OnlySystem())
                .start(DirectoryConfiguration.class, CertificateAuthorityConfiguration.class, Door.Wiring.class);
        door = context.bean(Door.class);
    }

    public World tenant(TenantId tenant) {
        authority().provision(tenant);
        return this;
    }

    public CertificateAuthority authority() {
        return context.bean(CertificateAuthority.class);
    }

    public ActivePrincipal subject(TenantId tenant, SubjectKind kind, String name) {
        var id = new SubjectId(UUID.randomUUID());
        var subject = new Subject(tenant, id, kind, name, true, 1, Map.of(), now(), now());
        subjects.put(id, subject);
        return active(subject);
    }

    private ActivePrincipal active(Subject subject) {
        return principals.find(subject.tenant(), subject.id()).orElseThrow();
    }

    public void end(ActivePrincipal principal, Change change) {
        context.bean(TransactionTemplate.class)
                .executeWithoutResult(_ -> context.bean(SubjectEnded.class).changed(principal.subject(), change));
    }

    public Caller caller(ActivePrincipal principal) {
        return new Caller(principal, Optional.empty(), ORIGIN);
    }

    public Instant now() {
        return context.clock().instant();
    }

    /// The events of one action in a tenant's trail, oldest first.
    public List<String> audited(TenantId tenant, String action) {
        return context
                .bean(AuditTrail.class)
                .list(tenant, new AuditTrail.Filter(action, null, null), null, 500)
                .items()
                .reversed()
                .stream()
                .map(event -> "%s %s: %s %s"
                        .formatted(
                                event.outcome().toUpperCase(Locale.ROOT), event.actor(), event.target(), event.reason())
                        .strip())
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }

    private static final class Prefixed implements SealedKeys {
        @Override
        public byte[] seal(TenantId tenant, String place, byte[] secret) {
            byte[] prefix = (tenant + "/" + place + "\n").getBytes(StandardCharsets.UTF_8);
            byte[] sealed = Arrays.copyOf(prefix, prefix.length + secret.length);
            for (int i = 0; i < secret.length; i++) {
                sealed[prefix.length + i] = (byte) ~secret[i];
            }
            return sealed;
        }

        @Override
        public byte[] open(TenantId tenant, String place, byte[] sealed) {
            byte[] prefix = (tenant + "/" + place + "\n").getBytes(StandardCharsets.UTF_8);
            assertThat(sealed).startsWith(prefix);
            byte[] secret = Arrays.copyOfRange(sealed, prefix.length, sealed.length);
            for (int i = 0; i < secret.length; i++) {
                secret[i] = (byte) ~secret[i];
            }
            return secret;
        }
    }

    private static final class OnlySystem implements Tenants {
        @Override
        public TenantId system() {
            return SYSTEM;
        }

        @Override
        public Optional<Tenant> find(TenantId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Page<Tenant> list(@org.jspecify.annotations.Nullable String cursor, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Tenant> begin(TenantId id, String displayName) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tenant markReady(TenantId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Tenant> update(TenantId id, String displayName, boolean enabled) {
            throw new UnsupportedOperationException();
        }
    }
}
