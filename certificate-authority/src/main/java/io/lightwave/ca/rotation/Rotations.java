package io.lightwave.ca.rotation;

import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.authority.AuthorityState;
import io.lightwave.ca.authority.Succession;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.ca.revocation.AuthorityRevocation;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// The rotation of authorities as a state machine. Every step is decided under the tenant's lock, so that any number of
/// nodes may take it.
final class Rotations {
    /// An authority that signs no more is not retired earlier, so that every node knows by then.
    private static final Duration LEAST_DRAIN = Duration.ofMinutes(10);

    private final RotationStore store;
    private final Succession succession;
    private final AuthorityRevocation revocation;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Rotations(
            RotationStore store,
            Succession succession,
            AuthorityRevocation revocation,
            Audit audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.store = store;
        this.succession = succession;
        this.revocation = revocation;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Who does it, for the trail.
    record By(String actor, Origin origin) {
        static final By SERVER = new By("server", new Origin("", ""));
    }

    /// Makes successors and publishes them.
    ///
    /// @param publishFor how long consumers are waited for
    /// @return empty when others wait to be activated, or the tenant has no authority to replace
    Optional<Rotation> begin(TenantId tenant, AuthorityKind kind, Duration publishFor, List<String> consumers, By by) {
        succession.prepare(tenant);
        return transaction.execute(_ -> {
            var all = succession.lock(tenant);
            boolean waiting =
                    store.open(tenant).stream().anyMatch(rotation -> rotation.state() == Rotation.State.PUBLISHED);
            var root = active(all, AuthorityKind.ROOT);
            var issuing = active(all, AuthorityKind.ISSUING);
            if (waiting || root.isEmpty() || issuing.isEmpty()) {
                return Optional.<Rotation>empty();
            }
            Instant now = now();
            var made = successors(tenant, all, kind, root.get(), true, AuthorityState.PUBLISHED);
            List<String> replaced = kind == AuthorityKind.ROOT
                    ? List.of(root.get().name(), issuing.get().name())
                    : List.of(issuing.get().name());
            var rotation = new Rotation(
                    UUID.randomUUID(),
                    kind,
                    Rotation.State.PUBLISHED,
                    false,
                    made,
                    replaced,
                    consumers,
                    List.of(),
                    now,
                    now.plus(publishFor),
                    Optional.empty(),
                    Optional.empty());
            store.add(tenant, rotation);
            record(tenant, "authority.publish", String.join(", ", made), by);
            return Optional.of(rotation);
        });
    }

    /// @param crossed whether the root before certifies the new issuing authority too
    private List<String> successors(
            TenantId tenant,
            List<Authority> all,
            AuthorityKind kind,
            Authority root,
            boolean crossed,
            AuthorityState state) {
        List<String> made = new ArrayList<>();
        var above = root;
        Optional<Authority> former = Optional.empty();
        if (kind == AuthorityKind.ROOT) {
            above = succession.root(tenant, all, state);
            former = crossed ? Optional.of(root) : Optional.empty();
            made.add(above.name());
        }
        made.add(succession.issuing(tenant, all, above, former, state).name());
        return made;
    }

    private static Optional<Authority> active(List<Authority> all, AuthorityKind kind) {
        return all.stream()
                .filter(authority -> authority.kind() == kind && authority.state() == AuthorityState.ACTIVE)
                .findFirst();
    }

    /// A consumer says that it knows the new authorities. False when nobody waits for its word.
    boolean acknowledge(TenantId tenant, UUID id, String consumer, By by) {
        boolean heard = transaction.execute(_ -> {
            boolean counted = store.acknowledge(tenant, id, consumer);
            if (counted) {
                record(tenant, "authority.acknowledge", consumer, by);
            }
            return counted;
        });
        if (heard) {
            tend(tenant);
        }
        return heard;
    }

    /// Activates at once what is published, whoever was waited for. False when there is nothing to activate.
    boolean activate(TenantId tenant, UUID id, By by) {
        return transaction.execute(_ -> {
            var all = succession.lock(tenant);
            return store.find(tenant, id)
                    .filter(rotation -> activated(tenant, all, rotation, by))
                    .isPresent();
        });
    }

    /// How many of the certificates that the replaced authorities signed are good still.
    long live(TenantId tenant, Rotation rotation) {
        return store.live(tenant, rotation.replaced(), now());
    }

    /// Does what is due in every tenant.
    void tend() {
        store.tenants().forEach(this::tend);
    }

    /// Does what is due: activates what was published long enough, retires what has drained.
    void tend(TenantId tenant) {
        var open = store.open(tenant);
        if (open.isEmpty()) {
            return;
        }
        // what another node may have left
        open.stream()
                .filter(Rotation::emergency)
                .flatMap(rotation -> rotation.replaced().stream())
                .forEach(name -> revocation.endAllOf(tenant, name));
        transaction.executeWithoutResult(_ -> {
            var all = succession.lock(tenant);
            for (var rotation : store.open(tenant)) {
                if (rotation.state() == Rotation.State.PUBLISHED && rotation.isDue(now())) {
                    activated(tenant, all, rotation, By.SERVER);
                } else if (rotation.state() == Rotation.State.DRAINING) {
                    drain(tenant, all, rotation);
                }
            }
        });
    }

    private boolean activated(TenantId tenant, List<Authority> all, Rotation rotation, By by) {
        if (!store.activate(tenant, rotation.id(), now())) {
            return false;
        }
        move(all, rotation.replaced(), AuthorityState.ACTIVE, AuthorityState.DRAINING);
        move(all, rotation.successors(), AuthorityState.PUBLISHED, AuthorityState.ACTIVE);
        record(tenant, "authority.activate", String.join(", ", rotation.successors()), by);
        return true;
    }

    private void move(List<Authority> all, List<String> names, AuthorityState from, AuthorityState to) {
        all.stream()
                .filter(authority -> names.contains(authority.name()) && authority.state() == from)
                .forEach(authority -> succession.move(authority, to));
    }

    private void drain(TenantId tenant, List<Authority> all, Rotation rotation) {
        Instant now = now();
        boolean young = rotation.activatedAt()
                .filter(activated -> now.isBefore(activated.plus(LEAST_DRAIN)))
                .isPresent();
        if (young || store.live(tenant, rotation.replaced(), now) > 0 || signsFor(all, rotation)) {
            return;
        }
        if (store.end(tenant, rotation.id(), now)) {
            for (var authority : all) {
                if (rotation.replaced().contains(authority.name()) && authority.state() == AuthorityState.DRAINING) {
                    succession.move(authority, AuthorityState.RETIRED);
                    if (authority.kind() == AuthorityKind.ISSUING) {
                        revocation.end(authority, RevocationReason.SUPERSEDED);
                    }
                }
            }
            record(tenant, "authority.retire", String.join(", ", rotation.replaced()), By.SERVER);
        }
    }

    /// Whether an authority that is believed, and not replaced by the same rotation, hangs on a root that is.
    private static boolean signsFor(List<Authority> all, Rotation rotation) {
        return all.stream()
                .anyMatch(authority -> authority.kind() == AuthorityKind.ISSUING
                        && authority.state().isTrusted()
                        && rotation.replaced().contains(authority.parent())
                        && !rotation.replaced().contains(authority.name()));
    }

    /// Somebody else may have the authority's key: nobody believes it any more, whatever it signed is revoked, and
    /// others sign at once. With a root go the authorities below it.
    ///
    /// @return empty when it has ended already
    Optional<Rotation> compromise(TenantId tenant, Authority authority, By by) {
        succession.prepare(tenant);
        var made = transaction.execute(_ -> {
            var all = succession.lock(tenant);
            var fallen = all.stream()
                    .filter(one -> one.state() != AuthorityState.COMPROMISED && one.state() != AuthorityState.RETIRED)
                    .filter(one -> one.name().equals(authority.name())
                            || (authority.kind() == AuthorityKind.ROOT
                                    && one.parent().equals(authority.name())))
                    .toList();
            if (fallen.isEmpty()) {
                return Optional.<Rotation>empty();
            }
            for (var one : fallen) {
                succession.move(one, AuthorityState.COMPROMISED);
                if (one.kind() == AuthorityKind.ISSUING) {
                    revocation.end(one, RevocationReason.CA_COMPROMISE);
                }
            }
            return Optional.of(replacement(tenant, all, fallen, authority.kind(), by));
        });
        // A transaction stays short; what is left if this node ends now, [#tend] does.
        made.ifPresent(rotation -> rotation.replaced().forEach(name -> revocation.endAllOf(tenant, name)));
        return made;
    }

    private Rotation replacement(
            TenantId tenant, List<Authority> all, List<Authority> fallen, AuthorityKind kind, By by) {
        List<String> replaced = fallen.stream().map(Authority::name).toList();
        boolean signed = fallen.stream().anyMatch(one -> one.state() == AuthorityState.ACTIVE);
        List<String> successors = List.of();
        if (signed) {
            var root = active(all, AuthorityKind.ROOT).filter(one -> !replaced.contains(one.name()));
            // What waits to be activated hangs on the root that has fallen, or would come too late.
            store.open(tenant).stream()
                    .filter(rotation -> rotation.state() == Rotation.State.PUBLISHED)
                    .forEach(rotation -> withdraw(tenant, all, rotation));
            successors = root.isPresent()
                    ? List.of(succession
                            .issuing(tenant, all, root.get(), Optional.empty(), AuthorityState.ACTIVE)
                            .name())
                    : successors(tenant, all, AuthorityKind.ROOT, fallen.getFirst(), false, AuthorityState.ACTIVE);
        }
        Instant now = now();
        var rotation = new Rotation(
                UUID.randomUUID(),
                kind,
                Rotation.State.DRAINING,
                true,
                successors,
                replaced,
                List.of(),
                List.of(),
                now,
                now,
                Optional.of(now),
                Optional.empty());
        store.add(tenant, rotation);
        record(tenant, "authority.compromise", String.join(", ", replaced), by);
        return rotation;
    }

    /// Ends what was published and never signed.
    private void withdraw(TenantId tenant, List<Authority> all, Rotation rotation) {
        Instant now = now();
        if (store.activate(tenant, rotation.id(), now) && store.end(tenant, rotation.id(), now)) {
            move(all, rotation.successors(), AuthorityState.PUBLISHED, AuthorityState.RETIRED);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void record(TenantId tenant, String action, String target, By by) {
        audit.recordChange(
                new AuditEvent(tenant, by.actor(), action, target, AuditEvent.Outcome.SUCCESS, "", by.origin()));
    }
}
