package io.lightwave.ca.message;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Nonces against replay (RFC 8555 §6.5). One is made without a trace, by a MAC under a key that all nodes share, and
/// leaves its trace when it is used, so that it is good on every node, once.
public final class Nonces {
    private static final String KEY = "acme-nonce-key";
    private static final int MOST_TENANTS = 10_000;
    private static final int RANDOM = 12;
    private static final int TAG = 16;
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int ONE_IN = 20;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SealedKeys sealedKeys;
    private final ChangeFeed feed;
    private final ChangeFeed.Cached<byte[]> keys;
    private final InstantSource clock;
    private final SecureRandom random;
    private final boolean chaos;
    private final AtomicBoolean refused = new AtomicBoolean();

    /// @param chaos whether about one good nonce in twenty is refused, for tests of clients; never two in a row, since
    ///     some of them try again once only
    Nonces(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SealedKeys sealedKeys,
            ChangeFeed feed,
            InstantSource clock,
            SecureRandom random,
            boolean chaos) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sealedKeys = sealedKeys;
        this.feed = feed;
        this.keys = feed.cache(KEY, MOST_TENANTS, (tenant, _) -> storedKey(tenant));
        this.clock = clock;
        this.random = random;
        this.chaos = chaos;
    }

    public String fresh(TenantId tenant) {
        byte[] content = new byte[Integer.BYTES + RANDOM];
        random.nextBytes(content);
        ByteBuffer.wrap(content).putInt((int) clock.instant().getEpochSecond());
        byte[] nonce = Arrays.copyOf(content, content.length + TAG);
        System.arraycopy(tag(tenant, content), 0, nonce, content.length, TAG);
        return Base64Url.encoded(nonce);
    }

    /// Checks that it is one of ours and not too old, which costs no SQL; whether it is still unused, [#use] tells.
    ///
    /// @throws AcmeException `badNonce`
    public void requireOurs(TenantId tenant, String nonce) {
        if (madeAt(tenant, nonce).isEmpty()) {
            throw bad();
        }
    }

    /// Uses it up.
    ///
    /// @throws AcmeException `badNonce` when it is not ours, too old or used
    public void use(TenantId tenant, String nonce) {
        Instant made = madeAt(tenant, nonce).orElseThrow(Nonces::bad);
        int used = jdbc.sql("""
                        insert into acme_used_nonce (tenant_id, nonce, expires_at) values (:tenant, :nonce, :expires)
                        on conflict do nothing""")
                .param("tenant", tenant.value())
                .param("nonce", Base64Url.decoded("the nonce", nonce))
                .param("expires", made.plus(LIFETIME).plus(SKEW).atOffset(ZoneOffset.UTC))
                .update();
        if (used == 0 || refusesAtWill()) {
            throw bad();
        }
    }

    private boolean refusesAtWill() {
        if (!chaos) {
            return false;
        }
        boolean now = !refused.get() && random.nextInt(ONE_IN) == 0;
        refused.set(now);
        return now;
    }

    /// Forgets used ones that have expired.
    public void purge() {
        jdbc.sql("delete from acme_used_nonce where expires_at < :now")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    private Optional<Instant> madeAt(TenantId tenant, String nonce) {
        byte[] octets;
        try {
            octets = Base64Url.decoded("the nonce", nonce);
        } catch (AcmeException malformed) {
            return Optional.empty();
        }
        if (octets.length != Integer.BYTES + RANDOM + TAG) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(octets, Integer.BYTES + RANDOM);
        byte[] tag = Arrays.copyOfRange(octets, content.length, octets.length);
        Instant made = Instant.ofEpochSecond(
                Integer.toUnsignedLong(ByteBuffer.wrap(content).getInt()));
        Instant now = clock.instant();
        return MessageDigest.isEqual(tag, tag(tenant, content))
                        && made.isBefore(now.plus(SKEW))
                        && made.isAfter(now.minus(LIFETIME))
                ? Optional.of(made)
                : Optional.empty();
    }

    private byte[] tag(TenantId tenant, byte[] content) {
        byte[] key = keys.get(tenant, KEY).orElseGet(() -> newKey(tenant));
        return Arrays.copyOf(Mac256.of(key, content), TAG);
    }

    private byte[] newKey(TenantId tenant) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("""
                            insert into acme_nonce_key (tenant_id, sealed_key) values (:tenant, :key)
                            on conflict do nothing""")
                    .param("tenant", tenant.value())
                    .param("key", sealedKeys.seal(tenant, KEY, key))
                    .update();
            feed.append(tenant, KEY, KEY);
        });
        return storedKey(tenant).orElseThrow();
    }

    private Optional<byte[]> storedKey(TenantId tenant) {
        return jdbc.sql("select sealed_key from acme_nonce_key where tenant_id = :tenant")
                .param("tenant", tenant.value())
                .query((row, _) -> row.getBytes("sealed_key"))
                .optional()
                .map(stored -> sealedKeys.open(tenant, KEY, stored)); // with the connection given back
    }

    private static AcmeException bad() {
        return new AcmeException(ErrorType.BAD_NONCE, "the nonce is not good: take the one of this answer");
    }
}
