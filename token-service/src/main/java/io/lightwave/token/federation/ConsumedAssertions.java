package io.lightwave.token.federation;

import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which SAML assertions have been taken, on whichever node.
final class ConsumedAssertions {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    ConsumedAssertions(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// True for exactly one caller.
    ///
    /// @param until when it is refused for its age
    boolean consume(TenantId tenant, String issuer, String id, Instant until) {
        return jdbc.sql("insert into consumed_assertion (tenant_id, assertion_hash, expires_at) values (?, ?, ?)"
                                + " on conflict do nothing")
                        .param(tenant.value())
                        .param(hash(issuer + "\n" + id))
                        .param(Timestamp.from(until))
                        .update()
                == 1;
    }

    /// Forgets what is refused for its age, of whichever tenant; how many there were.
    int forgetExpired() {
        return jdbc.sql("delete from consumed_assertion where expires_at <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
