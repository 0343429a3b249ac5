package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.provider.ServiceProvider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Keeps responses until their service provider comes for them (SAML bindings §3.6), for two minutes and for one
/// coming. An artifact has the form of type 4; what is kept of it is its SHA-256.
final class Artifacts {
    private static final Duration LIFETIME = Duration.ofMinutes(2);
    private static final int HANDLE = 20;
    private static final int LONGEST = 100;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final SecureRandom random;

    Artifacts(JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
    }

    /// The artifact by which the service provider gets it.
    String keep(Tenant tenant, ServiceProvider provider, String response) {
        byte[] artifact = new byte[2 + 2 + HANDLE + HANDLE];
        artifact[1] = 4; // its type; the resolution service has index 0
        byte[] source = digest("SHA-1", Addresses.entityId(tenant)); // as §3.6.4.2 says; it names us and no more
        byte[] handle = new byte[HANDLE];
        random.nextBytes(handle);
        System.arraycopy(source, 0, artifact, 4, HANDLE);
        System.arraycopy(handle, 0, artifact, 4 + HANDLE, HANDLE);
        String text = Base64.getEncoder().encodeToString(artifact);
        transactions.executeWithoutResult(_ -> {
            jdbc.sql("delete from saml_artifact where tenant_id = ? and expires_at <= ?")
                    .param(tenant.id().value())
                    .param(Timestamp.from(clock.instant()))
                    .update();
            jdbc.sql("insert into saml_artifact (tenant_id, artifact_hash, service_provider_id, response, expires_at)"
                            + " values (?, ?, ?, ?, ?)")
                    .param(tenant.id().value())
                    .param(hash(text))
                    .param(provider.id())
                    .param(response)
                    .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                    .update();
        });
        return text;
    }

    /// The response, once; empty when there is none, it is another service provider's, or it has been here for
    /// too long.
    Optional<String> take(TenantId tenant, ServiceProvider provider, String artifact) {
        if (artifact.length() > LONGEST) {
            return Optional.empty();
        }
        return jdbc.sql("delete from saml_artifact where tenant_id = ? and artifact_hash = ?"
                        + " and service_provider_id = ? and expires_at > ? returning response")
                .param(tenant.value())
                .param(hash(artifact))
                .param(provider.id())
                .param(Timestamp.from(clock.instant()))
                .query((row, _) -> row.getString(1))
                .optional();
    }

    private static String hash(String artifact) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest("SHA-256", artifact));
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
