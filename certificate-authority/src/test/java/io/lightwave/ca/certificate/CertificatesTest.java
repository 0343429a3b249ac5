package io.lightwave.ca.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CertificatesTest {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final String PATH = "/api/v1/tenants/acme.example/certificates";

    @org.junit.jupiter.api.io.TempDir
    java.nio.file.Path folder;

    private static World world;
    private static ActivePrincipal payments;
    private static IssuanceOutcome.Issued expired;
    private static IssuanceOutcome.Issued valid;
    private static IssuanceOutcome.Issued client;
    private static IssuanceOutcome.Issued foreign;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX).tenant(World.SYSTEM);
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "shop/payments");
        expired = issue(payments, "workload");
        world.context.clock().advance(Duration.ofHours(25));
        valid = issue(payments, "workload");
        world.context.clock().advance(Duration.ofMinutes(1));
        client = issue(world.subject(ACME, SubjectKind.CLIENT, "billing"), "client");
        foreign = issue(world.subject(GLOBEX, SubjectKind.WORKLOAD, "shop/payments"), "workload");
        world.authority()
                .issueServerCertificate(
                        List.of("id.example"), Requests.ec("secp256r1").getPublic());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static IssuanceOutcome.Issued issue(ActivePrincipal who, String profile) {
        return (IssuanceOutcome.Issued) world.authority().issue(who, profile, Requests.sound(), World.ORIGIN);
    }

    private static List<String> found(String query) {
        var answer = world.door.get(PATH + "?" + query, null);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var ids = new ArrayList<String>();
        answer.json().get("items").forEach(item -> ids.add(item.get("id").asString()));
        return ids;
    }

    private static String id(IssuanceOutcome.Issued issued) {
        return issued.id().toString();
    }

    private static String serial(IssuanceOutcome.Issued issued) {
        return issued.chain().getFirst().getSerialNumber().toString(16);
    }

    @Test
    void one_has_the_fields_of_the_contract() throws Exception {
        JsonNode json = world.door.get(PATH + "/" + id(valid), null).json();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "serial",
                        "subject",
                        "subjectId",
                        "spiffeId",
                        "san",
                        "profile",
                        "notBefore",
                        "notAfter",
                        "state",
                        "fingerprint",
                        "createdAt");
        assertThat(json.get("serial").asString()).isEqualTo(serial(valid));
        assertThat(json.get("subject").asString())
                .isEqualTo("cn=shop/payments,uid=%s,ou=workloads,dc=acme,dc=example".formatted(payments.id()));
        assertThat(json.get("subjectId").asString()).isEqualTo(payments.id().toString());
        assertThat(json.get("san").get(0).asString()).isEqualTo("uri:spiffe://acme.example/shop/payments");
        assertThat(json.get("notAfter").asString()).isEqualTo("2026-01-03T12:58:59Z");
        assertThat(json.get("createdAt").asString()).isEqualTo("2026-01-02T13:00:00Z");
        assertThat(json.get("fingerprint").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(valid.chain().getFirst().getEncoded())));
    }

    @Test
    void a_serial_number_is_found_whatever_its_case_colons_and_leading_zeros() {
        String serial = serial(valid);
        assertThat(found("serial=" + serial)).containsExactly(id(valid));
        assertThat(found("serial=000" + serial.toUpperCase(java.util.Locale.ROOT)))
                .containsExactly(id(valid));
        assertThat(found("serial=00:" + serial.replaceAll("(..)(?=.)", "$1:"))).containsExactly(id(valid));
    }

    @Test
    void a_fingerprint_is_found_as_openssl_writes_it() throws Exception {
        String fingerprint = HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(valid.chain().getFirst().getEncoded()));
        assertThat(found("fingerprint=" + fingerprint)).containsExactly(id(valid));
    }

    @Test
    void names_are_found_by_their_value_alone() {
        String spiffeId = URLEncoder.encode("spiffe://acme.example/shop/payments", UTF_8);
        assertThat(found("spiffeId=" + spiffeId)).containsExactly(id(valid), id(expired));
        assertThat(found("san=" + spiffeId)).containsExactly(id(valid), id(expired));
        assertThat(found("san=payments")).isEmpty();
        assertThat(world.door
                        .get("/api/v1/tenants/lightwave.local/certificates?san=id.example", null)
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void states_and_moments_narrow() {
        assertThat(found("state=expired")).containsExactly(id(expired));
        assertThat(found("state=valid")).contains(id(valid), id(client)).doesNotContain(id(expired));
        assertThat(found("state=revoked")).isEmpty();
        assertThat(found("state=held")).isEmpty();
        assertThat(found("before=2026-01-03T12:58:59Z")).containsExactly(id(expired));
        assertThat(found("before=2026-01-03T12:59:00Z&state=valid")).containsExactly(id(valid));
    }

    @Test
    void a_subject_is_found_by_name_and_by_id_and_profiles_narrow() {
        String name = URLEncoder.encode("shop/payments", UTF_8);
        assertThat(found("subject=" + name)).containsExactly(id(valid), id(expired));
        assertThat(found("subject=" + payments.id())).containsExactly(id(valid), id(expired));
        assertThat(found("subject=nobody")).isEmpty();
        assertThat(found("profile=client")).containsExactly(id(client));
        assertThat(found("profile=workload&after=2026-01-03T00:00:00Z")).containsExactly(id(valid));
    }

    @Test
    void one_is_downloaded_as_der_as_a_pem_chain_and_as_pkcs7() throws Exception {
        var der = world.door.get(PATH + "/" + id(valid) + "/certificate.cer", null);
        assertThat(der.type()).isEqualTo("application/pkix-cert");
        assertThat(der.body()).isEqualTo(valid.chain().getFirst().getEncoded());
        assertThat(der.header("Content-Disposition")).contains(serial(valid) + ".cer");
        var pem = world.door.get(PATH + "/" + id(valid) + "/chain.pem", null);
        assertThat(pem.text()).isEqualTo(io.lightwave.ca.Pem.of(valid.chain()));
        var openssl = new io.lightwave.ca.OpenSsl(folder);
        openssl.file(
                "chain.p7c",
                world.door.get(PATH + "/" + id(valid) + "/chain.p7c", null).body());
        assertThat(openssl.run("pkcs7", "-inform", "DER", "-in", "chain.p7c", "-print_certs", "-noout"))
                .contains("payments", "Issuing CA 1")
                .doesNotContain("subject=DC = example, DC = acme, CN = Root CA 1");
        assertThat(world.door
                        .get(PATH + "/" + id(foreign) + "/certificate.cer", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void pages_follow_each_other_newest_first_without_a_gap_or_a_repetition() {
        var whole = found("limit=200");
        assertThat(whole.getFirst()).isEqualTo(id(client));
        var collected = new ArrayList<String>();
        String cursor = "";
        while (true) {
            JsonNode page = world.door
                    .get(PATH + "?limit=1" + (cursor.isEmpty() ? "" : "&cursor=" + cursor), null)
                    .json();
            page.get("items").forEach(item -> collected.add(item.get("id").asString()));
            JsonNode next = page.get("nextCursor");
            if (next == null || next.isNull()) {
                break;
            }
            cursor = next.asString();
        }
        assertThat(collected).isEqualTo(whole).hasSize(5);
    }

    @Test
    void another_tenant_s_certificate_is_not_found() {
        assertThat(world.door.get(PATH + "/" + id(foreign), null).status()).isEqualTo(404);
        assertThat(found("serial=" + serial(foreign))).isEmpty();
        assertThat(found("limit=200")).doesNotContain(id(foreign));
        assertThat(world.door.get(PATH + "/1-1-1-1-1", null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "serial=xyz, serial",
        "serial=, serial",
        "fingerprint=12%20, fingerprint",
        "state=VALID, state",
        "before=yesterday, before",
        "after=%2B1000000000-12-31T23:59:59Z, after",
        "san=%00, san",
        "spiffeId=%00, spiffeId",
        "profile=%00, profile",
        "cursor=x, cursor",
        "limit=0, limit",
        "limit=201, limit"
    })
    void a_filter_that_makes_no_sense_is_400_and_named(String query, String field) {
        var answer = world.door.get(PATH + "?" + query, null);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo(field);
    }

    @Test
    void the_lineage_says_for_what_evidence_one_was_given_and_what_renewed_it() {
        var tenant = new TenantId("lineage.example");
        var who = world.tenant(tenant).subject(tenant, SubjectKind.WORKLOAD, "payments");
        var before = world.now();
        var first = (IssuanceOutcome.Issued)
                world.authority().issue(who, "workload", Requests.sound(), World.ORIGIN.by("CMP secret \u001b42"));
        try {
            String second = renewed(who, first.chain().getFirst());
            String third = renewed(who, certificate(tenant, second));
            String path = "/api/v1/tenants/lineage.example/certificates/";
            for (String id : List.of(id(first), second, third)) {
                var lineage =
                        world.door.get(path + id + "/lineage", null).json().get("items");
                assertThat(lineage.valueStream().map(item -> item.get("id").asString()))
                        .containsExactly(id(first), second, third);
                assertThat(lineage.at("/0/evidence").asString()).isEqualTo("CMP secret ?42");
                assertThat(lineage.at("/0/profile").asString()).isEqualTo("workload");
                assertThat(lineage.at("/1/renews").asString()).isEqualTo(id(first));
                assertThat(lineage.at("/2/evidence").isMissingNode()).isTrue();
            }
            assertThat(world.door.get(PATH + "/" + second + "/lineage", null).status())
                    .isEqualTo(404);
        } finally {
            world.context.clock().set(before);
        }
    }

    private static java.security.cert.X509Certificate certificate(TenantId tenant, String id) {
        return world.context
                .bean(CertificateSearch.class)
                .certificate(tenant, java.util.UUID.fromString(id))
                .orElseThrow();
    }

    /// Later, by showing it.
    private static String renewed(ActivePrincipal who, java.security.cert.X509Certificate certificate) {
        world.context.clock().advance(Duration.ofHours(13));
        var answer = world.door.post(
                "/t/lineage.example/ca/certificates/renew", world.caller(who), null, new byte[0], certificate);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.header("Location").replaceFirst(".*/", "");
    }
}
