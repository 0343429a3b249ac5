package io.lightwave.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestClient;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Configuration as files.
class FilesTest {
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private Answer send(String what, Map<String, ?> further, String... texts) {
        var body = new TreeMap<String, Object>(further);
        body.put(
                "files",
                java.util.stream.IntStream.range(0, texts.length)
                        .mapToObj(i -> Map.of("name", "file%d.yaml".formatted(i + 1), "text", texts[i]))
                        .toList());
        return http.json("POST", "/api/v1/configuration/" + what, body, server.operator());
    }

    private JsonNode plan(String... texts) {
        return send("plan", Map.of(), texts).expect(200).json();
    }

    private JsonNode apply(String... texts) {
        return send("apply", Map.of(), texts).expect(200).json();
    }

    private JsonNode apply(Map<String, ?> further, String... texts) {
        return send("apply", further, texts).expect(200).json();
    }

    private static List<String> changes(JsonNode outcome) {
        return outcome.path("tenants")
                .valueStream()
                .flatMap(tenant -> tenant.path("changes").valueStream())
                .map(change -> "%s %s %s"
                        .formatted(
                                change.path("action").stringValue(),
                                change.path("kind").stringValue(),
                                change.path("name").stringValue()))
                .toList();
    }

    private String export(TestTenant tenant) {
        Answer answer = tenant.get("/configuration").expect(200);
        assertThat(answer.header("Content-Type")).startsWith("application/yaml");
        return answer.body();
    }

    private static final String TWO = """
            tenant: files.example
            displayName: Files in git
            policies:
              password:
                minimumLength: 12
            resourceServers:
              - name: ledger
                uri: https://ledger.example
                scopes: [read, write]
            clients:
              - clientId: shop
                grantTypes: [authorization_code]
                redirectUris:
                  - https://shop.example/callback
                tokenEndpointAuthMethod: client_secret_basic
                audiences: [ledger]
                enabled: false
            """;

    @Test
    void a_file_makes_a_tenant_and_what_is_below_it_and_a_second_time_nothing() {
        JsonNode planned = plan(TWO);
        assertThat(planned.at("/tenants/0/missing").asBoolean()).isTrue();
        assertThat(changes(planned)).contains("create clients shop", "create resourceServers ledger");

        JsonNode applied = apply(TWO);

        assertThat(changes(applied))
                .containsExactly(
                        "change  ",
                        "change policies.password ",
                        "create resourceServers ledger",
                        "create clients shop");
        assertThat(applied.path("generated")
                        .valueStream()
                        .map(made -> made.path("field").stringValue()))
                .containsExactly("password", "clientSecret");
        TestTenant made = new TestTenant(server, "files.example", "");
        assertThat(made.get("/clients/shop").json().path("enabled").asBoolean(true))
                .isFalse();
        assertThat(made.get("").text("displayName")).isEqualTo("Files in git");
        assertThat(changes(apply(TWO))).isEmpty();
        assertThat(changes(plan(TWO))).isEmpty();
        assertThat(made.audit("action=configuration.apply"))
                .hasSize(1)
                .first()
                .satisfies(event ->
                        assertThat(event.path("reason").asString()).isEqualTo("created 2, changed 2, deleted 0"));
    }

    @Test
    void an_export_changes_nothing_and_one_changed_line_that() {
        TestTenant tenant = server.tenant("exported.example");
        tenant.client("billing", "https://b.example", "https://a.example");
        tenant.create(
                "clients",
                Map.of(
                        "clientId",
                        "shop",
                        "grantTypes",
                        List.of("authorization_code"),
                        "redirectUris",
                        List.of("https://shop.example/callback"),
                        "clientName",
                        "Größe: \"shop\" # no",
                        "tokenEndpointAuthMethod",
                        "none"));
        tenant.create(
                "resource-servers", Map.of("name", "yes", "uri", "https://b.example", "scopes", List.of("b", "a")));

        String file = export(tenant);

        assertThat(file).contains("clientId: billing").doesNotContain("lightwave-console", "createdAt", "ecret:");
        assertThat(changes(plan(file))).isEmpty();
        JsonNode planned = plan(file.replace("shop.example/callback", "shop.example/other"));
        assertThat(changes(planned)).containsExactly("change clients shop");
        assertThat(planned.at("/tenants/0/changes/0/fields/0").toString())
                .isEqualTo(
                        "{\"field\":\"redirectUris\",\"from\":[\"https://shop.example/callback\"],\"to\":[\"https://shop.example/other\"]}");
        assertThat(tenant.get("/clients/shop").body()).contains("/callback");
        apply(file.replace("shop.example/callback", "shop.example/other"));
        assertThat(tenant.get("/clients/shop").body()).contains("/other").doesNotContain("/callback");
    }

    /// The example of the documentation.
    private static String example() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "configuration-files.md"));
        int start = page.indexOf("```yaml\ntenant:") + "```yaml\n".length();
        return page.substring(start, page.indexOf("```", start));
    }

    private static final Map<String, Map<String, String>> SECRETS = Map.of(
            "secrets",
            Map.of(
                    "env:ALICE_PASSWORD",
                    "silent wood by the lake",
                    "env:PARTNER_CLIENT_SECRET",
                    "hush-hush-hush",
                    "file:secrets/old-directory",
                    "quiet-quiet"));

    @Test
    void the_example_has_each_kind_and_is_applied_exported_and_applied_elsewhere() throws IOException {
        String example = example().replace("acme.example\ndisplay", "documented.example\ndisplay");
        assertThat(plan(example).path("needs").valueStream().map(JsonNode::stringValue))
                .containsExactly("env:ALICE_PASSWORD", "env:PARTNER_CLIENT_SECRET", "file:secrets/old-directory");
        List<String> first = changes(apply(SECRETS, example));
        assertThat(first).hasSize(26);
        assertThat(changes(send("plan", SECRETS, example).expect(200).json())).isEmpty();
        assertThat(changes(apply(SECRETS, example))).isEmpty();

        TestTenant made = new TestTenant(server, "documented.example", "");
        String file = export(made);

        assertThat(file)
                .doesNotContain("hush", "quiet", "silent")
                .contains("# clientSecret: env:PARTNER_CLIENT_SECRET");
        assertThat(changes(plan(file))).isEmpty();
        String renamed = file.replace("tenant: documented.example", "tenant: replanted.example")
                .replace("dc=documented,", "dc=replanted,");
        String elsewhere = renamed.replace("# clientSecret", "clientSecret").replace("# bindPassword", "bindPassword");
        JsonNode needs = plan(elsewhere).path("needs");
        var secrets = new TreeMap<String, String>();
        needs.forEach(need -> secrets.put(need.stringValue(), "some secret"));
        apply(Map.of("secrets", secrets), elsewhere);
        assertThat(export(new TestTenant(server, "replanted.example", ""))).isEqualTo(renamed);
    }

    @Test
    void another_secret_is_a_change_that_shows_neither() {
        String file = """
                tenant: secretive.example
                ldapSources:
                  - name: old
                    kind: ldap
                    urls: ["ldaps://ldap.acme.example"]
                    bindDn: cn=lightwave,dc=acme,dc=example
                    userBase: ou=people,dc=acme,dc=example
                    bindPassword: env:OLD
                """;
        server.tenant("secretive.example");
        apply(Map.of("secrets", Map.of("env:OLD", "one secret")), file);
        assertThat(changes(apply(Map.of("secrets", Map.of("env:OLD", "one secret")), file)))
                .isEmpty();
        Answer other = send("apply", Map.of("secrets", Map.of("env:OLD", "other secret")), file);
        assertThat(changes(other.expect(200).json())).containsExactly("change ldapSources old");
        assertThat(other.body()).doesNotContain("other secret").contains("\"secret\":true");
        assertThat(send("plan", Map.of(), file.replace("env:OLD", "plain"))
                        .expect(400)
                        .body())
                .contains("is a secret, which no file holds");
    }

    @Test
    void rules_of_workloads_come_and_go_and_immutable_fields_stay() {
        TestTenant tenant = server.tenant("ruled.example");
        tenant.trusts("https://ruled-cluster.example", "kubernetes");
        String file = """
                tenant: ruled.example
                workloads:
                  - name: shop
                    rules:
                      - issuer: https://ruled-cluster.example
                        claims: {sub: "system:serviceaccount:a:b"}
                resourceServers:
                  - {name: ledger, uri: "https://ledger.example"}
                """;
        apply(file);
        assertThat(changes(apply(file.replace("a:b", "a:c")))).containsExactly("change workloads shop");
        assertThat(tenant.get("/workloads/shop")
                        .json()
                        .at("/rules/0/claims/sub")
                        .asString())
                .isEqualTo("system:serviceaccount:a:c");
        assertThat(tenant.get("/workloads/shop").json().path("rules").size()).isEqualTo(1);
        Answer moved = send("apply", Map.of(), file.replace("ledger.example", "other.example"));
        assertThat(moved.expect(400).json().at("/errors/0").toString())
                .contains("resourceServers[0].uri", "\"line\":8", "cannot be changed");
        Answer wrong =
                send("apply", Map.of(), file.replace("https://ruled-cluster.example", "https://unknown.example"));
        assertThat(wrong.status()).isBetween(400, 409);
        assertThat(wrong.json().at("/errors/0/field").asString()).startsWith("workloads[0].rules[0]");
    }

    @Test
    void everything_that_is_wrong_is_told_with_its_line_and_nothing_is_done() {
        TestTenant tenant = server.tenant("wrong.example");
        Answer answer = send("apply", Map.of(), """
                tenant: wrong.example
                displayName: Wrong
                clients:
                  - clientId: one
                    grantTypes: [client_credentials]
                  - clientId: two
                    grantTypes: [nonsense]
                  - clientId: "spiffe://no"
                """);
        assertThat(answer.expect(400)
                        .json()
                        .path("errors")
                        .valueStream()
                        .map(error -> "%s:%d %s"
                                .formatted(
                                        error.path("file").asString(""),
                                        error.path("line").asInt(),
                                        error.path("field").asString(""))))
                .containsExactly("file1.yaml:7 clients[1].grantTypes[0]", "file1.yaml:8 clients[2].clientId");
        assertThat(tenant.get("").json().has("displayName")).isFalse();
        assertThat(tenant.get("/clients/one").status()).isEqualTo(404);
    }

    @Test
    void prune_deletes_what_files_have_made_and_with_all_the_rest_of_the_kinds() {
        TestTenant tenant = server.tenant("pruned.example");
        tenant.client("by-hand");
        String two = """
                tenant: pruned.example
                clients:
                  - {clientId: one, grantTypes: [client_credentials]}
                  - {clientId: two, grantTypes: [client_credentials]}
                """;
        apply(two);
        String one = two.lines().limit(3).collect(java.util.stream.Collectors.joining("\n"));
        assertThat(changes(plan(one))).isEmpty();
        assertThat(changes(apply(Map.of("prune", "applied"), one))).containsExactly("delete clients two");
        assertThat(tenant.get("/clients/by-hand").status()).isEqualTo(200);
        assertThat(changes(apply(Map.of("prune", "all"), one))).containsExactly("delete clients by-hand");
        assertThat(tenant.get("/clients/lightwave-console").status()).isEqualTo(200);
        assertThat(tenant.get("/clients/one").status()).isEqualTo(200);
    }

    private static final String PEOPLE = """
            tenant: peopled.example
            users:
              - userName: berta
                displayName: Berta
                name: {givenName: Berta, familyName: Berg}
                emails: [berta@peopled.example, b.berg@peopled.example]
                title: Engineer
                department: Tools
                password: env:BERTA
              - {userName: carl, active: false}
            groups:
              - displayName: crew
                members: [carl, berta]
              - displayName: everybody
                memberGroups: [crew]
            """;

    private static Map<String, Map<String, String>> password(String password) {
        return Map.of("secrets", Map.of("env:BERTA", password));
    }

    private JsonNode scim(TestTenant tenant, String collection, String key, String name) {
        return http.get(
                        tenant.path("/scim/v2/" + collection + "?filter=" + Http.encode(key + " eq \"" + name + "\"")),
                        server.operator())
                .expect(200)
                .json()
                .path("Resources");
    }

    private Answer patch(TestTenant tenant, String path, Map<String, ?> operation) {
        return http.json(
                        "PATCH",
                        tenant.path("/scim/v2/" + path),
                        Map.of(
                                "schemas",
                                List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                                "Operations",
                                List.of(operation)),
                        server.operator())
                .expect(200);
    }

    @Test
    void users_and_groups_are_made_and_changed_and_what_is_not_named_stays() {
        TestTenant tenant = server.tenant("peopled.example");
        String first = "one hammock between two trees";
        assertThat(changes(apply(password(first), PEOPLE)))
                .containsExactly(
                        "create users berta", "create users carl", "create groups crew", "create groups everybody");
        assertThat(changes(apply(password(first), PEOPLE))).isEmpty();
        JsonNode berta = scim(tenant, "Users", "userName", "berta").path(0);
        assertThat(berta.at("/emails/0/value").asString()).isEqualTo("berta@peopled.example");
        assertThat(berta.at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/department")
                        .asString())
                .isEqualTo("Tools");
        assertThat(scim(tenant, "Users", "userName", "carl").at("/0/active").asBoolean(true))
                .isFalse();
        String crew = "Groups/"
                + scim(tenant, "Groups", "displayName", "crew").at("/0/id").asString();
        assertThat(scim(tenant, "Groups", "displayName", "crew").at("/0/members"))
                .hasSize(2);

        tenant.client("robot");
        String robot = tenant.get("/clients/robot").text("id");
        patch(tenant, crew, Map.of("op", "add", "path", "members", "value", List.of(Map.of("value", robot))));
        patch(
                tenant,
                "Users/" + berta.path("id").asString(),
                Map.of("op", "replace", "path", "nickName", "value", "Bee"));
        assertThat(changes(apply(password(first), PEOPLE))).isEmpty();

        String changed = PEOPLE.replace("members: [carl, berta]", "members: [berta]")
                .replace("title: Engineer", "title: null")
                .replace("Berta Berg", "Berta B.")
                .replace("berta@peopled.example, ", "");
        JsonNode planned = send("plan", password(first), changed).expect(200).json();
        assertThat(changes(planned)).containsExactly("change users berta", "change groups crew");
        assertThat(changes(apply(password(first), changed))).containsExactlyElementsOf(changes(planned));
        JsonNode after = scim(tenant, "Users", "userName", "berta").path(0);
        assertThat(after.has("title")).isFalse();
        assertThat(after.path("nickName").asString()).isEqualTo("Bee");
        assertThat(after.path("emails")).hasSize(1);
        assertThat(scim(tenant, "Groups", "displayName", "crew")
                        .at("/0/members")
                        .valueStream()
                        .map(member -> member.path("display").asString()))
                .containsExactlyInAnyOrder("berta", "robot");

        Answer other = send("apply", password("another pond without ducks"), changed);
        assertThat(changes(other.expect(200).json())).containsExactly("change users berta");
        assertThat(other.body()).contains("\"secret\":true").doesNotContain("pond");
        assertThat(export(tenant))
                .contains(
                        "- userName: berta",
                        "crew\n    members:\n      - berta\n  - displayName: everybody\n    memberGroups:")
                .doesNotContain("env:BERTA", "pond", "hammock");
        Answer unknown = send("apply", password(first), changed.replace("[berta]", "[berta, dora]"));
        assertThat(unknown.expect(400).body()).contains("there is no dora", "\"line\":13");
    }

    @Test
    void of_users_and_groups_only_those_of_files_are_pruned_and_never_the_caller_or_the_last_administrator() {
        TestTenant tenant = server.tenant("unpeopled.example");
        tenant.user("by-hand");
        String file = """
                tenant: unpeopled.example
                users: [{userName: made}]
                groups: [{displayName: made-too, members: [made]}]
                clients:
                  - clientId: applier
                    grantTypes: [client_credentials]
                    tokenEndpointAuthMethod: client_secret_basic
                """;
        String secret = apply(file).path("generated").path(0).path("value").asString();
        String nobody = "tenant: unpeopled.example\nusers: []\ngroups: []\n";
        assertThat(changes(apply(Map.of("prune", "all"), nobody + file.substring(file.indexOf("clients:")))))
                .containsExactly("delete groups made-too", "delete users made");
        assertThat(scim(tenant, "Users", "userName", "by-hand")).hasSize(1);
        assertThat(scim(tenant, "Users", "userName", "made")).isEmpty();

        Answer emptied = send(
                "apply",
                Map.of(),
                "tenant: unpeopled.example\ngroups:\n  - displayName: administrators\n    members: []\n");
        assertThat(emptied.expect(409).text("detail")).contains("no administrator");
        assertThat(scim(tenant, "Groups", "displayName", "administrators").at("/0/members"))
                .hasSize(1);

        String applier = tenant.get("/clients/applier").text("id");
        String administrators = "Groups/"
                + scim(tenant, "Groups", "displayName", "administrators")
                        .at("/0/id")
                        .asString();
        patch(
                tenant,
                administrators,
                Map.of("op", "add", "path", "members", "value", List.of(Map.of("value", applier))));
        String[] itself = Http.bearer(new TestClient(tenant, "applier", secret).fetchesToken());
        Answer refused = http.json(
                "POST",
                "/api/v1/configuration/apply",
                Map.of("prune", "applied", "files", List.of(Map.of("name", "f.yaml", "text", nobody))),
                itself);
        assertThat(refused.expect(409).body()).contains("it is who applies this");
        assertThat(tenant.get("/clients/applier").status()).isEqualTo(200);
    }

    private static final String UNITS = """
            tenant: united.example
            units:
              - name: ou=field,ou=sales,ou=people
              - name: ou=sales,ou=people
              - name: ou=sales,ou=groups
            users:
              - userName: fay
                unit: ou=field,ou=sales
              - userName: sam
                unit: ou=sales
            groups:
              - displayName: hunters
                unit: ou=sales
                members: [fay]
            """;

    @Test
    void people_and_groups_stand_in_units_that_are_made_before_and_deleted_after() {
        TestTenant tenant = server.tenant("united.example");
        assertThat(changes(apply(UNITS)))
                .containsExactly(
                        "create units ou=sales,ou=people",
                        "create units ou=sales,ou=groups",
                        "create units ou=field,ou=sales,ou=people",
                        "create users fay",
                        "create users sam",
                        "create groups hunters");
        assertThat(changes(apply(UNITS))).isEmpty();
        assertThat(tenant.get("/entries/" + Http.encode("uid=fay,ou=field,ou=sales,ou=people,dc=united,dc=example"))
                        .status())
                .isEqualTo(200);
        String exported = export(tenant);
        assertThat(exported)
                .contains(
                        """
                        units:
                          - name: "ou=sales,ou=groups"
                          - name: "ou=sales,ou=people"
                          - name: "ou=field,ou=sales,ou=people"
                        """,
                        "- userName: fay\n    unit: \"ou=field,ou=sales\"\n",
                        "- displayName: hunters\n    unit: ou=sales\n");
        assertThat(changes(plan(exported))).isEmpty();
        String elsewhere =
                exported.replace("united.example", "reunited.example").replace("dc=united,", "dc=reunited,");
        apply(elsewhere);
        assertThat(export(new TestTenant(server, "reunited.example", ""))).isEqualTo(elsewhere);

        String moved = UNITS.replace("  - name: ou=field,ou=sales,ou=people\n", "")
                .replace("unit: ou=field,ou=sales", "unit: ou=sales");
        assertThat(changes(apply(Map.of("prune", "applied"), moved)))
                .containsExactly("change users fay", "delete units ou=field,ou=sales,ou=people");
        assertThat(tenant.get("/entries/" + Http.encode("uid=fay,ou=sales,ou=people,dc=united,dc=example"))
                        .status())
                .isEqualTo(200);
        assertThat(changes(plan(UNITS)))
                .as("what is different from the files")
                .containsExactly("create units ou=field,ou=sales,ou=people", "change users fay");
        assertThat(send("apply", Map.of(), moved.replaceFirst("unit: ou=sales", "unit: null"))
                        .expect(400)
                        .body())
                .contains("is not taken away by files", "\"field\":\"users[0].unit\"");
        assertThat(send("apply", Map.of(), moved.replaceFirst("unit: ou=sales", "unit: ou=nowhere"))
                        .expect(400)
                        .body())
                .contains("there is no such unit");
        assertThat(send("apply", Map.of(), "tenant: united.example\nunits: [{name: ou=sales}]\n")
                        .expect(400)
                        .body())
                .contains("is no unit below ou=people or ou=groups", "\"field\":\"units[0].name\"");
    }

    @Test
    void steps_that_turn_out_to_change_nothing_leave_no_trace() {
        TestTenant tenant = server.tenant("unmoved.example");
        String file = """
                tenant: unmoved.example
                displayName: %s
                ssh:
                  users:
                    lifetime: %s
                """;
        assertThat(changes(apply(file.formatted("One", "PT4H")))).hasSize(2);
        String version = tenant.get("/ssh").header("ETag");
        int recorded = tenant.audit("action=configuration.apply").size();

        assertThat(changes(apply(file.formatted("One", "PT240M")))).isEmpty();
        assertThat(tenant.get("/ssh").header("ETag")).isEqualTo(version);
        assertThat(tenant.audit("action=configuration.apply")).hasSize(recorded);

        String other = file.formatted("Two", "PT240M");
        JsonNode planned = plan(other);
        JsonNode applied = apply(other);
        assertThat(changes(applied)).hasSize(1).isEqualTo(changes(planned));
        assertThat(tenant.get("/ssh").header("ETag"))
                .as("of what was tried and undone")
                .isEqualTo(version);
        assertThat(tenant.get("").text("displayName")).isEqualTo("Two");
        assertThat(tenant.audit("action=configuration.apply"))
                .hasSize(recorded + 1)
                .anySatisfy(event ->
                        assertThat(event.path("reason").asString()).isEqualTo("created 0, changed 1, deleted 0"));

        assertThat(changes(apply(
                        Map.of(
                                "digest",
                                plan(file.formatted("Three", "PT240M"))
                                        .path("digest")
                                        .asString()),
                        file.formatted("Three", "PT240M"))))
                .hasSize(1);
        assertThat(tenant.get("/ssh").header("ETag")).isEqualTo(version);
    }

    private static final String SCHEMA = """
            tenant: %s
            objectClasses:
              - oid: 1.3.6.1.4.1.99999.8.4
                definition: ( 1.3.6.1.4.1.99999.8.4 NAME 'fileVip' SUP fileBadged AUXILIARY MAY fileGold )
              - oid: 1.3.6.1.4.1.99999.8.3
                definition: ( 1.3.6.1.4.1.99999.8.3 NAME 'fileBadged' SUP top AUXILIARY MAY fileBadge )
            attributeTypes:
              - oid: 1.3.6.1.4.1.99999.8.2
                definition: ( 1.3.6.1.4.1.99999.8.2 NAME 'fileGold' SUP fileBadge SINGLE-VALUE )
              - oid: 1.3.6.1.4.1.99999.8.1
                definition: |
                  ( 1.3.6.1.4.1.99999.8.1
                    NAME ( 'fileBadge' 'fileTag' )  DESC 'the  badge'
                    EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            accessRules:
              - name: badges
                effect: allow
                subjects: [authenticated]
                rights: [read]
                target:
                  attributes: [fileBadge]
            """;

    private static List<String> own(TestTenant tenant, String kind) {
        return tenant.get("/schema")
                .json()
                .path(kind)
                .valueStream()
                .filter(one -> one.path("own").asBoolean())
                .map(one -> one.path("names").path(0).asString())
                .toList();
    }

    @Test
    void definitions_of_the_schema_come_before_what_uses_them_and_change_together() {
        TestTenant tenant = server.tenant("schematic.example");
        String file = SCHEMA.formatted("schematic.example");
        List<String> all = List.of(
                "create attributeTypes 1.3.6.1.4.1.99999.8.2",
                "create attributeTypes 1.3.6.1.4.1.99999.8.1",
                "create objectClasses 1.3.6.1.4.1.99999.8.4",
                "create objectClasses 1.3.6.1.4.1.99999.8.3",
                "create accessRules badges");
        assertThat(changes(plan(file))).containsExactlyElementsOf(all);
        assertThat(own(tenant, "attributeTypes")).as("after a plan").isEmpty();
        assertThat(changes(apply(file))).containsExactlyElementsOf(all);
        assertThat(own(tenant, "attributeTypes")).containsExactly("fileBadge", "fileGold");
        assertThat(own(tenant, "objectClasses")).containsExactly("fileBadged", "fileVip");
        assertThat(changes(apply(file))).isEmpty();
        assertThat(changes(plan(file.replace("NAME 'fileGold' SUP", "NAME   'fileGold'   SUP"))))
                .as("other spaces")
                .isEmpty();
        assertThat(changes(plan(file.replace("( 1.3.6.1.4.1.99999.8.2", "(1.3.6.1.4.1.99999.8.2")
                        .replace("SINGLE-VALUE )", "SINGLE-VALUE)")
                        .replace("NAME ( 'fileBadge' 'fileTag' )  DESC", "NAME ('fileBadge'  'fileTag') DESC"))))
                .as("no spaces")
                .isEmpty();
        assertThat(changes(plan(file.replace("'the  badge'", "'the badge'"))))
                .as("spaces in a text")
                .containsExactly("change attributeTypes 1.3.6.1.4.1.99999.8.1");
        String exported = export(tenant);
        assertThat(exported)
                .contains("oid: \"1.3.6.1.4.1.99999.8.1\"", "DESC 'the  badge'")
                .doesNotContain("2.5.4.3");
        assertThat(changes(plan(exported))).isEmpty();
        apply(exported.replace("tenant: schematic.example", "tenant: schematic-too.example")
                .replace("dc=schematic,", "dc=schematic-too,"));
        assertThat(own(new TestTenant(server, "schematic-too.example", ""), "objectClasses"))
                .containsExactly("fileBadged", "fileVip");

        String other = file.replace("MAY fileGold", "MAY fileRed")
                .replace("99999.8.2", "99999.8.5")
                .replace("fileGold", "fileRed");
        JsonNode planned =
                send("plan", Map.of("prune", "applied"), other).expect(200).json();
        assertThat(changes(planned))
                .containsExactly(
                        "delete attributeTypes 1.3.6.1.4.1.99999.8.2",
                        "create attributeTypes 1.3.6.1.4.1.99999.8.5",
                        "change objectClasses 1.3.6.1.4.1.99999.8.4");
        assertThat(changes(apply(Map.of("prune", "applied"), other))).containsExactlyElementsOf(changes(planned));
        assertThat(own(tenant, "attributeTypes")).containsExactly("fileBadge", "fileRed");
        assertThat(tenant.audit("action=schema.modify")).hasSize(2);
        assertThat(changes(apply(
                        Map.of("prune", "all"), "tenant: schematic.example\nattributeTypes: []\nobjectClasses: []\n")))
                .hasSize(5)
                .startsWith("delete accessRules badges");
        assertThat(own(tenant, "attributeTypes")).isEmpty();
    }

    @Test
    void a_definition_that_is_refused_is_told_of_with_its_line_and_who_uses_it() {
        TestTenant tenant = server.tenant("schemata.example");
        String file = SCHEMA.formatted("schemata.example");
        apply(file);
        String id = tenant.user("wearer").id();
        http.json(
                        "PATCH",
                        tenant.api("/entries/" + id),
                        Map.of(
                                "attributes",
                                Map.of(
                                        "objectClass",
                                        List.of("inetOrgPerson", "fileBadged"),
                                        "fileBadge",
                                        List.of("7"))),
                        server.operator())
                .expect(200);
        Answer used = send("apply", Map.of("prune", "all"), "tenant: schemata.example\nobjectClasses: []\n");
        assertThat(used.expect(409).body())
                .contains("objectClass 1.3.6.1.4.1.99999.8.3 cannot be deleted")
                .contains("1, for instance uid=wearer,ou=people,dc=schemata,dc=example");
        Answer changed = send("apply", Map.of(), file.replace("'the  badge'", "'a badge'"));
        assertThat(changed.expect(409).json().at("/errors/0").toString())
                .contains("\"line\":10", "attributeTypes[1]", "uid=wearer");

        Answer wrong = send(
                "plan",
                Map.of(),
                file.replace("MAY fileBadge ", "MAY fileMissing ")
                        .replace("SUP fileBadge SINGLE-VALUE", "SUP fileNowhere")
                        .replace("schemata.example", "schemas.example"));
        assertThat(wrong.expect(200).json().at("/tenants/0/missing").asBoolean())
                .isTrue();
        server.tenant("schemas.example");
        wrong = send(
                "plan",
                Map.of(),
                file.replace("MAY fileBadge ", "MAY fileMissing ")
                        .replace("SUP fileBadge SINGLE-VALUE", "SUP fileNowhere")
                        .replace("schemata.example", "schemas.example"));
        assertThat(wrong.expect(409)
                        .json()
                        .path("errors")
                        .valueStream()
                        .map(error -> "%d %s"
                                .formatted(
                                        error.path("line").asInt(),
                                        error.path("detail").asString(""))))
                .anySatisfy(error -> assertThat(error).startsWith("8 ").contains("nothing is derived from fileNowhere"))
                .anySatisfy(error -> assertThat(error).startsWith("5 ").contains("no attribute fileMissing"));

        for (String[] bad : new String[][] {
            {"definition: ( 1.3.6.1.4.1.99999.8.2 NAME", "definition: ( 1.3.6.1.4.1.99999.9.2 NAME", "the oid"},
            {
                "definition: ( 1.3.6.1.4.1.99999.8.2 NAME 'fileGold' SUP fileBadge SINGLE-VALUE )",
                "definition: null",
                "is missing"
            }
        }) {
            Answer refused = send(
                    "apply", Map.of(), file.replace(bad[0], bad[1]).replace("schemata.example", "schemas.example"));
            assertThat(refused.expect(400).body()).contains(bad[2], "\"field\":\"attributeTypes[0]");
        }
        assertThat(own(new TestTenant(server, "schemas.example", ""), "attributeTypes"))
                .isEmpty();
    }

    @Test
    void nodes_are_registered_banned_and_pruned_by_name_and_those_that_joined_by_themselves_stay() {
        TestTenant tenant = server.tenant("machines.example");
        tenant.create("nodes", Map.of("name", "by-hand"));
        String file = """
                tenant: machines.example
                nodeAuthorities:
                  - name: data-centre
                    domain: dc.machines.example
                    certificates: %s
                nodes:
                  - name: node-1
                  - {name: node-2, enabled: false}
                """.formatted(tools.jackson.databind.node.JsonNodeFactory.instance.stringNode(authority(tenant)));
        assertThat(changes(apply(file)))
                .containsExactly("create nodeAuthorities data-centre", "create nodes node-1", "create nodes node-2");
        assertThat(changes(apply(file))).isEmpty();
        JsonNode banned = tenant.get("/nodes/node-2").json();
        assertThat(banned.path("enabled").asBoolean(true)).isFalse();
        assertThat(banned.path("joined").asBoolean(true)).isFalse();
        assertThat(tenant.audit("action=node.create")).hasSize(3);
        assertThat(tenant.audit("action=node.ban")).hasSize(1);
        assertThat(changes(apply(file.replace("node-2, enabled: false", "node-2, enabled: true"))))
                .containsExactly("change nodes node-2");

        String exported = export(tenant);
        assertThat(exported).contains("- name: by-hand", "name: node-1", "domain: dc.machines.example");
        assertThat(changes(plan(exported))).isEmpty();

        String nobody = "tenant: machines.example\nnodes: []\nnodeAuthorities: []\n";
        assertThat(changes(apply(Map.of("prune", "all"), nobody)))
                .containsExactlyInAnyOrder(
                        "delete nodeAuthorities data-centre", "delete nodes node-1", "delete nodes node-2");
        assertThat(tenant.get("/nodes/by-hand").status()).isEqualTo(200);

        for (String name : List.of("Node-3", "a/b", "..", "a?b", "0d7d7b4e-5b0c-4a55-8f0a-0d7d7b4e5b0c")) {
            Answer refused =
                    send("apply", Map.of(), "tenant: machines.example\nnodes:\n  - name: %s\n".formatted(name));
            assertThat(refused.expect(400).body()).contains("nodes[0].name", "\"line\":3", "a host name");
        }
        Answer token = send("apply", Map.of(), "tenant: machines.example\nnodes:\n  - {name: n, joinToken: x}\n");
        assertThat(token.expect(400).body()).contains("there is no such field");
    }

    private static String authority(TestTenant tenant) {
        return tenant.get("/authorities").json().at("/items/0/certificate").asString();
    }

    @Test
    void a_plan_that_is_no_longer_true_is_not_applied() {
        TestTenant tenant = server.tenant("planned.example");
        String file = "tenant: planned.example\ndisplayName: Planned\n";
        String digest = plan(file).path("digest").stringValue();
        http.json("PATCH", tenant.api(""), Map.of("displayName", "Other"), server.operator())
                .expect(200);
        assertThat(send("apply", Map.of("digest", digest), file).status()).isEqualTo(412);
        assertThat(tenant.get("").text("displayName")).isEqualTo("Other");
        apply(Map.of("digest", plan(file).path("digest").stringValue()), file);
        assertThat(tenant.get("").text("displayName")).isEqualTo("Planned");
    }

    @Test
    void who_calls_does_no_more_than_elsewhere() {
        TestTenant mine = server.tenant("mine-of-two.example");
        TestTenant theirs = server.tenant("theirs-of-two.example");
        String[] administrator =
                Http.bearer(mine.administratorClient("automation").fetchesToken());
        String[] nobody = Http.bearer(mine.client("nobody").fetchesToken());
        for (String what : List.of("plan", "apply")) {
            String own = "tenant: mine-of-two.example\ndisplayName: %s\n".formatted(what);
            assertThat(as(administrator, what, own).status()).isEqualTo(200);
            for (String other : List.of("theirs-of-two.example", "nobodys-of-two.example")) {
                Answer refused = as(administrator, what, "tenant: %s\ndisplayName: x\n".formatted(other));
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.body().replace(other, "")).contains("there is no such tenant for the caller");
            }
            assertThat(as(nobody, what, own).status()).isEqualTo(403);
            assertThat(http.json("POST", "/api/v1/configuration/" + what, "{}").status())
                    .isEqualTo(401);
        }
        assertThat(theirs.get("").json().has("displayName")).isFalse();
    }

    @Test
    void who_may_not_change_a_secret_finds_out_nothing_by_guessing() {
        TestTenant tenant = server.tenant("guessed.example");
        String file = """
                tenant: guessed.example
                users:
                  - userName: berta
                    password: env:BERTA
                ldapSources:
                  - name: old
                    kind: ldap
                    urls: ["ldaps://ldap.guessed.example"]
                    bindDn: cn=lightwave,dc=guessed,dc=example
                    bindPassword: env:BIND
                    userBase: ou=people,dc=guessed,dc=example
                """;
        apply(secrets("the pond with ducks"), file);
        var subjects = server.running().context().getBean(Subjects.class);
        var id = new TenantId("guessed.example");
        subjects.add(id, SubjectKind.GROUP, "readers", Map.of());
        String[] reader = Http.bearer(tenant.client("reader").fetchesToken());
        subjects.addToGroup(
                id,
                "readers",
                subjects.byName(id, SubjectKind.CLIENT, "reader").orElseThrow().id());
        tenant.create(
                "access-rules",
                Map.of(
                        "name", "reader-reads",
                        "effect", "allow",
                        "subjects", List.of("cn=reader,ou=clients,dc=guessed,dc=example"),
                        "rights", List.of("read", "search"),
                        "target", Map.of("base", "ou=people,dc=guessed,dc=example")));
        for (String guess : List.of("the pond with ducks", "the pond without ducks")) {
            var body = new TreeMap<String, Object>(secrets(guess));
            body.put("files", List.of(Map.of("name", "a.yaml", "text", file)));
            assertThat(changes(http.json("POST", "/api/v1/configuration/plan", body, reader)
                            .expect(200)
                            .json()))
                    .as(guess)
                    .isEmpty();
        }
        assertThat(changes(apply(secrets("the pond with swans"), file)))
                .containsExactly("change ldapSources old", "change users berta");
    }

    private static Map<String, ?> secrets(String both) {
        return Map.of("secrets", Map.of("env:BERTA", both, "env:BIND", both));
    }

    @Test
    void a_tenant_that_was_made_before_the_rest_was_refused_is_said_to_be() {
        String file = "tenant: half-made.example\nclients:\n  - clientId: x\n    grantTypes: [nonsense]\n";
        assertThat(send("apply", Map.of(), file).expect(400).body())
                .contains("tenant half-made.example was made", "needs another password", "file1.yaml");
        http.get("/api/v1/tenants/half-made.example", server.operator()).expect(200);
        assertThat(send("apply", Map.of(), file).expect(400).body()).doesNotContain("was made");
    }

    @Test
    void a_tenant_that_was_made_before_others_were_in_the_way_is_said_to_be() {
        String file = "tenant: busy-half.example\nresourceServers:\n  - name: api\n    uri: https://api.example\n";
        var jdbc = server.running().context().getBean(JdbcClient.class);
        jdbc.sql("""
                        CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$""").update();
        jdbc.sql("""
                        CREATE TRIGGER in_the_way BEFORE INSERT ON configuration_object FOR EACH ROW
                        WHEN (new.tenant_id = 'busy-half.example') EXECUTE FUNCTION in_the_way()""").update();
        try {
            Answer busy = send("apply", Map.of(), file).expect(503);
            assertThat(busy.body())
                    .contains("tenant busy-half.example was made", "needs another password", "busy, try again");
            assertThat(busy.header("Retry-After")).isEqualTo("5");
        } finally {
            jdbc.sql("DROP FUNCTION in_the_way() CASCADE").update();
        }
        assertThat(changes(apply(file))).containsExactly("create resourceServers api");
    }

    @Test
    void more_at_once_than_there_are_connections_to_the_database_leave_some_for_others() throws Exception {
        TestTenant tenant = server.tenant("crowded.example");
        int many = server.settings().databasePoolSize() + 2;
        String[] operator = server.operator();
        var transactions = server.running().context().getBean(TransactionTemplate.class);
        var jdbc = server.running().context().getBean(JdbcClient.class);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> applied = transactions.execute(_ -> {
                jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('configuration/crowded.example', 0)) IS NULL")
                        .query(Boolean.class)
                        .single(); // somebody's files are being applied
                List<Future<Answer>> waiting = IntStream.range(0, many)
                        .mapToObj(i -> threads.submit(() ->
                                as(operator, "apply", "tenant: crowded.example\ndisplayName: no. %d\n".formatted(i))))
                        .toList();
                IntStream.range(0, 50).forEach(_ -> tenant.get("/clients").expect(200));
                return waiting;
            });
            for (Future<Answer> one : applied) {
                assertThat(one.get().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void what_would_take_much_memory_to_read_is_not_read() {
        String key = "k".repeat(200_000);
        assertThat(as(server.operator(), "plan", "? %s\n: [%sa]\n".formatted(key, "a,".repeat(1_000)))
                        .expect(400)
                        .body())
                .contains("is nested too deeply or too long")
                .hasSizeLessThan(1_000);
        String nested = "%s: {".formatted("k".repeat(1_000)).repeat(25);
        assertThat(as(server.operator(), "plan", "{" + nested + "a: [" + "a,".repeat(1_000) + "a]" + "}".repeat(26))
                        .expect(400)
                        .body())
                .contains("is nested too deeply or too long");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"files\":[null]}",
                "{\"files\":[{\"name\":\"a\"}]}",
                "{\"files\":[{\"text\":\"tenant: x.example\"}]}",
                "{\"files\":[{\"name\":\"a\",\"text\":\"tenant: x.example\"}],\"secrets\":{\"env:A\":null}}"
            })
    void a_request_without_its_texts_is_refused(String body) {
        assertThat(http.json("POST", "/api/v1/configuration/plan", body, server.operator())
                        .status())
                .isEqualTo(400);
    }

    private Answer as(String[] who, String what, String text) {
        return http.json(
                "POST",
                "/api/v1/configuration/" + what,
                Map.of("files", List.of(Map.of("name", "a.yaml", "text", text))),
                who);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tenant: &a x.example | anchor",
                "tenant: !!str x.example | tag",
                "tenant: x.example\\ntenant: y.example | stands twice",
                "tenant: x.example\\nclients: *a | alias",
                "%TAG ! tag:x,2000:\\n---\\ntenant: x.example | directives",
                "- tenant: x.example | is not a mapping",
                "tenant: [x | is not YAML",
                "tenant: 7 | is not a text",
                "tenant: x.example\\nenabled: yes | is neither true nor false",
                "tenant: NOT | not a tenant name",
                "displayName: x | tenant is missing",
                "tenant: x.example\\nclients:\\n  - clientId: a\\n  - clientId: a | stands already at a.yaml:3"
            })
    void yaml_is_read_strictly(String text, String said) {
        Answer refused = as(server.operator(), "plan", text.replace("\\n", "\n"));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body()).contains(said).contains("\"file\":\"a.yaml\"");
    }

    @Test
    void the_schema_is_that_of_the_golden_file() throws IOException {
        Path golden = Path.of("src/test/resources/configuration-schema.json");
        String schema = http.get("/api/configuration-schema.json").expect(200).body();
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, schema + "\n");
        }
        assertThat(schema).isEqualTo(Files.readString(golden).stripTrailing());
    }
}
