package io.lightwave.token.replay;

import io.lightwave.directory.GroupCommit;
import io.lightwave.directory.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Lets a JWT count once, on whichever node.
public final class UsedJwts {
    private final GroupCommit<UsedJwt, Boolean> writer;
    private final JdbcClient database;
    private final InstantSource clock;

    UsedJwts(GroupCommit<UsedJwt, Boolean> writer, JdbcClient database, InstantSource clock) {
        this.writer = writer;
        this.database = database;
        this.clock = clock;
    }

    /// A JWT that is good, and has still to be used up before anything is given for it.
    ///
    /// @param signer whose JWT it is, since two may choose the same id: of one kind, and without line breaks
    /// @param id its `jti`
    /// @param until when nobody would accept it any more
    public record Unused(TenantId tenant, String signer, String id, Instant until) {
        private UsedJwt used() {
            return new UsedJwt(tenant.value(), sha256(signer + "\n" + id), until);
        }
    }

    /// Uses a JWT up, durably and in a transaction of its own; false when it was used before.
    ///
    /// @throws IllegalStateException when it cannot be recorded, and must not be accepted
    public boolean useUp(Unused jwt) {
        return writer.write(jwt.used());
    }

    /// The same of several at once: whether each was used for the first time.
    public List<Boolean> useUp(List<Unused> jwts) {
        return writer.writeAll(jwts.stream().map(Unused::used).toList());
    }

    /// Forgets what nobody would accept any more.
    void forget() {
        database.sql("DELETE FROM used_jwt WHERE expires_at < ?")
                .params(Timestamp.from(clock.instant()))
                .update();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
