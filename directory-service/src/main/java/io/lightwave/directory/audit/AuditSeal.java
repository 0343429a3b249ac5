package io.lightwave.directory.audit;

import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What says of a tenant's events, of the transactions from one number to another, that these they are and no others.
///
/// @param number counted from 1
/// @param epoch in which the transactions are numbered
/// @param upTo the first transaction that is not covered
/// @param content the hash of the events, in hexadecimal
/// @param hash of all this and of the seal before, in hexadecimal
/// @param mac of the hash, by a key that is not in the database, in hexadecimal
record AuditSeal(
        TenantId tenant,
        long number,
        int epoch,
        long since,
        long upTo,
        long events,
        String content,
        String hash,
        String mac,
        Instant sealedAt) {
    private static final HexFormat HEX = HexFormat.of();
    private static final String FORM = "lightwave audit seal 1";

    /// Where a chain goes on from: the last seal, or what stands for it.
    record Link(long number, int epoch, long upTo, String hash) {
        static final String COLUMNS = "number, epoch, up_to::text AS up_to, hash";
        static final Link NONE = new Link(0, 0, 0, "");

        static Link read(ResultSet row) throws SQLException {
            return new Link(
                    row.getLong("number"),
                    row.getInt("epoch"),
                    Long.parseLong(row.getString("up_to")),
                    row.getString("hash"));
        }

        /// From where the next seal covers, in that epoch.
        long upTo(int inEpoch) {
            return epoch == inEpoch ? upTo : 0;
        }
    }

    Link link() {
        return new Link(number, epoch, upTo, hash);
    }

    /// The seal that follows another.
    static AuditSeal of(
            TenantId tenant, Link before, int epoch, long upTo, Content events, Instant sealedAt, SealedKeys keys) {
        Instant at = sealedAt.truncatedTo(ChronoUnit.MICROS);
        String content = events.hash();
        long number = before.number + 1;
        long since = before.upTo(epoch);
        String hash = hash(tenant, number, epoch, since, upTo, events.count(), content, before.hash, at);
        return new AuditSeal(
                tenant, number, epoch, since, upTo, events.count(), content, hash, mac(keys, tenant, hash), at);
    }

    static AuditSeal read(ResultSet row) throws SQLException {
        return new AuditSeal(
                new TenantId(row.getString("tenant_id")),
                row.getLong("number"),
                row.getInt("epoch"),
                Long.parseLong(row.getString("since")),
                Long.parseLong(row.getString("up_to")),
                row.getLong("events"),
                row.getString("content"),
                row.getString("hash"),
                row.getString("mac"),
                row.getObject("sealed_at", OffsetDateTime.class).toInstant());
    }

    /// Whether it is what follows that one.
    boolean follows(Link before) {
        return since == before.upTo(epoch)
                && upTo >= since
                && equal(hash, hash(tenant, number, epoch, since, upTo, events, content, before.hash, sealedAt));
    }

    boolean isOurs(SealedKeys keys) {
        return equal(mac, mac(keys, tenant, hash));
    }

    boolean covers(Content found) {
        return found.count() == events && equal(content, found.hash());
    }

    static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(
            TenantId tenant,
            long number,
            int epoch,
            long since,
            long upTo,
            long events,
            String content,
            String before,
            Instant at) {
        MessageDigest sha = sha256();
        text(sha, FORM);
        text(sha, tenant.value());
        number(sha, number);
        number(sha, epoch);
        number(sha, since);
        number(sha, upTo);
        number(sha, events);
        number(sha, micros(at));
        text(sha, content);
        text(sha, before);
        return HEX.formatHex(sha.digest());
    }

    private static String mac(SealedKeys keys, TenantId tenant, String hash) {
        return hmac(keys.derive(tenant, "audit-seal"), hash);
    }

    /// The same for what retention has removed, so that no other removal passes for it.
    static String macOfRemoval(SealedKeys keys, TenantId tenant, Link last) {
        return hmac(
                keys.derive(tenant, "audit-removal"),
                "%d %d %d %s".formatted(last.number, last.epoch, last.upTo, last.hash));
    }

    private static String hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HEX.formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void text(MessageDigest sha, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        number(sha, octets.length);
        sha.update(octets);
    }

    private static void number(MessageDigest sha, long number) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /// Events as they are sealed: one after the other, each text with its length before it.
    static final class Content {
        /// Of `audit_event`, as [#add] wants them.
        static final String COLUMNS =
                "tenant_id, id, time, actor, action, target, address, outcome, reason, request_id";

        /// In which order.
        static final String ORDER = "tenant_id, xid, id";

        private final MessageDigest sha = sha256();
        private long count;

        void add(ResultSet row) throws SQLException {
            UUID id = row.getObject("id", UUID.class);
            number(sha, id.getMostSignificantBits());
            number(sha, id.getLeastSignificantBits());
            number(sha, micros(row.getObject("time", OffsetDateTime.class).toInstant()));
            text(sha, row.getString("actor"));
            text(sha, row.getString("action"));
            text(sha, row.getString("target"));
            text(sha, row.getString("address"));
            text(sha, row.getString("outcome"));
            text(sha, row.getString("reason"));
            text(sha, row.getString("request_id"));
            count++;
        }

        long count() {
            return count;
        }

        String hash() {
            try {
                return HEX.formatHex(((MessageDigest) sha.clone()).digest());
            } catch (CloneNotSupportedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
