package io.lightwave.token.crossorigin;

import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.CrossOriginRequests;
import io.lightwave.token.client.ClientOrigins;
import io.lightwave.token.protocol.WebOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Knows the endpoints by their paths as they were sent: what is written in any other way is not read by scripts. Who
/// asks is not known yet, so any client's origin will do here; the endpoint that learns which client it is keeps to
/// that one's (`WebOrigin`).
final class CrossOriginAnswers implements CrossOriginRequests {
    private static final String MAXIMUM_AGE_SECONDS = "7200"; // browsers keep it no longer
    private static final String SENT = "Authorization, Content-Type, DPoP";
    /// A browser whose clock is wrong signs proofs by ours.
    private static final String EXPOSED = "WWW-Authenticate, DPoP-Nonce, Retry-After, Date";

    private static final List<Route> ROUTES = List.of(
            ofAnybody("/t/{tenant}/oauth2/jwks"),
            ofAnybody("/t/{tenant}/.well-known/openid-configuration"),
            ofAnybody("/.well-known/oauth-authorization-server/t/{tenant}"),
            ofAnybody("/.well-known/oauth-protected-resource/t/{tenant}"),
            ofClients("/t/{tenant}/oauth2/token", "POST"),
            ofClients("/t/{tenant}/oauth2/userinfo", "GET, POST"),
            ofClients("/t/{tenant}/oauth2/revoke", "POST"),
            ofClients("/t/{tenant}/oauth2/par", "POST"),
            ofClients("/t/{tenant}/oauth2/device_authorization", "POST"),
            ofClients("/t/{tenant}/oauth2/register", "POST"),
            ofClients("/t/{tenant}/oauth2/register/{client}", "GET, PUT, DELETE"));

    /// @param headers that a script may send besides those that it may send anywhere
    private record Route(String name, Pattern path, String methods, String headers, boolean isPublic) {
        Route(String name, String methods, String headers, boolean isPublic) {
            this(
                    name,
                    Pattern.compile(name.replace(".", "[.]")
                            .replace("{tenant}", "([a-z0-9.-]{1,253})")
                            .replace("{client}", "[^/]+")),
                    methods,
                    headers,
                    isPublic);
        }
    }

    private final Tenants tenants;
    private final ClientOrigins origins;

    CrossOriginAnswers(Tenants tenants, ClientOrigins origins) {
        this.tenants = tenants;
        this.origins = origins;
    }

    private static Route ofAnybody(String name) {
        return new Route(name, "GET", "*", true);
    }

    private static Route ofClients(String name, String methods) {
        return new Route(name, methods, SENT, false);
    }

    @Override
    public Optional<String> answer(HttpServletRequest request, HttpServletResponse response) {
        for (Route route : ROUTES) {
            Matcher path = route.path().matcher(request.getRequestURI());
            if (path.matches()) {
                return tenant(path.group(1)).flatMap(tenant -> answer(route, tenant, request, response));
            }
        }
        return Optional.empty();
    }

    private Optional<Tenant> tenant(String name) {
        try {
            return tenants.find(new TenantId(name)).filter(Tenant::isActive);
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    private Optional<String> answer(
            Route route, Tenant tenant, HttpServletRequest request, HttpServletResponse response) {
        boolean preflight =
                request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
        if (route.isPublic()) {
            if (preflight) { // otherwise its endpoint says so itself
                WebOrigin.anyMayRead(response);
                permit(route, response);
            }
        } else {
            response.addHeader("Vary", "Origin");
            String origin = request.getHeader("Origin");
            if (origins.isRegistered(tenant.id(), origin)) {
                response.setHeader(WebOrigin.ALLOWED, origin);
                if (preflight) {
                    permit(route, response);
                } else {
                    response.setHeader("Access-Control-Expose-Headers", EXPOSED);
                }
            }
        }
        if (!preflight) {
            return Optional.empty();
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return Optional.of(route.name());
    }

    private static void permit(Route route, HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", route.methods());
        response.setHeader("Access-Control-Allow-Headers", route.headers());
        response.setHeader("Access-Control-Max-Age", MAXIMUM_AGE_SECONDS);
    }
}
