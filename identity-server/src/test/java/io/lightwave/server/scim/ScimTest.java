package io.lightwave.server.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.Browser;
import io.lightwave.server.fixture.Http;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.fixture.TestTenant;
import io.lightwave.server.fixture.TestUser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
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
                Map.entry("locale", "en-US"),
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
                                "12 High Street\r\n\nLondon $5\n",
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
            assertThat(user.path("locale").asString()).isEqualTo("en-US");
            assertThat(user.at("/phoneNumbers/0/value").asString()).isEqualTo("+44 20 7946 0002");
            assertThat(user.at("/phoneNumbers/2/type").asString()).isEqualTo("mobile");
            assertThat(user.at("/photos/0/value").asString()).isEqualTo("https://people.example/kit.png");
            assertThat(user.at("/addresses/0/formatted").asString()).isEqualTo("12 High Street\nLondon $5");
            assertThat(user.at("/addresses/0/country").asString()).isEqualTo("United Kingdom");
            assertThat(user.at("/addresses/0/primary").asBoolean()).isTrue();
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
        @ValueSource(strings = {"\n", "\r\n \r\n", " "})
        void an_address_of_empty_lines_only_is_none(String lines) {
            JsonNode user = create(Map.of(
                            "schemas",
                            List.of(USER),
                            "userName",
                            "blank" + Integer.toHexString(lines.hashCode()),
                            "addresses",
                            List.of(Map.of("formatted", lines, "locality", "London"))))
                    .expect(201)
                    .json();
            assertThat(user.at("/addresses/0/locality").asString()).isEqualTo("London");
            assertThat(user.at("/addresses/0").has("formatted")).isFalse();
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
        void takes_all_that_rfc_7643_says_of_a_person_and_shows_what_is_kept() {
            String enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
            JsonNode user = create("""
                            {"userName":"full","name":{"formatted":"Dr. Jo Roe III","familyName":"Roe","givenName":"Jo",
                             "honorificPrefix":"Dr.","honorificSuffix":"III"},
                             "ims":[{"value":"jo","type":"xmpp"}],"entitlements":[],"roles":[{"value":"boss"}],
                             "x509Certificates":null,"%s":{"costCenter":"4130"}}""".formatted(enterprise)).expect(201).json();
            assertThat(user.at("/name/honorificPrefix").asString()).isEqualTo("Dr.");
            assertThat(user.at("/name/honorificSuffix").asString()).isEqualTo("III");
            assertThat(user.path(enterprise).path("costCenter").asString()).isEqualTo("4130");
            assertThat(user.propertyNames()).doesNotContain("ims", "entitlements", "roles", "x509Certificates");
            assertThat(get("?filter=" + Http.encode("name.honorificSuffix eq \"iii\""))
                            .text("totalResults"))
                    .isEqualTo("1");

            String id = user.path("id").asString();
            Map<String, Object> both = Map.of("roles", List.of(Map.of("value", "clerk")), "title", "Clerk");
            JsonNode patched =
                    patch(id, Map.of("op", "add", "value", both)).expect(200).json();
            assertThat(patched.path("title").asString()).isEqualTo("Clerk");
            for (String path : List.of("roles", "roles[primary eq \"True\"].value", "ims.type")) {
                Map<String, Object> add = Map.of("op", "add", "path", path, "value", "x");
                patch(id, add).expect(200);
            }
        }

        @Test
        void gives_nobody_a_name_that_was_not_given() {
            String id = create(Map.of("userName", "bare")).expect(201).text("id");
            assertThat(get("/" + id).json().has("name")).isFalse();
            JsonNode named = patch(id, Map.of("op", "add", "path", "name.familyName", "value", "Bear"))
                    .json();
            assertThat(named.at("/name/familyName").asString()).isEqualTo("Bear");
            assertThat(patch(id, Map.of("op", "remove", "path", "name")).json().has("name"))
                    .isFalse();
            JsonNode renamed = patch(id, Map.of("op", "replace", "path", "userName", "value", "barer"))
                    .json();
            assertThat(renamed.path("userName").asString()).isEqualTo("barer");
            assertThat(renamed.has("name")).isFalse();
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
                {"userName":"c\\u0000"}                             | invalidValue  | userName
                {"userName":"c\\ud800"}                             | invalidValue  | userName
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

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                displayName eq "Quinn"                                                  | quinn
                displayName ne "Quinn" and userName sw "q"                              | quade
                name.familyName co "UIN"                                                | quinn
                name.familyName ew "nson" or userName eq "quade"                        | quade,quinn
                emails[type eq "work" and value co "@query.example"]                    | quinn
                emails.value eq "quinn@query.example"                                   | quinn
                emails[type eq "work"].value eq "Quinn@query.example"                   | quinn
                emails[type eq "home"].value eq "quinn@query.example"                   |
                emails[not (value eq "quinn@query.example")].value pr                   |
                emails pr                                                               | quinn
                name pr and userName sw "q"                                             | quinn
                schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" | quinn
                userName sw "q" and schemas co "core:2.0:user"                          | quade,quinn
                userName sw "q" and not (emails pr)                                     | quade
                userName sw "q" and active eq false                                     | quade
                userName sw "q" and (title eq "x" or title eq null)                     | quade,quinn
                userName gt "quad" and userName lt "quinn"                              | quade
                externalId eq "Ext-1"                                                   | quinn
                externalId eq "ext-1"                                                   |
                urn:ietf:params:scim:schemas:core:2.0:User:userName eq "QUINN"          | quinn
                urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "tours" | quinn
                userName sw "q" and meta.created gt "2020-01-01T00:00:00Z"              | quade,quinn
                userName sw "q" and meta.created gt "2999-01-01T00:00:00Z"              |
                """)
        void by_a_filter(String filter, String names) {
            TestTenant asked = server.tenant("query.example");
            String collection = asked.path("/scim/v2/Users");
            if (server.http()
                            .get(collection + "?count=0&filter=" + Http.encode("userName sw \"q\""), server.operator())
                            .json()
                            .path("totalResults")
                            .asInt()
                    == 0) {
                server.http().json("POST", collection, """
                                {"userName":"quinn","externalId":"Ext-1","displayName":"Quinn",
                                 "name":{"familyName":"Quinson"},"emails":[{"value":"quinn@query.example"}],
                                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Tours"}}
                                """, server.operator()).expect(201);
                server.http()
                        .json("POST", collection, "{\"userName\":\"quade\",\"active\":false}", server.operator())
                        .expect(201);
            }
            JsonNode found = server.http()
                    .get(collection + "?sortBy=userName&filter=" + Http.encode(filter), server.operator())
                    .expect(200)
                    .json();
            assertThat(found.path("Resources")
                            .valueStream()
                            .map(user -> user.path("userName").asString()))
                    .containsExactly(names == null ? new String[0] : names.split(","));
            assertThat(found.path("totalResults").asInt())
                    .isEqualTo(found.path("Resources").size());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                ((((                          | invalidFilter
                userName                      | invalidFilter
                userName eq                   | invalidFilter
                userName like "a"             | invalidFilter
                colour eq "red"               | invalidFilter
                emails.colour eq "red"        | invalidFilter
                password eq "x"               | invalidFilter
                active gt true                | invalidFilter
                userName eq "a" and           | invalidFilter
                emails[value eq "a"           | invalidFilter
                emails[value eq "a"].colour eq "b" | invalidFilter
                emails[value eq "a"].value    | invalidFilter
                name eq "a"                   | invalidFilter
                addresses co "a"              | invalidFilter
                userName eq {}                | invalidFilter
                userName eq "a" userName pr   | invalidFilter
                """)
        void by_what_is_no_filter_is_refused(String filter, String type) {
            assertScimError(get("?filter=" + Http.encode(filter)), 400, type);
        }

        @Test
        void nesting_and_length_are_bounded() {
            String deep = "(".repeat(100) + "userName pr" + ")".repeat(100);
            String wide = "userName pr" + " or userName pr".repeat(250);
            assertScimError(get("?filter=" + Http.encode(deep)), 400, "invalidFilter");
            assertScimError(get("?filter=" + Http.encode(wide)), 400, "invalidFilter");
        }

        @Test
        void may_come_in_a_body() {
            people.user("posted");
            Answer found = server.http()
                    .json("POST", users + "/.search", """
                            {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
                             "filter":"userName eq \\\"posted\\\"","attributes":["userName"]}
                            """, server.operator())
                    .expect(200);
            JsonNode user = found.json().at("/Resources/0");
            assertThat(user.propertyNames()).containsExactlyInAnyOrder("schemas", "id", "userName");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                meta.resourceType eq "User" and userName sw "r"                |             | Rosamunde,rudi
                userName eq "rosa" or displayName eq "roster"                  |             | roster,Rosamunde
                displayName sw "ro"                                            | displayName | Rosamunde,roster
                displayName sw "ro"                                            | userName    | Rosamunde,roster
                (displayName sw "ro" or userName sw "r") and not (members pr)  | userName    | Rosamunde,rudi
                members.value pr and meta.resourceType ne "User"               |             | administrators,roster
                colour eq null and colour ne "red" and userName sw "ro"        |             | Rosamunde
                colour eq "red" or colour pr or colour[value eq "red"]         |             |
                active eq true and userName sw "r"                             | userName    | Rosamunde,rudi
                """)
        void of_users_and_groups_alike(String filter, String sortBy, String names) {
            TestTenant all = server.tenant("root.example");
            String base = all.path("/scim/v2");
            if (server.http()
                            .get(base + "/Groups?filter=" + Http.encode("displayName eq \"roster\""), server.operator())
                            .json()
                            .path("totalResults")
                            .asInt()
                    == 0) {
                TestUser rosa = all.user("rosa");
                server.http()
                        .json("PATCH", base + "/Users/" + rosa.id(), """
                                {"schemas":["%s"],"Operations":[{"op":"add","path":"displayName","value":"Rosamunde"},
                                  {"op":"remove","path":"emails"}]}
                                """.formatted(PATCH), server.operator())
                        .expect(200);
                server.http().json("POST", base + "/Users", "{\"userName\":\"rudi\"}", server.operator());
                server.http()
                        .json("POST", base + "/Groups", """
                                {"displayName":"roster","members":[{"value":"%s"}]}
                                """.formatted(rosa.id()), server.operator())
                        .expect(201);
            }
            JsonNode found = server.http()
                    .json("POST", base + "/.search", sought(filter, sortBy), server.operator())
                    .expect(200)
                    .json();
            assertThat(found.path("Resources").valueStream().map(ScimTest::nameOf))
                    .containsExactly(names == null ? new String[0] : names.split(","));
            assertThat(found.path("totalResults").asInt())
                    .isEqualTo(found.path("Resources").size());
        }

        private static Map<String, Object> sought(String filter, String sortBy) {
            Map<String, Object> sought = new java.util.HashMap<>();
            sought.put("schemas", List.of("urn:ietf:params:scim:api:messages:2.0:SearchRequest"));
            sought.put("filter", filter);
            sought.put("sortBy", sortBy);
            return sought;
        }

        @Test
        void of_users_and_groups_alike_comes_in_pages_and_with_what_is_asked_for() {
            String all = people.path("/scim/v2/.search");
            people.user("searched");
            JsonNode page = server.http()
                    .json("POST", all, """
                            {"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"count":2,"startIndex":2,
                             "attributes":["meta.resourceType"]}
                            """, server.operator())
                    .expect(200)
                    .json();
            assertThat(page.path("itemsPerPage").asInt()).isEqualTo(2);
            assertThat(page.path("totalResults").asInt()).isGreaterThan(2);
            assertThat(page.at("/Resources/0").propertyNames()).containsExactlyInAnyOrder("schemas", "id", "meta");
            assertScimError(server.http().json("POST", all, "{}", server.operator()), 400, "invalidSyntax");
            String[] nobody = Http.bearer(people.client("seeker").fetchesToken());
            assertScimError(server.http().json("POST", all, "{}", nobody), 403, "");
        }

        @Test
        void shows_what_is_asked_for() {
            String id = create("""
                            {"userName":"shown","name":{"familyName":"S","givenName":"G"},"title":"T",
                             "emails":[{"value":"shown@people.example"}]}
                            """).json().path("id").asString();
            JsonNode few = get("/" + id + "?attributes=" + Http.encode("name.familyName,emails.value,title"))
                    .expect(200)
                    .json();
            assertThat(few.propertyNames()).containsExactlyInAnyOrder("schemas", "id", "name", "emails", "title");
            assertThat(few.path("name").propertyNames()).containsExactly("familyName");
            assertThat(few.at("/emails/0").propertyNames()).containsExactly("value");
            JsonNode most = get("/" + id + "?excludedAttributes=emails,name.givenName")
                    .expect(200)
                    .json();
            assertThat(most.has("emails")).isFalse();
            assertThat(most.path("name").has("givenName")).isFalse();
            assertThat(most.path("name").has("familyName")).isTrue();
        }

        @Test
        void shows_an_extension_that_is_asked_for_as_a_whole() {
            String enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
            String id = create(Map.of("userName", "extended", enterprise, Map.of("department", "Tours")))
                    .json()
                    .path("id")
                    .asString();
            JsonNode only = get("/" + id + "?attributes=" + Http.encode(enterprise.toUpperCase(Locale.ROOT)))
                    .expect(200)
                    .json();
            assertThat(only.propertyNames()).containsExactlyInAnyOrder("schemas", "id", enterprise);
            assertThat(only.path(enterprise).path("department").asString()).isEqualTo("Tours");
            JsonNode without = get("/" + id + "?excludedAttributes=" + Http.encode(enterprise))
                    .json();
            assertThat(without.has(enterprise)).isFalse();
            assertThat(without.has("userName")).isTrue();
        }

        @Test
        void sorts_and_follows_a_cursor() {
            TestTenant sorted = server.tenant("sorted.example");
            String collection = sorted.path("/scim/v2/Users");
            for (String name : new String[] {"anna", "bert", "carl"}) {
                server.http()
                        .json(
                                "POST",
                                collection,
                                Map.of("userName", name, "title", name.equals("bert") ? "z" : "a"),
                                server.operator())
                        .expect(201);
            }
            assertThat(names(collection + "?sortBy=title&sortOrder=descending"))
                    .containsExactly("admin", "bert", "anna", "carl");
            assertThat(names(collection + "?sortBy=userName&sortOrder=descending&count=2"))
                    .containsExactly("carl", "bert");

            for (String how : new String[] {"", "&sortBy=userName"}) {
                List<String> all = new java.util.ArrayList<>();
                String cursor = "";
                do {
                    JsonNode page = server.http()
                            .get(collection + "?count=3" + how + "&cursor=" + cursor, server.operator())
                            .expect(200)
                            .json();
                    assertThat(page.has("startIndex")).isFalse();
                    assertThat(page.path("totalResults").asInt()).isEqualTo(4);
                    page.path("Resources")
                            .forEach(user -> all.add(user.path("userName").asString()));
                    cursor = page.path("nextCursor").asString("");
                } while (!cursor.isEmpty());
                assertThat(all).containsExactly("admin", "anna", "bert", "carl");
            }
            assertScimError(server.http().get(collection + "?cursor=%21", server.operator()), 400, "invalidCursor");
            assertScimError(server.http().get(collection + "?sortBy=colour", server.operator()), 400, "invalidValue");
        }

        @ParameterizedTest(name = "{0} finds {1}")
        @CsvSource(delimiter = '|', textBlock = """
                userName co "AN"    | adrian,anna,hanna,Joanna
                userName sw "an"    | anna
                userName sw "ANNA"  | anna
                userName co "uid"   |
                userName co "uid="  |
                userName co "n a"   |
                userName co "%"     |
                userName co "_"     | a_b
                userName sw "y"     |
                """)
        void by_a_part_of_the_name_finds_each_once_and_in_order(String filter, String expected) {
            TestTenant named = server.tenant("named.example");
            String collection = named.path("/scim/v2/Users");
            for (String name : List.of("hanna", "anna", "Joanna", "adrian", "a_b", "zuid")) {
                assertThat(server.http()
                                .json("POST", collection, Map.of("userName", name), server.operator())
                                .status())
                        .isIn(201, 409); // made by the filter before
            }
            List<String> wanted = expected == null ? List.of() : List.of(expected.split(","));
            if (filter.contains("uid\"")) {
                wanted = List.of("zuid");
            }
            String found = collection + "?count=2&filter=" + Http.encode(filter);
            List<String> pages = new java.util.ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = server.http()
                        .get(found + "&cursor=" + cursor, server.operator())
                        .expect(200)
                        .json();
                assertThat(page.path("totalResults").asInt()).isEqualTo(wanted.size());
                page.path("Resources")
                        .forEach(user -> pages.add(user.path("userName").asString()));
                cursor = page.path("nextCursor").asString("");
            } while (!cursor.isEmpty());
            assertThat(pages).isEqualTo(wanted);
            assertThat(names(found + "&startIndex=2"))
                    .isEqualTo(wanted.stream().skip(1).limit(2).toList());
        }

        private List<String> names(String address) {
            return server.http()
                    .get(address, server.operator())
                    .expect(200)
                    .json()
                    .path("Resources")
                    .valueStream()
                    .map(user -> user.path("userName").asString())
                    .toList();
        }

        @Test
        void from_behind_all_there_is_shows_nothing() {
            JsonNode beyond = get("?startIndex=2147483647&count=200&filter=" + Http.encode("userName pr"))
                    .expect(200)
                    .json();
            assertThat(beyond.path("Resources").isEmpty()).isTrue();
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
            assertThat(people.audit("action=entry.modify")).anySatisfy(event -> {
                assertThat(event.path("target").asString()).startsWith("uid=fred,");
                assertThat(event.path("reason").asString()).isEqualTo("pwdAccountLockedTime");
            });
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
        void is_not_needed_by_who_knows_it_and_some_that_are_not() {
            TestUser gus = people.user("gus");
            String version = get("/" + gus.id()).header("ETag");
            for (String known : List.of("*", version, "W/\"other\", " + version, version.substring(2))) {
                String[] operator = server.operator();
                Answer same =
                        server.http().get(users + "/" + gus.id(), operator[0], operator[1], "If-None-Match", known);
                assertThat(same.status()).as(known).isEqualTo(304);
                assertThat(same.header("ETag")).isEqualTo(version);
            }
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
                {}                                                                      | invalidSyntax
                {"Operations":[{"op":"move","path":"active","value":true}]}             | invalidSyntax
                {"Operations":[{"op":"replace","path":"active"}]}                       | invalidValue
                {"Operations":[{"op":"remove"}]}                                        | noTarget
                {"Operations":[{"op":"replace","path":"colour","value":"red"}]}         | invalidPath
                {"Operations":[{"op":"replace","path":"id","value":"renamed"}]}         | mutability
                {"Operations":[{"op":"replace","path":"userName","value":"not a name"}]} | invalidValue
                {"Operations":[{"op":"remove","path":"userName"}]}                      | mutability
                {"Operations":[{"op":"replace","path":"userName","value":null}]}        | mutability
                {"Operations":[{"op":"replace","path":"active","value":""}]}            | invalidValue
                {"Operations":[{"op":"replace","path":"password","value":""}]}          | invalidValue
                {"Operations":[{"op":"replace","path":"password","value":null}]}        | invalidValue
                {"Operations":[{"op":"add","value":{"title":"Dr","password":""}}]}      | invalidValue
                {"Operations":[{"op":"remove","path":"password"}]}                      | invalidValue
                {"Operations":[{"op":"replace","path":"emails[type eq","value":"x"}]}   | invalidPath
                {"Operations":[{"op":"replace","path":"emails[type eq \\"home\\"].value","value":"a@b.example"}]} | noTarget
                {"Operations":[{"op":"add","path":"name[familyName eq \\"x\\"]","value":{}}]} | invalidPath
                """)
        void with_a_fault_is_refused(String body, String type) {
            TestUser ida = people.user("ida" + Integer.toHexString(body.hashCode()));
            String said =
                    body.replaceFirst("^[{]", "{\"schemas\":[\"" + PATCH + "\"]" + (body.equals("{}") ? "" : ","));
            assertScimError(server.http().json("PATCH", users + "/" + ida.id(), said, server.operator()), 400, type);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "\"schemas\":[],",
                    "\"schemas\":null,",
                    "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp1\"],",
                    "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],"
                })
        void in_parts_says_that_it_is_that(String schemas) {
            TestUser pia = people.user("pia" + Integer.toHexString(schemas.hashCode()));
            String body =
                    "{%s\"Operations\":[{\"op\":\"add\",\"path\":\"title\",\"value\":\"Dr\"}]}".formatted(schemas);
            assertScimError(
                    server.http().json("PATCH", users + "/" + pia.id(), body, server.operator()), 400, "invalidSyntax");
            JsonNode amongMany = server.http()
                    .json("POST", people.path("/scim/v2/Bulk"), """
                            {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                              {"method":"PATCH","path":"/Users/%s","data":%s}]}
                            """.formatted(pia.id(), body), server.operator())
                    .expect(200)
                    .json();
            assertThat(amongMany.at("/Operations/0/status").asString()).isEqualTo("400");
            assertThat(amongMany.at("/Operations/0/response/scimType").asString())
                    .isEqualTo("invalidSyntax");
            assertThat(get("/" + pia.id()).json().has("title")).isFalse();
        }
    }

    @Nested
    @DisplayName("RFC 7644 §3.5.2 Changing parts, as Entra and Okta do")
    class Parts {

        @Test
        void a_value_is_chosen_by_a_filter_and_made_when_it_is_missing() {
            TestUser lea = people.user("lea");
            JsonNode after = patch(
                            lea.id(),
                            Map.of(
                                    "op",
                                    "Add",
                                    "path",
                                    "emails[type eq \"work\"].value",
                                    "value",
                                    "lea@people.example"),
                            Map.of("op", "Add", "path", "phoneNumbers[type eq \"mobile\"].value", "value", "+49 1"),
                            Map.of("op", "Add", "path", "phoneNumbers[type eq \"fax\"].value", "value", "+49 2"),
                            Map.of("op", "Add", "path", "addresses[type eq \"work\"].locality", "value", "Bonn"),
                            Map.of(
                                    "op",
                                    "Add",
                                    "path",
                                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                                    "value",
                                    "Sales"),
                            Map.of("op", "Replace", "value", Map.of("name.givenName", "Lea", "active", "False")))
                    .expect(200)
                    .json();
            assertThat(after.at("/emails/0/value").asString()).isEqualTo("lea@people.example");
            assertThat(after.at("/phoneNumbers/0/value").asString()).isEqualTo("+49 1");
            assertThat(after.at("/phoneNumbers/1/type").asString()).isEqualTo("fax");
            assertThat(after.at("/addresses/0/locality").asString()).isEqualTo("Bonn");
            assertThat(after.at("/name/givenName").asString()).isEqualTo("Lea");
            assertThat(after.path("active").asBoolean()).isFalse();
            assertThat(after.path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                            .path("department")
                            .asString())
                    .isEqualTo("Sales");

            JsonNode less = patch(
                            lea.id(),
                            Map.of(
                                    "op",
                                    "Replace",
                                    "path",
                                    "emails[type eq \"work\"].value",
                                    "value",
                                    "l@people.example"),
                            Map.of("op", "Remove", "path", "phoneNumbers[type eq \"fax\"]"))
                    .expect(200)
                    .json();
            assertThat(less.path("emails").size()).isEqualTo(1);
            assertThat(less.at("/emails/0/value").asString()).isEqualTo("l@people.example");
            assertThat(less.path("phoneNumbers").size()).isEqualTo(1);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                {"op":"replace","path":"name","value":"x"},{"op":"add","path":"name.givenName","value":"y"} | invalidValue
                {"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":5},{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value","value":"y"} | invalidValue
                {"op":"replace","path":"emails[primary eq \\"perhaps\\"].value","value":"x@y"}              | invalidFilter
                {"op":"replace","path":"emails[primary gt true].value","value":"x@y"}                       | invalidFilter
                {"op":"replace","path":"emails[nothing eq \\"x\\"].value","value":"x@y"}                    | invalidFilter
                {"op":"remove","path":"urn:ietf:params:scim:schemas:core:2.0:User"}                         | noTarget
                {"op":"remove"}                                                                             | noTarget
                """)
        void whatever_stands_where_it_does_not_belong_is_refused(String operations, String type) {
            TestUser tess = people.user("tess" + Integer.toHexString(operations.hashCode()));
            patch(tess.id(), Map.of("op", "add", "path", "emails", "value", List.of(Map.of("value", tess.id() + "@y"))))
                    .expect(200);
            assertScimError(
                    server.http()
                            .json(
                                    "PATCH",
                                    users + "/" + tess.id(),
                                    "{\"schemas\":[\"%s\"],\"Operations\":[%s]}".formatted(PATCH, operations),
                                    server.operator()),
                    400,
                    type);
        }

        @Test
        void a_whole_schema_is_a_path_too_and_truth_may_be_a_text() {
            String enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
            TestUser whole = people.user("wholeschema");
            JsonNode after = patch(
                            whole.id(),
                            Map.of("op", "add", "path", "schemas", "value", List.of(USER, enterprise)),
                            Map.of("op", "add", "path", enterprise, "value", Map.of("department", "Sales")),
                            Map.of("op", "add", "path", USER, "value", Map.of("title", "Dr")),
                            Map.of("op", "add", "path", "emails[primary eq \"True\"].value", "value", "whole@y"))
                    .expect(200)
                    .json();
            assertThat(after.path(enterprise).path("department").asString()).isEqualTo("Sales");
            assertThat(after.path("title").asString()).isEqualTo("Dr");
            assertThat(after.at("/emails/0/value").asString()).isEqualTo("whole@y");
            JsonNode without = patch(whole.id(), Map.of("op", "remove", "path", enterprise))
                    .expect(200)
                    .json();
            assertThat(without.has(enterprise)).isFalse();
            assertThat(without.path("title").asString()).isEqualTo("Dr");
        }

        @Test
        void what_is_given_nothing_has_no_value_afterwards() {
            TestUser nil = people.user("nil");
            TestUser boss = people.user("nilsboss");
            String manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager";
            String mobile = "phoneNumbers[type eq \"mobile\"].value";
            for (String nothing : List.of("\"\"", "null")) {
                patch(
                                nil.id(),
                                Map.of("op", "add", "path", "nickName", "value", "none"),
                                Map.of("op", "add", "path", mobile, "value", "+49 1"),
                                Map.of("op", "add", "path", "phoneNumbers[type eq \"work\"].value", "value", "+49 2"),
                                Map.of("op", "add", "path", manager, "value", List.of(Map.of("value", boss.id()))))
                        .expect(200);
                for (int again = 0; again < 2; again++) {
                    JsonNode after = server.http()
                            .json(
                                    "PATCH",
                                    users + "/" + nil.id(),
                                    """
                                    {"schemas":["%s"],"Operations":[
                                      {"op":"replace","path":"nickName","value":%s},
                                      {"op":"replace","path":"%s","value":%s},
                                      {"op":"replace","path":"%s","value":%s}]}
                                    """.formatted(
                                            PATCH, nothing, mobile.replace("\"", "\\\""), nothing, manager, nothing),
                                    server.operator())
                            .expect(200)
                            .json();
                    assertThat(after.has("nickName")).isFalse();
                    assertThat(after.path("phoneNumbers").size()).isEqualTo(1);
                    assertThat(after.at("/phoneNumbers/0/value").asString()).isEqualTo("+49 2");
                    assertThat(after.has(manager.substring(0, manager.lastIndexOf(':'))))
                            .isFalse();
                }
            }
        }

        @Test
        void a_user_can_be_renamed_and_has_a_manager() {
            TestUser boss = people.user("boss");
            TestUser mia = people.user("mia");
            JsonNode after = patch(
                            mia.id(),
                            Map.of("op", "replace", "path", "userName", "value", "mia.meyer"),
                            Map.of(
                                    "op",
                                    "add",
                                    "path",
                                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
                                    "value",
                                    boss.id()))
                    .expect(200)
                    .json();
            assertThat(after.path("id").asString()).isEqualTo(mia.id());
            assertThat(after.path("userName").asString()).isEqualTo("mia.meyer");
            assertThat(after.at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value")
                            .asString())
                    .isEqualTo(boss.id());
            assertScimError(
                    patch(mia.id(), Map.of("op", "replace", "path", "userName", "value", "BOSS")), 409, "uniqueness");
        }
    }

    @Nested
    @DisplayName("RFC 7643 §4.2 Groups")
    class Groups {
        private final String groups = people.path("/scim/v2/Groups");

        private JsonNode group(String name, String... members) {
            return server.http()
                    .json(
                            "POST",
                            groups,
                            Map.of(
                                    "schemas",
                                    List.of("urn:ietf:params:scim:schemas:core:2.0:Group"),
                                    "displayName",
                                    name,
                                    "externalId",
                                    "ext " + name,
                                    "members",
                                    java.util.Arrays.stream(members)
                                            .map(id -> Map.of("value", id))
                                            .toList()),
                            server.operator())
                    .expect(201)
                    .json();
        }

        private Answer patchGroup(JsonNode group, Object... operations) {
            return server.http()
                    .json(
                            "PATCH",
                            groups + "/" + group.path("id").asString(),
                            Map.of("schemas", List.of(PATCH), "Operations", List.of(operations)),
                            server.operator());
        }

        private List<String> members(JsonNode group) {
            return server.http()
                    .get(groups + "/" + group.path("id").asString(), server.operator())
                    .expect(200)
                    .json()
                    .path("members")
                    .valueStream()
                    .map(member -> member.path("value").asString())
                    .toList();
        }

        @Test
        void have_members_that_know_of_them() {
            TestUser nick = people.user("nick");
            JsonNode inner = group("inner", nick.id());
            JsonNode outer = group("outer", inner.path("id").asString());
            assertThat(inner.at("/members/0/display").asString()).isEqualTo("nick");
            assertThat(inner.at("/members/0/type").asString()).isEqualTo("User");
            assertThat(outer.at("/members/0/type").asString()).isEqualTo("Group");
            assertThat(outer.at("/members/0/$ref").asString())
                    .isEqualTo(inner.at("/meta/location").asString());
            JsonNode user = get("/" + nick.id()).expect(200).json();
            assertThat(user.path("groups")
                            .valueStream()
                            .map(group -> "%s %s"
                                    .formatted(
                                            group.path("display").asString(),
                                            group.path("type").asString())))
                    .containsExactlyInAnyOrder("inner direct", "outer indirect");
            JsonNode found = server.http()
                    .get(groups + "?filter=" + Http.encode("displayName eq \"INNER\""), server.operator())
                    .expect(200)
                    .json();
            assertThat(found.path("totalResults").asInt()).isEqualTo(1);
            assertThat(found.at("/Resources/0/externalId").asString()).isEqualTo("ext inner");
        }

        @Test
        void take_and_lose_members_in_every_spelling() {
            TestUser one = people.user("one");
            TestUser two = people.user("two");
            JsonNode group = group("spelt");
            patchGroup(group, Map.of("op", "Add", "path", "members", "value", List.of(Map.of("value", one.id()))))
                    .expect(200);
            patchGroup(group, Map.of("op", "add", "path", "members", "value", List.of(Map.of("value", one.id()))))
                    .expect(200); // again
            assertThat(members(group)).containsExactly(one.id());
            patchGroup(group, Map.of("op", "add", "value", Map.of("members", List.of(Map.of("value", two.id())))))
                    .expect(200);
            assertThat(members(group)).containsExactlyInAnyOrder(one.id(), two.id());
            patchGroup(group, Map.of("op", "remove", "path", "members[value eq \"%s\"]".formatted(one.id())))
                    .expect(200);
            assertThat(members(group)).containsExactly(two.id());
            patchGroup(group, Map.of("op", "Remove", "path", "members", "value", List.of(Map.of("value", two.id()))))
                    .expect(200);
            assertThat(members(group)).isEmpty();
            patchGroup(
                            group,
                            Map.of(
                                    "op",
                                    "replace",
                                    "path",
                                    "members",
                                    "value",
                                    List.of(Map.of("value", one.id()), Map.of("value", two.id()))),
                            Map.of("op", "replace", "path", "displayName", "value", "renamed"))
                    .expect(200);
            assertThat(members(group)).containsExactlyInAnyOrder(one.id(), two.id());
            patchGroup(group, Map.of("op", "remove", "path", "members")).expect(200);
            assertThat(members(group)).isEmpty();
        }

        @Test
        void have_members_of_the_tenant_only() {
            TestUser foreign = server.tenant("foreign.example").user("foreign");
            JsonNode group = group("ours");
            assertScimError(
                    patchGroup(
                            group,
                            Map.of("op", "add", "path", "members", "value", List.of(Map.of("value", foreign.id())))),
                    400,
                    "invalidValue");
            assertThat(members(group)).isEmpty();
        }

        @Test
        void are_replaced_and_deleted() {
            TestUser olga = people.user("olga");
            JsonNode group = group("whole", olga.id());
            String address = groups + "/" + group.path("id").asString();
            JsonNode replaced = server.http()
                    .json("PUT", address, Map.of("displayName", "whole"), server.operator())
                    .expect(200)
                    .json();
            assertThat(replaced.has("members")).isFalse();
            assertThat(replaced.has("externalId")).isFalse();
            String[] operator = server.operator();
            assertThat(server.http()
                            .send(
                                    "DELETE",
                                    address,
                                    java.net.http.HttpRequest.BodyPublishers.noBody(),
                                    operator[0],
                                    operator[1],
                                    "If-Match",
                                    group.at("/meta/version").asString())
                            .status())
                    .isEqualTo(412);
            assertThat(server.http().delete(address, server.operator()).status())
                    .isEqualTo(204);
            assertScimError(server.http().get(address, server.operator()), 404, "");
        }

        @Test
        void that_have_thousands_of_members_change_as_others_do() {
            TestTenant crowd = server.tenant("crowd.example");
            TestUser last = crowd.user("last");
            String made = server.http()
                    .json("POST", crowd.path("/scim/v2/Groups"), Map.of("displayName", "crowd"), server.operator())
                    .expect(201)
                    .text("id");
            server.running()
                    .context()
                    .getBean(JdbcClient.class)
                    .sql("""
                            with made as (
                                insert into entry (tenant_id, id, parent_id, rdn, rdn_norm, kind, enabled, epoch, version,
                                        attributes, created_at, created_by, modified_at, modified_by)
                                select tenant_id, gen_random_uuid(), parent_id, 'uid=one' || n, 'uid=one' || n, kind, true,
                                        0, 1, jsonb_set(attributes - 'mail', '{uid}', jsonb_build_array('one' || n)),
                                        created_at, created_by, modified_at, modified_by
                                from entry, generate_series(1, 1100) n where id = cast(:like as uuid)
                                returning tenant_id, id)
                            insert into group_member (tenant_id, group_id, member_id)
                            select tenant_id, cast(:group as uuid), id from made""")
                    .param("like", last.id())
                    .param("group", made)
                    .update();
            String group = crowd.path("/scim/v2/Groups/" + made);
            for (Map<String, Object> operation : List.<Map<String, Object>>of(
                    Map.of("op", "add", "path", "members", "value", List.of(Map.of("value", last.id()))),
                    Map.of("op", "replace", "path", "displayName", "value", "throng"))) {
                JsonNode after = server.http()
                        .json(
                                "PATCH",
                                group,
                                Map.of("schemas", List.of(PATCH), "Operations", List.of(operation)),
                                server.operator())
                        .expect(200)
                        .json();
                assertThat(after.path("members").size()).isEqualTo(1101);
            }
        }

        @Test
        void without_members_when_these_are_not_asked_for() {
            JsonNode group = group("slim", people.user("paul").id());
            JsonNode slim = server.http()
                    .get(groups + "/" + group.path("id").asString() + "?excludedAttributes=members", server.operator())
                    .expect(200)
                    .json();
            assertThat(slim.has("members")).isFalse();
            assertThat(slim.path("displayName").asString()).isEqualTo("slim");
        }
    }

    @Nested
    @DisplayName("RFC 7644 §3.7 Many at once")
    class Bulk {
        private JsonNode bulk(String body) {
            return server.http()
                    .json("POST", people.path("/scim/v2/Bulk"), body, server.operator())
                    .expect(200)
                    .json();
        }

        @Test
        void later_ones_refer_to_what_earlier_ones_made() {
            JsonNode answer = bulk("""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                      {"method":"POST","path":"/Users","bulkId":"u","data":{"userName":"rita"}},
                      {"method":"POST","path":"/Groups","bulkId":"g",
                       "data":{"displayName":"bulky","members":[{"value":"bulkId:u"}]}},
                      {"method":"PATCH","path":"/Users/bulkId:u",
                       "data":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                               "Operations":[{"op":"add","path":"title","value":"Dr"}]}}]}
                    """);
            assertThat(answer.path("Operations")
                            .valueStream()
                            .map(result -> result.path("status").asString()))
                    .containsExactly("201", "201", "200");
            String location = answer.at("/Operations/0/location").asString();
            JsonNode rita = server.http()
                    .get(location.substring(location.indexOf("/t/")), server.operator())
                    .expect(200)
                    .json();
            assertThat(rita.path("title").asString()).isEqualTo("Dr");
            assertThat(rita.at("/groups/0/display").asString()).isEqualTo("bulky");
        }

        @Test
        void ones_refer_to_what_others_make_wherever_these_stand() {
            JsonNode answer = bulk("""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                      {"method":"POST","path":"/Groups","bulkId":"outer",
                       "data":{"displayName":"bulk-outer","members":[{"value":"bulkId:inner"}]}},
                      {"method":"POST","path":"/Groups","bulkId":"inner",
                       "data":{"displayName":"bulk-inner","members":[{"value":"bulkId:u"}]}},
                      {"method":"POST","path":"/Groups","bulkId":"circle",
                       "data":{"displayName":"bulk-circle","members":[{"value":"bulkId:circle"}]}},
                      {"method":"POST","path":"/Users","bulkId":"u","data":{"userName":"bulk-user"}},
                      {"method":"POST","path":"/Groups","bulkId":"none",
                       "data":{"displayName":"bulk-none","members":[{"value":"bulkId:nobody"}]}}]}
                    """);
            assertThat(answer.path("Operations")
                            .valueStream()
                            .map(result -> result.path("bulkId").asString() + " "
                                    + result.path("status").asString()))
                    .containsExactly("outer 201", "inner 201", "circle 409", "u 201", "none 409");
        }

        @Test
        void the_address_is_told_but_of_what_was_not_made() {
            TestUser una = people.user("una");
            TestUser vic = people.user("vic");
            JsonNode answer = bulk("""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                      {"method":"DELETE","path":"/Users/%s"},
                      {"method":"PUT","path":"/Users/%s","data":{"userName":""}},
                      {"method":"POST","path":"/Users","bulkId":"x","data":{"userName":"not a name"}}]}
                    """.formatted(una.id(), vic.id()));
            assertThat(answer.at("/Operations/0/status").asString()).isEqualTo("204");
            assertThat(answer.at("/Operations/0/location").asString()).endsWith(users + "/" + una.id());
            assertThat(answer.at("/Operations/1/status").asString()).isEqualTo("400");
            assertThat(answer.at("/Operations/1/location").asString()).endsWith(users + "/" + vic.id());
            assertThat(answer.at("/Operations/2").has("location")).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a b", "%zz", "{x}", "a|b"})
        void what_cannot_be_an_id_is_one_s_own_fault_too(String id) {
            JsonNode answer = bulk("""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                      {"method":"DELETE","path":"/Users/%s"},
                      {"method":"DELETE","path":"/Devices/x"}]}
                    """.formatted(id));
            assertThat(answer.path("Operations")
                            .valueStream()
                            .map(result -> result.path("status").asString()))
                    .containsExactly("404", "400");
            assertThat(answer.at("/Operations/0").has("location")).isFalse();
        }

        @Test
        void one_s_fault_is_its_own_and_too_many_end_it() {
            JsonNode answer = bulk("""
                    {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"failOnErrors":2,"Operations":[
                      {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"not a name"}},
                      {"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"sam"}},
                      {"method":"DELETE","path":"/Users/bulkId:nobody"},
                      {"method":"POST","path":"/Users","bulkId":"c","data":{"userName":"never"}}]}
                    """);
            assertThat(answer.path("Operations")
                            .valueStream()
                            .map(result -> result.path("status").asString()))
                    .containsExactly("400", "201", "409");
            assertThat(answer.at("/Operations/0/response/scimType").asString()).isEqualTo("invalidValue");
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
    @DisplayName("RFC 7644 §3.11 Who asks for itself is told where it stands for good")
    void one_s_own_resource_says_where_it_is() {
        var browser = new Browser(server);
        browser.signsInAtConsole(people.administrator(), "/console/");
        Answer me = browser.get(people.path("/scim/v2/Me")).expect(200);
        assertThat(me.text("userName")).isEqualTo("admin");
        assertThat(me.header("Location"))
                .isEqualTo(me.json().at("/meta/location").asString())
                .endsWith(users + "/" + me.text("id"));
        assertThat(browser.get(people.path("/scim/v2/Me?attributes=userName")).header("Location"))
                .isEqualTo(me.header("Location"));
    }

    @Test
    void another_tenant_s_user_is_not_found() {
        TestUser kim = server.tenant("elsewhere.example").user("kim");
        assertScimError(get("/" + kim.id()), 404, "");
        assertScimError(patch(kim.id(), Map.of("op", "replace", "path", "active", "value", false)), 404, "");
        assertScimError(get("/not-a-uuid"), 404, "");
    }

    @Test
    void what_is_no_endpoint_is_a_scim_error_too() {
        String base = users.substring(0, users.lastIndexOf('/'));
        for (String path : List.of("/devices", "/users", "/Users2/x", "/.searches")) {
            assertScimError(server.http().get(base + path, server.operator()), 404, "");
        }
        Answer noText =
                server.http().get(users + "?filter=%FF", server.operator()).expect(400);
        assertThat(noText.header("Content-Type")).startsWith("application/scim+json");
        Answer method = server.http().delete(users, server.operator());
        assertScimError(method, 405, "");
        assertThat(method.header("Allow")).isEqualTo("GET, POST");
        for (String path : List.of("/Me", "/Bulk", "/.search", "/Schemas", "/ServiceProviderConfig")) {
            assertScimError(server.http().delete(base + path, server.operator()), 405, "");
        }
        String[] operator = server.operator();
        for (String path : List.of(users, users + "/.search")) {
            Answer type = server.http()
                    .send(
                            "POST",
                            path,
                            java.net.http.HttpRequest.BodyPublishers.ofString("<user/>"),
                            operator[0],
                            operator[1],
                            "Content-Type",
                            "text/xml");
            assertScimError(type, 415, "");
        }
    }

    @Test
    void a_collection_may_end_in_a_slash() {
        Answer made = server.http().json("POST", users + "/", Map.of("userName", "slash"), server.operator());
        made.expect(201);
        String filter = "/?filter=" + Http.encode("UserName eq \"slash\"");
        assertThat(get(filter).expect(200).json().at("/Resources/0/id").asString())
                .isEqualTo(made.text("id"));
        Answer method = server.http().delete(users + "/", server.operator());
        assertScimError(method, 405, "");
        assertThat(method.header("Allow")).isEqualTo("GET, POST");
        assertScimError(get("/" + made.text("id") + "/"), 404, "");
    }

    @Test
    void refusals_of_the_gate_are_scim_errors_too() {
        assertScimError(server.http().get(users), 401, "");
        String[] nobody = Http.bearer(people.client("nobody").fetchesToken());
        assertScimError(server.http().get(users, nobody), 403, "");
    }

    /// Over REST as over SCIM, and whatever writes.
    @Test
    void who_waited_for_one_who_waited_for_it_may_try_again() {
        JdbcClient jdbc = server.running().context().getBean(JdbcClient.class);
        jdbc.sql("create function waited_for_each_other() returns trigger language plpgsql as"
                        + " $$ begin raise exception using errcode = 'deadlock_detected'; end $$")
                .update();
        jdbc.sql(
                        "create trigger waited_for_each_other before insert or update on entry for each row"
                                + " when (new.rdn_norm in ('uid=deadlock', 'cn=deadlock')) execute function waited_for_each_other()")
                .update();
        jdbc.sql("create trigger waited_for_each_other before insert on resource_server for each row"
                        + " when (new.name = 'deadlock') execute function waited_for_each_other()")
                .update();
        try {
            TestUser user = people.user("unlocked");
            Answer renamed = patch(user.id(), Map.of("op", "replace", "path", "userName", "value", "deadlock"));
            assertScimError(renamed, 503, "");
            assertThat(renamed.header("Retry-After")).isEqualTo("5");
            Answer made = server.http()
                    .json("POST", people.api("/clients"), Map.of("clientId", "deadlock"), server.operator())
                    .expect(503);
            assertThat(made.header("Retry-After")).isEqualTo("5");
            Map<String, Object> resource = Map.of("name", "deadlock", "uri", "https://deadlock.example");
            Answer byHibernate = server.http()
                    .json("POST", people.api("/resource-servers"), resource, server.operator())
                    .expect(503);
            assertThat(byHibernate.header("Retry-After")).isEqualTo("5");
        } finally {
            jdbc.sql("drop function waited_for_each_other() cascade").update();
        }
    }

    private static String nameOf(JsonNode resource) {
        return resource.path("meta").path("resourceType").asString().equals("User")
                        && resource.path("displayName").isMissingNode()
                ? resource.path("userName").asString()
                : resource.path("displayName").asString();
    }

    /// Whether it has what the attributes say is required, and nothing that they do not know.
    private static void assertFollows(JsonNode attributes, JsonNode resource) {
        List<String> known = attributes
                .valueStream()
                .map(attribute -> attribute.path("name").asString())
                .toList();
        assertThat(known)
                .containsAll(resource.propertyNames().stream()
                        .filter(name ->
                                !List.of("schemas", "meta", "subAttributes").contains(name))
                        .toList());
        for (JsonNode attribute : attributes) {
            JsonNode value = resource.path(attribute.path("name").asString());
            assertThat(attribute.path("required").asBoolean() && value.isMissingNode())
                    .as("%s of %s", attribute.path("name"), resource)
                    .isFalse();
            JsonNode below = attribute.path("subAttributes");
            if (!value.isMissingNode() && below.isArray()) {
                (value.isArray() ? value.valueStream() : java.util.stream.Stream.of(value))
                        .forEach(one -> assertFollows(below, one));
            }
        }
    }

    @Test
    void how_to_authenticate_is_told_before_that_and_nothing_else() {
        JsonNode config = server.http()
                .get(people.path("/scim/v2/ServiceProviderConfig"))
                .expect(200)
                .json();
        assertThat(config.at("/authenticationSchemes/0/type").asString()).isEqualTo("oauthbearertoken");
        for (String path : List.of("/Schemas", "/ResourceTypes", "/ServiceProviderConfig/x")) {
            assertScimError(server.http().get(people.path("/scim/v2" + path)), 401, "");
        }
        assertScimError(server.http().get("/t/unknown.example/scim/v2/ServiceProviderConfig"), 404, "");
        assertScimError(server.http().get("/t/NO-TENANT/scim/v2/ServiceProviderConfig"), 404, "");
        assertScimError(server.http().delete(people.path("/scim/v2/ServiceProviderConfig")), 405, "");
    }

    @Test
    void the_provider_says_what_it_can_do() {
        JsonNode config = server.http()
                .get(people.path("/scim/v2/ServiceProviderConfig"), server.operator())
                .expect(200)
                .json();
        assertThat(config.at("/patch/supported").asBoolean()).isTrue();
        assertThat(config.at("/bulk/supported").asBoolean()).isTrue();
        assertThat(config.at("/sort/supported").asBoolean()).isTrue();
        assertThat(config.at("/pagination/cursor").asBoolean()).isTrue();
        assertThat(server.http()
                        .get(people.path("/scim/v2/ResourceTypes"), server.operator())
                        .expect(200)
                        .json()
                        .path("Resources")
                        .valueStream()
                        .map(type -> type.path("endpoint").asString()))
                .containsExactly("/Users", "/Groups");
        JsonNode schemas = server.http()
                .get(people.path("/scim/v2/Schemas"), server.operator())
                .expect(200)
                .json();
        assertThat(schemas.path("Resources")
                        .valueStream()
                        .map(schema -> schema.path("name").asString()))
                .containsExactly(
                        "User",
                        "Group",
                        "EnterpriseUser",
                        "Person",
                        "PlacedGroup",
                        "ServiceProviderConfig",
                        "ResourceType",
                        "Schema");
        assertThat(server.http()
                        .get(people.path("/scim/v2/Schemas/" + USER), server.operator())
                        .expect(200)
                        .json())
                .isEqualTo(schemas.at("/Resources/0"));
        assertScimError(server.http().get(people.path("/scim/v2/Schemas?filter=x"), server.operator()), 403, "");
        assertThat(schemas.path("Resources").valueStream())
                .allSatisfy(schema -> assertFollows(schemas.at("/Resources/7/attributes"), schema));
        assertFollows(schemas.at("/Resources/5/attributes"), config);
        assertThat(server.http()
                        .get(people.path("/scim/v2/ResourceTypes"), server.operator())
                        .json()
                        .path("Resources")
                        .valueStream())
                .allSatisfy(type -> assertFollows(schemas.at("/Resources/6/attributes"), type));
    }
}
