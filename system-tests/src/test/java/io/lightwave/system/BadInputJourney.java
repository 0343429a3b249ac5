package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad input gets a clear answer and loses nothing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputJourney {
    private final Acme acme = Acme.shared();

    @BeforeAll
    void the_operator_prepares() {
        acme.tenant("strict.example");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"name":"NOT a domain"}            | name
                    {"name":"single"}                  | name
                    {"name":"1.2.3.4"}                 | name
                    {"name":42}                        | name
                    {"name":["a.example"]}             | name
                    {"name":"a.example","colour":"red"}| colour
                    {}                                 | name
                    """)
    void a_problem_names_the_field(String body, String field) {
        Http.Answer answer = acme.http.json("POST", "/api/v1/tenants", body, acme.operator());
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.response().headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.json().path("errors").path(0).path("field").asString(""))
                .isEqualTo(field);
    }

    @Test
    void malformed_json_is_a_problem() {
        Http.Answer answer = acme.http.json("POST", "/api/v1/tenants", "{\"name\":", acme.operator());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void a_body_over_one_mebibyte_is_413() {
        String large = "{\"name\":\"" + "a".repeat(1 << 20) + "\"}";
        assertThat(acme.http
                        .json("POST", "/api/v1/tenants", large, acme.operator())
                        .status())
                .isEqualTo(413);
        assertThat(acme.http
                        .form("/t/strict.example/oauth2/token", Map.of("grant_type", large))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void a_tenant_twice_is_409_and_an_unknown_one_404() {
        assertThat(acme.http
                        .json("POST", "/api/v1/tenants", Map.of("name", "strict.example"), acme.operator())
                        .status())
                .isEqualTo(409);
        assertThat(acme.http
                        .get("/api/v1/tenants/unknown.example", acme.operator())
                        .status())
                .isEqualTo(404);
        assertThat(acme.http.get("/t/unknown.example/oauth2/jwks").status()).isEqualTo(404);
    }

    @Test
    void without_a_token_nothing_is_open() {
        Http.Answer answer = acme.http.get("/api/v1/tenants");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.response().headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(acme.http.get("/api/v1/tenants", Acme.bearer("garbage")).status())
                .isEqualTo(401);
    }
}
