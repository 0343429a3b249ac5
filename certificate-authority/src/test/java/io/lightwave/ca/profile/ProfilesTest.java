package io.lightwave.ca.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CertificateTrust;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final String PATH = "/api/v1/tenants/acme.example/certificate-profiles";
    private static World world;
    private static Caller operator;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX);
        operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Door.Answer make(String name, String rest) {
        return world.door.postJson(PATH, operator, "{\"name\":\"%s\",%s}".formatted(name, rest));
    }

    private static Door.Answer enrol(ActivePrincipal who, String profile) {
        return enrol(who, profile, Requests.sound());
    }

    private static Door.Answer enrol(ActivePrincipal who, String profile, byte[] request) {
        return world.door.post(
                "/t/%s/ca/certificates?profile=%s".formatted(who.tenant(), profile),
                world.caller(who),
                "application/pkcs10",
                request);
    }

    private static X509Certificate leaf(Door.Answer answer) throws Exception {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(answer.body()))
                .iterator()
                .next();
    }

    private static ActivePrincipal workload(String name) {
        return world.subject(ACME, SubjectKind.WORKLOAD, name);
    }

    private static final String MESH = """
            "holders":["workload"],"lifetime":"PT48H","extendedKeyUsage":["serverAuth","clientAuth"],
            "keyTypes":["ec-p256"],
            "names":["dns:{name}.svc.{tenant}","uri:https://acme.example/jobs/{id}"]""";

    @Test
    void a_profile_gives_names_made_of_the_authenticated_subject() throws Exception {
        var made = make("mesh", MESH);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(PATH + "/mesh");
        assertThat(made.json().get("naming").asString()).isEqualTo("templates");
        var payments = workload("payments");
        var leaf = leaf(enrol(payments, "mesh"));
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "payments.svc.acme.example"),
                        List.of(6, "https://acme.example/jobs/" + payments.id()));
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo("2026-01-03T11:58:59Z");
        assertThat(leaf.getSubjectX500Principal().getName())
                .isEqualTo("CN=payments,UID=%s,OU=workloads,DC=acme,DC=example".formatted(payments.id()));
    }

    @Test
    void it_is_for_its_keys_its_holders_its_tenant_and_nobody_else() {
        make("strict", MESH.replace("{name}.svc", "{name}.strict"));
        var payments = workload("strict-payments");
        byte[] p384 = Requests.of(Requests.ec("secp384r1"), "SHA384withECDSA", "CN=x", List.of());
        var other = enrol(payments, "strict", p384);
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.text()).contains("profile strict is not for keys of the kind ec-p384");
        assertThat(enrol(world.subject(ACME, SubjectKind.CLIENT, "billing"), "strict")
                        .status())
                .isEqualTo(403);
        var stranger = world.subject(GLOBEX, SubjectKind.WORKLOAD, "payments");
        assertThat(enrol(stranger, "strict").status()).isEqualTo(403);
        assertThat(enrol(payments, "unheard-of").status()).isEqualTo(403);
        assertThat(enrol(payments, "server").status()).isEqualTo(403);
        assertThat(enrol(payments, "tls-server").status()).isEqualTo(403);
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("REFUSED client:billing@acme.example: strict a client may not have a certificate of profile"
                        + " strict");
    }

    @Test
    void who_may_ask_is_decided_by_groups_at_each_time() {
        world.door.patch(
                PATH + "/code-signing", operator, "{\"enabled\":true,\"groups\":[\"builders\",\"releasers\"]}");
        var builder = workload("builder");
        var refused = enrol(builder, "code-signing");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("in no group that may have a certificate of profile code-signing");
        var group = switch (world.subjects()
                .add(ACME, SubjectKind.GROUP, "releasers", Map.of("member", List.of(dn("builder"))))) {
            case Subjects.AddOutcome.Added(var added) -> added;
            case Subjects.AddOutcome.NameTaken() -> throw new IllegalStateException();
        };
        var member = world.context
                .bean(ActivePrincipals.class)
                .find(ACME, builder.id())
                .orElseThrow();
        assertThat(member.groups()).contains("releasers");
        var signed = enrol(member, "code-signing");
        assertThat(signed.status()).as(signed.text()).isEqualTo(201);
        world.subjects().delete(ACME, group.id());
        var after = world.context
                .bean(ActivePrincipals.class)
                .find(ACME, builder.id())
                .orElseThrow();
        assertThat(enrol(after, "code-signing").status()).isEqualTo(403);
    }

    private static String dn(String workload) {
        return "cn=%s,ou=workloads,dc=acme,dc=example".formatted(workload);
    }

    @Test
    void a_key_that_signs_code_or_serves_proves_nobody_to_us() throws Exception {
        make("servers-only", """
                "holders":["client"],"lifetime":"PT1H","extendedKeyUsage":["serverAuth"],"names":["dns:a.acme.example"]""");
        make("clients-only", """
                "holders":["client"],"lifetime":"PT1H","extendedKeyUsage":["clientAuth"]""");
        var trust = world.context.bean(CertificateTrust.class);
        var who = world.subject(ACME, SubjectKind.CLIENT, "either");
        assertThat(trust.find(ACME, leaf(enrol(who, "servers-only")))).isEmpty();
        assertThat(trust.find(ACME, leaf(enrol(who, "clients-only")))).isPresent();
    }

    /// Threat T8: only a whole name that is one label or segment gets into a name; nothing is cut, folded or escaped.
    @ParameterizedTest
    @ValueSource(
            strings = {"*", "a.b", "shop/payments", "a\0b", "ä", "PAYMENTS", "-a", "a b", "a%2fb", "", "{id}", ".."})
    void t8_a_name_that_is_no_label_gets_no_certificate(String name) {
        make("labels", MESH.replace("{name}.svc", "{name}.labels"));
        var answer = enrol(world.imaginary(ACME, SubjectKind.WORKLOAD, name), "labels");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("no single DNS label");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns:{name}",
                "dns:{name}.example",
                "dns:{tenant}.{name}",
                "dns:*.{name}.acme.example",
                "dns:*.acme.example",
                "dns:{name}.ACME.example",
                "dns:{mail}.acme.example",
                "dns:{name.acme.example",
                "dns:",
                "ip:127.0.0.1",
                "uri:spiffe://acme.example/{name}",
                "uri:https://{name}/x",
                "uri:https://{name}.acme.example/x",
                "uri:{name}://acme.example/x",
                "uri:https://acme.example",
                "uri:urn:{name}",
                "{name}"
            })
    void a_template_that_could_name_others_is_refused_when_it_is_made(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NameTemplate(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            holders          | "holders":["user"],"lifetime":"PT1H","extendedKeyUsage":["clientAuth"]
            holders          | "lifetime":"PT1H","extendedKeyUsage":["clientAuth"]
            lifetime         | "holders":["client"],"lifetime":"PT4M","extendedKeyUsage":["clientAuth"]
            lifetime         | "holders":["client"],"lifetime":"P400D","extendedKeyUsage":["clientAuth"]
            lifetime         | "holders":["client"],"lifetime":"a day","extendedKeyUsage":["clientAuth"]
            extendedKeyUsage | "holders":["client"],"lifetime":"PT1H","extendedKeyUsage":["OCSPSigning"]
            extendedKeyUsage | "holders":["client"],"lifetime":"PT1H"
            keyTypes         | "holders":["client"],"lifetime":"PT1H","extendedKeyUsage":["clientAuth"],"keyTypes":["dsa"]
            names            | "holders":["client"],"lifetime":"PT1H","extendedKeyUsage":["clientAuth"],"names":["dns:{name}"]
            name             | "holders":["client"],"lifetime":"PT1H","extendedKeyUsage":["serverAuth"]
            name             | "holders":["client","node"],"lifetime":"PT1H","extendedKeyUsage":["clientAuth"],"names":["dns:{name}.acme.example"]
            """)
    void unsound_settings_are_400_and_name_their_field(String field, String settings) {
        var answer = make("unsound", settings);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo(field);
        assertThat(world.door.get(PATH + "/unsound", operator).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"holders\":[null],\"lifetime\":\"PT1H\",\"extendedKeyUsage\":[\"clientAuth\"]",
                "\"holders\":[\"client\"],\"lifetime\":\"PT1H\",\"extendedKeyUsage\":[null]",
                "\"holders\":[\"client\"],\"lifetime\":\"PT1H\",\"extendedKeyUsage\":[\"clientAuth\"],\"groups\":[null]",
                "\"holders\":[\"client\"],\"lifetime\":\"PT1H\",\"extendedKeyUsage\":[\"clientAuth\"],\"keyTypes\":[null]",
                "\"holders\":[\"client\"],\"lifetime\":\"PT1H\",\"extendedKeyUsage\":[\"clientAuth\"],\"names\":[null]"
            })
    void nothing_in_a_list_is_400(String settings) {
        assertThat(make("unsound", settings).status()).isEqualTo(400);
        assertThat(world.door
                        .patch(PATH + "/client", operator, "{\"groups\":[null]}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void the_built_in_ones_change_within_bounds_and_get_their_defaults_back() throws Exception {
        var before = world.door.get(PATH + "/client", operator);
        assertThat(before.json().get("builtIn").asBoolean()).isTrue();
        assertThat(before.json().get("lifetime").asString()).isEqualTo("PT720H");
        var changed = world.door.patch(
                PATH + "/client", operator, "{\"lifetime\":\"PT2H\"}", "If-Match", before.header("ETag"));
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(world.door
                        .patch(PATH + "/client", operator, "{\"enabled\":false}", "If-Match", before.header("ETag"))
                        .status())
                .isEqualTo(412);
        String either = before.header("ETag") + ", " + changed.header("ETag");
        assertThat(world.door
                        .patch(PATH + "/client", operator, "{}", "If-Match", either)
                        .status())
                .isEqualTo(200);
        var who = world.subject(ACME, SubjectKind.CLIENT, "changed");
        assertThat(leaf(enrol(who, "client")).getNotAfter().toInstant()).isEqualTo("2026-01-01T13:58:59Z");
        assertThat(world.door
                        .patch(PATH + "/client", operator, "{\"extendedKeyUsage\":[\"serverAuth\"]}")
                        .json()
                        .get("field")
                        .asString())
                .isEqualTo("extendedKeyUsage");
        assertThat(world.door
                        .patch(PATH + "/server", operator, "{\"lifetime\":\"PT2H\"}")
                        .status())
                .isEqualTo(409);
        assertThat(world.door.delete(PATH + "/client", operator).status()).isEqualTo(204);
        assertThat(world.door.delete(PATH + "/client", operator).status()).isEqualTo(409);
        assertThat(leaf(enrol(who, "client")).getNotAfter().toInstant()).isEqualTo("2026-01-31T11:58:59Z");
        assertThat(world.audited(ACME, "certificate-profile.update"))
                .contains("SUCCESS user:admin@acme.example: client");
    }

    @Test
    void people_get_one_where_it_is_turned_on_just_after_they_have_signed_in_by_what_is_strongest() throws Exception {
        assertThat(world.door
                        .patch(PATH + "/user", operator, "{\"enabled\":true,\"lifetime\":\"PT8H\"}")
                        .status())
                .isEqualTo(200);
        try {
            var person = world.subject(ACME, SubjectKind.USER, "portia");
            var leaf = leaf(enrol(person, new SignIn(world.now(), true)));
            assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
            assertThat(world.context.bean(CertificateTrust.class).find(ACME, leaf))
                    .contains(new CertificateTrust.Trusted(Optional.of(person.id())));
            for (var signIn : List.of(
                    new SignIn(world.now(), false), new SignIn(world.now().minus(Duration.ofMinutes(5)), true))) {
                assertThat(enrol(person, signIn).status()).isEqualTo(403);
            }
            assertThat(enrol(person, "user").status()).as("without a sign-in").isEqualTo(403);
            assertThat(world.audited(ACME, "certificate.issue"))
                    .contains("REFUSED user:portia@acme.example: user the person has not signed in within five minutes"
                            + " by what earns the tenant's strongest acr");
            world.context.clock().advance(Duration.ofHours(5));
            assertThat(world.door
                            .post(
                                    "/t/acme.example/ca/certificates",
                                    world.caller(person),
                                    "application/pkcs10",
                                    Requests.sound(),
                                    leaf)
                            .status())
                    .as("nor by showing the one before")
                    .isEqualTo(403);
        } finally {
            world.context.clock().set(TestClock.NOON);
            world.door.delete(PATH + "/user", operator);
        }
    }

    private static Door.Answer enrol(ActivePrincipal person, SignIn signIn) {
        return world.door.post(
                "/t/acme.example/ca/certificates",
                new Caller(person, Optional.of(signIn), World.ORIGIN),
                "application/pkcs10",
                Requests.sound());
    }

    @Test
    void names_of_built_in_ones_are_taken_and_a_page_holds_all() {
        for (String taken : List.of("server", "ocsp", "root", "issuing", "workload")) {
            assertThat(make(taken, MESH).status()).isEqualTo(409);
        }
        make("twice", MESH.replace("{name}.svc", "{name}.twice"));
        assertThat(make("twice", MESH).status()).isEqualTo(409);
        var names = world.door
                .get(PATH, operator)
                .json()
                .get("items")
                .valueStream()
                .map(item -> item.get("name").asString())
                .toList();
        assertThat(names).contains("server", "workload", "client", "user", "node", "code-signing", "twice");
        assertThat(world.door
                        .get("/api/v1/tenants/globex.example/certificate-profiles/twice", operator)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_certificate_is_renewed_with_its_profile_while_that_stands() throws Exception {
        make("renewed", MESH.replace("{name}.svc", "{name}.renewed"));
        var who = workload("renewed-one");
        KeyPair keys = Requests.ec("secp256r1");
        var first = leaf(enrol(who, "renewed", Requests.of(keys, "SHA256withECDSA", "CN=x", List.of())));
        String path = "/t/acme.example/ca/certificates/renew";
        world.context.clock().advance(Duration.ofHours(25));
        try {
            var second = leaf(world.door.post(path, world.caller(who), null, new byte[0], first));
            assertThat(second.getSubjectAlternativeNames())
                    .containsExactlyElementsOf(first.getSubjectAlternativeNames());
            assertThat(world.door
                            .post(
                                    "/t/acme.example/ca/certificates?profile=workload",
                                    world.caller(who),
                                    "application/pkcs10",
                                    Requests.sound(),
                                    first)
                            .status())
                    .isEqualTo(400);
            world.door.delete(PATH + "/renewed", operator);
            assertThat(world.door
                            .post(path, world.caller(who), null, new byte[0], first)
                            .status())
                    .isEqualTo(403);
        } finally {
            world.context.clock().set(TestClock.NOON);
        }
    }
}
