package io.lightwave.token.backchannel;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.backchannel.Outbox.Due;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.jwe.NoRecipientKeyException;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.SessionEnding;
import java.io.IOException;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Tells clients of the end of sessions: noted with the end itself, then sent.
final class BackChannelLogout implements SessionEnding, Delivery {
    private static final Origin HERE = new Origin("", "back-channel logout");

    private final JdbcClient jdbc;
    private final Outbox<Notice> outbox;
    private final LogoutTokens tokens;
    private final Clients clients;
    private final Tenants tenants;
    private final Egress egress;
    private final Audit audit;
    private final InstantSource clock;

    BackChannelLogout(
            JdbcClient jdbc,
            LogoutTokens tokens,
            Clients clients,
            Tenants tenants,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.outbox = new Outbox<>(
                jdbc,
                "logout_notice",
                (row, _) -> new Notice(
                        new SubjectId(row.getObject("client_id", UUID.class)),
                        new SubjectId(row.getObject("subject_id", UUID.class)),
                        row.getObject("sid", UUID.class)));
        this.tokens = tokens;
        this.clients = clients;
        this.tenants = tenants;
        this.egress = egress;
        this.audit = audit;
        this.clock = clock;
    }

    private record Notice(SubjectId client, SubjectId person, UUID sid) {}

    @Override
    public void ending(Session session, List<Participant> participants) {
        TenantId tenant = session.tenant();
        List<Participant> told = participants.stream()
                .filter(each ->
                        client(tenant, each).flatMap(BackChannelLogout::address).isPresent())
                .toList();
        int room = told.isEmpty() ? 0 : outbox.room(tenant);
        told.stream()
                .limit(room)
                .forEach(each -> add(tenant, new Notice(each.client(), session.subject(), each.sid())));
        told.stream()
                .skip(room)
                .flatMap(each -> client(tenant, each).stream())
                .forEach(client -> record(tenant, client, "too many clients are waiting to be told"));
    }

    private Optional<Client> client(TenantId tenant, Participant participant) {
        return clients.byId(tenant, participant.client());
    }

    private void add(TenantId tenant, Notice notice) {
        jdbc.sql("""
                insert into logout_notice (tenant_id, id, client_id, subject_id, sid, attempts, next_attempt_at)
                values (?, ?, ?, ?, ?, 0, ?)""")
                .param(tenant.value())
                .param(UUID.randomUUID())
                .param(notice.client().value())
                .param(notice.person().value())
                .param(notice.sid())
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    @Override
    public int sendDue() {
        List<Due<Notice>> due = outbox.take(clock.instant());
        outbox.send(due, this::send);
        return due.size();
    }

    private boolean send(Due<Notice> due) {
        Notice notice = due.message();
        Optional<Tenant> tenant = tenants.find(due.tenant()).filter(Tenant::isActive);
        Optional<Client> client = tenant.flatMap(found -> clients.byId(found.id(), notice.client()));
        Optional<URI> address = client.flatMap(BackChannelLogout::address);
        if (address.isEmpty()) {
            outbox.done(due);
            return false;
        }
        Instant now = clock.instant();
        try {
            String token = tokens.mint(tenant.get(), client.get(), notice.person(), notice.sid(), now);
            egress.post(address.get(), "logout_token=" + token);
            outbox.done(due);
            return true;
        } catch (Egress.RefusedException refused) {
            outbox.done(due);
            record(due.tenant(), client.get(), "the client refused the logout token");
        } catch (IOException | NoRecipientKeyException unreachable) {
            if (!outbox.tryAgain(due, now)) {
                record(due.tenant(), client.get(), "the client could not be told: " + unreachable.getMessage());
            }
        }
        return false;
    }

    private static Optional<URI> address(Client client) {
        return client.metadata().address(MetadataField.BACKCHANNEL_LOGOUT_URI);
    }

    private void record(TenantId tenant, Client client, String reason) {
        audit.record(new AuditEvent(
                tenant,
                "system",
                "session.notify",
                "client:" + client.clientId(),
                AuditEvent.Outcome.FAILED,
                reason,
                HERE));
    }
}
