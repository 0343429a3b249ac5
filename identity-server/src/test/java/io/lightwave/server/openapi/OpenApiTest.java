package io.lightwave.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;

/// The API's description says what the endpoints do.
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    private final TestServer server = TestServer.shared();
    private final JsonNode document =
            server.http().get("/api/openapi.json").expect(200).json();

    @Test
    void needs_no_token_and_is_of_version_3_1() {
        assertThat(document.path("openapi").asString()).startsWith("3.1.");
    }

    /// Paths of the admin API and SCIM, with the names of their variables left out; one that may end in a slash is
    /// described without.
    private static String shape(String path) {
        return path.replaceAll("[{][^}]+[}]", "{}").replaceFirst("/$", "");
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
                        .filter(METHODS::contains)
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

    /// A tenant with one of each kind of thing that files of configuration have, and of some others.
    private TestTenant furnished() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration-files.md"));
        int start = page.indexOf("```yaml\ntenant:") + "```yaml\n".length();
        server.http()
                .json(
                        "POST",
                        "/api/v1/configuration/apply",
                        Map.of(
                                "files",
                                List.of(Map.of(
                                        "name",
                                        "example.yaml",
                                        "text",
                                        page.substring(start, page.indexOf("```", start))
                                                .replace("acme.example\ndisplay", "described.example\ndisplay"))),
                                "secrets",
                                Map.of(
                                        "env:ALICE_PASSWORD",
                                        "silent wood by the lake",
                                        "env:PARTNER_CLIENT_SECRET",
                                        "hush-hush-hush",
                                        "file:secrets/old-directory",
                                        "quiet-quiet")),
                        server.operator())
                .expect(200);
        var tenant = new TestTenant(server, "described.example", "");
        tenant.administratorClient("robot").fetchesToken();
        tenant.create("join-tokens", Map.of("node", "node-1"));
        return tenant;
    }

    /// Where a described path leads to in a tenant: for one object, to some of those that its list has, and to none.
    private Stream<String> addresses(String path, TestTenant tenant) {
        String own = path.replace("{tenant}", tenant.name());
        Matcher one = Pattern.compile("([^{]+)/[{]\\w+[}]([^{]*)").matcher(own);
        if (!one.matches()) {
            return Stream.of(own.replaceAll("[{]\\w+[}]", NOBODY));
        }
        Answer list = server.http().get(one.group(1), server.operator());
        JsonNode items = list.status() == 200
                ? list.json().path(path.contains("/scim/") ? "Resources" : "items")
                : document.path("nothing");
        return Stream.concat(
                Stream.of(one.group(1) + "/" + NOBODY + one.group(2)),
                items.valueStream()
                        .limit(3)
                        .map(item -> item.path(item.has("reference") ? "reference" : "id")
                                .asString(NOBODY))
                        .map(id -> one.group(1) + "/" + UriUtils.encodePathSegment(id, StandardCharsets.UTF_8)
                                + one.group(2)));
    }

    private void forEachOperation(BiConsumer<String, Map.Entry<String, JsonNode>> visitor) {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> visitor.accept(path.getKey(), operation)));
    }

    @Test
    void every_answer_to_a_read_is_as_described() throws IOException {
        var description = new Description(document);
        var read = new TreeSet<String>();
        var faults = new TreeSet<String>();
        for (TestTenant tenant : List.of(furnished(), server.system())) {
            forEachOperation((path, operation) -> {
                if (!operation.getKey().equals("get") || path.endsWith("/certificates/events")) {
                    return;
                }
                addresses(path, tenant).forEach(address -> {
                    Answer answer = server.http().get(address, server.operator());
                    description
                            .faults(operation.getValue(), answer)
                            .forEach(fault -> faults.add("%s: %s".formatted(path, fault)));
                    if (answer.status() == 200) {
                        read.add(path);
                    }
                });
            });
        }
        assertThat(faults).isEmpty();
        assertThat(read).hasSizeGreaterThan(60);
    }

    @Test
    void every_refusal_of_a_body_is_as_described() {
        TestTenant tenant = server.tenant("refused.example");
        var description = new Description(document);
        var faults = new TreeSet<String>();
        forEachOperation((path, operation) -> {
            if (!operation.getValue().has("requestBody")) {
                return;
            }
            String address = path.replace("{tenant}", tenant.name()).replaceAll("[{]\\w+[}]", NOBODY);
            String[] operator = server.operator();
            Map.of("text/xml", "<x/>", "application/json", "[1").forEach((type, body) -> {
                Answer answer = server.http()
                        .send(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                address,
                                BodyPublishers.ofString(body),
                                operator[0],
                                operator[1],
                                "Content-Type",
                                type);
                if (answer.status() < 400 || answer.status() >= 500) {
                    faults.add("%s %s takes %s: %d".formatted(operation.getKey(), path, type, answer.status()));
                }
                description
                        .faults(operation.getValue(), answer)
                        .forEach(fault -> faults.add("%s %s, %s: %s".formatted(operation.getKey(), path, type, fault)));
            });
        });
        assertThat(faults).isEmpty();
    }

    /// Whether the path may as well be one of objects with that name, or a page of the console.
    private boolean isAlsoAnother(String path) {
        return path.equals("/console/logout")
                || document.path("paths").propertyNames().stream()
                        .filter(other -> !other.equals(path))
                        .anyMatch(other -> path.matches(other.replaceAll("[{]\\w+[}]", "[^/]+")));
    }

    @Test
    void every_method_that_is_not_described_is_405_with_those_that_are() {
        TestTenant tenant = server.tenant("refused.example");
        var faults = new TreeSet<String>();
        document.path("paths").properties().stream()
                .filter(path -> !isAlsoAnother(path.getKey()))
                .forEach(path -> {
                    String address =
                            path.getKey().replace("{tenant}", tenant.name()).replaceAll("[{]\\w+[}]", NOBODY);
                    Set<String> there = METHODS.stream()
                            .filter(path.getValue()::has)
                            .map(method -> method.toUpperCase(Locale.ROOT))
                            .collect(Collectors.toCollection(TreeSet::new));
                    METHODS.stream()
                            .filter(method -> !path.getValue().has(method))
                            .forEach(method -> {
                                Answer answer = server.http()
                                        .json(method.toUpperCase(Locale.ROOT), address, Map.of(), server.operator());
                                Set<String> allowed = Stream.of(
                                                answer.header("Allow").split(", *", -1))
                                        .filter(name ->
                                                !Set.of("HEAD", "OPTIONS", "").contains(name))
                                        .collect(Collectors.toCollection(TreeSet::new));
                                if (answer.status() != 405 || !allowed.equals(there)) {
                                    faults.add(
                                            "%s %s: %d, %s".formatted(method, path.getKey(), answer.status(), allowed));
                                }
                            });
                });
        assertThat(faults).isEmpty();
    }
}
