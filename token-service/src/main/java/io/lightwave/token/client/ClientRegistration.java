package io.lightwave.token.client;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// What administrators do with clients: each change is one transaction over the directory entry, the settings, the
/// change feed and the audit trail.
final class ClientRegistration {
    private static final int SECRET_BYTES = 32;

    sealed interface CreateOutcome {
        /// @param secret shown this once; empty for clients without one
        record Created(RegisteredClient client, Optional<String> secret) implements CreateOutcome {
            @Override
            public String toString() {
                return "Created[" + client + "]";
            }
        }

        record NameTaken() implements CreateOutcome {}
    }

    sealed interface UpdateOutcome {
        record Updated(RegisteredClient client) implements UpdateOutcome {}

        record Missing() implements UpdateOutcome {}

        /// It is no longer what the change was based on.
        record Stale() implements UpdateOutcome {}
    }

    private final TransactionTemplate transactions;
    private final Subjects subjects;
    private final StoredClients stored;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    ClientRegistration(
            TransactionTemplate transactions,
            Subjects subjects,
            StoredClients stored,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.transactions = transactions;
        this.subjects = subjects;
        this.stored = stored;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    CreateOutcome create(TenantId tenant, String clientId, ClientMetadata metadata, Caller caller) {
        Optional<String> secret =
                metadata.authenticationMethod().usesSecret() ? Optional.of(newSecret()) : Optional.empty();
        return transactions.execute(_ -> {
            if (!(subjects.add(tenant, SubjectKind.CLIENT, clientId, Map.of())
                    instanceof Subjects.AddOutcome.Added(Subject subject))) {
                return new CreateOutcome.NameTaken();
            }
            var settings = store(subject, metadata, secret.map(SecretHash::of));
            record(caller, "client.create", subject);
            return new CreateOutcome.Created(RegisteredClient.of(subject, settings), secret);
        });
    }

    /// Registers a client of the server's own, unless there is one of that name.
    SubjectId ensure(TenantId tenant, String clientId, ClientMetadata metadata, Optional<SecretHash> secret) {
        return transactions.execute(_ -> subjects.byName(tenant, SubjectKind.CLIENT, clientId)
                .filter(subject -> subject.name().equals(clientId))
                .map(Subject::id)
                .orElseGet(() -> switch (subjects.add(tenant, SubjectKind.CLIENT, clientId, Map.of())) {
                    case Subjects.AddOutcome.Added(Subject subject) -> {
                        store(subject, metadata, secret);
                        yield subject.id();
                    }
                    case Subjects.AddOutcome.NameTaken() ->
                        throw new IllegalStateException("the client id %s is taken".formatted(clientId));
                }));
    }

    Optional<RegisteredClient> find(TenantId tenant, String idOrName) {
        return subject(tenant, idOrName)
                .flatMap(subject -> settings(subject).map(settings -> RegisteredClient.of(subject, settings)));
    }

    Page<RegisteredClient> list(TenantId tenant, @Nullable String cursor, int limit) {
        Page<Subject> page = subjects.list(tenant, SubjectKind.CLIENT, cursor, limit);
        // An entry made over LDAP has no settings, and is no client until it gets some.
        var clients = page.items().stream()
                .flatMap(subject -> settings(subject).map(settings -> RegisteredClient.of(subject, settings)).stream())
                .toList();
        return new Page<>(clients, page.nextCursor());
    }

    /// @param basedOn the entity tag the change was made from; empty to change whatever there is
    UpdateOutcome update(
            TenantId tenant,
            String idOrName,
            Optional<String> basedOn,
            UnaryOperator<ClientChange> change,
            Caller caller) {
        return transactions.execute(_ -> {
            var found = subject(tenant, idOrName);
            var settings = found.flatMap(subject -> stored.lock(tenant, subject.id()));
            if (found.isEmpty() || settings.isEmpty()) {
                return new UpdateOutcome.Missing();
            }
            if (basedOn.filter(tag -> !tag.equals(settings.get().entityTag(found.get())))
                    .isPresent()) {
                return new UpdateOutcome.Stale();
            }
            return new UpdateOutcome.Updated(change(found.get(), settings.get(), change, caller));
        });
    }

    boolean delete(TenantId tenant, String idOrName, Caller caller) {
        return transactions.execute(_ -> {
            var found = subject(tenant, idOrName);
            found.ifPresent(subject -> record(caller, "client.delete", subject));
            return found.filter(subject -> subjects.delete(tenant, subject.id()))
                    .isPresent();
        });
    }

    private RegisteredClient change(
            Subject subject, ClientSettings settings, UnaryOperator<ClientChange> change, Caller caller) {
        ClientMetadata before = settings.metadata();
        ClientChange wanted = change.apply(ClientViews.changeable(subject, before));
        ClientMetadata after = ClientRules.metadata(before.authenticationMethods(), wanted);
        settings.change(after, now());
        stored.announce(subject.tenant(), subject.id());
        boolean enabled = !Boolean.FALSE.equals(wanted.enabled());
        Subject now = enabled == subject.enabled()
                ? subject
                : subjects.setEnabled(subject.tenant(), subject.id(), enabled).orElseThrow();
        record(caller, "client.update", now);
        return RegisteredClient.of(now, settings);
    }

    private ClientSettings store(Subject subject, ClientMetadata metadata, Optional<SecretHash> secret) {
        var settings = new ClientSettings(subject.tenant(), subject.id(), metadata, secret, now());
        stored.add(subject.tenant(), subject.id(), settings);
        return settings;
    }

    private Optional<Subject> subject(TenantId tenant, String idOrName) {
        SubjectId id;
        try {
            id = SubjectId.parse(idOrName);
        } catch (IllegalArgumentException name) {
            return subjects.byName(tenant, SubjectKind.CLIENT, idOrName)
                    .filter(subject -> subject.name().equals(idOrName));
        }
        return subjects.byId(tenant, id).filter(subject -> subject.kind() == SubjectKind.CLIENT);
    }

    private Optional<ClientSettings> settings(Subject subject) {
        return stored.find(subject.tenant(), subject.id());
    }

    private String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private void record(Caller caller, String action, Subject subject) {
        audit.recordChange(new AuditEvent(
                subject.tenant(),
                caller.actor(),
                action,
                "client:" + subject.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
    }

    /// As exact as it is stored, so that an answer says what a later one will.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
