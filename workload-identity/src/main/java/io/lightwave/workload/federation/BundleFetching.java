package io.lightwave.workload.federation;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.ca.Pem;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/// Fetches the bundles of foreign trust domains when they are due (SPIFFE Federation §4.2, §6.2). What fails leaves the
/// last good bundle as it is and raises an alarm: an audit event and a line in the log, once until it goes well again.
final class BundleFetching {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFetching.class);
    private static final Duration WITHOUT_ANY = Duration.ofMinutes(1);
    private static final int AT_ONCE = 8;
    private static final int LONGEST_PROBLEM = 500;
    private static final String ACTION = "federation.refresh";
    private static final Origin OWN = new Origin("", "");

    private final TransactionTemplate transaction;
    private final FederationStore store;
    private final CertificateAuthority authority;
    private final Egress egress;
    private final Audit audit;
    private final InstantSource clock;
    private final Semaphore slots = new Semaphore(AT_ONCE);

    BundleFetching(
            TransactionTemplate transaction,
            FederationStore store,
            CertificateAuthority authority,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        this.transaction = transaction;
        this.store = store;
        this.authority = authority;
        this.egress = egress;
        this.audit = audit;
        this.clock = clock;
    }

    private sealed interface Outcome {
        record Got(ForeignBundle bundle) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    /// Fetches all that are due.
    void run() {
        var due = transaction.execute(_ -> store.claim(now()));
        var threads = due.stream()
                .map(one -> Thread.ofVirtual().name("federation").start(() -> {
                    slots.acquireUninterruptibly();
                    try {
                        fetch(one);
                    } finally {
                        slots.release();
                    }
                }))
                .toList();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException ended) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }

    /// Fetches this one now.
    ///
    /// @return as it is then; empty when it has been removed or changed meanwhile
    Optional<Federation> fetch(Federation one) {
        var outcome = outcome(one);
        return transaction.execute(_ -> store.lock(one.tenant(), one.id().toString())
                .filter(now -> now.version() == one.version())
                .map(now -> keep(now, outcome)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Outcome outcome(Federation one) {
        try {
            byte[] document = switch (one.profile()) {
                case Profile.Web() -> egress.get(one.url(), ForeignBundle.MOST_BYTES);
                case Profile.Spiffe(var endpoint) ->
                    egress.getFromSpiffe(one.url(), anchors(one, endpoint), endpoint.text(), ForeignBundle.MOST_BYTES);
            };
            return new Outcome.Got(ForeignBundle.parse(document));
        } catch (IOException unreachable) {
            return new Outcome.Failed(String.valueOf(unreachable.getMessage()));
        } catch (IllegalArgumentException malformed) {
            return new Outcome.Failed("what is served is no bundle: it " + malformed.getMessage());
        }
    }

    /// §5.2.2.4: of the latest bundle of the trust domain that the endpoint's SPIFFE ID is in, and of no other.
    private String anchors(Federation one, EndpointId endpoint) throws IOException {
        var domain = endpoint.trustDomain();
        String pem = domain.name().equals(one.tenant().value())
                ? Pem.of(authority.anchors(one.tenant()))
                : known(one, domain).map(ForeignBundle::pem).orElse("");
        if (pem.isEmpty()) {
            throw new IOException("no bundle of the endpoint's trust domain %s is known".formatted(domain));
        }
        return pem;
    }

    private Optional<ForeignBundle> known(Federation one, TrustDomain domain) {
        var of = domain.equals(one.trustDomain())
                ? Optional.of(one)
                : store.find(one.tenant(), domain.name()).filter(Federation::enabled);
        return of.flatMap(Federation::fetched).map(Federation.Fetched::bundle);
    }

    private Federation keep(Federation before, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Got(var bundle)
            when goesBack(before, bundle) ->
                failed(
                        before,
                        "the bundle's sequence went back to "
                                + bundle.sequence().orElse(0));
            case Outcome.Got(var bundle) -> got(before, bundle);
            case Outcome.Failed(var why) -> failed(before, why);
        };
    }

    /// An older copy, from a cache or by somebody's design, must not bring back keys that were withdrawn.
    private static boolean goesBack(Federation before, ForeignBundle bundle) {
        var kept = before.fetched().map(Federation.Fetched::bundle);
        return kept.isPresent()
                && kept.get().sequence().isPresent()
                && bundle.sequence().isPresent()
                && bundle.sequence().getAsLong() < kept.get().sequence().getAsLong();
    }

    private Federation got(Federation before, ForeignBundle bundle) {
        var now = now();
        boolean news = before.fetched()
                .filter(kept -> !bundle.differsFrom(kept.bundle()))
                .isEmpty();
        var after = with(before, Optional.of(new Federation.Fetched(bundle, now)), now.plus(bundle.refresh()), "");
        if (news || !before.problem().isEmpty()) {
            record(after, AuditEvent.Outcome.SUCCESS, news ? "another bundle" : "reached again");
        }
        store.update(after, news);
        return after;
    }

    private Federation failed(Federation before, String why) {
        String problem = why.length() > LONGEST_PROBLEM ? why.substring(0, LONGEST_PROBLEM) : why;
        var pause = before.fetched().map(kept -> kept.bundle().refresh()).orElse(WITHOUT_ANY);
        var after = with(before, before.fetched(), now().plus(pause), problem);
        if (before.problem().isEmpty()) {
            LOG.warn("the bundle of {} for {} is not renewed: {}", before.trustDomain(), before.tenant(), problem);
            record(after, AuditEvent.Outcome.FAILED, problem);
        }
        store.update(after, false);
        return after;
    }

    private static Federation with(
            Federation before, Optional<Federation.Fetched> fetched, Instant dueAt, String problem) {
        return new Federation(
                before.tenant(),
                before.id(),
                before.trustDomain(),
                before.url(),
                before.profile(),
                before.enabled(),
                before.version(),
                before.createdAt(),
                before.updatedAt(),
                fetched,
                dueAt,
                problem);
    }

    private void record(Federation one, AuditEvent.Outcome outcome, String reason) {
        TenantId tenant = one.tenant();
        audit.recordChange(
                new AuditEvent(tenant, "server", ACTION, "federation:" + one.trustDomain(), outcome, reason, OWN));
    }
}
