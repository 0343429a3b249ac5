package io.lightwave.token.issuer;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.KeyState;
import io.lightwave.token.key.SigningKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.transaction.support.TransactionTemplate;

/// Moves keys through their states: prepared → published → active → draining → retired, one conditional statement
/// each, so that any node may do it at any time and one of them does. A successor stands in the key set before it
/// signs, and a key stays there until the last token that it signed has expired.
final class KeyRotation {
    private final StoredKeys keys;
    private final KeyTimes times;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    KeyRotation(
            StoredKeys keys,
            KeyTimes times,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.keys = keys;
        this.times = times;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /// Who moves a key.
    record By(String actor, Origin origin) {
        static final By AGE = new By("server", new Origin("", ""));
    }

    /// Does for every tenant what its keys' ages ask for.
    void advanceAll() {
        keys.due(clock.instant(), times).forEach(this::advance);
    }

    /// Does what the ages of a tenant's keys ask for. A key just prepared is published at once; it then waits for the
    /// key sets that relying parties keep to grow old.
    private void advance(TenantId tenant) {
        for (Algorithm algorithm : keys.tooOld(tenant, clock.instant().minus(times.period()))) {
            prepare(tenant, algorithm, By.AGE);
        }
        for (StoredKeys.Kept key : keys.all(tenant)) {
            boolean waited = !clock.instant().isBefore(key.stateSince().plus(times.in(key.state())));
            switch (key.state()) {
                case PREPARED -> publish(tenant, key);
                case PUBLISHED -> {
                    if (waited) {
                        activate(tenant, key);
                    }
                }
                case DRAINING -> {
                    if (waited) {
                        retire(tenant, key);
                    }
                }
                case ACTIVE, RETIRED, COMPROMISED -> {}
            }
        }
    }

    /// Begins the rotation of these algorithms: each that the tenant uses gets a successor, unless one is on its way
    /// already.
    void begin(TenantId tenant, Set<Algorithm> algorithms, By by) {
        algorithms.stream()
                .filter(algorithm -> keys.hasActive(tenant, algorithm))
                .forEach(algorithm -> prepare(tenant, algorithm, by));
        keys.all(tenant).stream()
                .filter(key -> key.state() == KeyState.PREPARED)
                .forEach(key -> publish(tenant, key));
    }

    private void prepare(TenantId tenant, Algorithm algorithm, By by) {
        if (keys.hasSuccessor(tenant, algorithm)) {
            return;
        }
        var key = SigningKey.generate(algorithm, KeyState.PREPARED, random); // outside: an RSA key takes a while
        transactions.executeWithoutResult(_ -> {
            if (keys.add(tenant, key, clock.instant())) {
                record(tenant, "key.prepare", algorithm, key.kid(), by);
            }
        });
    }

    private void publish(TenantId tenant, StoredKeys.Kept key) {
        transactions.executeWithoutResult(_ -> {
            if (keys.move(tenant, key.kid(), KeyState.PREPARED, KeyState.PUBLISHED, clock.instant())) {
                record(tenant, "key.publish", key.algorithm(), key.kid(), By.AGE);
            }
        });
    }

    private void activate(TenantId tenant, StoredKeys.Kept key) {
        transactions.executeWithoutResult(status -> {
            keys.drainActive(tenant, key.algorithm(), clock.instant());
            if (keys.move(tenant, key.kid(), KeyState.PUBLISHED, KeyState.ACTIVE, clock.instant())) {
                record(tenant, "key.activate", key.algorithm(), key.kid(), By.AGE);
            } else {
                status.setRollbackOnly(); // another node was faster
            }
        });
    }

    private void retire(TenantId tenant, StoredKeys.Kept key) {
        transactions.executeWithoutResult(_ -> {
            if (keys.move(tenant, key.kid(), KeyState.DRAINING, KeyState.RETIRED, clock.instant())) {
                record(tenant, "key.retire", key.algorithm(), key.kid(), By.AGE);
            }
        });
    }

    /// Takes a key out of the key set at once, with all that it signed; another one signs from now on.
    ///
    /// @return the key as it is now; empty when there is no such key
    Optional<StoredKeys.Kept> compromise(TenantId tenant, String kid, By by) {
        Optional<StoredKeys.Kept> found = keys.find(tenant, kid);
        if (found.isEmpty() || found.get().state() == KeyState.COMPROMISED) {
            return found;
        }
        Algorithm algorithm = found.get().algorithm();
        var spare = SigningKey.generate(algorithm, KeyState.ACTIVE, random); // outside: an RSA key takes a while
        transactions.executeWithoutResult(_ -> {
            keys.compromise(tenant, kid, clock.instant());
            record(tenant, "key.compromise", algorithm, kid, by);
            boolean signs =
                    keys.hasActive(tenant, algorithm) || keys.promoteSuccessor(tenant, algorithm, clock.instant());
            if (!signs && keys.add(tenant, spare, clock.instant())) {
                record(tenant, "key.activate", algorithm, spare.kid(), by);
            }
        });
        return keys.find(tenant, kid);
    }

    List<StoredKeys.Kept> all(TenantId tenant) {
        return keys.all(tenant);
    }

    private void record(TenantId tenant, String action, Algorithm algorithm, String kid, By by) {
        audit.recordChange(new AuditEvent(
                tenant,
                by.actor(),
                action,
                "%s key %s".formatted(algorithm, kid),
                AuditEvent.Outcome.SUCCESS,
                "",
                by.origin()));
    }
}
