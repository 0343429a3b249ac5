package io.lightwave.server.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ScimTest {
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private final TestServer server = TestServer.shared();
    private final TestTenant people = server.tenant("people.example");
    private final String users = people.path("/scim/v2/Users");

    private Answer create(Object body) {
        return server.http().json("POST", users, body, server.operator());
    }

    private Answer get(String below) {
        return server.http().get(users + below, server.operator());
    }

    private Answer patch(String id, Object... operations) {
        return server.http()
                .json(
                        "PATCH",
                        users + "/" + id,
                        Map.of("schemas", List.of(PATCH), "Operations", List.of(operations)),
                        server.operator());
    }

    private static void assertScimError(Answer answer, int status, String scimType) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/scim+json");
        JsonNode error = answer.json();
        assertThat(error.at("/schemas/0").asString()).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
        assertThat(error.path("status").asString()).isEqualTo(Integer.toString(status));
        assertThat(error.path("scimType").asString("")).isEqualTo(scimType);
        assertThat(answer.body()).doesNotContain("io.lightwave", "Exception");
    }

    @Nested
    @DisplayName("RFC 7643 §4.1 What is known of a person")
    class Known {
        private static final String PERSON = "urn:ietf:params:scim:schemas:extension:lightwave:2.0:User";

        private final Map<String, Object> known = Map.ofEntries(
                Map.entry("schemas", List.of(USER, PERSON)),
                Map.entry("userName", "known"),
                Map.entry("name", Map.of("familyName", "Doe", "givenName", "Kit", "middleName", "Q")),
                Map.entry("nickName", "kitty"),
                Map.entry("title", "Engineer"),
                Map.entry("profileUrl", "https://people.example/kit"),
                Map.entry("preferredLanguage", "en-GB"),
                Map.entry("timezone", "Europe/London"),
                Map.entry(
                        "phoneNumbers",
                        List.of(
                                Map.of("value", "+44 20 7946 0001", "type", "work"),
                                Map.of("value", "+44 20 7946 0002", "primary", true),
                                Map.of("value", "+44 7700 900123", "type", "mobile"))),
                Map.entry("photos", List.of(Map.of("value", "https://people.example/kit.png"))),
                Map.entry(
                        "addresses",
                        List.of(Map.of(
                                "formatted",
                                "12 High Street\nLondon $5",
                                "streetAddress",
                                "12 High Street",
                                "locality",
                                "London",
                                "region",
                                "Greater London",
                                "postalCode",
                                "W1A 1AA",
                                "country",
                                "United Kingdom"))),
                Map.entry(
                        PERSON,
                        Map.of(
                                "website",
                                "https://kit.example/",
                                "gender",
                                "female",
                                "birthDate",
                                "1990-02-03",
                                "emailVerified",
                                true,
                                "phoneNumberVerified",
                                false)));

        @Test
        void is_kept_shown_and_removed_with_the_resource() {
            Answer made = create(known);
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            JsonNode user = made.json();
            assertThat(user.at("/schemas/1").asString()).isEqualTo(PERSON);
            assertThat(user.at("/name/middleName").asString()).isEqualTo("Q");
            assertThat(user.path("nickName").asString()).isEqualTo("kitty");
            assertThat(user.path("timezone").asString()).isEqualTo("Europe/London");
            assertThat(user.at("/phoneNumbers/0/value").asString()).isEqualTo("+44 20 7946 0002");
            assertThat(user.at("/phoneNumbers/2/type").asString()).isEqualTo("mobile");
            assertThat(user.at("/photos/0/value").asString()).isEqualTo("https://people.example/kit.png");
            assertThat(user.at("/addresses/0/formatted").asString()).isEqualTo("12 High Street\nLondon $5");
            assertThat(user.at("/addresses/0/country").asString()).isEqualTo("United Kingdom");
            assertThat(user.path(PERSON).path("emailVerified").asBoolean()).isTrue();
            assertThat(user.path(PERSON).path("phoneNumberVerified").asBoolean())
                    .isFalse();

            Answer patched = patch(
                    user.path("id").asString(),
                    Map.of("op", "replace", "path", "nickName", "value", "kit"),
                    Map.of("op", "remove", "path", "addresses"));
            assertThat(patched.json().path("nickName").asString()).isEqualTo("kit");
            assertThat(patched.json().has("addresses")).isFalse();

            Answer bare = server.http()
                    .json(
                            "PUT",
                            users + "/" + user.path("id").asString(),
                            Map.of("schemas", List.of(USER), "userName", "known"),
                            server.operator());
            assertThat(bare.status()).as(bare.body()).isEqualTo(200);
            assertThat(bare.json().propertyNames())
                    .doesNotContain("nickName", "phoneNumbers", "photos", "timezone", PERSON);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                profileUrl   | "javascript:alert(1)"
                photos       | [{"value":"data:x"}]
                phoneNumbers | "1"
                addresses    | {}
                addresses    | [{"locality":1}]
                urn:ietf:params:scim:schemas:extension:lightwave:2.0:User | {"shoeSize":"43"}
                """)
        void of_another_shape_is_refused(String path, String value) {
            Answer answer = server.http()
                    .send(
                            "POST",
                            users,
                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                    "{\"userName\":\"odd\",\"%s\":%s}".formatted(path, value)),
                            java.util.stream.Stream.concat(
                                            java.util.stream.Stream.of("Content-Type", "application/json"),
                                            java.util.Arrays.stream(server.operator()))
                                    .toArray(String[]::new));
            assertScimError(answer, 400, "invalidValue");
        }
    }

    @Nested
    @DisplayName("RFC 7644 §3.3 Creating")
    class Creating {

        @Test
        void gives_the_user_an_id_a_location_and_a_version_and_no_password_back() {
            Answer made = create(Map.of(
                    "schemas",
                    List.of(USER),
                    "userName",
                    "ada",
                    "password",
                    "a canary password",
                    "displayName",
                    "Ada L.",
                    "name",
                    Map.of("familyName", "Lovelace", "givenName", "Ada"),
                    "emails",
                    List.of(
                            Map.of("value", "second@people.example"),
                            Map.of("value", "ada@people.example", "primary", true, "type", "work"))));
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertThat(made.header("Content-Type")).isEqualTo("application/scim+json");
            JsonNode user = made.json();
            assertThat(user.path("id").asString()).matches("[0-9a-f-]{36}");
            assertThat(made.header("Location"))
                    .isEqualTo(user.at("/meta/location").asString())
                    .isEqualTo(server.settings().publicUrl() + users + "/"
                            + user.path("id").asString());
            assertThat(made.header("ETag")).isEqualTo(user.at("/meta/version").asString());
            assertThat(user.path("active").asBoolean()).isTrue();
            assertThat(user.path("displayName").asString()).isEqualTo("Ada L.");
            assertThat(user.at("/name/familyName").asString()).isEqualTo("Lovelace");
            assertThat(user.at("/emails/0/value").asString()).isEqualTo("ada@people.example");
            assertThat(made.body()).doesNotContain("canary");
            assertThat(get("/" + user.path("id").asString()).expect(200).json()).isEqualTo(user);
        }

        @Test
        void needs_a_name_of_its_own() {
            people.user("bob");
            assertScimError(create(Map.of("schemas", List.of(USER), "userName", "bob")), 409, "uniqueness");
            assertScimError(create(Map.of("schemas", List.of(USER), "userName", "BOB")), 409, "uniqueness");
        }

        @Test
        void and_addresses_of_its_own() {
            List<Map<String, String>> emails = List.of(Map.of("value", "shared@people.example"));
            assertThat(create(Map.of("schemas", List.of(USER), "userName", "first", "emails", emails))
                            .status())
                    .isEqualTo(201);
            assertScimError(
                    create(Map.of("schemas", List.of(USER), "userName", "second", "emails", emails)),
                    409,
                    "uniqueness");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"userName":42}                                   | invalidValue  | userName
                {}                                                | invalidValue  | userName
                {"userName":"c","colour":"red"}                   | invalidValue  | colour
                {"userName":"c","active":"perhaps"}               | invalidValue  | active
                {"userName":"c","emails":"c@x"}                   | invalidValue  | emails
                {"userName":"c","emails":[{"value":"nonsense"}]}  | invalidValue  | emails[0].value
                {"userName":"c","name":"C"}                       | invalidValue  | name
                {"userName":"c","password":"short"}               | invalidValue  | password
                {"userName":"charlie","password":"xcharliexx"}    | invalidValue  | password
                {"userName":"c",                                  | invalidSyntax | JSON
                """)
        void with_a_fault_names_it(String body, String type, String named) {
            Answer answer = create(body);
            assertScimError(answer, 400, type);
            assertThat(answer.text("detail")).contains(named);
            assertThat(get("?filter=" + Http.encode("userName eq \"c\""))
                            .json()
                            .path("totalResults")
                            .asInt())
                    .isZero();
        }
    }

    @Nested
    @DisplayName("RFC 7644 §3.4.2 Querying")
    class Querying {

        @Test
        void by_name_ignores_the_letters_case() {
            TestUser dora = people.user("dora");
            Answer found = get("?filter=" + Http.encode("USERNAME Eq \"Dora\"")).expect(200);
            assertThat(found.json().path("totalResults").asInt()).isEqualTo(1);
            assertThat(found.json().at("/Resources/0/id").asString()).isEqualTo(dora.id());
            assertThat(get("?filter=" + Http.encode("userName eq \"nobody\""))
                            .expect(200)
                            .json()
                            .path("totalResults")
                            .asInt())
                    .isZero();
        }

        @Test
        void by_anything_else_is_refused() {
            for (String filter : new String[] {
                "displayName eq \"x\"", "userName sw \"a\"", "((((", "userName eq \"a\" or userName eq \"b\""
            }) {
                assertScimError(get("?filter=" + Http.encode(filter)), 400, "invalidFilter");
            }
        }

        @Test
        void goes_page_by_page() {
            TestTenant paged = server.tenant("paged.example");
            for (String name : new String[] {"u1", "u2", "u3"}) {
                paged.user(name);
            }
            JsonNode page = server.http()
                    .get(paged.path("/scim/v2/Users?startIndex=2&count=2"), server.operator())
                    .expect(200)
                    .json();
            assertThat(page.path("totalResults").asInt()).isEqualTo(4);
            assertThat(page.path("startIndex").asInt()).isEqualTo(2);
            assertThat(page.path("itemsPerPage").asInt()).isEqualTo(2);
            assertThat(page.path("Resources")
                            .valueStream()
                            .map(user -> user.path("userName").asString()))
                    .containsExactly("u1", "u2");
            assertThat(server.http()
                            .get(paged.path("/scim/v2/Users?count=0"), server.operator())
                            .expect(200)
                            .json()
                            .path("Resources")
                            .size())
                    .isZero();
        }
    }

    @Nested
    @DisplayName("RFC 7644 §3.5 Changing")
    class Changing {

        @Test
        void by_operations_of_either_form() {
            TestUser eve = people.user("eve");
            assertThat(patch(eve.id(), Map.of("op", "replace", "path", "displayName", "value", "Eve"))
                            .expect(200)
                            .text("displayName"))
                    .isEqualTo("Eve");
            Answer both = patch(
                            eve.id(),
                            Map.of("op", "Replace", "value", Map.of("name", Map.of("givenName", "E")), "extra", 1)
                                    .entrySet()
                                    .stream()
                                    .filter(entry -> !entry.getKey().equals("extra"))
                                    .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                            Map.of(
                                    "op",
                                    "add",
                                    "path",
                                    "emails",
                                    "value",
                                    List.of(Map.of("value", "e@people.example"))))
                    .expect(200);
            assertThat(both.json().at("/name/givenName").asString()).isEqualTo("E");
            assertThat(both.json().at("/emails/0/value").asString()).isEqualTo("e@people.example");
            assertThat(patch(eve.id(), Map.of("op", "remove", "path", "displayName"))
                            .expect(200)
                            .json()
                            .has("displayName"))
                    .isFalse();
        }

        @Test
        void to_inactive_and_back() {
            TestUser fred = people.user("fred");
            assertThat(patch(fred.id(), Map.of("op", "replace", "path", "active", "value", false))
                            .expect(200)
                            .json()
                            .path("active")
                            .asBoolean())
                    .isFalse();
            assertThat(patch(fred.id(), Map.of("op", "Replace", "path", "active", "value", "True"))
                            .expect(200)
                            .json()
                            .path("active")
                            .asBoolean())
                    .isTrue();
            assertThat(people.audit("action=user.disable"))
                    .anySatisfy(
                            event -> assertThat(event.path("target").asString()).isEqualTo("user:fred"));
        }

        @Test
        void of_an_older_version_fails() {
            TestUser gina = people.user("gina");
            String version = get("/" + gina.id()).header("ETag");
            patch(gina.id(), Map.of("op", "replace", "path", "active", "value", false))
                    .expect(200);
            String[] operator = server.operator();
            Answer late = server.http()
                    .json(
                            "PATCH",
                            users + "/" + gina.id(),
                            Map.of(
                                    "schemas",
                                    List.of(PATCH),
                                    "Operations",
                                    List.of(Map.of("op", "remove", "path", "emails"))),
                            operator[0],
                            operator[1],
                            "If-Match",
                            version);
            assertScimError(late, 412, "");
        }

        @Test
        void as_a_whole_removes_what_is_not_given() {
            TestUser hal = people.user("hal");
            patch(hal.id(), Map.of("op", "replace", "path", "displayName", "value", "Hal"))
                    .expect(200);
            Answer replaced = server.http()
                    .json(
                            "PUT",
                            users + "/" + hal.id(),
                            Map.of("schemas", List.of(USER), "userName", "hal"),
                            server.operator())
                    .expect(200);
            assertThat(replaced.json().has("displayName")).isFalse();
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"Operations":[]}                                                       | invalidSyntax
                {"schemas":[]}                                                          | invalidSyntax
                {"Operations":[{"op":"move","path":"active","value":true}]}             | invalidSyntax
                {"Operations":[{"op":"replace","path":"active"}]}                       | invalidValue
                {"Operations":[{"op":"remove"}]}                                        | noTarget
                {"Operations":[{"op":"replace","path":"colour","value":"red"}]}         | invalidValue
                {"Operations":[{"op":"replace","path":"userName","value":"renamed"}]}   | mutability
                """)
        void with_a_fault_is_refused(String body, String type) {
            TestUser ida = people.user("ida" + Integer.toHexString(body.hashCode()));
            assertScimError(server.http().json("PATCH", users + "/" + ida.id(), body, server.operator()), 400, type);
        }
    }

    @Nested
    @DisplayName("RFC 7644 §3.6 Deleting")
    class Deleting {

        @Test
        void is_for_good() {
            TestUser jack = people.user("jack");
            assertThat(server.http()
                            .delete(users + "/" + jack.id(), server.operator())
                            .status())
                    .isEqualTo(204);
            assertScimError(get("/" + jack.id()), 404, "");
            assertScimError(server.http().delete(users + "/" + jack.id(), server.operator()), 404, "");
        }
    }

    @Test
    void another_tenant_s_user_is_not_found() {
        TestUser kim = server.tenant("elsewhere.example").user("kim");
        assertScimError(get("/" + kim.id()), 404, "");
        assertScimError(patch(kim.id(), Map.of("op", "replace", "path", "active", "value", false)), 404, "");
        assertScimError(get("/not-a-uuid"), 404, "");
    }

    @Test
    void refusals_of_the_gate_are_scim_errors_too() {
        assertScimError(server.http().get(users), 401, "");
        String[] nobody = Http.bearer(people.client("nobody").fetchesToken());
        assertScimError(server.http().get(users, nobody), 403, "");
    }

    @Test
    void the_provider_says_what_it_can_do() {
        JsonNode config = server.http()
                .get(people.path("/scim/v2/ServiceProviderConfig"), server.operator())
                .expect(200)
                .json();
        assertThat(config.at("/patch/supported").asBoolean()).isTrue();
        assertThat(config.at("/bulk/supported").asBoolean()).isFalse();
        assertThat(config.at("/sort/supported").asBoolean()).isFalse();
    }
}
