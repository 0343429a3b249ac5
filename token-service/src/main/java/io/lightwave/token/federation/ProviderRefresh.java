package io.lightwave.token.federation;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.token.federation.IdentityProvider.Connection;
import io.lightwave.token.federation.IdentityProviders.Metadata;
import io.lightwave.token.federation.IdentityProviders.Stored;
import io.lightwave.token.saml.MetadataSource;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.xml.InvalidSamlException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads SAML providers' metadata again from where it came, every six hours. What cannot be read, or is not
/// accepted, changes nothing, and the audit trail says so: until it expires, the last good one counts.
final class ProviderRefresh {
    private static final Duration PERIOD = Duration.ofHours(6);
    private static final int AT_ONCE = 20;
    private static final Origin HERE = new Origin("", "metadata refresh");

    private final IdentityProviders providers;
    private final MetadataSource<IdentityProviderMetadata> source;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    ProviderRefresh(
            IdentityProviders providers,
            MetadataSource<IdentityProviderMetadata> source,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.providers = providers;
        this.source = source;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    void refreshDue() {
        List<Stored> due;
        do {
            due = providers.takeStale(clock.instant().minus(PERIOD), clock.instant(), AT_ONCE);
            due.forEach(this::refresh);
        } while (due.size() == AT_ONCE);
    }

    private void refresh(Stored known) {
        IdentityProvider provider = known.provider();
        try {
            var read = source.fetched(Objects.requireNonNull(known.document().metadataUrl()));
            if (!known.isNamed(read.metadata().entityId())) {
                throw new InvalidSamlException("it is another identity provider's");
            }
            keep(known, read.xml());
        } catch (IOException | InvalidSamlException e) {
            String end = provider.settings().connection() instanceof Connection.Saml saml
                    ? saml.metadata()
                            .validUntil()
                            .map(until -> "; what is known expires at " + until)
                            .orElse("")
                    : "";
            audit.record(event(provider, AuditEvent.Outcome.FAILED, e.getMessage() + end));
        }
    }

    private void keep(Stored known, String xml) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        boolean same = known.metadata() != null && known.metadata().xml().equals(xml);
        transactions.executeWithoutResult(_ -> {
            if (providers.refresh(known.provider(), new Metadata(xml, now)) && !same) {
                audit.recordChange(event(known.provider(), AuditEvent.Outcome.SUCCESS, ""));
            }
        });
    }

    private static AuditEvent event(IdentityProvider provider, AuditEvent.Outcome outcome, String reason) {
        return new AuditEvent(
                provider.tenant(),
                "system",
                "identity-provider.refresh",
                "identity-provider:" + provider.name(),
                outcome,
                reason,
                HERE);
    }
}
