package io.lightwave.ca.enrollment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lightwave.ca.OpenSsl;
import io.lightwave.ca.World;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Caller;
import io.lightwave.directory.SignIn;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 7292 PKCS #12 with a key that the server makes, once, for people only")
class Pkcs12Test {
    private static final TenantId ACME = new TenantId("acme.example");
    private static final TenantId GLOBEX = new TenantId("globex.example");
    private static final String PROFILES = "/api/v1/tenants/acme.example/certificate-profiles";
    private static World world;
    private static ActivePrincipal portia;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        world = new World().tenant(ACME).tenant(GLOBEX);
        portia = world.subject(ACME, SubjectKind.USER, "portia");
        var operator = world.caller(world.subject(ACME, SubjectKind.USER, "admin"));
        world.door.patch(PROFILES + "/user", operator, "{\"enabled\":true}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static Door.Answer ask(ActivePrincipal who, String query, String body) {
        return world.door.postJson(
                "/t/acme.example/ca/certificates/pkcs12" + query,
                new Caller(who, Optional.of(new SignIn(world.now(), true)), World.ORIGIN),
                body);
    }

    private static byte[] file(Door.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return Base64.getDecoder().decode(answer.json().get("pkcs12").asString());
    }

    private static KeyStore opened(byte[] file, String password) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(file), password.toCharArray());
        return store;
    }

    @Test
    void a_person_gets_key_and_chain_under_a_password_that_is_shown_once() throws Exception {
        var answer = ask(portia, "", "{}");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        String password = answer.json().get("password").asString();
        assertThat(password).matches("[a-kmnp-z2-9]{26}");
        var store = opened(file(answer), password);
        var key = (PrivateKey) store.getKey("portia", password.toCharArray());
        var chain = store.getCertificateChain("portia");
        assertThat(chain).hasSize(2);
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(new byte[] {1});
        byte[] signed = signature.sign();
        signature.initVerify(chain[0]);
        signature.update(new byte[] {1});
        assertThat(signature.verify(signed)).isTrue();
        assertThat(((X509Certificate) chain[0]).getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> opened(file(answer), password + "x"));
        String id = answer.json().get("id").asString();
        assertThat(world.audited(ACME, "certificate.key-made")).contains("SUCCESS user:portia@acme.example: " + id);
        var record = world.door.get("/api/v1/tenants/acme.example/certificates/" + id, null);
        assertThat(record.json().get("profile").asString()).isEqualTo("user");
        assertThat(record.text()).doesNotContain(password, "pkcs12");
    }

    @Test
    void openssl_and_nss_read_it_with_a_password_that_was_given() throws Exception {
        var answer = ask(portia, "", "{\"password\":\"correct horse battery\"}");
        assertThat(answer.json().has("password")
                        && !answer.json().get("password").isNull())
                .isFalse();
        var openssl = new OpenSsl(folder);
        openssl.file("portia.p12", file(answer));
        openssl.file("password", "correct horse battery".getBytes(UTF_8));
        assertThat(openssl.run("pkcs12", "-in", "portia.p12", "-passin", "file:password", "-info", "-noenc"))
                .contains("MAC: sha256", "PBES2, PBKDF2, AES-256-CBC", "PRF hmacWithSHA256", "BEGIN PRIVATE KEY")
                .doesNotContain("RC2", "3DES");
        assertThat(command("certutil", "-N", "-d", "sql:" + folder, "--empty-password"))
                .isEmpty();
        assertThat(command("pk12util", "-i", "portia.p12", "-d", "sql:" + folder, "-w", "password", "-K", ""))
                .contains("PKCS12 IMPORT SUCCESSFUL");
        assertThat(command("certutil", "-K", "-d", "sql:" + folder)).contains("portia");
    }

    private String command(String... words) throws Exception {
        var process = new ProcessBuilder(List.of(words))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eleven char", "pässword with umlaut", "twelve\\tchars and tab"})
    void a_password_is_printable_ascii_of_twelve_at_least(String password) {
        var answer = ask(portia, "", "{\"password\":\"%s\"}".formatted(password));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("field").asString()).isEqualTo("password");
    }

    @Test
    void no_other_profile_has_keys_that_the_server_makes() {
        var billing = world.subject(ACME, SubjectKind.WORKLOAD, "billing");
        String rule = "the server makes keys for profile user only, not for profile workload";
        var answer = ask(billing, "?profile=workload", "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("detail").asString()).isEqualTo(rule);
        assertThat(ask(portia, "?profile=client", "{}").json().get("detail").asString())
                .isEqualTo("a user may not have a certificate of profile client");
        assertThat(world.audited(ACME, "certificate.issue"))
                .contains("REFUSED workload:billing@acme.example: workload " + rule);
    }

    @Test
    void whoever_has_not_just_signed_in_or_is_another_tenant_s_gets_none() {
        assertThat(world.door
                        .postJson("/t/acme.example/ca/certificates/pkcs12", world.caller(portia), "{}")
                        .status())
                .isEqualTo(403);
        assertThat(ask(world.subject(GLOBEX, SubjectKind.USER, "gina"), "", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(ask(world.subject(ACME, SubjectKind.WORKLOAD, "shipping"), "", "{}")
                        .status())
                .isEqualTo(403);
    }
}
