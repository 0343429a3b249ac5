package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Each role against each operation that the API's description has: what a role does not permit is 403, and in another
/// tenant 404.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
    private static final String BASE = "/api/v1/tenants/{tenant}";
    private static final Set<String> CERTIFICATES = Set.of(
            "acme-credentials",
            "authorities",
            "authority-requests",
            "authority-rotations",
            "certificate-profiles",
            "certificates",
            "ssh");
    private static final Set<String> TRAIL = Set.of("audit", "sign-in-refusals", "workload-refusals");
    private static final Set<String> FOR_ADMINISTRATORS = Set.of("ldif", "access-rules");

    private final TestServer server = TestServer.shared();
    private final TestTenant acme = server.tenant("roles.example");
    private final TestTenant other = server.tenant("other-roles.example");
    private final Map<String, String> tokens = new TreeMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /// @param object the first segment below the tenant
    private record Operation(String method, String path, String object) {
        boolean reads() {
            return method.equals("GET");
        }
    }

    @BeforeAll
    void read_the_description_and_give_the_roles() {
        JsonNode paths =
                server.http().get("/api/openapi.json").expect(200).json().path("paths");
        paths.propertyStream().filter(path -> path.getKey().startsWith(BASE)).forEach(path -> {
            String below = path.getKey().substring(BASE.length());
            String object = below.isEmpty() ? "" : below.split("/", -1)[1];
            for (String method : List.of("get", "post", "put", "patch", "delete")) {
                if (path.getValue().has(method)) {
                    operations.add(new Operation(
                            method.toUpperCase(Locale.ROOT), below.replaceAll("[{][^}]+[}]", "nobody"), object));
                }
            }
        });
        assertThat(operations).hasSizeGreaterThan(100);
        for (String role : Tenants.ROLES) {
            tokens.put(role, member(new TenantId("roles.example"), acme, role));
        }
        tokens.put("nothing", acme.client("plain").fetchesToken());
    }

    private String member(TenantId tenant, TestTenant of, String role) {
        var subjects = server.running().context().getBean(Subjects.class);
        subjects.add(tenant, SubjectKind.GROUP, role, Map.of());
        var client = of.client("in-" + role);
        subjects.addToGroup(
                tenant,
                role,
                subjects.byName(tenant, SubjectKind.CLIENT, "in-" + role)
                        .orElseThrow()
                        .id());
        return client.fetchesToken();
    }

    private int status(TestTenant tenant, Operation operation, String token) {
        return server.http()
                .send(
                        operation.method(),
                        tenant.path("").replace("/t/", "/api/v1/tenants/") + operation.path(),
                        BodyPublishers.ofString(
                                operation.reads() || operation.method().equals("DELETE") ? "" : "{}"),
                        "Authorization",
                        "Bearer " + token,
                        "Last-Event-ID", // so that streams of events end at once
                        "none",
                        "Content-Type",
                        operation.method().equals("PATCH") ? "application/merge-patch+json" : "application/json")
                .status();
    }

    private static boolean isPermitted(String role, Operation operation) {
        if (FOR_ADMINISTRATORS.contains(operation.object())) {
            return false;
        }
        if (operation.object().equals("entries")) {
            return role.equals("user-administrators");
        }
        return switch (role) {
            case "auditors" -> operation.reads();
            case "readers" -> operation.reads() && !TRAIL.contains(operation.object());
            case "certificate-administrators" ->
                (operation.reads() && !TRAIL.contains(operation.object())) || CERTIFICATES.contains(operation.object());
            default -> false;
        };
    }

    @Test
    void each_role_may_do_what_it_is_for_and_nothing_else() {
        var wrong = new TreeSet<String>();
        tokens.forEach((role, token) -> operations.forEach(operation -> {
            int status = status(acme, operation, token);
            if ((status == 403) == isPermitted(role, operation) || status >= 500 || status == 401) {
                wrong.add("%s: %s %s is %d".formatted(role, operation.method(), operation.path(), status));
            }
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void no_role_reaches_another_tenant() {
        tokens.forEach((role, token) -> operations.forEach(operation -> assertThat(status(other, operation, token))
                .as("%s: %s %s", role, operation.method(), operation.path())
                .isEqualTo(404)));
    }

    @Test
    void a_role_in_the_system_tenant_is_one_in_every_tenant() {
        TestTenant system = server.system();
        String auditor = member(new TenantId("lightwave.local"), system, "auditors");
        assertThat(status(acme, new Operation("GET", "/audit", "audit"), auditor))
                .isEqualTo(200);
        assertThat(status(acme, new Operation("PATCH", "/policies/audit", "policies"), auditor))
                .isEqualTo(404);
    }

    @Test
    void an_object_in_another_spelling_is_for_administrators() {
        for (String path : List.of("/%61udit", "/audit;x=1", "//audit", "/./audit", "/clients/../audit")) {
            assertThat(status(acme, new Operation("GET", path, ""), Objects.requireNonNull(tokens.get("readers"))))
                    .as(path)
                    .isIn(400, 403, 404);
        }
    }
}
