package io.lightwave.workload.jwtsvid;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The tenants' keys for JWT-SVIDs. Their age alone says what they do: whoever refreshes bundles as the refresh hint
/// says knows a key before it signs, and until the last that it signed has expired.
final class SvidKeys {
    /// Longer than the bundle's refresh hint, and than anybody may keep the key set.
    static final Duration PUBLISHED_BEFORE = Duration.ofMinutes(10);

    static final Duration PERIOD = Duration.ofDays(30);
    /// After the last signature: the life of what it signed, and for clocks that are behind.
    private static final Duration DRAINING = Duration.ofMinutes(10);

    private static final String CHANGED = "workload-svid-key";
    private static final String RING = "ring";
    private static final int MOST_TENANTS = 2_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SealedKeys sealed;
    private final ChangeFeed feed;
    private final InstantSource clock;
    private final SecureRandom random;
    private final ChangeFeed.Cached<Ring> rings;

    SvidKeys(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SealedKeys sealed,
            ChangeFeed feed,
            InstantSource clock,
            SecureRandom random) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sealed = sealed;
        this.feed = feed;
        this.clock = clock;
        this.random = random;
        this.rings = feed.cache(CHANGED, MOST_TENANTS, (tenant, _) -> load(tenant));
    }

    /// The keys of one tenant.
    ///
    /// @param keys oldest first
    /// @param keySet their public halves as a JWK set, as JSON
    private record Ring(List<SvidKey> keys, String keySet) {
        static Ring of(List<SvidKey> keys) {
            return new Ring(
                    keys, new JWKSet(keys.stream().<JWK>map(SvidKey::jwk).toList()).toString());
        }
    }

    /// What is published, oldest first; made when the tenant has none yet.
    List<SvidKey> published(TenantId tenant) {
        return ring(tenant).keys();
    }

    /// The same, as a JWK set.
    String keySet(TenantId tenant) {
        return ring(tenant).keySet();
    }

    private Ring ring(TenantId tenant) {
        return rings.get(tenant, RING).orElseGet(() -> {
            addUnlessYoungerThan(tenant, Instant.EPOCH);
            return load(tenant).orElseThrow();
        });
    }

    /// The youngest that has been published for long enough, or the oldest when none has.
    SvidKey signer(TenantId tenant) {
        var keys = published(tenant);
        Instant known = clock.instant().minus(PUBLISHED_BEFORE);
        return keys.reversed().stream()
                .filter(key -> !key.createdAt().isAfter(known))
                .findFirst()
                .orElse(keys.getFirst());
    }

    /// Makes successors of keys that are old, and drops those that are not needed any more.
    void rotate() {
        var now = clock.instant();
        jdbc.sql("select tenant_id from workload_svid_key group by tenant_id having max(created_at) <= :old")
                .param("old", at(now.minus(PERIOD)))
                .query((row, _) -> new TenantId(row.getString("tenant_id")))
                .list()
                .forEach(tenant -> addUnlessYoungerThan(tenant, now.minus(PERIOD)));
        transaction.executeWithoutResult(_ -> jdbc.sql("""
                        delete from workload_svid_key old
                         where exists (select from workload_svid_key young
                                        where young.tenant_id = old.tenant_id and young.created_at > old.created_at
                                          and young.created_at <= :drained)
                        returning tenant_id""")
                .param("drained", at(now.minus(PUBLISHED_BEFORE).minus(DRAINING)))
                .query((row, _) -> new TenantId(row.getString("tenant_id")))
                .list()
                .forEach(tenant -> feed.append(tenant, CHANGED, RING)));
    }

    /// Servers that want the same at once make one key.
    private void addUnlessYoungerThan(TenantId tenant, Instant age) {
        byte[] secret = new byte[0];
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var pair = generator.generateKeyPair();
            var key = SvidKey.of(pair, clock.instant().truncatedTo(ChronoUnit.MICROS));
            secret = pair.getPrivate().getEncoded();
            byte[] kept = sealed.seal(tenant, place(key.kid()), secret);
            transaction.executeWithoutResult(_ -> {
                jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:lock, 0))")
                        .param("lock", "workload-svid-key " + tenant)
                        .query(_ -> {});
                jdbc.sql("""
                                insert into workload_svid_key
                                       (tenant_id, kid, public_key, sealed_private_key, created_at)
                                select :tenant, :kid, :public, :sealed, :created
                                 where not exists (select from workload_svid_key
                                                    where tenant_id = :tenant and created_at > :age)""")
                        .param("age", at(age))
                        .param("tenant", tenant.value())
                        .param("kid", key.kid())
                        .param("public", pair.getPublic().getEncoded())
                        .param("sealed", kept)
                        .param("created", at(key.createdAt()))
                        .update();
                feed.append(tenant, CHANGED, RING);
            });
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private Optional<Ring> load(TenantId tenant) {
        List<Sealed> kept = jdbc.sql("""
                        select kid, public_key, sealed_private_key, created_at from workload_svid_key
                         where tenant_id = :tenant order by created_at, kid""")
                .param("tenant", tenant.value())
                .query(SvidKeys::sealed)
                .list();
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Ring.of(kept.stream().map(each -> key(tenant, each)).toList()));
    }

    /// As it is stored: opened when the connection is given back, since that may take another.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sealed(String kid, byte[] publicKey, byte[] secret, Instant createdAt) {}

    private static Sealed sealed(ResultSet row, int number) throws SQLException {
        return new Sealed(
                row.getString("kid"),
                row.getBytes("public_key"),
                row.getBytes("sealed_private_key"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private SvidKey key(TenantId tenant, Sealed kept) {
        byte[] secret = sealed.open(tenant, place(kept.kid()), kept.secret());
        try {
            var keys = KeyFactory.getInstance("EC");
            return SvidKey.of(
                    (ECPublicKey) keys.generatePublic(new X509EncodedKeySpec(kept.publicKey())),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(secret)),
                    kept.createdAt());
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(unreadable);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String place(String kid) {
        return "svid-key/" + kid;
    }
}
