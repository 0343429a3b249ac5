package io.lightwave.ca.certificate;

import io.lightwave.ca.template.SubjectKey;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/// Changes from valid to held or revoked and back. All join the caller's transaction and answer which
/// revocation lists change by it; none of them changes a certificate that is revoked for good. What changes many takes
/// them in order of id, so that none waits for another that waits for it.
public final class CertificateStates {
    /// The kind under which the [ChangeFeed] names certificates whose state changed, by [#key].
    public static final String CHANGED = "ca-certificate-state";

    /// The kind under which it names the same certificates by their serial numbers alone.
    static final String TRUST = "ca-certificate-trust";

    /// Whether what is known of a certificate is less than that its key has leaked, which is said now.
    private static final String LEAKED = """
        :reason = 'keyCompromise' and coalesce(revocation_reason, '') not in ('keyCompromise', 'cACompromise')\
        """;

    /// More at once are announced as all of the tenant's.
    private static final int MOST_ANNOUNCED = 100;

    private final JdbcClient jdbc;
    private final Holders holders;
    private final ChangeFeed feed;

    CertificateStates(JdbcClient jdbc, Holders holders, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.holders = holders;
        this.feed = feed;
    }

    /// @param serial in hexadecimal, lower case, without leading zeros
    public static String key(String authority, String serial) {
        return authority + "/" + serial;
    }

    /// @param certificates how many were changed
    /// @param lists that change by it
    public record Changes(int certificates, Set<ListScope> lists) {}

    /// Revokes or holds one; a hold that becomes a revocation keeps its moment. When its key has leaked, that
    /// becomes the reason of one that was revoked for another, too, and its holder's other unexpired
    /// certificates for the same key end with it, those that are being recorded among them. None when it is
    /// revoked already, or held already and should be held.
    public Changes revoke(TenantId tenant, IssuedCertificate certificate, RevocationReason reason, Instant now) {
        if (reason == RevocationReason.KEY_COMPROMISE) {
            certificate.holder().ifPresent(holder -> holders.lock(tenant, holder));
        }
        return changed(
                tenant,
                jdbc.sql("""
                    update ca_certificate
                       set revoked_at = coalesce(revoked_at, :now), revocation_reason = :reason,
                           held_with_holder = false
                     where tenant_id = :tenant and id = any(array(
                        select cast(:id as uuid)
                        union all
                        select same.id from ca_certificate leaked
                          join ca_certificate same on same.tenant_id = leaked.tenant_id
                           and same.holder_id = leaked.holder_id and same.key_hash = leaked.key_hash
                         where leaked.tenant_id = :tenant and leaked.id = :id and same.not_after >= :now
                           and :reason = 'keyCompromise'))
                       and (revoked_at is null
                            or revocation_reason = 'certificateHold'
                               and (:reason <> 'certificateHold' or held_with_holder)
                            or %s)
                    returning authority, serial, shard\
                    """.formatted(LEAKED))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("reason", reason.word())
                        .param("tenant", tenant.value())
                        .param("id", certificate.id()));
    }

    /// Lifts the hold of one; none when it is not on hold, or on hold because its holder is disabled.
    public Changes release(TenantId tenant, UUID id) {
        return changed(tenant, jdbc.sql("""
            update ca_certificate set revoked_at = null, revocation_reason = null
             where tenant_id = :tenant and id = :id
               and revocation_reason = 'certificateHold' and not held_with_holder
               and not exists (select 1 from ca_holder h
                                where h.tenant_id = ca_certificate.tenant_id
                                  and h.holder_id = ca_certificate.holder_id and h.state <> 'ACTIVE')
            returning authority, serial, shard\
            """).param("tenant", tenant.value()).param("id", id));
    }

    /// Puts all unexpired certificates of a disabled holder on hold.
    public Set<ListScope> holderDisabled(TenantId tenant, SubjectId holder, Instant now) {
        holders.set(tenant, holder, "DISABLED");
        return ofHolder("""
                set revoked_at = :now, revocation_reason = 'certificateHold', held_with_holder = true
                where revoked_at is null\
                """, tenant, holder, now);
    }

    /// Releases what was put on hold when the holder was disabled, and nothing else.
    public Set<ListScope> holderEnabled(TenantId tenant, SubjectId holder, Instant now) {
        holders.set(tenant, holder, "ACTIVE");
        return ofHolder("""
                set revoked_at = null, revocation_reason = null, held_with_holder = false
                where held_with_holder\
                """, tenant, holder, now);
    }

    /// Revokes all unexpired certificates of a deleted holder for good.
    public Set<ListScope> holderDeleted(TenantId tenant, SubjectId holder, Instant now) {
        holders.set(tenant, holder, "DELETED");
        return ofHolder("""
                set revoked_at = coalesce(revoked_at, :now), revocation_reason = 'cessationOfOperation',
                    held_with_holder = false
                where (revoked_at is null or revocation_reason = 'certificateHold')\
                """, tenant, holder, now);
    }

    /// Revokes all unexpired certificates of a holder who stays; when keys have leaked, those too that have expired or
    /// were revoked for another reason, so that none of their keys is certified again.
    public Set<ListScope> revokeAllOf(TenantId tenant, SubjectId holder, RevocationReason reason, Instant now) {
        holders.lock(tenant, holder);
        return announced(
                tenant,
                jdbc.sql("""
                    update ca_certificate
                       set revoked_at = coalesce(revoked_at, :now), revocation_reason = :reason,
                           held_with_holder = false
                     where tenant_id = :tenant and id in (
                        select id from ca_certificate
                         where tenant_id = :tenant and holder_id = :holder
                           and (not_after >= :now and (revoked_at is null or revocation_reason = 'certificateHold')
                                or %s)
                         order by id for update)
                    returning authority, serial, shard\
                    """.formatted(LEAKED))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("reason", reason.word())
                        .param("tenant", tenant.value())
                        .param("holder", holder.value()));
    }

    /// How many certificates of a holder are neither expired nor revoked for good.
    public int liveOf(TenantId tenant, SubjectId holder, Instant now) {
        return jdbc.sql("""
            select count(*) from ca_certificate
             where tenant_id = :tenant and holder_id = :holder and not_after >= :now
               and (revoked_at is null or revocation_reason = 'certificateHold')\
            """)
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .single();
    }

    /// Revokes the certificates that an authority has for its key, also by the root before it.
    public Set<ListScope> revokeAuthority(TenantId tenant, SubjectKey key, RevocationReason reason, Instant now) {
        return announced(
                tenant,
                jdbc.sql("""
                    update ca_certificate set revoked_at = :now, revocation_reason = :reason
                     where tenant_id = :tenant and key_hash = :key and profile in ('root', 'issuing')
                       and revoked_at is null
                    returning authority, serial, shard\
                    """)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("reason", reason.word())
                        .param("tenant", tenant.value())
                        .param("key", Fingerprint.sha256(key.encoded())));
    }

    /// Revokes some of the unexpired certificates that an authority signed for others than authorities; empty when
    /// there is none left.
    public Set<ListScope> revokeSomeOf(
            TenantId tenant, String authority, RevocationReason reason, Instant now, int most) {
        return announced(
                tenant,
                jdbc.sql("""
                    update ca_certificate
                       set revoked_at = coalesce(revoked_at, :now), revocation_reason = :reason,
                           held_with_holder = false
                     where tenant_id = :tenant and id in (
                        select id from ca_certificate
                         where tenant_id = :tenant and authority = :authority and not_after >= :now
                           and profile not in ('root', 'issuing')
                           and (revoked_at is null or revocation_reason = 'certificateHold')
                         order by id limit :most for update)
                    returning authority, serial, shard\
                    """)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("reason", reason.word())
                        .param("tenant", tenant.value())
                        .param("authority", authority)
                        .param("most", most));
    }

    /// Some of the nodes that spoke for a holder's unexpired certificates, in order.
    public List<SubjectId> attestersOf(TenantId tenant, SubjectId holder, SubjectId after, Instant now, int most) {
        return jdbc.sql("""
            select distinct attester_id from ca_certificate
             where tenant_id = :tenant and holder_id = :holder and attester_id > :after and not_after >= :now
               and (revoked_at is null or revocation_reason = 'certificateHold')
             order by attester_id limit :most\
            """)
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .param("after", after.value())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, _) -> new SubjectId(row.getObject("attester_id", UUID.class)))
                .list();
    }

    /// Revokes some of the unexpired certificates that a node spoke for.
    ///
    /// @param holder of which only; empty for any
    public Changes revokeSomeOfAttester(
            TenantId tenant, SubjectId attester, Optional<SubjectId> holder, Instant now, int most) {
        return changed(
                tenant,
                jdbc.sql("""
                    update ca_certificate
                       set revoked_at = coalesce(revoked_at, :now), revocation_reason = 'privilegeWithdrawn',
                           held_with_holder = false
                     where tenant_id = :tenant and id in (
                        select id from ca_certificate
                         where tenant_id = :tenant and attester_id = :attester and not_after >= :now
                           and (cast(:holder as uuid) is null or holder_id = :holder)
                           and (revoked_at is null or revocation_reason = 'certificateHold')
                         order by id limit :most for update)
                    returning authority, serial, shard\
                    """)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("tenant", tenant.value())
                        .param("attester", attester.value())
                        .param("holder", holder.map(SubjectId::value).orElse(null), Types.OTHER)
                        .param("most", most));
    }

    private Set<ListScope> ofHolder(String change, TenantId tenant, SubjectId holder, Instant now) {
        return announced(
                tenant,
                jdbc.sql("update ca_certificate %s %s".formatted(change, """
                    and tenant_id = :tenant and id in (
                        select id from ca_certificate
                         where tenant_id = :tenant and holder_id = :holder and not_after >= :now
                         order by id for update)
                    returning authority, serial, shard\
                    """))
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("tenant", tenant.value())
                        .param("holder", holder.value()));
    }

    private record Changed(String authority, int shard, String serial) {
        ListScope scope() {
            return new ListScope(authority, shard);
        }
    }

    private Set<ListScope> announced(TenantId tenant, StatementSpec update) {
        return changed(tenant, update).lists();
    }

    private Changes changed(TenantId tenant, StatementSpec update) {
        var changed = update.query((row, _) ->
                        new Changed(row.getString("authority"), row.getInt("shard"), row.getString("serial")))
                .list();
        if (changed.size() > MOST_ANNOUNCED) {
            feed.append(tenant, CHANGED, ChangeFeed.ALL);
            feed.append(tenant, TRUST, ChangeFeed.ALL);
        } else {
            changed.forEach(each -> announce(tenant, each));
        }
        return new Changes(
                changed.size(), changed.stream().map(Changed::scope).collect(Collectors.toUnmodifiableSet()));
    }

    private void announce(TenantId tenant, Changed changed) {
        feed.append(tenant, CHANGED, key(changed.authority(), changed.serial()));
        feed.append(tenant, TRUST, changed.serial());
    }
}
