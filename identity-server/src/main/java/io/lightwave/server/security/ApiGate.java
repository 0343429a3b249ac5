package io.lightwave.server.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lightwave.ca.CertificateHolders;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Admission;
import io.lightwave.directory.Caller;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.console.ConsoleSessions;
import io.lightwave.server.security.Authentication.Anonymous;
import io.lightwave.server.security.Authentication.Authenticated;
import io.lightwave.server.security.Authentication.Forged;
import io.lightwave.server.security.Authentication.Invalid;
import io.lightwave.server.security.Authentication.Stale;
import io.lightwave.server.security.Authorization.Decision;
import io.lightwave.server.web.PathTenants;
import io.lightwave.server.web.Problems;
import io.lightwave.server.web.RequestArguments;
import io.lightwave.token.AccessTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/// Stands before every path that asks for a caller: authenticates, authorises, and hands the [Caller] on. What does
/// not pass is answered here and recorded with its reason.
final class ApiGate extends HttpFilter {
    private static final long serialVersionUID = 1;
    private static final Pattern BEARER = Pattern.compile("(?i:bearer|dpop) +([\\w.~+/-]++=*+) *+");
    private static final String PEER_CERTIFICATE = "jakarta.servlet.request.X509Certificate";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final transient BearerTokens tokens;
    private final transient CertificateHolders certificates;
    private final transient ConsoleSessions sessions;
    private final transient FreshProof freshProof;
    private final transient Authorization authorization;
    private final transient PathTenants pathTenants;
    private final transient Tenants tenants;
    private final transient Refusals refusals;

    ApiGate(
            BearerTokens tokens,
            CertificateHolders certificates,
            ConsoleSessions sessions,
            FreshProof freshProof,
            Authorization authorization,
            PathTenants pathTenants,
            Tenants tenants,
            Refusals refusals) {
        this.tokens = tokens;
        this.certificates = certificates;
        this.sessions = sessions;
        this.freshProof = freshProof;
        this.authorization = authorization;
        this.pathTenants = pathTenants;
        this.tenants = tenants;
        this.refusals = refusals;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<ApiPath> known = ApiPath.of(request.getRequestURI());
        if (known.isEmpty()) {
            refusals.hidden(request, response, false);
            return;
        }
        ApiPath path = known.get();
        boolean scim = path instanceof ApiPath.OneTenant one && one.scim();
        if (!isText(request.getQueryString())) {
            refusals.unreadable(request, response, scim);
            return;
        }
        TenantId trail = tenantOf(path).orElseGet(tenants::system);
        switch (authenticate(request, path)) {
            case Authenticated who -> authorised(request, response, chain, path, who);
            case Anonymous _ -> refusals.unauthenticated(request, response, scim, "", trail);
            case Invalid invalid -> {
                refusals.record(trail, invalid.claimed(), "api.authenticate", invalid.reason(), request);
                refusals.unauthenticated(
                        request,
                        response,
                        scim,
                        invalid.error(),
                        invalid.issuer().orElse(trail));
            }
            case Forged forged -> {
                refusals.record(trail, forged.claimed(), "api.authenticate", forged.reason(), request);
                refusals.denied(request, response, scim, "the request does not come from the console");
            }
            case Stale stale -> {
                refusals.record(trail, stale.actor(), "api.authenticate", "the proof is too old for this", request);
                refusals.unproven(request, response, scim);
            }
        }
    }

    /// @param query as sent; null when there is none
    private static boolean isText(@Nullable String query) {
        if (query == null || query.indexOf('%') < 0) {
            return true;
        }
        try {
            byte[] octets = UriUtils.decode(query, ISO_8859_1).getBytes(ISO_8859_1);
            UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return false;
        }
    }

    private Authentication authenticate(HttpServletRequest request, ApiPath path) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        if (headers.isEmpty()) {
            return path instanceof ApiPath.Enrollment ? byCertificate(request, path) : bySession(request);
        }
        Matcher bearer = BEARER.matcher(headers.getFirst());
        if (headers.size() > 1 || !bearer.matches()) {
            return new Invalid("not one bearer token", "");
        }
        return path instanceof ApiPath.Enrollment
                ? tenantOf(path)
                        .map(tenant -> tokens.accessTokenOrEvidence(
                                tenant, bearer.group(1), request, Problems.origin(request)))
                        .orElseGet(() -> new Invalid("no such tenant", ""))
                : tokens.accessToken(
                        bearer.group(1),
                        request,
                        Stream.concat(tenantOf(path).stream(), Stream.of(tenants.system()))
                                .distinct()
                                .toList());
    }

    /// On the listener that asks for one: the tenant's records say whose the certificate is.
    private Authentication byCertificate(HttpServletRequest request, ApiPath path) {
        if (!(request.getAttribute(PEER_CERTIFICATE) instanceof X509Certificate[] chain) || chain.length == 0) {
            return new Anonymous();
        }
        return tenantOf(path)
                .flatMap(tenant -> certificates.find(tenant, chain[0]))
                .<Authentication>map(holder -> new Authenticated(holder, ""))
                .orElseGet(() -> new Invalid(
                        "not a good certificate of this tenant",
                        chain[0].getSerialNumber().toString(16)));
    }

    private Authentication bySession(HttpServletRequest request) {
        return switch (sessions.authenticate(request, !READING.contains(request.getMethod()))) {
            case ConsoleSessions.Outcome.SignedIn session
            when freshProof.isMissing(request.getMethod(), request.getRequestURI(), session.signIn()) ->
                new Stale(session.principal().toString());
            case ConsoleSessions.Outcome.SignedIn session ->
                new Authenticated(session.principal(), session.signIn(), session.lasting());
            case ConsoleSessions.Outcome.NoSession _ -> new Anonymous();
            case ConsoleSessions.Outcome.Ended ended -> new Invalid(ended.reason(), "");
            case ConsoleSessions.Outcome.Forged forged -> new Forged(forged.reason(), forged.actor());
        };
    }

    private void authorised(
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            ApiPath path,
            Authenticated who)
            throws IOException, ServletException {
        ActivePrincipal principal = who.principal();
        Caller caller =
                new Caller(principal, who.signIn(), Problems.origin(request).by(who.evidence(), who.attester()));
        switch (decision(path, request.getMethod(), principal)) {
            case Decision.Permitted _ -> {
                RequestArguments.attach(request, caller);
                who.lasting()
                        .ifPresent(lasting ->
                                RequestArguments.attach(request, admission(path, request.getMethod(), lasting)));
                chain.doFilter(request, response);
            }
            case Decision.Denied denied -> {
                refusals.record(principal.tenant(), caller.actor(), "api.authorize", denied.reason(), request);
                refusals.denied(request, response, isScim(path), "the caller may not do this");
            }
            case Decision.Hidden hidden -> {
                refusals.record(principal.tenant(), caller.actor(), "api.authorize", hidden.reason(), request);
                refusals.hidden(request, response, isScim(path));
            }
        }
    }

    private Decision decision(ApiPath path, String method, ActivePrincipal principal) {
        return switch (path) {
            case ApiPath.AllTenants _ -> authorization.allTenants(principal, READING.contains(method));
            case ApiPath.OneTenant one
            when one.scim() || one.object().equals(ApiPath.ENTRIES) -> authorization.users(principal, tenantOf(path));
            case ApiPath.OneTenant one -> authorization.oneTenant(principal, tenantOf(path), method, one.object());
            case ApiPath.AccessRules _ -> authorization.accessRules(principal, tenantOf(path));
            case ApiPath.Configuration _ ->
                new Decision.Permitted(); // the endpoint asks for each request that it makes
            case ApiPath.Enrollment _ -> new Decision.Permitted(); // the authority decides by the caller's profile
        };
    }

    private Admission admission(ApiPath path, String method, AccessTokens.Lasting lasting) {
        return new Admission() {
            @Override
            public Instant until() {
                return lasting.expiresAt();
            }

            @Override
            public boolean stands() {
                return lasting.principal()
                        .filter(principal -> decision(path, method, principal) instanceof Decision.Permitted)
                        .isPresent();
            }
        };
    }

    private static boolean isScim(ApiPath path) {
        return path instanceof ApiPath.OneTenant one && one.scim();
    }

    private Optional<TenantId> tenantOf(ApiPath path) {
        return switch (path) {
            case ApiPath.AllTenants _, ApiPath.Configuration _ -> Optional.empty();
            case ApiPath.OneTenant one -> pathTenants.find(one.tenant());
            case ApiPath.AccessRules rules -> pathTenants.find(rules.tenant());
            case ApiPath.Enrollment enrollment -> pathTenants.find(enrollment.tenant());
        };
    }
}
