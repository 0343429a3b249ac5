package io.lightwave.token.registration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.token.client.ChangedBy;
import io.lightwave.token.client.ClientMetadata;
import io.lightwave.token.client.ClientRegistration;
import io.lightwave.token.client.ClientRegistration.CreateOutcome;
import io.lightwave.token.client.DocumentAddress;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/// Clients whose id is the address of their metadata (OAuth Client ID Metadata Document): fetched when such a client
/// comes, from hosts that the tenant permits, and again when what this node has seen is older than five minutes. They
/// become clients like others: people are asked, administrators see, disable and delete them.
public final class MetadataDocuments {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int MAXIMUM_SIZE = 5 * 1024; // §6.6 of the draft
    private static final int MAXIMUM_CACHED = 10_000;
    private static final int FETCHES_AT_A_TIME = 8;
    private static final String THROTTLE = "client-metadata-document";

    private record Seen(TenantId tenant, DocumentAddress address) {}

    private final PolicyStore<RegistrationPolicy> policies;
    private final ClientRegistration clients;
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final Egress egress;
    private final Throttle throttle;
    private final Audit audit;
    private final InstantSource clock;
    private final Semaphore fetches = new Semaphore(FETCHES_AT_A_TIME);
    private final Cache<Seen, Instant> seen =
            Caffeine.newBuilder().maximumSize(MAXIMUM_CACHED).build();

    MetadataDocuments(
            PolicyStore<RegistrationPolicy> policies,
            ClientRegistration clients,
            JdbcClient database,
            TransactionTemplate transactions,
            Egress egress,
            Throttle throttle,
            Audit audit,
            InstantSource clock) {
        this.policies = policies;
        this.clients = clients;
        this.database = database;
        this.transactions = transactions;
        this.egress = egress;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    public sealed interface Outcome {
        /// Not an address: a client like any other, or none.
        record Ordinary() implements Outcome {}

        /// Registered here as its document says.
        record Current() implements Outcome {}

        /// @param reason in our own words
        record Refused(String reason) implements Outcome {}
    }

    /// Whether the tenant takes such clients from anywhere.
    public boolean areSupported(TenantId tenant) {
        return !policies.of(tenant).policy().documentHosts().isEmpty();
    }

    /// Whether the tenant takes a client of this name now: one that is named by an address only from a host that it
    /// permits, however long it has been known.
    public boolean permit(TenantId tenant, String clientId) {
        return DocumentAddress.of(clientId)
                .map(address -> policies.of(tenant).policy().permitsDocumentsOf(address.host()))
                .orElse(true);
    }

    /// Sees to it that a client that is named by an address is registered as it says there now.
    public Outcome refresh(TenantId tenant, String clientId, Origin origin) {
        Optional<DocumentAddress> address = DocumentAddress.of(clientId);
        if (address.isEmpty()) {
            return new Outcome.Ordinary();
        }
        RegistrationPolicy policy = policies.of(tenant).policy();
        if (!policy.permitsDocumentsOf(address.get().host())) {
            return new Outcome.Refused("clients of that host are not permitted here");
        }
        var place = new Seen(tenant, address.get());
        Instant last = seen.getIfPresent(place);
        if (last != null && clock.instant().isBefore(last.plus(FRESH))) {
            return new Outcome.Current();
        }
        Outcome outcome = fetch(tenant, address.get(), policy, origin);
        if (outcome instanceof Outcome.Refused(String reason)) {
            seen.invalidate(place);
            audit.record(new AuditEvent(
                    tenant,
                    "client:%s@%s".formatted(clientId, tenant),
                    "client.register",
                    "client metadata document",
                    AuditEvent.Outcome.REFUSED,
                    reason,
                    origin));
        } else {
            seen.put(place, clock.instant());
        }
        return outcome;
    }

    /// Looks again at what stands at a client's address, for when a signature is by none of the keys known; every 30
    /// seconds at most. True when the client is now registered as it says there.
    public boolean again(TenantId tenant, String clientId, Origin origin) {
        Optional<Seen> place = DocumentAddress.of(clientId).map(address -> new Seen(tenant, address));
        Optional<Instant> last = place.map(seen::getIfPresent);
        if (place.isEmpty()
                || last.filter(at -> clock.instant().isBefore(at.plus(PAUSE))).isPresent()) {
            return false;
        }
        seen.invalidate(place.get());
        return refresh(tenant, clientId, origin) instanceof Outcome.Current;
    }

    private Outcome fetch(TenantId tenant, DocumentAddress address, RegistrationPolicy policy, Origin origin) {
        if (!throttle.permits(tenant, THROTTLE, address.value()) || !fetches.tryAcquire()) {
            return new Outcome.Refused("its metadata are asked for too often");
        }
        try {
            ObjectNode document = MetadataDocument.read(egress.get(address.uri(), MAXIMUM_SIZE), address);
            register(tenant, address, document, policy, new ChangedBy(address.value(), origin));
            throttle.succeeded(tenant, THROTTLE, address.value());
            return new Outcome.Current();
        } catch (IOException unreachable) {
            throttle.failed(tenant, THROTTLE, address.value());
            return new Outcome.Refused("its metadata cannot be fetched");
        } catch (RegistrationRefusedException refused) {
            throttle.failed(tenant, THROTTLE, address.value());
            return new Outcome.Refused("its metadata are not acceptable: " + refused.description());
        } finally {
            fetches.release();
        }
    }

    private void register(
            TenantId tenant, DocumentAddress address, ObjectNode document, RegistrationPolicy policy, ChangedBy by) {
        var found = clients.find(tenant, address.value());
        if (found.isPresent()) {
            ClientMetadata before = found.get().metadata();
            ClientMetadata after = RegistrationRequest.readDocument(document, policy, Optional.of(before));
            if (!RegistrationRequest.write(after).equals(RegistrationRequest.write(before))) {
                clients.update(
                        tenant,
                        address.value(),
                        Optional.empty(),
                        current -> new ClientRegistration.Change(
                                current.enabled(),
                                RegistrationRequest.readDocument(document, policy, Optional.of(current.metadata()))),
                        by);
            }
            return;
        }
        if (clients.selfRegistered(tenant) + count(tenant) >= policy.limit()) {
            throw new RegistrationRefusedException("invalid_client_metadata", "no more clients can register here");
        }
        ClientMetadata metadata = RegistrationRequest.readDocument(document, policy, Optional.empty());
        transactions.executeWithoutResult(_ -> {
            if (RegistrationRequest.refusing(
                            () -> clients.create(tenant, address.value(), metadata, Optional.empty(), by))
                    instanceof CreateOutcome.Created created) { // otherwise another node was faster
                database.sql("insert into client_document (tenant_id, subject_id, first_seen_at) values (?, ?, ?)")
                        .params(
                                tenant.value(),
                                created.client().subject().id().value(),
                                Timestamp.from(clock.instant()))
                        .update();
            }
        });
    }

    private long count(TenantId tenant) {
        return database.sql("select count(*) from client_document where tenant_id = ?")
                .param(tenant.value())
                .query(Long.class)
                .single();
    }
}
