package io.lightwave.token.client;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.token.client.NewSecrets.NewSecret;
import io.lightwave.token.key.KeySupply;
import io.lightwave.token.opaque.OpaqueSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// What administrators and registration do with clients: each change is one transaction over the directory entry, the
/// settings, the change feed and the audit trail.
public final class ClientRegistration {

    public sealed interface CreateOutcome {
        /// @param secret shown this once; empty for clients without one
        record Created(RegisteredClient client, Optional<NewSecret> secret) implements CreateOutcome {}

        record NameTaken() implements CreateOutcome {}
    }

    public sealed interface UpdateOutcome {
        /// @param secret shown this once; empty unless the change needed a new one
        record Updated(RegisteredClient client, Optional<NewSecret> secret) implements UpdateOutcome {}

        record Missing() implements UpdateOutcome {}

        /// It is no longer what the change was based on.
        record Stale() implements UpdateOutcome {}
    }

    /// What of a client may be changed, as a whole.
    public record Change(boolean enabled, ClientMetadata metadata) {}

    private final TransactionTemplate transactions;
    private final Subjects subjects;
    private final ClientSubjects named;
    private final StoredClients stored;
    private final NewSecrets secrets;
    private final KeySupply keys;
    private final TenantRules rules;
    private final Audit audit;
    private final InstantSource clock;

    ClientRegistration(
            TransactionTemplate transactions,
            Subjects subjects,
            StoredClients stored,
            NewSecrets secrets,
            KeySupply keys,
            TenantRules rules,
            Audit audit,
            InstantSource clock) {
        this.transactions = transactions;
        this.subjects = subjects;
        this.named = new ClientSubjects(subjects);
        this.stored = stored;
        this.secrets = secrets;
        this.keys = keys;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
    }

    /// @param managedBy the token by which the client manages its own registration; empty when it cannot
    public CreateOutcome create(
            TenantId tenant, String clientId, ClientMetadata metadata, Optional<OpaqueSecret> managedBy, ChangedBy by) {
        rules.check(tenant, Optional.empty(), metadata);
        metadata.neededKeys().forEach(algorithm -> keys.require(tenant, algorithm));
        Optional<NewSecret> secret = metadata.authenticationMethod().usesSecret()
                ? Optional.of(newSecret(tenant, metadata))
                : Optional.empty();
        return transactions.execute(_ -> {
            if (!(subjects.add(tenant, SubjectKind.CLIENT, clientId, Map.of())
                    instanceof Subjects.AddOutcome.Added(Subject subject))) {
                return new CreateOutcome.NameTaken();
            }
            var settings = settings(
                    subject, metadata, secret.stream().map(NewSecret::kept).toList());
            managedBy.ifPresent(settings::managedBy);
            stored.add(tenant, subject.id(), settings);
            record(by, managedBy.isPresent() ? "client.register" : "client.create", subject);
            return new CreateOutcome.Created(RegisteredClient.of(subject, settings), secret);
        });
    }

    /// Registers a client of the server's own, unless there is one of that name.
    SubjectId ensure(
            TenantId tenant,
            String clientId,
            ClientMetadata metadata,
            Optional<String> secret,
            Optional<AuthenticationMethod> secondMethod) {
        return transactions.execute(_ -> named.find(tenant, clientId)
                .map(Subject::id)
                .orElseGet(() -> switch (subjects.add(tenant, SubjectKind.CLIENT, clientId, Map.of())) {
                    case Subjects.AddOutcome.Added(Subject subject) -> {
                        var kept = secret.map(text -> secrets.of(text, now(), Optional.empty())).stream()
                                .toList();
                        var settings = settings(subject, metadata, kept);
                        secondMethod.ifPresent(settings::alsoBy);
                        stored.add(tenant, subject.id(), settings);
                        yield subject.id();
                    }
                    case Subjects.AddOutcome.NameTaken() ->
                        throw new IllegalStateException("the client id %s is taken".formatted(clientId));
                }));
    }

    public Optional<RegisteredClient> find(TenantId tenant, String idOrName) {
        return named.find(tenant, idOrName).flatMap(this::withSettings);
    }

    /// By client id only.
    public Optional<RegisteredClient> byClientId(TenantId tenant, String clientId) {
        return ClientRules.isClientId(clientId)
                ? find(tenant, clientId)
                        .filter(client -> client.subject().name().equals(clientId))
                : Optional.empty();
    }

    /// How many clients registered themselves.
    public long selfRegistered(TenantId tenant) {
        return stored.selfRegistered(tenant);
    }

    Page<RegisteredClient> list(TenantId tenant, String part, @Nullable String cursor, int limit) {
        Page<Subject> page = subjects.list(tenant, SubjectKind.CLIENT, part, cursor, limit);
        // An entry made over LDAP has no settings, and is no client until it gets some.
        var clients = page.items().stream()
                .flatMap(subject -> withSettings(subject).stream())
                .toList();
        return new Page<>(clients, page.nextCursor());
    }

    /// @param basedOn an `If-Match`; empty to change whatever there is
    public UpdateOutcome update(
            TenantId tenant, String idOrName, Optional<String> basedOn, UnaryOperator<Change> change, ChangedBy by) {
        // Outside of the transaction, since others are asked.
        find(tenant, idOrName)
                .map(now -> new Change(now.subject().enabled(), now.metadata()))
                .ifPresent(now -> rules.check(
                        tenant, Optional.of(now.metadata()), change.apply(now).metadata()));
        return onLocked(
                tenant,
                idOrName,
                basedOn,
                (subject, settings) -> change(
                        subject, settings, change.apply(new Change(subject.enabled(), settings.metadata())), by));
    }

    /// Gives the client a new secret beside its newest, which ends after the overlap.
    UpdateOutcome addSecret(
            TenantId tenant, String idOrName, Optional<Duration> lifetime, Duration overlap, ChangedBy by) {
        return onLocked(tenant, idOrName, Optional.empty(), (subject, settings) -> {
            if (!settings.metadata().authenticationMethod().usesSecret()) {
                throw new InvalidFieldException("tokenEndpointAuthMethod", "the client does not use a secret");
            }
            Instant now = now();
            NewSecret secret = secrets.make(tenant, settings.metadata().authenticationMethod(), now, lifetime);
            settings.changeSecrets(NewSecrets.beside(secret.kept(), settings.secrets(), now, overlap), now);
            stored.announce(tenant, subject.id(), settings);
            record(by, "client.secret.add", subject);
            return new UpdateOutcome.Updated(RegisteredClient.of(subject, settings), Optional.of(secret));
        });
    }

    /// Ends one secret at once.
    UpdateOutcome endSecret(TenantId tenant, String idOrName, String secretId, ChangedBy by) {
        return onLocked(tenant, idOrName, Optional.empty(), (subject, settings) -> {
            var others = settings.secrets().stream()
                    .filter(secret -> !secret.id().equals(secretId))
                    .toList();
            if (others.size() == settings.secrets().size()) {
                return new UpdateOutcome.Missing();
            }
            settings.changeSecrets(others, now());
            stored.announce(tenant, subject.id(), settings);
            record(by, "client.secret.end", subject);
            return new UpdateOutcome.Updated(RegisteredClient.of(subject, settings), Optional.empty());
        });
    }

    public boolean delete(TenantId tenant, String idOrName, ChangedBy by) {
        return transactions.execute(_ -> {
            var found = named.find(tenant, idOrName);
            found.ifPresent(subject -> record(by, "client.delete", subject));
            return found.filter(subject -> subjects.delete(tenant, subject.id()))
                    .isPresent();
        });
    }

    @FunctionalInterface
    private interface LockedChange {
        UpdateOutcome apply(Subject subject, ClientSettings settings);
    }

    private UpdateOutcome onLocked(TenantId tenant, String idOrName, Optional<String> basedOn, LockedChange change) {
        return transactions.execute(_ -> {
            var found = named.find(tenant, idOrName);
            var settings = found.flatMap(subject -> stored.lock(tenant, subject.id()));
            if (found.isEmpty() || settings.isEmpty()) {
                return new UpdateOutcome.Missing();
            }
            if (basedOn.filter(tags -> !EntityTags.isAmong(settings.get().entityTag(found.get()), tags))
                    .isPresent()) {
                return new UpdateOutcome.Stale();
            }
            return change.apply(found.get(), settings.get());
        });
    }

    private UpdateOutcome change(Subject subject, ClientSettings settings, Change wanted, ChangedBy by) {
        Instant now = now();
        wanted.metadata().neededKeys().forEach(algorithm -> keys.require(subject.tenant(), algorithm));
        settings.change(wanted.metadata(), now);
        boolean usesSecret = wanted.metadata().authenticationMethod().usesSecret();
        boolean needsSealed = wanted.metadata().authenticationMethod() == AuthenticationMethod.CLIENT_SECRET_JWT;
        boolean hasOne = settings.secrets().stream()
                .anyMatch(kept -> !needsSealed || kept.sealed().isPresent());
        Optional<NewSecret> secret =
                usesSecret && !hasOne ? Optional.of(newSecret(subject.tenant(), wanted.metadata())) : Optional.empty();
        if (!usesSecret) {
            settings.changeSecrets(List.of(), now);
        }
        secret.ifPresent(made -> settings.changeSecrets(List.of(made.kept()), now));
        stored.announce(subject.tenant(), subject.id(), settings);
        Subject after = wanted.enabled() == subject.enabled()
                ? subject
                : subjects.setEnabled(subject.tenant(), subject.id(), wanted.enabled())
                        .orElseThrow();
        record(by, "client.update", after);
        return new UpdateOutcome.Updated(RegisteredClient.of(after, settings), secret);
    }

    private ClientSettings settings(Subject subject, ClientMetadata metadata, List<ClientSecret> kept) {
        return new ClientSettings(subject.tenant(), subject.id(), metadata, kept, now());
    }

    private Optional<RegisteredClient> withSettings(Subject subject) {
        return stored.find(subject.tenant(), subject.id()).map(settings -> RegisteredClient.of(subject, settings));
    }

    private NewSecret newSecret(TenantId tenant, ClientMetadata metadata) {
        return secrets.make(tenant, metadata.authenticationMethod(), now(), Optional.empty());
    }

    private void record(ChangedBy by, String action, Subject subject) {
        audit.recordChange(new AuditEvent(
                subject.tenant(),
                by.actor(),
                action,
                "client:" + subject.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                by.origin()));
    }

    /// As exact as it is stored, so that an answer says what a later one will.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
