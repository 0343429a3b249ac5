package io.lightwave.token.saml.key;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.saml.xml.Signer;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The keys of the tenants, their private halves sealed. The first is made with the first service provider; a
/// successor is published by an administrator, and signs when told to, since nobody but the administrators knows
/// when every service provider has heard of it.
public final class SamlKeys {
    private static final String FEED_KIND = "saml-key";
    private static final String ALL = "keys";
    private static final int MAXIMUM_CACHED = 2_000;

    private final JdbcClient database;
    private final SealedKeys sealed;
    private final ChangeFeed feed;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ChangeFeed.Cached<List<SamlKey>> keys;

    public SamlKeys(
            JdbcClient database,
            SealedKeys sealed,
            ChangeFeed feed,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.sealed = sealed;
        this.feed = feed;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
        this.keys = feed.cache(FEED_KIND, MAXIMUM_CACHED, (tenant, _) -> load(tenant));
    }

    /// Those that stand in the metadata, the active one first; empty when the tenant has none.
    public List<SamlKey> published(TenantId tenant) {
        return keys.get(tenant, ALL).orElse(List.of());
    }

    /// What others may have encrypted for the tenant.
    public List<PrivateKey> decrypting(TenantId tenant) {
        return published(tenant).stream().map(SamlKey::signer).map(Signer::key).toList();
    }

    /// What signs; empty when the tenant has no key.
    public Optional<Signer> signer(TenantId tenant) {
        return published(tenant).stream()
                .filter(key -> key.state() == KeyState.ACTIVE)
                .map(SamlKey::signer)
                .findFirst();
    }

    /// What signs for a tenant that has service providers, and so a key.
    public Signer requireSigner(TenantId tenant) {
        return signer(tenant).orElseThrow(() -> new IllegalStateException(tenant + " has no SAML key"));
    }

    /// Makes the first key unless there is one; of many who make one at the same time, one does.
    public void require(TenantId tenant, Caller caller) {
        if (published(tenant).isEmpty()) {
            add(tenant, KeyState.ACTIVE, caller);
        }
    }

    /// Publishes a successor of the active key; false when there is one already, or no active key.
    boolean prepare(TenantId tenant, Caller caller) {
        List<SamlKey> standing = published(tenant);
        return !standing.isEmpty()
                && standing.stream().noneMatch(key -> key.state() == KeyState.NEXT)
                && add(tenant, KeyState.NEXT, caller);
    }

    /// Lets the successor sign from now on; false when the tenant has no such one.
    boolean activate(TenantId tenant, UUID next, Caller caller) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            move(tenant, KeyState.PREVIOUS, KeyState.RETIRED);
            move(tenant, KeyState.ACTIVE, KeyState.PREVIOUS);
            int rows = database.sql("update saml_key set state = 'ACTIVE', state_since = ?"
                            + " where tenant_id = ? and id = ? and state = 'NEXT'")
                    .params(now(), tenant.value(), next)
                    .update();
            if (rows == 0) {
                status.setRollbackOnly();
                return false;
            }
            announce(tenant, "saml-key.activate", next, caller);
            return true;
        }));
    }

    /// Takes a key that does not sign out of the metadata; false when there is no such one.
    boolean retire(TenantId tenant, UUID id, Caller caller) {
        return Boolean.TRUE.equals(transactions.execute(_ -> {
            int rows = database.sql("update saml_key set state = 'RETIRED', state_since = ?, sealed_private_key = ''"
                            + " where tenant_id = ? and id = ? and state in ('NEXT', 'PREVIOUS')")
                    .params(now(), tenant.value(), id)
                    .update();
            if (rows > 0) {
                announce(tenant, "saml-key.retire", id, caller);
            }
            return rows > 0;
        }));
    }

    private void move(TenantId tenant, KeyState from, KeyState to) {
        database.sql("update saml_key set state = ?, state_since = ?,"
                        + " sealed_private_key = case when ? then '' else sealed_private_key end"
                        + " where tenant_id = ? and state = ?")
                .params(to.name(), now(), to == KeyState.RETIRED, tenant.value(), from.name())
                .update();
    }

    private boolean add(TenantId tenant, KeyState state, Caller caller) {
        KeyPair pair = Algorithm.RS256.generate(random); // outside: it takes a while
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        byte[] certificate = SelfSigned.of(pair, tenant.value(), now, random);
        byte[] secret = pair.getPrivate().getEncoded();
        try {
            return Boolean.TRUE.equals(transactions.execute(_ -> {
                int rows = database.sql("insert into saml_key (tenant_id, id, state, certificate, sealed_private_key,"
                                + " created_at, state_since) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing")
                        .params(
                                tenant.value(),
                                id,
                                state.name(),
                                certificate,
                                sealed.seal(tenant, place(id), secret),
                                Timestamp.from(now),
                                Timestamp.from(now))
                        .update();
                if (rows > 0) {
                    announce(tenant, state == KeyState.ACTIVE ? "saml-key.activate" : "saml-key.publish", id, caller);
                }
                return rows > 0;
            }));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private void announce(TenantId tenant, String action, UUID id, Caller caller) {
        feed.append(tenant, FEED_KIND, ALL);
        audit.recordChange(new AuditEvent(
                tenant, caller.actor(), action, "SAML key " + id, AuditEvent.Outcome.SUCCESS, "", caller.origin()));
    }

    private Optional<List<SamlKey>> load(TenantId tenant) {
        List<Sealed> found = database.sql("select * from saml_key where tenant_id = ? and state <> 'RETIRED'"
                        + " order by state <> 'ACTIVE', created_at desc, id")
                .param(tenant.value())
                .query(SamlKeys::sealed)
                .list();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.stream().map(kept -> key(tenant, kept)).toList());
    }

    /// As it is stored: opened when the connection is given back, since that may take another.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(UUID id, KeyState state, byte[] certificate, byte[] secret, Instant stateSince) {}

    private static Sealed sealed(ResultSet row, int number) throws SQLException {
        return new Sealed(
                row.getObject("id", UUID.class),
                KeyState.valueOf(row.getString("state")),
                row.getBytes("certificate"),
                row.getBytes("sealed_private_key"),
                row.getTimestamp("state_since").toInstant());
    }

    private SamlKey key(TenantId tenant, Sealed kept) {
        byte[] secret = sealed.open(tenant, place(kept.id()), kept.secret());
        try {
            return new SamlKey(
                    kept.id(),
                    kept.state(),
                    new Signer(SelfSigned.read(kept.certificate()), Algorithm.RS256.readPrivate(secret)),
                    kept.stateSince());
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static String place(UUID id) {
        return "saml-key/" + id;
    }
}
