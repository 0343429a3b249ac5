package io.lightwave.ca.certificate;

import io.lightwave.directory.TenantId;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The RSA keys that a tenant has certified. Machines whose random numbers were poor have made keys that share one
/// prime, and whoever sees two of those can factor both (Heninger et al., Mining Your Ps and Qs, 2012).
final class KnownModuli {
    /// A new key is compared with so many, the newest first: some milliseconds at the most.
    private static final int COMPARED = 500;

    private final JdbcClient jdbc;

    KnownModuli(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param keyHash in hexadecimal
    private record Known(String keyHash, BigInteger modulus) {}

    /// The hash, in hexadecimal, of a certified key, other than itself, with which this one has a prime in common.
    Optional<String> sharingAPrime(TenantId tenant, RSAPublicKey key) {
        BigInteger modulus = key.getModulus();
        List<Known> others = others(tenant, modulus);
        BigInteger product = BigInteger.ONE;
        for (var other : others) {
            product = product.multiply(other.modulus()).mod(modulus);
        }
        return product.gcd(modulus).equals(BigInteger.ONE)
                ? Optional.empty()
                : others.stream()
                        .filter(other -> !other.modulus().gcd(modulus).equals(BigInteger.ONE))
                        .map(Known::keyHash)
                        .findFirst();
    }

    private List<Known> others(TenantId tenant, BigInteger modulus) {
        return jdbc.sql("""
                        select encode(key_hash, 'hex') as key, modulus from ca_rsa_key
                         where tenant_id = :tenant and modulus <> :modulus order by created_at desc limit :most""")
                .param("tenant", tenant.value())
                .param("modulus", modulus.toByteArray())
                .param("most", COMPARED)
                .query((row, _) -> new Known(row.getString("key"), new BigInteger(row.getBytes("modulus"))))
                .list();
    }

    void keep(TenantId tenant, byte[] keyHash, RSAPublicKey key, Instant now) {
        jdbc.sql("""
                        insert into ca_rsa_key (tenant_id, key_hash, modulus, created_at)
                        values (:tenant, :key, :modulus, :now) on conflict do nothing""")
                .param("tenant", tenant.value())
                .param("key", keyHash)
                .param("modulus", key.getModulus().toByteArray())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }
}
