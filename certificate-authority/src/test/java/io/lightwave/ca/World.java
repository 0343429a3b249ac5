package io.lightwave.ca;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CryptoProviders;
import io.lightwave.directory.DirectoryConfiguration;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestContext;
import io.lightwave.directory.fixture.TestDatabase;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// One node of directory and certificate authority on a database of its own.
public final class World implements AutoCloseable {
    static {
        CryptoProviders.install(); // as the server does
    }

    public static final TenantId SYSTEM = new TenantId("lightwave.local");
    public static final Origin ORIGIN = new Origin("192.0.2.7", "request-1");

    public final TestContext context;
    public final Door door;

    public World() {
        this(TestDatabase.fresh());
    }

    /// A further node.
    public World(TestDatabase database) {
        this(database, AcmeSettings.DEFAULTS);
    }

    public World(TestDatabase database, AcmeSettings acme) {
        this(database, new CertificateAuthoritySettings(URI.create("http://pki.example"), acme));
    }

    public World(TestDatabase database, CertificateAuthoritySettings settings) {
        context = TestContext.on(database)
                .with(CertificateAuthoritySettings.class, settings)
                .start(DirectoryConfiguration.class, CertificateAuthorityConfiguration.class, Door.Wiring.class);
        door = context.bean(Door.class);
    }

    /// A tenant with its authorities.
    public World tenant(TenantId tenant) {
        context.bean(Tenants.class).begin(tenant, tenant.value());
        authority().provision(tenant);
        context.bean(Tenants.class).markReady(tenant);
        return this;
    }

    public CertificateAuthority authority() {
        return context.bean(CertificateAuthority.class);
    }

    public Subjects subjects() {
        return context.bean(Subjects.class);
    }

    public ActivePrincipal subject(TenantId tenant, SubjectKind kind, String name) {
        return switch (subjects().add(tenant, kind, name, Map.of())) {
            case Subjects.AddOutcome.Added(var subject) ->
                context.bean(ActivePrincipals.class).find(tenant, subject.id()).orElseThrow();
            case Subjects.AddOutcome.NameTaken() -> throw new IllegalStateException("name taken: " + name);
        };
    }

    /// A subject that the directory would not have, of a tenant that it has.
    public ActivePrincipal imaginary(TenantId tenant, SubjectKind kind, String name) {
        var id = new SubjectId(UUID.randomUUID());
        var subject = new Subject(tenant, id, kind, name, true, 1, Map.of(), now(), now());
        return new ActivePrincipals(
                        context.bean(Tenants.class)::find,
                        (_, _) -> Optional.of(subject),
                        (_, _) -> Set.of(),
                        (_, _) -> {})
                .find(tenant, id)
                .orElseThrow();
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
                .list(tenant, new AuditTrail.Filter(action, null, null, null), null, 500)
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
}
