package io.lightwave.ca.rotation;

import io.lightwave.ca.AuthorityKeyType;
import io.lightwave.ca.authority.Authority;
import io.lightwave.ca.authority.AuthorityKind;
import io.lightwave.ca.authority.AuthorityRequests;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/// The rotation of authorities as a state machine. Every step is decided under the tenant's lock, so that any number of
/// nodes may take it.
final class Rotations {
    private static final Logger LOG = LoggerFactory.getLogger(Rotations.class);
    /// An authority that signs no more is not retired earlier, so that every node knows by then.
    private static final Duration LEAST_DRAIN = Duration.ofMinutes(10);

    private final RotationStore store;
    private final Succession succession;
    private final AuthorityRequests requests;
    private final AuthorityRevocation revocation;
    private final TenantId systemTenant;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    Rotations(
            RotationStore store,
            Succession succession,
            AuthorityRequests requests,
            AuthorityRevocation revocation,
            TenantId systemTenant,
            Audit audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.store = store;
        this.succession = succession;
        this.requests = requests;
        this.systemTenant = systemTenant;
        this.revocation = revocation;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /// Who does it, for the trail.
    record By(String actor, Origin origin) {
        static final By SERVER = new By("server", new Origin("", ""));
    }

    /// What certifies the successors.
    enum Above {
        /// What certified those before; where that were others, nobody can be asked.
        AS_BEFORE,
        /// The tenant's own root.
        OWN_ROOT,
        /// The system tenant's root.
        SYSTEM_ROOT
    }

    /// Makes successors and publishes them.
    ///
    /// @param wanted what the successors sign with; what goes without saying when empty
    /// @param publishFor how long consumers are waited for
    /// @return empty when others wait to be activated, the tenant has no authority to replace, or nobody here
    ///     could certify its successor
    Optional<Rotation> begin(
            TenantId tenant,
            AuthorityKind kind,
            Above above,
            Optional<AuthorityKeyType> wanted,
            Duration publishFor,
            List<String> consumers,
            By by) {
        succession.prepare(tenant);
        return transaction.execute(_ -> {
            var all = succession.lock(tenant);
            var root = active(all, AuthorityKind.ROOT);
            var issuing = active(all, AuthorityKind.ISSUING);
            boolean system = above == Above.SYSTEM_ROOT
                    || (above == Above.AS_BEFORE
                            && kind == AuthorityKind.ISSUING
                            && issuing.flatMap(Authority::systemRoot).isPresent());
            boolean stuck = above == Above.AS_BEFORE && kind == AuthorityKind.ISSUING && root.isEmpty() && !system;
            if (isWaiting(tenant) || issuing.isEmpty() || stuck) {
                return Optional.<Rotation>empty();
            }
            var keys = wanted.orElseGet(() -> succession.keysAfter(all));
            boolean withRoot = !system && (kind == AuthorityKind.ROOT || root.isEmpty());
            List<String> made = system
                    ? belowSystem(tenant, all, AuthorityState.PUBLISHED, keys)
                    : successors(tenant, all, withRoot, root, true, AuthorityState.PUBLISHED, keys);
            if (made.isEmpty()) {
                return Optional.<Rotation>empty();
            }
            boolean replacesRoot = root.isPresent() && (system || withRoot);
            return Optional.of(published(
                    tenant,
                    made,
                    replacesRoot ? root : Optional.empty(),
                    issuing.get(),
                    withRoot,
                    publishFor,
                    consumers,
                    by));
        });
    }

    /// Publishes the authority of a request that others have certified: it takes the place of the issuing authority,
    /// and of the tenant's own root.
    ///
    /// @param chain in PEM
    /// @return empty when others wait to be activated, or there is no such request
    /// @throws IllegalArgumentException by the rule that the chain breaks
    Optional<Rotation> beginBelowOthers(
            TenantId tenant, String request, String chain, Duration publishFor, List<String> consumers, By by) {
        return transaction.execute(_ -> {
            var all = succession.lock(tenant);
            var issuing = active(all, AuthorityKind.ISSUING);
            if (isWaiting(tenant) || issuing.isEmpty()) {
                return Optional.<Rotation>empty();
            }
            return requests.take(tenant, request, chain).map(ready -> {
                var made = succession.belowOthers(tenant, ready, AuthorityState.PUBLISHED);
                var root = active(all, AuthorityKind.ROOT);
                return published(tenant, List.of(made.name()), root, issuing.get(), false, publishFor, consumers, by);
            });
        });
    }

    private boolean isWaiting(TenantId tenant) {
        return store.open(tenant).stream().anyMatch(rotation -> rotation.state() == Rotation.State.PUBLISHED);
    }

    /// @param root the one that is replaced, if one is
    private Rotation published(
            TenantId tenant,
            List<String> made,
            Optional<Authority> root,
            Authority issuing,
            boolean withRoot,
            Duration publishFor,
            List<String> consumers,
            By by) {
        Instant now = now();
        List<String> replaced = new ArrayList<>();
        root.ifPresent(old -> replaced.add(old.name()));
        replaced.add(issuing.name());
        var rotation = new Rotation(
                UUID.randomUUID(),
                withRoot || root.isPresent() ? AuthorityKind.ROOT : AuthorityKind.ISSUING,
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
        return rotation;
    }

    /// @param root that certifies the new one, or is replaced by another
    /// @param crossed whether the root before certifies the new authorities too
    private List<String> successors(
            TenantId tenant,
            List<Authority> all,
            boolean withRoot,
            Optional<Authority> root,
            boolean crossed,
            AuthorityState state,
            AuthorityKeyType keys) {
        if (!withRoot) {
            return List.of(succession
                    .issuing(tenant, all, root.orElseThrow(), Optional.empty(), state, keys)
                    .name());
        }
        var former = root.filter(_ -> crossed);
        var above = succession.root(tenant, all, former, state, keys);
        var issuing = succession.issuing(tenant, all, above, former, state, keys);
        return List.of(above.name(), issuing.name());
    }

    /// Empty when the system tenant has no root that signs.
    private List<String> belowSystem(
            TenantId tenant, List<Authority> all, AuthorityState state, AuthorityKeyType keys) {
        return succession.belowSystem(tenant, systemTenant, all, state, keys).stream()
                .map(Authority::name)
                .toList();
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

    /// Does what is due in every tenant, also when it fails in others.
    void tend() {
        for (TenantId tenant : store.tenants()) {
            try {
                tend(tenant);
            } catch (RuntimeException failed) {
                if (Thread.currentThread().isInterrupted()) { // the server is ending
                    throw failed;
                }
                LOG.warn("the rotation of {} failed, the next attempt follows", tenant, failed);
            }
        }
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
                .forEach(name -> {
                    revocation.endAllOf(tenant, name);
                    endBelow(tenant, name);
                });
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
        if (young
                || store.live(tenant, rotation.replaced(), now) > 0
                || signsFor(all, rotation)
                || signsForOthers(tenant, rotation)) {
            return;
        }
        if (store.end(tenant, rotation.id(), now)) {
            for (var authority : all) {
                if (rotation.replaced().contains(authority.name()) && authority.state() == AuthorityState.DRAINING) {
                    succession.move(authority, AuthorityState.RETIRED);
                    if (authority.kind() == AuthorityKind.ISSUING) { // a root's own stands among those for its key
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

    /// Whether authorities of other tenants that are believed hang on a root that is replaced.
    private boolean signsForOthers(TenantId tenant, Rotation rotation) {
        return tenant.equals(systemTenant)
                && rotation.replaced().stream().anyMatch(root -> succession.certifiesOthers(systemTenant, root));
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
            boolean shared = hangOnSystem(fallen); // which locks the system tenant's before any row of it is
            for (var one : fallen) {
                succession.move(one, AuthorityState.COMPROMISED);
                revocation.end(one, RevocationReason.CA_COMPROMISE);
            }
            return Optional.of(replacement(tenant, all, fallen, shared, authority.kind(), by));
        });
        // A transaction stays short; what is left if this node ends now, [#tend] does.
        made.ifPresent(rotation -> rotation.replaced().forEach(name -> {
            revocation.endAllOf(tenant, name);
            endBelow(tenant, name);
        }));
        return made;
    }

    /// With a root of the system tenant go the authorities of others that it certified.
    private void endBelow(TenantId tenant, String root) {
        if (tenant.equals(systemTenant)) {
            succession.belowSystemRoot(systemTenant, root).stream()
                    .filter(below -> below.state().isTrusted())
                    .forEach(below -> compromise(below.tenant(), below, By.SERVER));
        }
    }

    /// @param shared whether the one that signed hangs on a root of the system tenant, as [#hangOnSystem] says it
    private Rotation replacement(
            TenantId tenant, List<Authority> all, List<Authority> fallen, boolean shared, AuthorityKind kind, By by) {
        List<String> replaced = fallen.stream().map(Authority::name).toList();
        boolean signed = fallen.stream().anyMatch(one -> one.state() == AuthorityState.ACTIVE);
        // What waits to be activated has fallen itself, hangs on the root that has, or would come too late.
        store.open(tenant).stream()
                .filter(rotation -> rotation.state() == Rotation.State.PUBLISHED)
                .filter(rotation -> signed || rotation.successors().stream().anyMatch(replaced::contains))
                .forEach(rotation -> withdraw(tenant, all, replaced, rotation));
        List<String> successors = List.of();
        if (signed) {
            var root = active(all, AuthorityKind.ROOT).filter(one -> !replaced.contains(one.name()));
            var keys = succession.keysAfter(all);
            if (shared) {
                successors = belowSystem(tenant, all, AuthorityState.ACTIVE, keys);
            }
            if (successors.isEmpty()) {
                successors = successors(tenant, all, root.isEmpty(), root, false, AuthorityState.ACTIVE, keys);
            }
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

    /// Whether the one of these that signed hangs on a root of the system tenant that has not fallen: who
    /// validates goes on with that.
    private boolean hangOnSystem(List<Authority> fallen) {
        return fallen.stream()
                .filter(one -> one.state() == AuthorityState.ACTIVE)
                .flatMap(one -> one.systemRoot().stream())
                .anyMatch(root -> succession.isTrusted(systemTenant, root));
    }

    /// Ends what was published and never signed, and the certificates by which others could believe it: its key may
    /// leak later.
    ///
    /// @param fallen whose state is another already
    private void withdraw(TenantId tenant, List<Authority> all, List<String> fallen, Rotation rotation) {
        Instant now = now();
        if (store.activate(tenant, rotation.id(), now) && store.end(tenant, rotation.id(), now)) {
            var others = rotation.successors().stream()
                    .filter(name -> !fallen.contains(name))
                    .toList();
            all.stream()
                    .filter(authority -> others.contains(authority.name()))
                    .filter(authority -> authority.state() == AuthorityState.PUBLISHED)
                    .forEach(authority -> {
                        succession.move(authority, AuthorityState.RETIRED);
                        revocation.end(authority, RevocationReason.SUPERSEDED);
                    });
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
