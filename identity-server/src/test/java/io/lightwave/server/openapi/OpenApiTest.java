package io.lightwave.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// The API's description says what the endpoints do.
class OpenApiTest {
    private final TestServer server = TestServer.shared();
    private final JsonNode document =
            server.http().get("/api/openapi.json").expect(200).json();

    @Test
    void needs_no_token_and_is_of_version_3_1() {
        assertThat(document.path("openapi").asString()).startsWith("3.1.");
    }

    /// Paths of the admin API and SCIM, with the names of their variables left out.
    private static String shape(String path) {
        return path.replaceAll("[{][^}]+[}]", "{}");
    }

    private static boolean isDescribed(String path) {
        return path.startsWith("/api/v1/")
                || path.contains("/scim/v2/")
                || path.equals("/console/session")
                || path.equals("/console/logout");
    }

    /// `{name:one|other}` stands for one of two paths.
    private static Stream<String> alternatives(String path) {
        Matcher choice = Pattern.compile("[{]\\w+:([\\w|]+)[}]").matcher(path);
        return choice.find() ? Stream.of(choice.group(1).split("[|]")).map(choice::replaceFirst) : Stream.of(path);
    }

    private Set<String> described() {
        return document.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .map(java.util.Map.Entry::getKey)
                        .filter(method ->
                                Set.of("get", "post", "put", "patch", "delete").contains(method))
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + shape(path.getKey())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> mapped() {
        Set<String> mapped = new TreeSet<>();
        server.running()
                .context()
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()
                .forEach(mapping -> mapping.getHandlerMethods()
                        .keySet()
                        .forEach(info -> info.getPatternValues().stream()
                                .filter(OpenApiTest::isDescribed)
                                .flatMap(OpenApiTest::alternatives)
                                .forEach(path -> info.getMethodsCondition()
                                        .getMethods()
                                        .forEach(method -> mapped.add(method + " " + shape(path))))));
        return mapped;
    }

    @Test
    void every_operation_is_described_and_every_description_is_an_operation() {
        assertThat(described()).containsExactlyInAnyOrderElementsOf(mapped());
    }

    /// The lists that take one, by the endpoints.
    private Set<String> limited() {
        Set<String> limited = new TreeSet<>();
        server.running()
                .context()
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()
                .forEach(mapping -> mapping.getHandlerMethods().forEach((info, method) -> {
                    if (Stream.of(method.getMethod().getParameters())
                            .anyMatch(parameter -> parameter.getName().equals("limit"))) {
                        limited.addAll(info.getPatternValues());
                    }
                }));
        return limited;
    }

    @Test
    void every_list_that_takes_a_limit_keeps_to_the_one_that_is_described() {
        JsonNode limit = document.at("/components/parameters/limit/schema");
        int most = limit.path("maximum").asInt();
        assertThat(limit.path("minimum").asInt()).isOne();
        var described = new TreeSet<String>();
        document.path("paths").properties().forEach(path -> {
            if (path.getValue().at("/get/parameters").toString().contains("#/components/parameters/limit\"")) {
                described.add(path.getKey());
                String list = path.getKey().replace("{tenant}", TestServer.SYSTEM_TENANT) + "?limit=";
                for (Object refused : new Object[] {0, -1, most + 1, "x", "99999999999"}) {
                    Answer answer = server.http().get(list + refused, server.operator());
                    assertThat(answer.status()).as(list + refused).isEqualTo(400);
                    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                    assertThat(answer.json().at("/errors/0/field").asString()).isEqualTo("limit");
                }
                for (int taken : new int[] {1, most}) {
                    server.http().get(list + taken, server.operator()).expect(200);
                }
            }
        });
        assertThat(described)
                .hasSizeGreaterThan(10)
                .map(OpenApiTest::shape)
                .containsExactlyInAnyOrderElementsOf(
                        limited().stream().map(OpenApiTest::shape).toList());
    }

    private Set<String> properties(String schema) {
        return document.at("/components/schemas/" + schema + "/properties")
                .propertyStream()
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertConforms(JsonNode answer, String schema) {
        Set<String> given =
                answer.propertyStream().map(java.util.Map.Entry::getKey).collect(Collectors.toSet());
        assertThat(properties(schema)).as(schema).containsAll(given);
        document.at("/components/schemas/" + schema + "/required")
                .valueStream()
                .forEach(required -> assertThat(given).as(schema).contains(required.asString()));
    }

    @Test
    void answers_have_the_members_that_are_described() {
        TestTenant tenant = server.tenant("described.example");
        tenant.user("alice");
        tenant.client("billing");
        assertConforms(tenant.get("").json(), "Tenant");
        assertConforms(tenant.get("/clients/billing").expect(200).json(), "Client");
        assertConforms(tenant.get("/audit").json().at("/items/0"), "AuditEvent");
        assertConforms(
                server.http()
                        .get(tenant.path("/scim/v2/Users"), server.operator())
                        .json()
                        .at("/Resources/0"),
                "ScimUser");
        assertConforms(
                server.http()
                        .get(tenant.path("/scim/v2/Users"), server.operator())
                        .json(),
                "ScimUserList");
        assertConforms(
                server.http()
                        .get("/api/v1/tenants/unknown.example", server.operator())
                        .json(),
                "Problem");
    }
}
