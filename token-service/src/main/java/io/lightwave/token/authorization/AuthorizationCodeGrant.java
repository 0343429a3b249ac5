package io.lightwave.token.authorization;

import static io.lightwave.token.protocol.EndpointError.INVALID_GRANT;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.TenantId;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.approval.AuthorizationCodes;
import io.lightwave.token.approval.CodeChallenge;
import io.lightwave.token.approval.StandingApprovals;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.grant.Fulfilment.Outcome;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.grant.GrantDecision;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.refresh.RefreshTokenIssue;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/// The authorization code grant (RFC 6749 §4.1.3). A code that comes a second time, or with a redirect URI or code
/// verifier that is not its own, ends what it stands for: somebody has it who should not (RFC 9700 §4.5).
final class AuthorizationCodeGrant implements Grant {
    private final AuthorizationCodes codes;
    private final Approvals approvals;
    private final StandingApprovals standing;
    private final RefreshTokenIssue refreshTokens;
    private final IdTokens idTokens;
    private final TransactionTemplate transactions;
    private final Audit audit;

    AuthorizationCodeGrant(
            AuthorizationCodes codes,
            Approvals approvals,
            StandingApprovals standing,
            RefreshTokenIssue refreshTokens,
            IdTokens idTokens,
            TransactionTemplate transactions,
            Audit audit) {
        this.codes = codes;
        this.approvals = approvals;
        this.standing = standing;
        this.refreshTokens = refreshTokens;
        this.idTokens = idTokens;
        this.transactions = transactions;
        this.audit = audit;
    }

    /// A code, what is kept of it, and who exchanges it.
    private record Exchange(
            TokenRequest request, Registered client, OpaqueSecret code, AuthorizationCodes.Issued issued) {
        Approval approval() {
            return issued.approval();
        }

        TenantId tenant() {
            return request.tenant().id();
        }
    }

    @Override
    public GrantType type() {
        return GrantType.AUTHORIZATION_CODE;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        String text = request.parameters().require("code");
        if (!(request.client() instanceof Registered client)) {
            return refused("workloads have no codes");
        }
        return OpaqueSecret.parse(text)
                .flatMap(code -> find(request, client, code))
                .map(this::decide)
                .orElseGet(() -> refused("unknown code, or another client's"));
    }

    private Optional<Exchange> find(TokenRequest request, Registered client, OpaqueSecret code) {
        TenantId tenant = request.tenant().id();
        return codes.find(tenant, code)
                .filter(issued ->
                        issued.approval().client().equals(client.principal().id()))
                .map(issued -> new Exchange(request, client, code, issued));
    }

    private GrantDecision decide(Exchange exchange) {
        AuthorizationCodes.Issued issued = exchange.issued();
        if (issued.consumed()) {
            return ending(exchange, "code used again");
        }
        AuthorizationCodes.Terms terms = issued.terms();
        FormParameters sent = exchange.request().parameters();
        if (terms.redirectUri()
                .filter(uri -> !uri.equals(sent.require("redirect_uri")))
                .isPresent()) {
            return ending(exchange, "redirect_uri is not the code's");
        }
        Optional<String> verifier = sent.find("code_verifier");
        if (terms.challenge().isPresent() && verifier.isEmpty()) {
            return refused("no code_verifier"); // RFC 7636 §4.6; the code may still be the client's own
        }
        if (!isMet(terms.challenge(), verifier)) {
            return ending(exchange, "code_verifier is not the code's");
        }
        Optional<String> proven = exchange.request().confirmation().jkt();
        if (terms.dpopKey().isPresent() && !terms.dpopKey().equals(proven)) {
            return ending(exchange, "not proven by the code's DPoP key");
        }
        return standing.giver(exchange.approval(), exchange.client().principal())
                .<GrantDecision>map(person -> granted(exchange, person))
                .orElseGet(() -> refused("the authorization has ended"));
    }

    /// A verifier for a code without challenge is as wrong as another one's (RFC 9700 §4.8.2).
    private static boolean isMet(Optional<CodeChallenge> challenge, Optional<String> verifier) {
        return challenge.isPresent() ? verifier.filter(challenge.get()::isMetBy).isPresent() : verifier.isEmpty();
    }

    private GrantDecision granted(Exchange exchange, ActivePrincipal person) {
        return new GrantDecision.Granted(
                person,
                exchange.approval().limits(exchange.request().tenant()),
                Optional.of(exchange.approval().authorization()),
                (accessToken, _, issued) -> fulfil(exchange, person, accessToken, issued));
    }

    private Outcome fulfil(
            Exchange exchange, ActivePrincipal person, MintedAccessToken accessToken, AuditEvent issued) {
        Optional<String> idToken = exchange.approval().scopes().contains("openid")
                ? Optional.of(idTokens.mint(
                        new IdTokens.Occasion(
                                exchange.request().tenant(),
                                exchange.client().client(),
                                person,
                                exchange.approval(),
                                exchange.issued().terms().nonce()),
                        accessToken))
                : Optional.empty();
        return transactions.execute(_ -> {
            if (!codes.consume(exchange.tenant(), exchange.code())) {
                return spent(exchange);
            }
            audit.recordChange(issued);
            return new Outcome.Fulfilled(refreshToken(exchange), idToken, true);
        });
    }

    private Optional<String> refreshToken(Exchange exchange) {
        return exchange.client().client().mayUse(GrantType.REFRESH_TOKEN)
                ? Optional.of(refreshTokens.issue(exchange.approval(), binding(exchange)))
                : Optional.empty();
    }

    /// A public client's refresh token is as good as its key (RFC 9449 §5); another authenticates each time.
    private static Optional<String> binding(Exchange exchange) {
        return exchange.client().client().isPublic()
                ? exchange.request().confirmation().binding()
                : Optional.empty();
    }

    /// It expired, or another request was faster with it.
    private Outcome spent(Exchange exchange) {
        boolean consumed = codes.find(exchange.tenant(), exchange.code())
                .filter(AuthorizationCodes.Issued::consumed)
                .isPresent();
        GrantDecision.Refused refusal =
                consumed ? ending(exchange, "code used again") : refused("the code or the authorization has ended");
        return new Outcome.Spent(refusal.error(), refusal.description(), refusal.reason());
    }

    private GrantDecision.Refused ending(Exchange exchange, String reason) {
        approvals.end(exchange.tenant(), exchange.approval().id(), reason);
        return refused(reason + ": ended the authorization");
    }

    /// Outside, every reason looks alike.
    private static GrantDecision.Refused refused(String reason) {
        return new GrantDecision.Refused(INVALID_GRANT, "the code is not valid", reason);
    }
}
