package io.lightwave.token.resource;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.KeySupply;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// What administrators do with resource servers: each change is one transaction over the row, the change feed and
/// the audit trail.
final class ResourceRegistration {

    /// A resource server as administrators see it, with its entity tag.
    record Registered(ResourceServerView view, String entityTag) {}

    sealed interface CreateOutcome {
        record Created(Registered resourceServer) implements CreateOutcome {}

        record NameTaken() implements CreateOutcome {}
    }

    sealed interface UpdateOutcome {
        record Updated(Registered resourceServer) implements UpdateOutcome {}

        record Missing() implements UpdateOutcome {}

        /// It is no longer what the change was based on.
        record Stale() implements UpdateOutcome {}
    }

    private final TransactionTemplate transactions;
    private final EntityManager entities;
    private final KeySupply keys;
    private final ChangeFeed feed;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    ResourceRegistration(
            TransactionTemplate transactions,
            EntityManager entities,
            KeySupply keys,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.transactions = transactions;
        this.entities = entities;
        this.keys = keys;
        this.feed = feed;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    CreateOutcome create(TenantId tenant, ResourceRules.Checked asked, Caller caller) {
        return transactions.execute(_ -> {
            // A name must not be another's URI either: requests name a resource server by both.
            if (!named(tenant, asked.name()).isEmpty()
                    || !named(tenant, asked.uri()).isEmpty()) {
                return new CreateOutcome.NameTaken();
            }
            var stored = new StoredResourceServer(tenant, newId(), asked.name(), asked.uri(), now());
            keys.require(tenant, asked.form().algorithm());
            stored.change(asked.clients(), asked.scopes(), asked.form(), true, now());
            entities.persist(stored);
            announce(tenant, stored, "resource-server.create", caller);
            return new CreateOutcome.Created(registered(stored));
        });
    }

    Optional<Registered> find(TenantId tenant, String idOrName) {
        return stored(tenant, idOrName, LockModeType.NONE).map(ResourceRegistration::registered);
    }

    /// In order of name; the cursor is the last name.
    Page<ResourceServerView> list(TenantId tenant, @Nullable String cursor, int limit) {
        List<StoredResourceServer> found = entities.createQuery(
                        "from StoredResourceServer r where r.key.tenantId = :tenant and r.name > :after"
                                + " order by r.name",
                        StoredResourceServer.class)
                .setParameter("tenant", tenant.value())
                .setParameter("after", Page.requireName(cursor))
                .setMaxResults(limit + 1)
                .getResultList();
        var views = found.stream().limit(limit).map(StoredResourceServer::view).toList();
        return new Page<>(views, found.size() > limit ? views.getLast().name() : null);
    }

    /// @param basedOn an `If-Match`; empty to change whatever there is
    UpdateOutcome update(
            TenantId tenant,
            String idOrName,
            Optional<String> basedOn,
            UnaryOperator<ResourceServerChange> change,
            Caller caller) {
        return transactions.execute(_ -> {
            var found = stored(tenant, idOrName, LockModeType.PESSIMISTIC_WRITE);
            if (found.isEmpty()) {
                return new UpdateOutcome.Missing();
            }
            StoredResourceServer stored = found.get();
            if (basedOn.filter(tags -> !EntityTags.isAmong(stored.entityTag(), tags))
                    .isPresent()) {
                return new UpdateOutcome.Stale();
            }
            ResourceServerView now = stored.view();
            ResourceServerChange wanted = change.apply(new ResourceServerChange(
                    now.enabled(), now.clients(), now.scopes(), now.accessTokenType(), now.accessTokenSigningAlg()));
            TokenForm form = ResourceRules.form(wanted.accessTokenType(), wanted.accessTokenSigningAlg());
            keys.require(tenant, form.algorithm());
            stored.change(
                    ResourceRules.clients(wanted.clients()),
                    ResourceRules.scopes(wanted.scopes()),
                    form,
                    !Boolean.FALSE.equals(wanted.enabled()),
                    now());
            announce(tenant, stored, "resource-server.update", caller);
            return new UpdateOutcome.Updated(registered(stored));
        });
    }

    boolean delete(TenantId tenant, String idOrName, Caller caller) {
        return transactions.execute(_ -> {
            var found = stored(tenant, idOrName, LockModeType.PESSIMISTIC_WRITE);
            found.ifPresent(stored -> {
                entities.remove(stored);
                announce(tenant, stored, "resource-server.delete", caller);
            });
            return found.isPresent();
        });
    }

    private void announce(TenantId tenant, StoredResourceServer stored, String action, Caller caller) {
        entities.flush();
        ResourceServer changed = stored.resourceServer();
        feed.append(tenant, ResourceServers.FEED_KIND, changed.name());
        feed.append(tenant, ResourceServers.FEED_KIND, changed.uri());
        audit.recordChange(new AuditEvent(
                tenant,
                caller.actor(),
                action,
                "resource-server:" + changed.name(),
                AuditEvent.Outcome.SUCCESS,
                "",
                caller.origin()));
    }

    private Optional<StoredResourceServer> stored(TenantId tenant, String idOrName, LockModeType lock) {
        UUID id;
        try {
            id = UUID.fromString(idOrName);
        } catch (IllegalArgumentException name) {
            return named(tenant, idOrName).stream()
                    .filter(found -> found.view().name().equals(idOrName))
                    .findFirst();
        }
        return Optional.ofNullable(
                entities.find(StoredResourceServer.class, new StoredResourceServer.Key(tenant.value(), id), lock));
    }

    private List<StoredResourceServer> named(TenantId tenant, String uriOrName) {
        return entities.createQuery(
                        "from StoredResourceServer r where r.key.tenantId = :tenant and (r.uri = :it or r.name = :it)",
                        StoredResourceServer.class)
                .setParameter("tenant", tenant.value())
                .setParameter("it", uriOrName)
                .getResultList();
    }

    private static Registered registered(StoredResourceServer stored) {
        return new Registered(stored.view(), stored.entityTag());
    }

    private UUID newId() {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        bits[6] = (byte) ((bits[6] & 0x0F) | 0x40);
        bits[8] = (byte) ((bits[8] & 0x3F) | 0x80);
        var words = java.nio.ByteBuffer.wrap(bits);
        return new UUID(words.getLong(), words.getLong());
    }

    /// As exact as it is stored, so that an answer says what a later one will.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
