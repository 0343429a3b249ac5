package io.lightwave.ca.binding;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Caller;
import io.lightwave.directory.Page;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The rights to make ACME accounts, and to have certificates by CMP. A MAC key is sealed, and told once.
public final class Credentials {
    private static final int KEY_OCTETS = 32;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final SealedKeys sealedKeys;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;

    Credentials(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            SealedKeys sealedKeys,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.sealedKeys = sealedKeys;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
    }

    /// @param macKey to be told to the operator, and to nobody again
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Made(Credential credential, byte[] macKey) {}

    Made make(
            TenantId tenant,
            Credential.Protocol protocol,
            SubjectId subject,
            NameBounds bounds,
            Optional<Instant> expiresAt,
            Caller caller) {
        byte[] key = new byte[KEY_OCTETS];
        do {
            random.nextBytes(key);
        } while ((key[0] & 0xfc) == 0xf8); // base64url would begin with a hyphen, as an option of certbot's
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var made = new Credential(UUID.randomUUID(), protocol, subject, bounds, Optional.empty(), now, expiresAt);
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("""
                            insert into acme_credential (tenant_id, id, protocol, subject_id, sealed_key, dns_zones,
                                                         ip_ranges, wildcards, created_at, expires_at)
                            values (:tenant, :id, :protocol, :subject, :key, :zones, :ranges, :wildcards, :now,
                                    :expires)""")
                    .param("tenant", tenant.value())
                    .param("id", made.id())
                    .param("protocol", protocol.name())
                    .param("subject", subject.value())
                    .param("key", sealedKeys.seal(tenant, place(made.id()), key))
                    .param("zones", bounds.dnsZones().toArray(String[]::new))
                    .param("ranges", bounds.ipRanges().toArray(String[]::new))
                    .param("wildcards", bounds.wildcards())
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .param(
                            "expires",
                            expiresAt.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                    .update();
            audit.recordChange(event(tenant, "acme.credential.create", made.id(), caller));
        });
        return new Made(made, key);
    }

    /// By the key identifier that a client presents; anything but a known one for the protocol finds nothing.
    public Optional<Credential> find(TenantId tenant, Credential.Protocol protocol, String id) {
        return find(tenant, id).filter(found -> found.protocol() == protocol);
    }

    Optional<Credential> find(TenantId tenant, String id) {
        UUID uuid;
        try {
            uuid = UUID.fromString(id);
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
        return jdbc.sql("select * from acme_credential where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", uuid)
                .query((row, _) -> credential(row))
                .optional()
                .filter(found -> found.id().toString().equals(id));
    }

    public byte[] macKey(TenantId tenant, Credential credential) {
        byte[] sealed = jdbc.sql("select sealed_key from acme_credential where tenant_id = :tenant and id = :id")
                .param("tenant", tenant.value())
                .param("id", credential.id())
                .query((row, _) -> row.getBytes("sealed_key"))
                .single();
        return sealedKeys.open(tenant, place(credential.id()), sealed);
    }

    /// Uses it up for an account, in the transaction that makes the account, or for a transaction of CMP. False when
    /// that has happened before, or it has expired.
    public boolean use(TenantId tenant, UUID id, UUID account) {
        return jdbc.sql("""
                        update acme_credential set account_id = :account
                         where tenant_id = :tenant and id = :id and account_id is null
                           and (expires_at is null or expires_at > :now)""")
                        .param("account", account)
                        .param("tenant", tenant.value())
                        .param("id", id)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /// Makes it good again, since what it was used for has come to nothing.
    public void release(TenantId tenant, UUID id, UUID account) {
        jdbc.sql("""
                        update acme_credential set account_id = null
                         where tenant_id = :tenant and id = :id and account_id = :account""")
                .param("tenant", tenant.value())
                .param("id", id)
                .param("account", account)
                .update();
    }

    /// In the order of their ids.
    Page<Credential> list(TenantId tenant, @Nullable UUID after, int limit) {
        List<Credential> found = jdbc.sql("""
                        select * from acme_credential
                         where tenant_id = :tenant and (cast(:after as uuid) is null or id > :after)
                         order by id limit :limit""")
                .param("tenant", tenant.value())
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, _) -> credential(row))
                .list();
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), found.get(limit - 1).id().toString());
    }

    /// Deletes it, and ends the account that was made with it. False when there was none.
    boolean delete(TenantId tenant, UUID id, Caller caller) {
        return transaction.execute(_ -> {
            int deleted = jdbc.sql("delete from acme_credential where tenant_id = :tenant and id = :id")
                    .param("tenant", tenant.value())
                    .param("id", id)
                    .update();
            if (deleted == 1) {
                jdbc.sql("""
                                update acme_account set status = 'REVOKED'
                                 where tenant_id = :tenant and credential_id = :id and status = 'VALID'""").param("tenant", tenant.value()).param("id", id).update();
                audit.recordChange(event(tenant, "acme.credential.delete", id, caller));
            }
            return deleted == 1;
        });
    }

    private static Credential credential(ResultSet row) throws SQLException {
        var expires = row.getObject("expires_at", OffsetDateTime.class);
        return new Credential(
                row.getObject("id", UUID.class),
                Credential.Protocol.valueOf(row.getString("protocol")),
                new SubjectId(row.getObject("subject_id", UUID.class)),
                new NameBounds(
                        List.of((String[]) row.getArray("dns_zones").getArray()),
                        List.of((String[]) row.getArray("ip_ranges").getArray()),
                        row.getBoolean("wildcards")),
                Optional.ofNullable(row.getObject("account_id", UUID.class)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(expires).map(OffsetDateTime::toInstant));
    }

    private static AuditEvent event(TenantId tenant, String action, UUID id, Caller caller) {
        return new AuditEvent(
                tenant, caller.actor(), action, id.toString(), AuditEvent.Outcome.SUCCESS, "", caller.origin());
    }

    private static String place(UUID id) {
        return "acme-credential/" + id;
    }
}
