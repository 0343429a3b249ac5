package io.lightwave.ca.ssh;

import io.lightwave.ca.certificate.CreationCursor;
import io.lightwave.ca.certificate.Holders;
import io.lightwave.ca.certificate.RevocationReason;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.Page;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.transaction.support.TransactionTemplate;

/// The records of SSH certificates: what is signed was written down before, and what is revoked is found
/// here. What changes many takes them in order of id, so that none waits for another that waits for it.
final class SshRecords {
    private static final Pattern SERIAL = Pattern.compile("[0-9]{1,20}");

    /// Whether what is known of a certificate is less than that its key has leaked, which is said now.
    private static final String REVOKED =
            "revoked_at = coalesce(revoked_at, :now), revocation_reason = %s, held_with_holder = false";
    private static final String LEAKED =
            ":reason = 'keyCompromise' and coalesce(revocation_reason, '') <> 'keyCompromise'";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Holders holders;
    private final ChangeFeed feed;
    private final Audit audit;

    SshRecords(JdbcClient jdbc, TransactionTemplate transaction, Holders holders, ChangeFeed feed, Audit audit) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.holders = holders;
        this.feed = feed;
        this.audit = audit;
    }

    /// @param serial as an unsigned number
    /// @param revokedAt null when it is not revoked
    record Recorded(
            UUID id,
            String authority,
            long serial,
            SshKind kind,
            SubjectId holder,
            String keyId,
            List<String> principals,
            Instant notBefore,
            Instant notAfter,
            Instant createdAt,
            @Nullable Instant revokedAt,
            @Nullable String reason) {}

    /// Null means any.
    record Filter(
            @Nullable String serial,
            @Nullable List<SubjectId> holders,
            @Nullable SshKind kind) {}

    /// Whom a certificate is for.
    ///
    /// @param attester the node that spoke for the holder; empty when none did
    record For(SubjectId holder, Optional<SubjectId> attester) {}

    /// Records what is about to be signed, durably before this returns; why not, otherwise.
    Optional<String> record(UUID id, SshAuthority authority, For whom, SshCertificate certificate, Instant now) {
        var tenant = authority.tenant();
        return transaction.execute(_ -> {
            if (!holders.mayReceive(tenant, whom.holder())) {
                return Optional.of("the subject is disabled");
            }
            if (whom.attester().filter(node -> !holders.maySpeak(tenant, node)).isPresent()) {
                return Optional.of("the node that spoke for the subject is banned, or was just now");
            }
            if (isCompromised(tenant, certificate.key().hash())) {
                return Optional.of("a certificate for this key was revoked for keyCompromise");
            }
            jdbc.sql("""
                            insert into ca_ssh_certificate
                                   (tenant_id, id, authority, serial, kind, holder_id, key_id, principals, key_hash,
                                    not_before, not_after, created_at, attester_id)
                            values (:tenant, :id, :authority, :serial, :kind, :holder, :keyId, :principals, :key,
                                    :notBefore, :notAfter, :now, :attester)""")
                    .param("tenant", tenant.value())
                    .param("id", id)
                    .param("authority", authority.name())
                    .param("serial", certificate.serial())
                    .param("kind", certificate.kind().name())
                    .param("holder", whom.holder().value())
                    .param("attester", whom.attester().map(SubjectId::value).orElse(null), Types.OTHER)
                    .param("keyId", certificate.keyId())
                    .param("principals", certificate.principals().toArray(String[]::new))
                    .param("key", certificate.key().hash())
                    .param("notBefore", certificate.notBefore().atOffset(ZoneOffset.UTC))
                    .param("notAfter", certificate.notAfter().atOffset(ZoneOffset.UTC))
                    .param("now", now.atOffset(ZoneOffset.UTC))
                    .update();
            return Optional.empty();
        });
    }

    /// Records with its event that it was signed. False when its holder or its authority ended meanwhile:
    /// then it must not leave the house.
    boolean signed(TenantId tenant, UUID id, AuditEvent event) {
        return transaction.execute(_ -> {
            boolean done = jdbc.sql("""
                            update ca_ssh_certificate c set signed = true
                             where tenant_id = :tenant and id = :id and not signed and revoked_at is null
                               and exists (select 1 from ca_ssh_authority a
                                            where a.tenant_id = c.tenant_id and a.name = c.authority
                                              and not a.compromised)""")
                            .param("tenant", tenant.value())
                            .param("id", id)
                            .update()
                    == 1;
            if (done) {
                audit.recordChange(event);
            }
            return done;
        });
    }

    private boolean isCompromised(TenantId tenant, byte[] key) {
        return jdbc.sql("""
                        select exists (select 1 from ca_ssh_certificate
                         where tenant_id = :tenant and key_hash = :key and revocation_reason = 'keyCompromise')""")
                .param("tenant", tenant.value())
                .param("key", key)
                .query(Boolean.class)
                .single();
    }

    Optional<Recorded> find(TenantId tenant, UUID id) {
        return jdbc.sql("select * from ca_ssh_certificate where tenant_id = :tenant and id = :id and signed")
                .param("tenant", tenant.value())
                .param("id", id)
                .query((row, _) -> recorded(row))
                .optional();
    }

    /// Newest first.
    Page<Recorded> list(TenantId tenant, Filter filter, @Nullable String cursor, int limit) {
        var sql = new StringBuilder("select * from ca_ssh_certificate where tenant_id = :tenant and signed");
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tenant", tenant.value());
        parameters.put("limit", limit + 1);
        if (filter.serial() != null) {
            sql.append(" and serial = :serial");
            parameters.put("serial", serial(filter.serial()));
        }
        if (filter.holders() != null) {
            sql.append(" and holder_id = any(:holders)");
            parameters.put(
                    "holders", filter.holders().stream().map(SubjectId::value).toArray(UUID[]::new));
        }
        if (filter.kind() != null) {
            sql.append(" and kind = :kind");
            parameters.put("kind", filter.kind().name());
        }
        if (cursor != null) {
            CreationCursor.restrict(cursor, sql, parameters);
        }
        var found = jdbc.sql(sql.append(" order by created_at desc, id desc limit :limit")
                        .toString())
                .params(parameters)
                .query((row, _) -> recorded(row))
                .list();
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        var last = found.get(limit - 1);
        return new Page<>(found.subList(0, limit), CreationCursor.after(last.createdAt(), last.id()));
    }

    private static long serial(String text) {
        try {
            if (SERIAL.matcher(text).matches()) {
                return Long.parseUnsignedLong(text);
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw new InvalidFieldException("serial", "must be a decimal number of 64 bits");
    }

    /// Revokes one. That its key has leaked is said later, too, and its holder's other unexpired certificates for the
    /// same key end with it, those that are being recorded among them.
    ///
    /// @return how many were changed; 0 when it is revoked already
    int revoke(TenantId tenant, Recorded certificate, RevocationReason reason, Instant now) {
        if (reason == RevocationReason.KEY_COMPROMISE) {
            holders.lock(tenant, certificate.holder());
        }
        return ended(
                tenant,
                jdbc.sql("""
                        update ca_ssh_certificate
                           set revoked_at = coalesce(revoked_at, :now), revocation_reason = :reason,
                               held_with_holder = false
                         where tenant_id = :tenant and id = any(array(
                            select cast(:id as uuid)
                            union all
                            select same.id from ca_ssh_certificate leaked
                              join ca_ssh_certificate same on same.tenant_id = leaked.tenant_id
                               and same.holder_id = leaked.holder_id and same.key_hash = leaked.key_hash
                             where leaked.tenant_id = :tenant and leaked.id = :id and same.not_after >= :now
                               and :reason = 'keyCompromise'))
                           and (revoked_at is null or held_with_holder or %s)""".formatted(LEAKED))
                        .param("id", certificate.id())
                        .param("reason", reason.word())
                        .param("now", now.atOffset(ZoneOffset.UTC)));
    }

    /// Revokes all that a holder, who stays, has; when keys have leaked, also what has expired or was revoked for
    /// another reason, so that none of the keys is certified again.
    ///
    /// @return how many were neither expired nor revoked
    int revokeAllOf(TenantId tenant, SubjectId holder, RevocationReason reason, Instant now) {
        holders.lock(tenant, holder);
        int live = jdbc.sql("""
                        select count(*) from ca_ssh_certificate
                         where tenant_id = :tenant and holder_id = :holder and not_after >= :now
                           and (revoked_at is null or held_with_holder)""")
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
        ended(
                tenant,
                changing(REVOKED.formatted(":reason"), """
                        holder_id = :holder
                          and (not_after >= :now and (revoked_at is null or held_with_holder) or %s)""".formatted(LEAKED))
                        .param("holder", holder.value())
                        .param("reason", reason.word())
                        .param("now", now.atOffset(ZoneOffset.UTC)));
        return live;
    }

    /// As [io.lightwave.ca.revocation.OtherCertificates] has it.
    List<SubjectId> attestersOf(TenantId tenant, SubjectId holder, SubjectId after, Instant now, int most) {
        return jdbc.sql("""
                        select distinct attester_id from ca_ssh_certificate
                         where tenant_id = :tenant and holder_id = :holder and attester_id > :after
                           and not_after >= :now and (revoked_at is null or held_with_holder)
                         order by attester_id limit :most""")
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .param("after", after.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, _) -> new SubjectId(row.getObject("attester_id", UUID.class)))
                .list();
    }

    /// As [io.lightwave.ca.revocation.OtherCertificates] has it.
    int revokeSomeOfAttester(TenantId tenant, SubjectId attester, Optional<SubjectId> holder, Instant now, int most) {
        return ended(
                tenant,
                changing(REVOKED.formatted("'privilegeWithdrawn'"), """
                        attester_id = :attester and not_after >= :now
                          and (cast(:holder as uuid) is null or holder_id = :holder)
                          and (revoked_at is null or held_with_holder)""", "limit :most")
                        .param("attester", attester.value())
                        .param("holder", holder.map(SubjectId::value).orElse(null), Types.OTHER)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("most", most));
    }

    /// As X.509 certificates are put on hold.
    void holderDisabled(TenantId tenant, SubjectId holder, Instant now) {
        holders.set(tenant, holder, "DISABLED"); // waits for whoever is recording one
        ended(
                tenant,
                changing(
                                "revoked_at = :now, revocation_reason = 'certificateHold', held_with_holder = true",
                                "holder_id = :holder and not_after >= :now and revoked_at is null")
                        .param("holder", holder.value())
                        .param("now", now.atOffset(ZoneOffset.UTC)));
    }

    void holderEnabled(TenantId tenant, SubjectId holder) {
        holders.set(tenant, holder, "ACTIVE");
        ended(
                tenant,
                changing(
                                "revoked_at = null, revocation_reason = null, held_with_holder = false",
                                "holder_id = :holder and held_with_holder")
                        .param("holder", holder.value()));
    }

    void holderDeleted(TenantId tenant, SubjectId holder, Instant now) {
        holders.set(tenant, holder, "DELETED");
        ended(
                tenant,
                changing(REVOKED.formatted("'cessationOfOperation'"), """
                        holder_id = :holder and not_after >= :now
                          and (revoked_at is null or held_with_holder)""")
                        .param("holder", holder.value())
                        .param("now", now.atOffset(ZoneOffset.UTC)));
    }

    private StatementSpec changing(String set, String which) {
        return changing(set, which, "");
    }

    /// Changes what is chosen, taken in order of id.
    private StatementSpec changing(String set, String which, String limit) {
        return jdbc.sql("""
                update ca_ssh_certificate set %s
                 where tenant_id = :tenant and id in (
                    select id from ca_ssh_certificate where tenant_id = :tenant and %s order by id %s for update)\
                """.formatted(set, which, limit));
    }

    /// @return how many were changed
    private int ended(TenantId tenant, StatementSpec update) {
        int changed = update.param("tenant", tenant.value()).update();
        if (changed > 0) {
            feed.append(tenant, RevokedKeys.CHANGED, ChangeFeed.ALL);
        }
        return changed;
    }

    /// By authority, the serial numbers of what is revoked and has not expired.
    Map<String, List<Long>> revoked(TenantId tenant, Instant now) {
        var revoked = new HashMap<String, List<Long>>();
        jdbc.sql("""
                        select authority, serial from ca_ssh_certificate
                         where tenant_id = :tenant and revoked_at is not null and not_after >= :now
                         order by authority, serial""")
                .param("tenant", tenant.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    revoked.computeIfAbsent(row.getString("authority"), _ -> new java.util.ArrayList<>())
                            .add(row.getLong("serial"));
                });
        return revoked;
    }

    /// When the last certificate that a holder was given expires.
    Optional<Instant> lastExpiry(TenantId tenant, SubjectId holder) {
        return jdbc.sql("""
                        select not_after from ca_ssh_certificate
                         where tenant_id = :tenant and holder_id = :holder order by not_after desc limit 1""")
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .query((row, _) -> SshStore.moment(row, "not_after"))
                .optional();
    }

    /// When the last certificate of a kind expires.
    Optional<Instant> lastExpiry(TenantId tenant, SshKind kind) {
        return jdbc.sql("""
                        select max(not_after) as not_after from ca_ssh_certificate
                         where tenant_id = :tenant and kind = :kind having max(not_after) is not null""")
                .param("tenant", tenant.value())
                .param("kind", kind.name())
                .query((row, _) -> SshStore.moment(row, "not_after"))
                .optional();
    }

    /// Forgets what expired long ago; of leaked keys it is remembered that they have leaked.
    ///
    /// @return how many, up to `most`
    int purge(TenantId tenant, Instant limit, int most) {
        return jdbc.sql("""
                        delete from ca_ssh_certificate
                         where tenant_id = :tenant and id in (
                            select id from ca_ssh_certificate
                             where tenant_id = :tenant and created_at < :limit and not_after < :limit
                               and coalesce(revocation_reason, '') <> 'keyCompromise'
                             order by created_at limit :most for update skip locked)""")
                .param("tenant", tenant.value())
                .param("limit", limit.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .update();
    }

    private static Recorded recorded(ResultSet row) throws SQLException {
        return new Recorded(
                row.getObject("id", UUID.class),
                row.getString("authority"),
                row.getLong("serial"),
                SshKind.valueOf(row.getString("kind")),
                new SubjectId(row.getObject("holder_id", UUID.class)),
                row.getString("key_id"),
                List.of((String[]) row.getArray("principals").getArray()),
                SshStore.moment(row, "not_before"),
                SshStore.moment(row, "not_after"),
                SshStore.moment(row, "created_at"),
                SshStore.momentOrNull(row, "revoked_at"),
                row.getString("revocation_reason"));
    }
}
