package io.lightwave.token.userinfo;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.accesstoken.PresentedTokens;
import io.lightwave.token.accesstoken.PresentedTokens.Outcome;
import io.lightwave.token.accesstoken.VerifiedAccessToken;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.claims.ClaimsRequest;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.Clients;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.jwe.ClientEncryption.Answer;
import io.lightwave.token.jwe.NoRecipientKeyException;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.DirectRoute;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import io.lightwave.token.protocol.WebOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/oauth2/userinfo`: what an access token lets its holder know of the person. The token comes in the
/// header or in the form of a POST (RFC 6750 §2.1 and §2.2), never in the query (RFC 9700 §4.3.2); scope `openid`
/// decides, whatever its audience.
@RestController
class UserInfoEndpoint implements DirectRoute {
    private final ActiveTenants tenants;
    private final PresentedTokens tokens;
    private final Approvals approvals;
    private final Clients clients;
    private final SigningKeys keys;
    private final UserInfoClaims userInfo;
    private final ClientEncryption encryption;
    private final Audit audit;

    UserInfoEndpoint(
            ActiveTenants tenants,
            PresentedTokens tokens,
            Approvals approvals,
            Clients clients,
            SigningKeys keys,
            UserInfoClaims userInfo,
            ClientEncryption encryption,
            Audit audit) {
        this.userInfo = userInfo;
        this.encryption = encryption;
        this.clients = clients;
        this.keys = keys;
        this.tenants = tenants;
        this.tokens = tokens;
        this.approvals = approvals;
        this.audit = audit;
    }

    @RequestMapping(
            path = "/t/{tenant}/oauth2/userinfo",
            method = {RequestMethod.GET, RequestMethod.POST})
    void userInfo(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        serve(tenants.require(tenant), request, response, origin);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return "/oauth2/userinfo";
    }

    @Override
    public void serve(Tenant issuer, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        switch (presented(issuer, request)) {
            case Outcome.Valid(VerifiedAccessToken token) -> tell(issuer, token, response, origin);
            case Outcome.Missing() -> refuse(issuer, response, 401, "");
            case Outcome.Malformed() -> refuse(issuer, response, 400, "invalid_request");
            case Outcome.Invalid(String error, String reason) -> {
                audit(issuer.id(), "unknown", reason, origin);
                refuse(issuer, response, 401, error);
            }
        }
    }

    private Outcome presented(Tenant tenant, HttpServletRequest request) throws IOException {
        Optional<String> sent;
        try {
            sent = "POST".equals(request.getMethod()) && hasForm(request)
                    ? FormParameters.read(request).find("access_token")
                    : Optional.empty();
        } catch (MalformedRequestException malformed) {
            return new Outcome.Malformed();
        }
        Outcome header = tokens.read(tenant, request);
        if (sent.isEmpty()) {
            return header;
        }
        return header instanceof Outcome.Missing ? tokens.bearer(tenant, request, sent.get()) : new Outcome.Malformed();
    }

    private static boolean hasForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && FormParameters.isForm(type);
    }

    /// Signed and encrypted for a client that is registered for it (§5.3.2).
    private void tell(Tenant tenant, VerifiedAccessToken token, HttpServletResponse response, Origin origin)
            throws IOException {
        Optional<Client> client = clients.find(tenant.id(), token.clientId());
        WebOrigin.onlyOwnMayRead(
                response,
                asking -> client.filter(found -> found.metadata().isAt(asking)).isPresent());
        if (!token.scopes().contains("openid") || token.subject().kind() != SubjectKind.USER) {
            audit(token.subject().tenant(), token.sub(), "no scope openid", origin);
            refuse(tenant, response, 403, "insufficient_scope\", scope=\"openid");
            return;
        }
        Optional<Algorithm> algorithm = client.flatMap(UserInfoClaims::algorithm);
        Optional<Client> recipient = client.filter(found -> ClientEncryption.isWanted(found, Answer.USERINFO));
        ClaimsRequest asked = asked(token);
        JwtClaims claims = client.map(found -> userInfo.of(tenant, found, token.subject(), token.scopes(), asked))
                .orElseGet(() -> userInfo.of(token.sub(), token.subject(), token.scopes(), asked));
        Optional<String> signed = algorithm.map(chosen -> keys.sign(tenant.id(), chosen, "JWT", claims));
        try {
            Optional<String> encrypted =
                    recipient.map(found -> signed.map(jwt -> encryption.jwt(found, Answer.USERINFO, jwt))
                            .orElseGet(() -> encryption.claims(found, Answer.USERINFO, claims.toString())));
            Optional<String> compact = encrypted.or(() -> signed);
            if (compact.isPresent()) {
                JsonAnswer.jwt(response, compact.get());
            } else {
                JsonAnswer.ok(response, claims);
            }
        } catch (NoRecipientKeyException e) {
            audit(
                    tenant.id(),
                    "client:" + token.clientId() + "@" + tenant.id(),
                    String.valueOf(e.getMessage()),
                    origin);
            JsonAnswer.badRequest(response, "invalid_request", String.valueOf(e.getMessage()));
        }
    }

    private ClaimsRequest asked(VerifiedAccessToken token) {
        return token.authorization()
                .map(authorization -> approvals.claims(token.subject().tenant(), authorization.grantId()))
                .orElse(ClaimsRequest.NONE);
    }

    private void audit(TenantId tenant, String actor, String reason, Origin origin) {
        audit.record(
                new AuditEvent(tenant, actor, "userinfo.read", "userinfo", AuditEvent.Outcome.REFUSED, reason, origin));
    }

    private void refuse(Tenant tenant, HttpServletResponse response, int status, String error) {
        response.setStatus(status);
        tokens.challenge(tenant, response, "userinfo", error);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(0);
    }
}
