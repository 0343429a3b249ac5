package io.lightwave.token.saml.provider;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.MetadataSource;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.provider.StoredServiceProviders.Row;
import io.lightwave.token.saml.xml.Algorithms;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// What administrators do with service providers: each change is one transaction over the row, the change feed
/// and the audit trail.
final class ServiceProviderRegistration {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~@-]{0,199}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    sealed interface CreateOutcome {
        record Created(Row row) implements CreateOutcome {}

        record Taken() implements CreateOutcome {}
    }

    sealed interface UpdateOutcome {
        record Updated(Row row) implements UpdateOutcome {}

        record Missing() implements UpdateOutcome {}

        /// It is no longer what the change was based on.
        record Stale() implements UpdateOutcome {}
    }

    private final StoredServiceProviders stored;
    private final MetadataSource<ServiceProviderMetadata> source;
    private final SamlKeys keys;
    private final ServiceProviders providers;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    ServiceProviderRegistration(
            StoredServiceProviders stored,
            MetadataSource<ServiceProviderMetadata> source,
            SamlKeys keys,
            ServiceProviders providers,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.stored = stored;
        this.source = source;
        this.keys = keys;
        this.providers = providers;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    CreateOutcome create(TenantId tenant, NewServiceProvider asked, Caller caller) {
        String name = name(asked.name());
        ServiceProviderSettings settings = ServiceProviderSettings.check(asked.settings());
        MetadataSource.Read<ServiceProviderMetadata> read = read(asked.metadata(), asked.metadataUrl());
        keys.require(tenant, caller);
        Instant now = now();
        var row = new Row(
                tenant,
                UUID.randomUUID(),
                name,
                read.metadata().entityId(),
                read.xml(),
                asked.metadata() == null ? asked.metadataUrl() : null,
                now,
                settings,
                !Boolean.FALSE.equals(asked.enabled()),
                now,
                now,
                0);
        return transactions.execute(_ -> {
            if (!stored.add(row)) {
                return new CreateOutcome.Taken();
            }
            announce(row, "service-provider.create", caller);
            return new CreateOutcome.Created(row);
        });
    }

    Optional<Row> find(TenantId tenant, String idOrName) {
        return stored.find(tenant, idOrName);
    }

    /// In order of name; the cursor is the last name.
    Page<ServiceProviderView> list(TenantId tenant, @Nullable String cursor, int limit) {
        List<Row> found = stored.list(tenant, cursor == null ? "" : cursor, limit + 1);
        var views = found.stream().limit(limit).map(Row::view).toList();
        return new Page<>(views, found.size() > limit ? views.getLast().name() : null);
    }

    /// @param basedOn an `If-Match`; empty to change whatever there is
    UpdateOutcome update(
            TenantId tenant,
            String idOrName,
            Optional<String> basedOn,
            UnaryOperator<ServiceProviderChange> change,
            Caller caller) {
        Optional<Row> found = stored.find(tenant, idOrName);
        if (found.isEmpty()) {
            return new UpdateOutcome.Missing();
        }
        Row before = found.get();
        if (basedOn.filter(tags -> !EntityTags.isAmong(before.entityTag(), tags))
                .isPresent()) {
            return new UpdateOutcome.Stale();
        }
        ServiceProviderChange asked = change.apply(asked(before));
        Row after = changed(before, asked);
        return transactions.execute(_ -> {
            if (!stored.replace(after)) {
                return new UpdateOutcome.Stale();
            }
            announce(after, "service-provider.update", caller);
            return new UpdateOutcome.Updated(after);
        });
    }

    private Row changed(Row before, ServiceProviderChange asked) {
        ServiceProviderSettings settings = ServiceProviderSettings.check(asked);
        boolean elsewhere = asked.metadataUrl() != null && !asked.metadataUrl().equals(before.metadataUrl());
        boolean anew = asked.metadata() != null || elsewhere;
        String xml = before.metadata();
        if (anew) {
            MetadataSource.Read<ServiceProviderMetadata> read =
                    read(asked.metadata(), elsewhere ? asked.metadataUrl() : null);
            if (!read.metadata().entityId().equals(before.entityId())) {
                throw new InvalidFieldException(
                        elsewhere ? "metadataUrl" : "metadata", "it is another service provider's");
            }
            xml = read.xml();
        }
        return new Row(
                before.tenant(),
                before.id(),
                before.name(),
                before.entityId(),
                xml,
                asked.metadata() == null ? asked.metadataUrl() : null,
                anew ? now() : before.metadataReadAt(),
                settings,
                !Boolean.FALSE.equals(asked.enabled()),
                before.createdAt(),
                now(),
                before.version() + 1);
    }

    private static ServiceProviderChange asked(Row row) {
        ServiceProviderSettings now = row.settings();
        return new ServiceProviderChange(
                row.enabled(),
                null,
                row.metadataUrl(),
                now.nameIdFormat().word(),
                now.attributes(),
                now.groups(),
                now.signResponse(),
                now.encryptAssertion(),
                now.requireSignedRequests(),
                now.oneTimeUse(),
                now.idpInitiated(),
                now.allowOldAlgorithms());
    }

    boolean delete(TenantId tenant, String idOrName, Caller caller) {
        Optional<Row> found = stored.find(tenant, idOrName);
        return found.isPresent()
                && Boolean.TRUE.equals(transactions.execute(_ -> {
                    Row row = found.get();
                    boolean gone = stored.delete(tenant, row.id());
                    if (gone) {
                        announce(row, "service-provider.delete", caller);
                    }
                    return gone;
                }));
    }

    private MetadataSource.Read<ServiceProviderMetadata> read(@Nullable String metadata, @Nullable String address) {
        if ((metadata == null) == (address == null)) {
            throw new InvalidFieldException("metadata", "either metadata or metadataUrl is to be given");
        }
        return metadata != null ? source.uploaded(metadata) : source.registered(Objects.requireNonNull(address));
    }

    private static String name(@Nullable String value) {
        if (value == null
                || !NAME.matcher(value).matches()
                || UUID_FORM.matcher(value).matches()) {
            throw new InvalidFieldException("name", "not 1 to 200 letters, digits and . _ ~ @ -, or a UUID");
        }
        return value;
    }

    private void announce(Row row, String action, Caller caller) {
        providers.changed(row);
        audit.recordChange(new AuditEvent(
                row.tenant(),
                caller.actor(),
                action,
                "service-provider:" + row.name(),
                AuditEvent.Outcome.SUCCESS,
                row.settings().algorithms() == Algorithms.OLD_TOO ? "SHA-1 allowed" : "",
                caller.origin()));
    }

    /// As exact as it is stored, so that an answer says what a later one will.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
