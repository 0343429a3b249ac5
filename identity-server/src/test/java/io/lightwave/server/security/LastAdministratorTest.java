package io.lightwave.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// REST, SCIM and files leave a tenant an administrator.
class LastAdministratorTest {
    private static final String WITHOUT = "the tenant would have no administrator";

    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private JsonNode scim(TestTenant tenant, String collection, String attribute, String value) {
        String filter = Http.encode("%s eq \"%s\"".formatted(attribute, value));
        return http.get(tenant.path("/scim/v2/" + collection + "?filter=" + filter), server.operator())
                .expect(200)
                .json()
                .at("/Resources/0");
    }

    private Answer patch(TestTenant tenant, String resource, Map<String, Object> operation) {
        return http.json(
                "PATCH",
                tenant.path("/scim/v2/" + resource),
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                        "Operations",
                        List.of(operation)),
                server.operator());
    }

    @Test
    void a_user_is_kept_by_scim() {
        TestTenant tenant = server.tenant("keeps-its-person.example");
        String admin = scim(tenant, "Users", "userName", "admin").path("id").asString();
        String group = scim(tenant, "Groups", "displayName", "administrators")
                .path("id")
                .asString();
        Answer deleted = http.delete(tenant.path("/scim/v2/Users/" + admin), server.operator());
        assertThat(deleted.expect(409).text("detail")).isEqualTo(WITHOUT);
        assertThat(patch(tenant, "Users/" + admin, Map.of("op", "replace", "path", "active", "value", false))
                        .expect(409)
                        .text("detail"))
                .isEqualTo(WITHOUT);
        assertThat(patch(tenant, "Groups/" + group, Map.of("op", "remove", "path", "members"))
                        .expect(409)
                        .text("detail"))
                .isEqualTo(WITHOUT);
        assertThat(scim(tenant, "Users", "userName", "admin").path("active").asBoolean())
                .isTrue();
        assertThat(tenant.audit("action=entry.delete")
                        .getFirst()
                        .path("outcome")
                        .asString())
                .isEqualToIgnoringCase("refused");
    }

    @Test
    void a_client_is_kept_by_rest() {
        TestTenant tenant = server.tenant("keeps-its-robot.example");
        tenant.administratorClient("robot");
        String admin = scim(tenant, "Users", "userName", "admin").path("id").asString();
        http.delete(tenant.path("/scim/v2/Users/" + admin), server.operator()).expect(204);
        Answer deleted = http.delete(tenant.api("/clients/robot"), server.operator());
        assertThat(deleted.expect(409).text("detail")).isEqualTo(WITHOUT);
        Answer disabled = http.json("PATCH", tenant.api("/clients/robot"), Map.of("enabled", false), server.operator());
        assertThat(disabled.expect(409).text("detail")).isEqualTo(WITHOUT);
        assertThat(tenant.get("/clients/robot")
                        .expect(200)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isTrue();
        JsonNode event = tenant.audit("action=administrators.end").getFirst();
        assertThat(event.path("outcome").asString()).isEqualToIgnoringCase("refused");
        assertThat(event.path("actor").asString()).endsWith("@" + TestServer.SYSTEM_TENANT);
        assertThat(event.path("target").asString()).endsWith("/clients/robot");
        tenant.administratorClient("successor");
        http.delete(tenant.api("/clients/robot"), server.operator()).expect(204);
    }

    @Test
    void files_are_asked_for_what_comes_of_them_as_a_whole() {
        TestTenant tenant = server.tenant("keeps-by-file.example");
        tenant.user("bob");
        String disabling = "tenant: keeps-by-file.example\nusers: [{userName: admin, active: false}]\n";
        for (String what : List.of("plan", "apply")) {
            Answer refused = configure(what, disabling);
            assertThat(refused.expect(409).text("detail")).contains("would have no administrator");
        }
        assertThat(scim(tenant, "Users", "userName", "admin").path("active").asBoolean())
                .isTrue();
        configure("apply", disabling + "groups: [{displayName: administrators, members: [bob]}]\n")
                .expect(200);
        assertThat(scim(tenant, "Users", "userName", "admin").path("active").asBoolean())
                .isFalse();
    }

    private Answer configure(String what, String file) {
        return http.json(
                "POST",
                "/api/v1/configuration/" + what,
                Map.of("files", List.of(Map.of("name", "tenant.yaml", "text", file))),
                server.operator());
    }
}
