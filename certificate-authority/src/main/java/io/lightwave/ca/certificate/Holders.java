package io.lightwave.ca.certificate;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Whether subjects may be given certificates, decided under a lock: a certificate is recorded either before its
/// holder's end, which then finds it, or not at all.
public final class Holders {
    /// The kind under which the [io.lightwave.directory.ChangeFeed] names nodes, what they spoke for being revoked now,
    /// and when it has been.
    public static final String ENDED_ATTESTER = "ca-ended-attester";

    private final JdbcClient jdbc;

    Holders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Holds a share lock until the end of the caller's transaction.
    public boolean mayReceive(TenantId tenant, SubjectId holder) {
        var state = lockedState(tenant, holder);
        if (state.isEmpty()) {
            jdbc.sql("""
                            insert into ca_holder (tenant_id, holder_id, state) values (:tenant, :holder, 'ACTIVE')
                            on conflict do nothing""")
                    .param("tenant", tenant.value())
                    .param("holder", holder.value())
                    .update();
            state = lockedState(tenant, holder);
        }
        return state.filter("ACTIVE"::equals).isPresent();
    }

    /// Whether something may be recorded for the word of a node, which what was recorded for it before must not be
    /// confused with: while that is being revoked, nothing is. Holds a share lock as [#mayReceive] does.
    public boolean maySpeak(TenantId tenant, SubjectId attester) {
        return mayReceive(tenant, attester) && !isBeingEnded(tenant, attester);
    }

    /// Whether what was recorded for the word of a node is still being revoked.
    boolean isBeingEnded(TenantId tenant, SubjectId attester) {
        return jdbc.sql("""
                        select exists (select 1 from ca_ended_attester
                                        where tenant_id = :tenant and attester_id = :attester)""")
                .param("tenant", tenant.value())
                .param("attester", attester.value())
                .query(Boolean.class)
                .single();
    }

    private Optional<String> lockedState(TenantId tenant, SubjectId holder) {
        return jdbc.sql("select state from ca_holder where tenant_id = :tenant and holder_id = :holder for share")
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .query(String.class)
                .optional();
    }

    /// Waits for transactions that are recording a certificate for the holder, and keeps others out until the caller's
    /// ends.
    public void lock(TenantId tenant, SubjectId holder) {
        jdbc.sql("""
                        insert into ca_holder (tenant_id, holder_id, state) values (:tenant, :holder, 'ACTIVE')
                        on conflict (tenant_id, holder_id) do update set state = ca_holder.state""")
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .update();
    }

    /// As [#lock] does, and says what the holder may have from then on.
    public void set(TenantId tenant, SubjectId holder, String state) {
        jdbc.sql("""
                        insert into ca_holder (tenant_id, holder_id, state) values (:tenant, :holder, :state)
                        on conflict (tenant_id, holder_id) do update set state = excluded.state""")
                .param("tenant", tenant.value())
                .param("holder", holder.value())
                .param("state", state)
                .update();
    }
}
