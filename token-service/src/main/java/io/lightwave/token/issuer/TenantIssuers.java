package io.lightwave.token.issuer;

import io.lightwave.directory.TenantId;
import io.lightwave.token.Issuers;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.KeyRing;
import io.lightwave.token.key.KeyState;
import io.lightwave.token.key.KeySupply;
import io.lightwave.token.key.SigningKey;
import io.lightwave.token.key.SigningKeys;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes issuers: a tenant is one as soon as it has its keys.
final class TenantIssuers implements Issuers, KeySupply {
    /// What access tokens, and ID tokens of clients that register nothing else, are signed with.
    private static final List<Algorithm> FROM_THE_START = List.of(Algorithm.ES256, Algorithm.RS256);

    private final StoredKeys keys;
    private final SigningKeys signingKeys;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final SecureRandom random;

    TenantIssuers(
            StoredKeys keys,
            SigningKeys signingKeys,
            TransactionTemplate transactions,
            InstantSource clock,
            SecureRandom random) {
        this.keys = keys;
        this.signingKeys = signingKeys;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public CompletableFuture<Runnable> begin(TenantId tenant) {
        var generating = FROM_THE_START.stream()
                .filter(algorithm -> !keys.hasActive(tenant, algorithm))
                .map(algorithm -> CompletableFuture.supplyAsync(() -> generate(algorithm)))
                .toList();
        return CompletableFuture.allOf(generating.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> () ->
                        transactions.executeWithoutResult(_ -> generating.forEach(key -> add(tenant, key.join()))));
    }

    @Override
    public void require(TenantId tenant, Algorithm algorithm) {
        if (!keys.hasActive(tenant, algorithm)) {
            add(tenant, generate(algorithm)); // before the transaction, which should be short
        }
    }

    private SigningKey generate(Algorithm algorithm) {
        return SigningKey.generate(algorithm, KeyState.ACTIVE, random);
    }

    private void add(TenantId tenant, SigningKey key) {
        transactions.executeWithoutResult(_ -> keys.add(tenant, key, clock.instant()));
    }

    @Override
    public Optional<byte[]> keySet(TenantId tenant) {
        return signingKeys.ring(tenant).map(KeyRing::keySet);
    }
}
