package io.lightwave.token.saml.logout;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.backchannel.Delivery;
import io.lightwave.token.backchannel.Outbox.Due;
import io.lightwave.token.saml.Binding;
import io.lightwave.token.saml.ServiceLocation;
import io.lightwave.token.saml.Soap;
import io.lightwave.token.saml.UnsignedMessage;
import io.lightwave.token.saml.idp.SentRequest;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.logout.Participants.Told;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.xml.InvalidSamlException;
import io.lightwave.token.session.Session;
import io.lightwave.token.session.SessionEnding;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Tells service providers of the end of sessions by SOAP (SAML bindings §3.2, profiles §4.4.3.2), whoever ended
/// them: noted with the end itself, then sent. Whom a browser is led to is told only when it has not been there
/// in time.
final class SoapLogout implements SessionEnding, Delivery {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Origin HERE = new Origin("", "single logout");

    private final SoapNotices notices;
    private final Participants participants;
    private final ServiceProviders providers;
    private final Tenants tenants;
    private final SamlKeys keys;
    private final LogoutMessages messages;
    private final Egress egress;
    private final Audit audit;
    private final InstantSource clock;

    SoapLogout(
            SoapNotices notices,
            Participants participants,
            ServiceProviders providers,
            Tenants tenants,
            SamlKeys keys,
            LogoutMessages messages,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        this.notices = notices;
        this.participants = participants;
        this.providers = providers;
        this.tenants = tenants;
        this.keys = keys;
        this.messages = messages;
        this.egress = egress;
        this.audit = audit;
        this.clock = clock;
    }

    /// Where a service provider takes logout messages by SOAP.
    static Optional<URI> address(ServiceProvider provider) {
        return provider.metadata().logout().stream()
                .filter(each -> each.binding() == Binding.SOAP)
                .findFirst()
                .map(ServiceLocation::location);
    }

    @Override
    public void ending(Session session, List<Participant> known) {
        TenantId tenant = session.tenant();
        Instant now = clock.instant();
        List<Told> all = participants.toTell(tenant, session.id()).stream()
                .filter(told ->
                        provider(tenant, told).flatMap(SoapLogout::address).isPresent())
                .toList();
        int room = all.isEmpty() ? 0 : notices.outbox().room(tenant);
        all.stream()
                .limit(room)
                .forEach(told -> notices.add(
                        tenant,
                        session.id(),
                        told.who(),
                        told.visitedUntil().filter(now::isBefore).orElse(now)));
        all.stream()
                .skip(room)
                .flatMap(told -> provider(tenant, told).stream())
                .forEach(provider ->
                        record(tenant, provider, AuditEvent.Outcome.FAILED, "too many are waiting to be told"));
    }

    private Optional<ServiceProvider> provider(TenantId tenant, Told told) {
        return providers.byId(tenant, told.who().provider());
    }

    /// Who has asked for it itself need not be told. Joins the caller's transaction.
    void heard(TenantId tenant, Participants.Participant who) {
        notices.heard(tenant, who);
    }

    @Override
    public int sendDue() {
        List<Due<Participants.Participant>> due = notices.outbox().take(clock.instant());
        notices.outbox().send(due, this::send);
        return due.size();
    }

    /// Tells now those whom no browser visits that these sessions have ended. False when one of them has not been
    /// told.
    boolean tell(TenantId tenant, Collection<UUID> sessions) {
        Instant now = clock.instant();
        return notices.outbox().send(notices.outbox().take(now, tenant, sessions), this::send)
                && !notices.waits(tenant, sessions, now);
    }

    /// False when the service provider is still signed in, for all that is known.
    private boolean send(Due<Participants.Participant> due) {
        Optional<Tenant> tenant = tenants.find(due.tenant()).filter(Tenant::isActive);
        Optional<ServiceProvider> provider =
                tenant.flatMap(found -> providers.byId(found.id(), due.message().provider()));
        Optional<URI> address = provider.flatMap(SoapLogout::address);
        if (address.isEmpty()) {
            notices.outbox().done(due);
            return false;
        }
        UnsignedMessage request = messages.request(tenant.get(), provider.get(), due.message(), address.get());
        try {
            byte[] answer = egress.postSoap(
                    address.get(), Soap.envelope(request.signed(keys.requireSigner(due.tenant()))), LONGEST_ANSWER);
            notices.outbox().done(due);
            LogoutResponse.require(SentRequest.ofSoap(answer), provider.get(), request.id(), false);
            record(due.tenant(), provider.get(), AuditEvent.Outcome.SUCCESS, "");
            return true;
        } catch (InvalidSamlException refused) {
            record(due.tenant(), provider.get(), AuditEvent.Outcome.FAILED, "its answer: " + refused.reason());
        } catch (IOException unreachable) {
            if (!notices.outbox().tryAgain(due, clock.instant())) {
                record(
                        due.tenant(),
                        provider.get(),
                        AuditEvent.Outcome.FAILED,
                        "it could not be told: " + unreachable.getMessage());
            }
        }
        return false;
    }

    private void record(TenantId tenant, ServiceProvider provider, AuditEvent.Outcome outcome, String reason) {
        audit.record(new AuditEvent(
                tenant, "system", "session.notify", "service-provider:" + provider.name(), outcome, reason, HERE));
    }
}
