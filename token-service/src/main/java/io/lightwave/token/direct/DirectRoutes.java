package io.lightwave.token.direct;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.DirectEndpoints;
import io.lightwave.token.protocol.DirectRoute;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds direct endpoints by comparing paths as they were sent: what is written in any other way, or has a query, goes
/// the usual way.
final class DirectRoutes implements DirectEndpoints {
    private static final Pattern PATH = Pattern.compile("/t/([a-z0-9.-]{1,253})(/oauth2/[a-z]{1,20})");

    private final Map<String, DirectRoute> endpoints = new HashMap<>();
    private final Tenants tenants;

    DirectRoutes(List<DirectRoute> all, Tenants tenants) {
        all.forEach(endpoint -> endpoints.put(endpoint.method() + endpoint.path(), endpoint));
        this.tenants = tenants;
    }

    @Override
    public Optional<Direct> find(HttpServletRequest request) {
        if (request.getQueryString() != null) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(request.getRequestURI());
        if (!path.matches()) {
            return Optional.empty();
        }
        DirectRoute endpoint = endpoints.get(request.getMethod() + path.group(2));
        return endpoint == null
                ? Optional.empty()
                : tenant(path.group(1)).map(tenant -> new OfTenant(endpoint, tenant));
    }

    private Optional<Tenant> tenant(String name) {
        try {
            return tenants.find(new TenantId(name)).filter(Tenant::isActive);
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    private record OfTenant(DirectRoute endpoint, Tenant tenant) implements Direct {
        @Override
        public String route() {
            return "/t/{tenant}" + endpoint.path();
        }

        @Override
        public void serve(HttpServletRequest request, HttpServletResponse response, Origin origin) throws IOException {
            endpoint.serve(tenant, request, response, origin);
        }
    }
}
