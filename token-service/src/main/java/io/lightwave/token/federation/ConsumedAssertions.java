package io.lightwave.token.federation;

import io.lightwave.directory.Restoration;
import io.lightwave.directory.TenantId;
import io.lightwave.token.saml.Envelope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which SAML assertions have been taken, on whichever node.
final class ConsumedAssertions {
    private final JdbcClient jdbc;
    private final Restoration restoration;
    private final InstantSource clock;

    ConsumedAssertions(JdbcClient jdbc, Restoration restoration, InstantSource clock) {
        this.jdbc = jdbc;
        this.restoration = restoration;
        this.clock = clock;
    }

    /// True for exactly one caller, and for nobody when it may have been taken before the database was restored.
    ///
    /// @param issuedAt when it was made, as it says
    /// @param until when it is refused for its age
    boolean consume(TenantId tenant, String issuer, String id, Instant issuedAt, Instant until) {
        Instant earliest = issuedAt.minus(Envelope.AHEAD); // by a clock there that is ahead
        if (restoration.mayHaveUsed(Optional.of(earliest), clock.instant(), Duration.ZERO)) {
            return false;
        }
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
