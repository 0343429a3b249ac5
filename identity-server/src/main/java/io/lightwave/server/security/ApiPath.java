package io.lightwave.server.security;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A path that asks for a caller, read from the raw request path: nothing is decoded or normalised, so what an
/// endpoint would see otherwise than we do matches nothing here and is denied.
sealed interface ApiPath {

    /// `/api/v1/tenants` itself.
    record AllTenants() implements ApiPath {}

    /// The object below a tenant about which access rules decide, as about users and groups.
    String ENTRIES = "entries";

    /// Below one tenant, for its administrators and those of the system tenant.
    ///
    /// @param tenant as the path writes it
    /// @param scim whether refusals are written as SCIM errors (RFC 7644 §3.12)
    /// @param object the first segment below the tenant; empty for the tenant itself
    record OneTenant(String tenant, boolean scim, String object) implements ApiPath {}

    /// Access rules of one tenant, also for those who manage some of its entries.
    record AccessRules(String tenant) implements ApiPath {}

    /// `/t/{tenant}/ca/certificates`, its like for SSH, and EST's enrolment: for the tenant's own subjects and
    /// evidence.
    record Enrollment(String tenant) implements ApiPath {}

    /// Files of configuration; what of each tenant the caller may is decided by the endpoint.
    record Configuration() implements ApiPath {}

    Pattern API = Pattern.compile("/api/v1/tenants/([^/]+)(/.*)?");
    Pattern CONFIGURATION = Pattern.compile("/api/v1/configuration/(plan|apply)");
    Pattern ACCESS_RULES = Pattern.compile("/api/v1/tenants/([^/]+)/access-rules(?:/[^/]+)?");
    Pattern SCIM = Pattern.compile("/t/([^/]+)/scim/v2/.+");
    Pattern ENROLLMENT = Pattern.compile("/t/([^/]+)/ca/(?:certificates(?:/renew|/pkcs12)?|ssh/certificates)");
    Pattern EST = Pattern.compile("/[.]well-known/est/([^/]+)/simple(?:re)?enroll");

    /// Empty when the path is none of these.
    static Optional<ApiPath> of(String path) {
        if (CONFIGURATION.matcher(path).matches()) {
            return Optional.of(new Configuration());
        }
        if (path.equals("/api/v1/tenants")) {
            return Optional.of(new AllTenants());
        }
        Matcher rules = ACCESS_RULES.matcher(path);
        if (rules.matches()) {
            return Optional.of(new AccessRules(rules.group(1)));
        }
        Matcher api = API.matcher(path);
        if (api.matches()) {
            return Optional.of(new OneTenant(api.group(1), false, object(api.group(2))));
        }
        Matcher scim = SCIM.matcher(path);
        if (scim.matches()) {
            return Optional.of(new OneTenant(scim.group(1), true, ""));
        }
        Matcher enrollment = ENROLLMENT.matcher(path);
        Matcher est = EST.matcher(path);
        if (est.matches()) {
            return Optional.of(new Enrollment(est.group(1)));
        }
        return enrollment.matches() ? Optional.of(new Enrollment(enrollment.group(1))) : Optional.empty();
    }

    private static String object(@Nullable String below) {
        return below == null ? "" : below.split("/", -1)[1];
    }
}
