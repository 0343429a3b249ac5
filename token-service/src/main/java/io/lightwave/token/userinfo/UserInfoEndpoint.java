package io.lightwave.token.userinfo;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.AuditEvent.Outcome;
import io.lightwave.directory.Origin;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.accesstoken.AccessTokenVerifier;
import io.lightwave.token.accesstoken.AccessTokenVerifier.Verification;
import io.lightwave.token.accesstoken.VerifiedAccessToken;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.claims.PersonClaims;
import io.lightwave.token.client.Clients;
import io.lightwave.token.client.MetadataField;
import io.lightwave.token.key.Algorithm;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.FormParameters;
import io.lightwave.token.protocol.JsonAnswer;
import io.lightwave.token.protocol.MalformedRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/oauth2/userinfo`: what an access token lets its holder know of the person. The token comes in the
/// header or in the form of a POST (RFC 6750 §2.1 and §2.2), never in the query (RFC 9700 §4.3.2); scope `openid`
/// decides, whatever its audience.
@RestController
class UserInfoEndpoint {
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);
    private static final String CHALLENGE = "Bearer realm=\"userinfo\"";

    private final ActiveTenants tenants;
    private final AccessTokenVerifier tokens;
    private final Approvals approvals;
    private final Clients clients;
    private final SigningKeys keys;
    private final Audit audit;

    UserInfoEndpoint(
            ActiveTenants tenants,
            AccessTokenVerifier tokens,
            Approvals approvals,
            Clients clients,
            SigningKeys keys,
            Audit audit) {
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
    void answer(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        Optional<String> presented;
        try {
            presented = presented(request);
        } catch (MalformedRequestException malformed) {
            refuse(response, 400, ", error=\"invalid_request\", error_description=\"not one bearer token\"");
            return;
        }
        if (presented.isEmpty()) {
            refuse(response, 401, "");
            return;
        }
        switch (tokens.verify(active.id(), presented.get())) {
            case Verification.Valid(VerifiedAccessToken token) -> tell(active, token, response, origin);
            case Verification.Invalid(String reason) -> {
                audit(active.id(), "unknown", reason, origin);
                refuse(response, 401, ", error=\"invalid_token\"");
            }
        }
    }

    /// @throws MalformedRequestException when there is more than one, or none of that kind
    private static Optional<String> presented(HttpServletRequest request) throws IOException {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        Optional<String> sent = "POST".equals(request.getMethod()) && isForm(request)
                ? FormParameters.read(request).find("access_token")
                : Optional.empty();
        if (headers.isEmpty()) {
            return sent;
        }
        Matcher bearer = BEARER.matcher(headers.getFirst());
        if (headers.size() > 1 || sent.isPresent() || !bearer.matches()) {
            throw new MalformedRequestException("not one bearer token");
        }
        return Optional.of(bearer.group(1));
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
    }

    /// Signed for a client that is registered for it (§5.3.2).
    private void tell(Tenant tenant, VerifiedAccessToken token, HttpServletResponse response, Origin origin)
            throws IOException {
        if (!token.scopes().contains("openid") || token.subject().kind() != SubjectKind.USER) {
            audit(token.subject().tenant(), token.sub(), "no scope openid", origin);
            refuse(response, 403, ", error=\"insufficient_scope\", scope=\"openid\"");
            return;
        }
        Optional<Algorithm> algorithm = clients.find(tenant.id(), token.clientId())
                .flatMap(client -> client.metadata().text(MetadataField.USERINFO_SIGNED_RESPONSE_ALG))
                .map(Algorithm::valueOf);
        var claims = new JwtClaims();
        if (algorithm.isPresent()) {
            claims.with("iss", tenant.issuer().toString()).with("aud", token.clientId());
        }
        claims.with("sub", token.sub());
        PersonClaims.write(claims, token.subject(), wanted(token));
        if (algorithm.isPresent()) {
            JsonAnswer.jwt(response, keys.sign(tenant.id(), algorithm.get(), "JWT", claims));
        } else {
            JsonAnswer.ok(response, claims);
        }
    }

    /// What the token's scopes stand for, and what the client asked for by name.
    private Set<String> wanted(VerifiedAccessToken token) {
        Set<String> names = PersonClaims.of(token.scopes());
        token.authorization()
                .map(authorization -> approvals.claims(token.subject().tenant(), authorization.grantId()))
                .ifPresent(asked -> names.addAll(asked.userInfo().keySet()));
        return names;
    }

    private void audit(TenantId tenant, String actor, String reason, Origin origin) {
        audit.record(new AuditEvent(tenant, actor, "userinfo.read", "userinfo", Outcome.REFUSED, reason, origin));
    }

    private static void refuse(HttpServletResponse response, int status, String error) {
        response.setStatus(status);
        response.setHeader("WWW-Authenticate", CHALLENGE + error);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(0);
    }
}
