package io.lightwave.token.refresh;

import static io.lightwave.token.protocol.EndpointError.INVALID_GRANT;
import static io.lightwave.token.protocol.EndpointError.UNAUTHORIZED_CLIENT;

import io.lightwave.directory.AuditEvent;
import io.lightwave.token.accesstoken.MintedAccessToken;
import io.lightwave.token.approval.Approval;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.authentication.AuthenticatedClient.Registered;
import io.lightwave.token.client.GrantType;
import io.lightwave.token.grant.Fulfilment.Outcome;
import io.lightwave.token.grant.Grant;
import io.lightwave.token.grant.GrantDecision;
import io.lightwave.token.grant.TokenRequest;
import io.lightwave.token.idtoken.IdTokens;
import io.lightwave.token.session.Sessions;
import java.util.Optional;
import java.util.Set;

/// The refresh token grant (RFC 6749 §6). A public client gets a new token each time, and the use of an old one
/// ends the family (RFC 9700 §4.14.2); a confidential one, which proves itself each time, keeps its token, and so does
/// one whose token is bound to a key or certificate.
final class RefreshTokenGrant implements Grant {
    private final PresentedTokens presented;
    private final Families families;
    private final Approvals approvals;
    private final Sessions sessions;
    private final IdTokens idTokens;

    RefreshTokenGrant(
            PresentedTokens presented, Families families, Approvals approvals, Sessions sessions, IdTokens idTokens) {
        this.presented = presented;
        this.families = families;
        this.approvals = approvals;
        this.sessions = sessions;
        this.idTokens = idTokens;
    }

    @Override
    public GrantType type() {
        return GrantType.REFRESH_TOKEN;
    }

    @Override
    public GrantDecision decide(TokenRequest request) {
        String text = request.parameters().require("refresh_token");
        if (!(request.client() instanceof Registered client)) {
            return new GrantDecision.Refused(UNAUTHORIZED_CLIENT, "", "workloads have no refresh tokens");
        }
        Optional<PresentedToken> found = presented.read(request.tenant().id(), text);
        if (found.isEmpty()) {
            return refused("unknown refresh token");
        }
        PresentedToken token = found.get();
        if (!token.approval().client().equals(client.principal().id())) {
            return refused("refresh token of another client");
        }
        if (token.standing() instanceof Family.Standing.Reused) {
            return reused(token);
        }
        Optional<String> binding = token.family().binding();
        if (binding.isPresent() && !binding.equals(request.confirmation().binding())) {
            return refused("without what the refresh token is bound to");
        }
        return presented
                .giver(token.approval(), client.principal())
                .<GrantDecision>map(giver -> granted(request, client, token, giver))
                .orElseGet(() -> refused("the authorization or its session has ended"));
    }

    private GrantDecision granted(
            TokenRequest request, Registered client, PresentedToken token, PresentedTokens.Giver giver) {
        Approval approval = token.approval();
        return new GrantDecision.Granted(
                giver.person(),
                approval.limits(request.tenant()),
                Optional.of(approval.authorization()),
                (accessToken, scopes, issued) -> fulfil(request, client, token, giver, accessToken, scopes, issued));
    }

    private Outcome fulfil(
            TokenRequest request,
            Registered client,
            PresentedToken token,
            PresentedTokens.Giver giver,
            MintedAccessToken accessToken,
            Set<String> scopes,
            AuditEvent issued) {
        Optional<String> idToken = scopes.contains("openid")
                ? Optional.of(idTokens.mint(
                        new IdTokens.Occasion(
                                request.tenant(), client.client(), giver.person(), token.approval(), Optional.empty()),
                        accessToken))
                : Optional.empty();
        giver.session().ifPresent(sessions::use);
        if (!client.client().isPublic() || token.family().binding().isPresent()) {
            return new Outcome.Fulfilled(Optional.empty(), idToken);
        }
        return switch (token.standing()) {
            case Family.Standing.Repeatable(RefreshToken successor) ->
                new Outcome.Fulfilled(Optional.of(successor.text()), idToken);
            case Family.Standing.Newest _ -> rotate(token, idToken, issued);
            case Family.Standing.Reused _ -> throw new IllegalStateException("a reused token was granted");
        };
    }

    private Outcome rotate(PresentedToken token, Optional<String> idToken, AuditEvent issued) {
        return families.rotate(token.approval().tenant(), token.token(), issued)
                .<Outcome>map(successor -> new Outcome.Fulfilled(Optional.of(successor.text()), idToken, true))
                .orElseGet(() -> raced(token, idToken));
    }

    /// Somebody else was faster with the same token, or the approval has just ended.
    private Outcome raced(PresentedToken token, Optional<String> idToken) {
        PresentedToken now =
                presented.read(token.approval().tenant(), token.token().text()).orElse(token);
        if (now.approval().ended()) {
            return new Outcome.Spent(INVALID_GRANT, "the refresh token is not valid", "the authorization has ended");
        }
        if (now.standing() instanceof Family.Standing.Repeatable(RefreshToken successor)) {
            return new Outcome.Fulfilled(Optional.of(successor.text()), idToken);
        }
        GrantDecision.Refused reuse = reused(now);
        return new Outcome.Spent(reuse.error(), reuse.description(), reuse.reason());
    }

    private GrantDecision.Refused reused(PresentedToken token) {
        boolean ended =
                approvals.end(token.approval().tenant(), token.approval().id(), "refresh token reused");
        return refused(
                ended ? "refresh token reused: ended the authorization" : "refresh token of an ended authorization");
    }

    /// Outside, every reason looks alike.
    private static GrantDecision.Refused refused(String reason) {
        return new GrantDecision.Refused(INVALID_GRANT, "the refresh token is not valid", reason);
    }
}
