package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Certificates, as openssl sees them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateJourney {
    private final Acme acme = Acme.shared();

    @TempDir
    Path folder;

    private Acme.TenantOfTest forge;
    private Platform cluster;

    @BeforeAll
    void the_operator_prepares() {
        forge = acme.tenant("forge.example");
        cluster = forge.trusts(new Platform("https://cluster.example"), "kubernetes");
        forge.workload("smith", cluster, "system:serviceaccount:forge:smith");
    }

    private String openssl(String arguments) {
        return Shell.run("sh", "-c", "cd '%s' && openssl %s 2>&1".formatted(folder, arguments))
                .output();
    }

    private Http.Answer enroll(String keyOptions, String requestOptions) throws IOException {
        String said = openssl(
                "req -new -newkey %s -nodes -keyout key.pem -out request.pem %s".formatted(keyOptions, requestOptions));
        assertThat(folder.resolve("request.pem")).as(said).exists();
        return acme.http.post(
                forge.path("/ca/certificates"),
                "application/pkcs10",
                Files.readString(folder.resolve("request.pem")),
                Acme.bearer(cluster.projectedToken("forge", "smith", forge.issuer())));
    }

    private void saveChain(Http.Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        Files.writeString(folder.resolve("chain.pem"), answer.body());
        Files.writeString(
                folder.resolve("root.pem"),
                acme.http.get(forge.path("/ca/root.pem")).body());
    }

    @Test
    void openssl_verifies_the_chain_of_a_p256_key() throws IOException {
        saveChain(enroll("ec -pkeyopt ec_paramgen_curve:P-256", "-subj /CN=ignored"));
        assertThat(openssl("verify -CAfile root.pem -untrusted chain.pem chain.pem"))
                .contains("chain.pem: OK");
        assertThat(openssl("verify -x509_strict -purpose sslclient -CAfile root.pem -untrusted chain.pem chain.pem"))
                .contains("chain.pem: OK");
    }

    @Test
    void openssl_verifies_the_chain_of_an_rsa_key() throws IOException {
        saveChain(enroll("rsa:2048", "-subj /CN=ignored"));
        assertThat(openssl("verify -CAfile root.pem -untrusted chain.pem chain.pem"))
                .contains("chain.pem: OK");
    }

    @Test
    void subject_and_names_come_from_the_caller_and_never_from_the_request() throws IOException {
        saveChain(enroll(
                "ec -pkeyopt ec_paramgen_curve:P-256",
                "-subj /CN=root/O=evil -addext subjectAltName=DNS:evil.example,URI:spiffe://forge.example/root"));
        String names = openssl("x509 -in chain.pem -noout -subject -ext subjectAltName");
        assertThat(names).contains("URI:spiffe://forge.example/smith").doesNotContain("evil", "/root");
    }

    @Test
    void asking_to_be_an_authority_or_bringing_a_weak_key_is_400() throws IOException {
        assertThat(enroll("ec -pkeyopt ec_paramgen_curve:P-256", "-subj /CN=x -addext basicConstraints=CA:TRUE")
                        .status())
                .isEqualTo(400);
        assertThat(enroll("rsa:1024", "-subj /CN=x").status()).isEqualTo(400);
    }

    @Test
    void a_revoked_certificate_is_on_the_list_that_openssl_fetches_and_checks() throws IOException {
        saveChain(enroll("ec -pkeyopt ec_paramgen_curve:P-256", "-subj /CN=x"));
        assertThat(checkedAgainstCrl()).contains("chain.pem: OK");

        String serial = openssl("x509 -in chain.pem -noout -serial").strip().replace("serial=", "");
        Http.Answer found = acme.http.get(forge.api("certificates?serial=" + serial), acme.operator());
        String id = found.json().path("items").path(0).path("id").asString("");
        Http.Answer revoked = acme.http.json(
                "POST",
                forge.api("certificates/" + id + "/revoke"),
                Map.of("reason", "keyCompromise"),
                acme.operator());

        assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
        assertThat(checkedAgainstCrl()).contains("certificate revoked");
    }

    /// Fetches the CRL from the address in the certificate, over plain HTTP, and lets openssl decide.
    private String checkedAgainstCrl() throws IOException {
        String text = openssl("x509 -in chain.pem -noout -ext crlDistributionPoints");
        String address = text.substring(text.indexOf("http://"))
                .lines()
                .findFirst()
                .orElseThrow()
                .strip();
        Shell.run("curl", "-sSf", "-o", folder.resolve("list.crl").toString(), address)
                .orThrow();
        openssl("crl -inform DER -in list.crl -out list.pem");
        return openssl("verify -crl_check -CAfile root.pem -untrusted chain.pem -CRLfile list.pem chain.pem");
    }

    @Test
    void a_revoked_certificate_is_revoked_to_the_responder_that_openssl_asks_at_once() throws IOException {
        saveChain(enroll("ec -pkeyopt ec_paramgen_curve:P-256", "-subj /CN=x"));
        String intermediate = acme.http.get(forge.path("/ca/chain.pem")).body();
        Files.writeString(folder.resolve("issuer.pem"), intermediate);
        assertThat(askedOfResponder()).contains("Response verify OK", "chain.pem: good");

        String serial = openssl("x509 -in chain.pem -noout -serial").strip().replace("serial=", "");
        Http.Answer found = acme.http.get(forge.api("certificates?serial=" + serial), acme.operator());
        String id = found.json().path("items").path(0).path("id").asString("");
        acme.http.json(
                "POST", forge.api("certificates/" + id + "/revoke"), Map.of("reason", "superseded"), acme.operator());

        assertThat(askedOfResponder()).contains("Response verify OK", "chain.pem: revoked", "Reason: superseded");
    }

    /// At the address in the certificate, over plain HTTP.
    private String askedOfResponder() {
        String address = openssl("x509 -in chain.pem -noout -ocsp_uri").strip();
        return openssl("ocsp -issuer issuer.pem -cert chain.pem -url %s -CAfile root.pem".formatted(address));
    }

    @Test
    void the_servers_own_certificate_comes_from_the_system_tenants_authority() {
        String said = Shell.run(
                        Map.of(),
                        "",
                        java.util.List.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "localhost:" + acme.server.port("HTTPS"),
                                "-servername",
                                "localhost",
                                "-verify_hostname",
                                "localhost",
                                "-verify_return_error",
                                "-CAfile",
                                acme.server.trustAnchor().toString()))
                .output();
        assertThat(said).contains("Verify return code: 0 (ok)");
    }
}
