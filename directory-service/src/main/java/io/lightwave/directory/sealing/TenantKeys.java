package io.lightwave.directory.sealing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lightwave.directory.MasterKey;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Seals under the tenant's data key. What it makes begins with a version byte and the data key's number, both
/// authenticated with the place.
final class TenantKeys implements SealedKeys {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + Integer.BYTES;
    private static final int FIRST = 1;
    private static final int CURRENT = FIRST;
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int MAXIMUM_CACHED = 10_000;

    private final Seal seal;
    private final MasterKey master;
    private final JdbcClient jdbc;
    private final TransactionTemplate ownTransaction;
    private final SecureRandom random;
    private final Cache<DataKey, SecretKey> opened = Caffeine.newBuilder()
            .maximumSize(MAXIMUM_CACHED)
            .executor(Runnable::run)
            .build();

    private record DataKey(TenantId tenant, int number) {
        String place() {
            return "data-key|%s|%d".formatted(tenant, number);
        }
    }

    TenantKeys(
            Seal seal,
            MasterKey master,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            SecureRandom random) {
        this.seal = seal;
        this.master = master;
        this.jdbc = jdbc;
        this.ownTransaction = new TransactionTemplate(transactions);
        this.ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.random = random;
    }

    @Override
    public byte[] seal(TenantId tenant, String place, byte[] secret) {
        SecretKey key = opened(new DataKey(tenant, CURRENT), this::make);
        byte[] sealed = seal.seal(key, aad(CURRENT, tenant, place), secret);
        return ByteBuffer.allocate(HEADER + sealed.length)
                .put(VERSION)
                .putInt(CURRENT)
                .put(sealed)
                .array();
    }

    @Override
    public byte[] open(TenantId tenant, String place, byte[] sealed) {
        var buffer = ByteBuffer.wrap(sealed);
        if (sealed.length < HEADER || buffer.get() != VERSION) {
            throw new IllegalStateException("not a sealed secret");
        }
        int number = buffer.getInt();
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        SecretKey key = opened(new DataKey(tenant, number), missing -> {
            throw new IllegalStateException("no data key " + missing);
        });
        try {
            return seal.open(key, aad(number, tenant, place), rest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not sealed for %s in %s".formatted(place, tenant), e);
        }
    }

    @Override
    public byte[] derive(TenantId tenant, String text) {
        SecretKey key = opened(new DataKey(tenant, FIRST), this::make);
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.getEncoded(), HMAC));
            return mac.doFinal(("derived|" + tenant + "|" + text).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Unambiguous, since a tenant's name has no `|`.
    private static String aad(int number, TenantId tenant, String place) {
        return VERSION + "|" + number + "|" + tenant + "|" + place;
    }

    private Optional<SecretKey> find(DataKey wanted) {
        return jdbc.sql("SELECT sealed FROM data_key WHERE tenant_id = ? AND id = ?")
                .params(wanted.tenant.value(), wanted.number)
                .query(byte[].class)
                .optional()
                .map(wrapped -> unwrap(wanted, wrapped));
    }

    private SecretKey unwrap(DataKey wanted, byte[] wrapped) {
        try {
            return new SecretKeySpec(seal.open(master.forSealing(), wanted.place(), wrapped), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the data key of %s is under another master key".formatted(wanted.tenant), e);
        }
    }

    /// Not under the cache's lock, since it may wait for a connection.
    private SecretKey opened(DataKey wanted, Function<DataKey, SecretKey> whenMissing) {
        SecretKey key = opened.getIfPresent(wanted);
        if (key == null) {
            key = find(wanted).orElseGet(() -> whenMissing.apply(wanted));
            opened.put(wanted, key);
        }
        return key;
    }

    /// In a transaction of its own: the caller's may be rolled back while the key goes on to be used.
    private SecretKey make(DataKey wanted) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        byte[] sealed = seal.seal(master.forSealing(), wanted.place(), fresh);
        return ownTransaction.execute(_ -> {
            jdbc.sql("INSERT INTO data_key (tenant_id, id, sealed) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                    .params(wanted.tenant.value(), wanted.number, sealed)
                    .update();
            return find(wanted).orElseThrow(); // another node's, if that was faster
        });
    }
}
