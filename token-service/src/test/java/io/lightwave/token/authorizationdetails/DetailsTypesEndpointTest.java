package io.lightwave.token.authorizationdetails;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.fixture.Answer;
import io.lightwave.token.fixture.AuditTrail;
import io.lightwave.token.fixture.TestTenant;
import io.lightwave.token.fixture.TokenServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Types of authorization details in the REST API")
class DetailsTypesEndpointTest {
    static final TokenServer SERVER = TokenServer.start();
    static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"folder\":{\"type\":\"string\"}}}";
    static int count;

    TestTenant tenant;

    @BeforeEach
    void fresh() {
        tenant = SERVER.tenant("t" + count++ + ".example");
        tenant.resourceServer("{\"name\":\"storage\",\"uri\":\"https://storage.example\"}");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    Answer create(String name, String schema) {
        return tenant.api("authorization-details-types", """
                {"name":"%s","title":"Your files","resourceServer":"storage","schema":%s}""".formatted(name, schema));
    }

    @Test
    void are_made_listed_changed_and_deleted() {
        Answer created = create("files", SCHEMA);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "title", "resourceServer", "schema", "enabled", "createdAt", "updatedAt");
        assertThat(created.get("resourceServer")).isEqualTo("https://storage.example");
        assertThat(tenant.apiGet("authorization-details-types").json().path("items"))
                .hasSize(1);

        String path = "authorization-details-types/" + created.get("id");
        String tag = tenant.apiGet(path).header("ETag").orElseThrow();
        Answer changed = tenant.apiPatch(path, "{\"title\":\"Papers\"}", tag);
        assertThat(changed.get("title")).isEqualTo("Papers");
        assertThat(changed.json().path("schema").toString()).isEqualTo(SCHEMA);
        assertThat(tenant.apiPatch(path, "{\"title\":\"Late\"}", tag).status()).isEqualTo(412);

        assertThat(tenant.apiDelete("authorization-details-types/files").status())
                .isEqualTo(204);
        assertThat(tenant.apiGet(path).status()).isEqualTo(404);
        assertThat(tenant.apiDelete(path).status()).isEqualTo(404);
        var audit = AuditTrail.of(tenant);
        assertThat(audit.last("authorization-details-type.create").target()).isEqualTo("files");
        assertThat(audit.last("authorization-details-type.update").target()).isEqualTo("files");
        assertThat(audit.last("authorization-details-type.delete").actor()).startsWith("user:admin@");
    }

    @Test
    void a_name_comes_once() {
        create("files", SCHEMA);
        assertThat(create("files", SCHEMA).status()).isEqualTo(409);
    }

    @Test
    void a_patch_replaces_a_schema_only_by_a_good_one() {
        create("files", SCHEMA);
        assertThat(tenant.apiPatch(
                                "authorization-details-types/files",
                                "{\"schema\":{\"properties\":{\"folder\":{\"pattern\":\"a*\"}}}}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | " + SCHEMA + " | name",
                "files | {} | schema.type",
                "files | [] | schema",
                "files | {\"type\":\"string\"} | schema",
                "files | {\"type\":\"object\"} | schema.properties",
                "files | {\"type\":\"object\",\"properties\":{}} | schema.properties",
                "files | {\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"}}} | schema.properties.type",
                "files | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"null\"}}} | schema.properties.a.type",
                "files | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"(a+)+\"}}} | schema.properties.a",
                "files | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[]}}} | schema.properties.a.enum",
                "files | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":501}}} | schema.properties.a.maxLength",
                "files | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"}}} | schema.properties.a.items",
                "files | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"b\"]} | schema.required",
                "files | {\"type\":\"object\",\"additionalProperties\":true,\"properties\":{\"a\":{\"type\":\"string\"}}} | schema"
            })
    void what_is_not_acceptable_is_named(String name, String schema, String field) {
        Answer answer = create(name, schema);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.get("field")).isEqualTo(field);
    }

    @Test
    void their_resource_server_must_be_there() {
        Answer answer = tenant.api("authorization-details-types", """
                {"name":"files","title":"Your files","resourceServer":"unknown","schema":%s}""".formatted(SCHEMA));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("resourceServer");
    }
}
