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
import io.lightwave.token.idtoken.UserClaims;
import io.lightwave.token.key.JwtClaims;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.protocol.JsonAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/// `/t/{tenant}/oauth2/userinfo`: what the scopes of an access token let its holder know of the person. The token
/// comes in the header and nowhere else (RFC 9700 §4.3.2); scope `openid` decides, whatever its audience.
@RestController
class UserInfoEndpoint {
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);
    private static final String CHALLENGE = "Bearer realm=\"userinfo\"";

    private final ActiveTenants tenants;
    private final AccessTokenVerifier tokens;
    private final Audit audit;

    UserInfoEndpoint(ActiveTenants tenants, AccessTokenVerifier tokens, Audit audit) {
        this.tenants = tenants;
        this.tokens = tokens;
        this.audit = audit;
    }

    @RequestMapping(
            path = "/t/{tenant}/oauth2/userinfo",
            method = {RequestMethod.GET, RequestMethod.POST})
    void answer(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response, Origin origin)
            throws IOException {
        Tenant active = tenants.require(tenant);
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            refuse(response, 401, "");
            return;
        }
        Matcher bearer = BEARER.matcher(headers.getFirst());
        if (headers.size() > 1 || !bearer.matches()) {
            refuse(response, 400, ", error=\"invalid_request\", error_description=\"not one bearer token\"");
            return;
        }
        switch (tokens.verify(active.id(), bearer.group(1))) {
            case Verification.Valid(VerifiedAccessToken token) -> tell(token, response, origin);
            case Verification.Invalid(String reason) -> {
                audit(active.id(), "unknown", reason, origin);
                refuse(response, 401, ", error=\"invalid_token\"");
            }
        }
    }

    private void tell(VerifiedAccessToken token, HttpServletResponse response, Origin origin) throws IOException {
        if (!token.scopes().contains("openid") || token.subject().kind() != SubjectKind.USER) {
            audit(token.subject().tenant(), token.sub(), "no scope openid", origin);
            refuse(response, 403, ", error=\"insufficient_scope\", scope=\"openid\"");
            return;
        }
        var claims = new JwtClaims().with("sub", token.sub());
        UserClaims.write(claims, token.subject(), token.scopes());
        JsonAnswer.ok(response, claims);
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
