package io.lightwave.token.device;

import static io.lightwave.token.protocol.EndpointError.ACCESS_DENIED;
import static io.lightwave.token.protocol.EndpointError.AUTHORIZATION_PENDING;
import static io.lightwave.token.protocol.EndpointError.EXPIRED_TOKEN;
import static io.lightwave.token.protocol.EndpointError.INVALID_GRANT;
import static io.lightwave.token.protocol.EndpointError.SLOW_DOWN;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.device.DeviceAuthorizations.State;
import io.lightwave.token.grant.Fulfilment.Outcome;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.grant.GrantDecision;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.refresh.RefreshTokenIssue;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// The device grant (RFC 8628 §3.4): a device asks until its person has answered. A code that comes again after it
/// gave tokens ends them, as a code of the authorization endpoint does.
final class DeviceCodeGrant implements Grant {
    private final DeviceAuthorizations devices;
    private final Approvals approvals;
    private final StandingApprovals standing;
    private final RefreshTokenIssue refreshTokens;
    private final IdTokens idTokens;
    private final TransactionTemplate transactions;
    private final Audit audit;
    private final InstantSource clock;

    DeviceCodeGrant(
            DeviceAuthorizations devices,
            Approvals approvals,
            StandingApprovals standing,
            RefreshTokenIssue refreshTokens,
            IdTokens idTokens,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        this.devices = devices;
        this.approvals = approvals;
        this.standing = standing;
        this.refreshTokens = refreshTokens;
        this.idTokens = idTokens;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    private record Exchange(
            TokenRequest request, Registered client, OpaqueSecret code, Approval approval, ActivePrincipal person) {}

    @Override
    public GrantType type() {
        return GrantType.DEVICE_CODE;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        String text = request.parameters().require("device_code");
        if (!(request.client() instanceof Registered client)) {
            return refused("workloads have no device codes");
        }
        return OpaqueSecret.parse(text)
                .flatMap(code -> devices.find(request.tenant().id(), code)
                        .filter(device ->
                                device.client().equals(client.principal().id()))
                        .map(device -> decide(request, client, code, device)))
                .orElseGet(() -> refused("unknown device code, or another client's"));
    }

    private GrantDecision decide(
            TokenRequest request, Registered client, OpaqueSecret code, DeviceAuthorizations.Kept device) {
        boolean open = device.state() == State.PENDING || device.state() == State.APPROVED;
        if (open && !clock.instant().isBefore(device.expiresAt())) {
            return new GrantDecision.Refused(EXPIRED_TOKEN, "the device code has expired", "expired");
        }
        return switch (device.state()) {
            case SPENT -> usedAgain(request, device);
            case DENIED ->
                new GrantDecision.Refused(ACCESS_DENIED, "the person has not agreed", "the person has not agreed");
            case PENDING ->
                devices.ask(request.tenant().id(), code, device)
                        ? new GrantDecision.Pending(SLOW_DOWN, "ask five seconds later from now on")
                        : new GrantDecision.Pending(AUTHORIZATION_PENDING, "the person has not answered yet");
            case APPROVED ->
                device.approval()
                        .flatMap(id -> approvals.find(request.tenant().id(), id))
                        .flatMap(approval -> standing.giver(approval, client.principal())
                                .map(person -> granted(new Exchange(request, client, code, approval, person))))
                        .orElseGet(() -> refused("the authorization has ended"));
        };
    }

    private GrantDecision granted(Exchange exchange) {
        return new GrantDecision.Granted(
                exchange.person(),
                exchange.approval().limits(exchange.request().tenant()),
                Optional.of(exchange.approval().authorization()),
                (accessToken, _, issued) -> fulfil(exchange, accessToken, issued));
    }

    private Outcome fulfil(Exchange exchange, MintedAccessToken accessToken, AuditEvent issued) {
        Optional<String> idToken = exchange.approval().scopes().contains("openid")
                ? Optional.of(idTokens.mint(
                        new IdTokens.Occasion(
                                exchange.request().tenant(),
                                exchange.client().client(),
                                exchange.person(),
                                exchange.approval(),
                                Optional.empty()),
                        accessToken))
                : Optional.empty();
        return transactions.execute(_ -> {
            if (!devices.spend(exchange.request().tenant().id(), exchange.code())) {
                return new Outcome.Spent(
                        INVALID_GRANT, "the device code is not valid", "used up, or the authorization has ended");
            }
            audit.recordChange(issued);
            return new Outcome.Fulfilled(refreshToken(exchange), idToken, true);
        });
    }

    private Optional<String> refreshToken(Exchange exchange) {
        if (!exchange.client().client().mayUse(GrantType.REFRESH_TOKEN)) {
            return Optional.empty();
        }
        Optional<String> binding = exchange.client().client().isPublic()
                ? exchange.request().confirmation().binding()
                : Optional.empty();
        return Optional.of(refreshTokens.issue(exchange.approval(), binding));
    }

    private GrantDecision usedAgain(TokenRequest request, DeviceAuthorizations.Kept device) {
        device.approval().ifPresent(id -> approvals.end(request.tenant().id(), id, "device code used again"));
        return refused("device code used again: ended the authorization");
    }

    /// Outside, every reason looks alike.
    private static GrantDecision refused(String reason) {
        return new GrantDecision.Refused(INVALID_GRANT, "the device code is not valid", reason);
    }
}
