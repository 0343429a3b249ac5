package io.lightwave.token.backchannel;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.backchannel.Notices.Notice;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.SessionEnding;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Tells clients of the end of sessions: noted with the end itself, then sent, and tried again after 5 seconds, a
/// minute, 10 minutes and an hour.
final class BackChannelLogout implements SessionEnding, Delivery {
    private static final int AT_ONCE = 20;
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1));
    private static final Origin HERE = new Origin("", "back-channel logout");

    private final Notices notices;
    private final LogoutTokens tokens;
    private final Clients clients;
    private final Tenants tenants;
    private final Egress egress;
    private final Audit audit;
    private final InstantSource clock;

    BackChannelLogout(
            Notices notices,
            LogoutTokens tokens,
            Clients clients,
            Tenants tenants,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        this.notices = notices;
        this.tokens = tokens;
        this.clients = clients;
        this.tenants = tenants;
        this.egress = egress;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void ending(Session session, List<Participant> participants) {
        TenantId tenant = session.tenant();
        for (Participant participant : participants) {
            Optional<Client> client = clients.byId(tenant, participant.client());
            if (client.flatMap(BackChannelLogout::address).isPresent()
                    && !notices.add(
                            tenant, participant.client(), session.subject(), participant.sid(), clock.instant())) {
                record(tenant, client.get(), "too many clients are waiting to be told");
            }
        }
    }

    @Override
    public int sendDue() {
        List<Notice> due = notices.take(clock.instant(), AT_ONCE);
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(notice -> threads.execute(() -> send(notice)));
        }
        return due.size();
    }

    private void send(Notice notice) {
        Optional<Tenant> tenant = tenants.find(notice.tenant()).filter(Tenant::isActive);
        Optional<Client> client = tenant.flatMap(found -> clients.byId(found.id(), notice.client()));
        Optional<URI> address = client.flatMap(BackChannelLogout::address);
        if (address.isEmpty()) {
            notices.done(notice);
            return;
        }
        Instant now = clock.instant();
        String token = tokens.mint(tenant.get(), client.get(), notice.person(), notice.sid(), now);
        try {
            egress.post(address.get(), "logout_token=" + token);
            notices.done(notice);
        } catch (Egress.RefusedException refused) {
            notices.done(notice);
            record(notice.tenant(), client.get(), "the client refused the logout token");
        } catch (IOException unreachable) {
            if (notice.attempts() <= PAUSES.size()) {
                notices.tryAgain(notice, now.plus(PAUSES.get(notice.attempts() - 1)));
            } else {
                notices.done(notice);
                record(notice.tenant(), client.get(), "the client could not be told: " + unreachable.getMessage());
            }
        }
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
