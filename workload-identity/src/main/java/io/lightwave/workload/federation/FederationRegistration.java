package io.lightwave.workload.federation;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.EntityTags;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.TenantId;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Registers, changes and removes federations; each change with its audit event in one transaction.
final class FederationRegistration {
    private static final int MOST = 100;
    private static final int LONGEST_URL = 2000;

    private final TransactionTemplate transaction;
    private final FederationStore store;
    private final Audit audit;
    private final InstantSource clock;

    FederationRegistration(TransactionTemplate transaction, FederationStore store, Audit audit, InstantSource clock) {
        this.transaction = transaction;
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    sealed interface Outcome {
        record Done(Federation federation) implements Outcome {}

        record Missing() implements Outcome {}

        record Stale() implements Outcome {}

        record Conflict(String reason) implements Outcome {}
    }

    Outcome create(TenantId tenant, FederationViews.New asked, Caller caller) {
        var domain = trustDomain(tenant, asked.trustDomain());
        var url = url(asked.bundleEndpointUrl());
        var profile = profile(asked.bundleEndpointProfile(), asked.endpointSpiffeId());
        var now = now();
        var given = bundle(asked.trustDomainBundle(), now);
        if (profile instanceof Profile.Spiffe(var endpoint)
                && endpoint.trustDomain().equals(domain)
                && given.isEmpty()) {
            throw new InvalidFieldException(
                    "trustDomainBundle", "is required: without it nobody can tell who serves the first one");
        }
        var made = new Federation(tenant, UUID.randomUUID(), domain, url, profile, true, 0, now, now, given, now, "");
        return transaction.execute(_ -> {
            if (store.count(tenant) >= MOST) {
                return new Outcome.Conflict("The tenant has 100 federations already.");
            }
            if (!store.add(made)) {
                return new Outcome.Conflict("The tenant has a federation with that trust domain already.");
            }
            record(made, "federation.create", caller);
            return new Outcome.Done(made);
        });
    }

    Outcome update(
            TenantId tenant,
            String idOrTrustDomain,
            Optional<String> basedOn,
            UnaryOperator<FederationViews.Change> change,
            Caller caller) {
        return transaction.execute(_ -> {
            var before = store.lock(tenant, idOrTrustDomain).orElse(null);
            if (before == null) {
                return new Outcome.Missing();
            }
            if (basedOn.filter(tags -> !EntityTags.isAmong(before.entityTag(), tags))
                    .isPresent()) {
                return new Outcome.Stale();
            }
            var asked = change.apply(FederationViews.Change.of(before));
            var now = now();
            var given = bundle(asked.trustDomainBundle(), now);
            var after = new Federation(
                    tenant,
                    before.id(),
                    before.trustDomain(),
                    url(asked.bundleEndpointUrl()),
                    profile(asked.bundleEndpointProfile(), asked.endpointSpiffeId()),
                    !Boolean.FALSE.equals(asked.enabled()),
                    before.version() + 1,
                    before.createdAt(),
                    now,
                    given.or(before::fetched),
                    now,
                    "");
            store.update(after, true);
            record(after, "federation.update", caller);
            return new Outcome.Done(after);
        });
    }

    boolean delete(TenantId tenant, String idOrTrustDomain, Caller caller) {
        return transaction.execute(_ -> {
            var found = store.lock(tenant, idOrTrustDomain);
            found.ifPresent(one -> {
                store.remove(one);
                record(one, "federation.delete", caller);
            });
            return found.isPresent();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static TrustDomain trustDomain(TenantId tenant, @Nullable String value) {
        if (value == null) {
            throw new InvalidFieldException("trustDomain", "is required");
        }
        if (value.equals(tenant.value())) {
            throw new InvalidFieldException("trustDomain", "is the tenant's own");
        }
        try {
            return new TrustDomain(value);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("trustDomain", String.valueOf(malformed.getMessage()));
        }
    }

    /// §5.2.1.1, §5.2.2.1.
    private static URI url(@Nullable String value) {
        try {
            if (value != null && value.length() <= LONGEST_URL) {
                var url = URI.create(value);
                if ("https".equals(url.getScheme())
                        && url.getHost() != null
                        && url.getRawUserInfo() == null
                        && url.getRawFragment() == null) {
                    return url;
                }
            }
        } catch (IllegalArgumentException malformed) {
            // said below
        }
        throw new InvalidFieldException("bundleEndpointUrl", "must be an https URL without user name and fragment");
    }

    private static Profile profile(@Nullable String word, @Nullable String endpoint) {
        boolean spiffe = "https_spiffe".equals(word);
        if (!spiffe && !"https_web".equals(word)) {
            throw new InvalidFieldException("bundleEndpointProfile", "must be https_web or https_spiffe");
        }
        if (spiffe == (endpoint == null)) {
            throw new InvalidFieldException("endpointSpiffeId", "is for https_spiffe, and required there");
        }
        try {
            return Profile.of(endpoint);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("endpointSpiffeId", String.valueOf(malformed.getMessage()));
        }
    }

    private static Optional<Federation.Fetched> bundle(@Nullable JsonNode asked, Instant now) {
        if (asked == null || asked.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Federation.Fetched(ForeignBundle.of(asked), now));
        } catch (IllegalArgumentException malformed) {
            throw new InvalidFieldException("trustDomainBundle", String.valueOf(malformed.getMessage()));
        }
    }

    private void record(Federation one, String action, Caller caller) {
        audit.recordChange(new AuditEvent(
                one.tenant(),
                caller.actor(),
                action,
                "federation:" + one.trustDomain(),
                AuditEvent.Outcome.SUCCESS,
                one.profile().word() + " " + one.url(),
                caller.origin()));
    }
}
