package io.lightwave.server.tenant;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Password;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.ClientRegistry;
import io.lightwave.token.Issuers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes a tenant ready to use. Each step does nothing where its work is done, so that repeating all of them resumes
/// one that was cut off; only the last makes the tenant authenticate anybody.
public final class TenantProvisioning {
    /// The first administrator's user name.
    public static final String ADMINISTRATOR = "admin";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Tenants tenants;
    private final Subjects subjects;
    private final CertificateAuthority authority;
    private final Issuers issuers;
    private final ClientRegistry clients;
    private final OneAtATime turns;
    private final TransactionTemplate transactions;
    private final URI consoleCallback;

    /// What came of it.
    public sealed interface Outcome {
        record Provisioned(Tenant tenant) implements Outcome {}

        /// It exists and is ready, or its name is held by unexpired credentials of a deleted one.
        record NameTaken() implements Outcome {}

        /// Somebody else is making it at this moment.
        record UnderWay() implements Outcome {}
    }

    TenantProvisioning(
            Tenants tenants,
            Subjects subjects,
            CertificateAuthority authority,
            Issuers issuers,
            ClientRegistry clients,
            OneAtATime turns,
            TransactionTemplate transactions,
            URI consoleCallback) {
        this.tenants = tenants;
        this.subjects = subjects;
        this.authority = authority;
        this.issuers = issuers;
        this.clients = clients;
        this.turns = turns;
        this.transactions = transactions;
        this.consoleCallback = consoleCallback;
    }

    /// @param administrator the password of `uid=admin`, set anew when the making is taken up again
    /// @param record what else belongs into the transaction that makes it ready: its audit events
    public Outcome provision(TenantId id, String displayName, Password administrator, Runnable record) {
        return turns.run("tenant/" + id, () -> make(id, displayName, administrator, record))
                .orElseGet(Outcome.UnderWay::new);
    }

    /// Runs what makes a tenant by [#make] and goes on from there, once no other server does the same in
    /// this database; a failure of the database when that has not come to an end in time.
    public <T> T inTurn(TenantId id, Supplier<T> work) {
        return turns.inTurn("tenant/" + id, PATIENCE, work);
    }

    /// The same as [#provision], within one's turn.
    public Outcome make(TenantId id, String displayName, Password administrator, Runnable record) {
        Optional<Tenant> begun = tenants.begin(id, displayName);
        if (begun.isEmpty()) {
            return new Outcome.NameTaken();
        }
        CompletableFuture<Runnable> keys = issuers.begin(id);
        Supplier<SubjectId> admin = administrator(id, administrator);
        authority.provision(id);
        clients.ensureConsole(id, Set.of(consoleCallback));
        Runnable issuer = keys.join();
        return new Outcome.Provisioned(Objects.requireNonNull(transactions.execute(_ -> {
            subjects.addToGroup(id, Tenants.ADMINISTRATORS, admin.get());
            issuer.run();
            record.run();
            return tenants.markReady(id);
        })));
    }

    /// With the password hashed, before the transaction in which the administrator is made.
    private Supplier<SubjectId> administrator(TenantId id, Password password) {
        Optional<Subject> known = subjects.byName(id, SubjectKind.USER, ADMINISTRATOR);
        if (known.isPresent()) { // made by a version that let the password follow
            subjects.setPassword(id, known.get().id(), password);
            return known.get()::id;
        }
        var attributes = Map.of("displayName", List.of("Administrator"));
        Subjects.NewUser user = subjects.newUser(id, ADMINISTRATOR, attributes, password);
        return () -> switch (user.add()) {
            case Subjects.AddOutcome.Added added -> added.subject().id();
            case Subjects.AddOutcome.NameTaken _ ->
                throw new IllegalStateException("the administrator of %s can be neither found nor made".formatted(id));
        };
    }
}
