package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Certificates by CMP, as `openssl cmp` manages them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CmpJourney {
    private final Acme acme = Acme.shared();

    @TempDir
    Path folder;

    private Acme.TenantOfTest mill;

    @BeforeAll
    void the_operator_prepares() throws IOException {
        mill = acme.tenant("mill.example");
        mill.workload("loom", mill.trusts(new Platform("https://mill.example"), "kubernetes"), "loom");
    }

    private Shell.Result openssl(String arguments) {
        return Shell.run("sh", "-c", "cd '%s' && openssl %s 2>&1".formatted(folder, arguments));
    }

    private Shell.Result cmp(String command, String arguments) {
        return openssl("cmp -cmd %s -server %s/.well-known/cmp/p/mill.example -tls_used -tls_trusted '%s' %s"
                .formatted(command, acme.server.url(), acme.server.trustAnchor(), arguments));
    }

    private void key(String file) {
        openssl("ecparam -genkey -name prime256v1 -noout -out " + file);
    }

    /// Options for a new secret of the workload's.
    private String secret() {
        Http.Answer made = mill.create("acme-credentials", Map.of("protocol", "cmp", "subject", "loom"));
        return "-ref %s -secret pass:%s".formatted(made.text("keyId"), made.text("hmacKey"));
    }

    private String stateOf(String certificate) {
        String serial = openssl("x509 -noout -serial -in " + certificate)
                .output()
                .strip()
                .replace("serial=", "");
        return acme.http
                .get(mill.api("certificates?serial=" + serial), acme.operator())
                .json()
                .path("items")
                .path(0)
                .path("state")
                .asString("");
    }

    private void assertOfLoom(String certificate) {
        assertThat(openssl("verify -x509_strict -CAfile root.pem -untrusted extra.pem " + certificate)
                        .output())
                .contains("OK");
        assertThat(openssl("x509 -noout -ext subjectAltName -in " + certificate).output())
                .contains("URI:spiffe://mill.example/loom");
    }

    @Test
    void openssl_enrols_by_a_secret_updates_by_the_certificate_and_revokes_it() {
        key("first.key");
        Shell.Result enrolled = cmp(
                "ir",
                secret() + " -newkey first.key -subject /CN=loom -certout first.pem -cacertsout root.pem"
                        + " -extracertsout extra.pem");
        assertThat(enrolled.exitCode()).as(enrolled.output()).isZero();
        assertOfLoom("first.pem");

        String by = "-trusted root.pem -untrusted extra.pem -cert first.pem -key first.key ";
        key("second.key");
        Shell.Result early = cmp("kur", by + "-newkey second.key -certout second.pem");
        assertThat(early.exitCode()).isNotZero();
        assertThat(early.output()).contains("may be renewed from");

        // certificates that live longer are renewed earlier: half of a week before the end
        assertThat(acme.http
                        .json(
                                "PATCH",
                                mill.api("certificate-profiles/workload"),
                                Map.of("lifetime", "P7D"),
                                acme.operator())
                        .status())
                .isEqualTo(200);
        Shell.Result updated = cmp("kur", by + "-newkey second.key -certout second.pem");
        assertThat(updated.exitCode()).as(updated.output()).isZero();
        assertOfLoom("second.pem");
        key("third.key");
        Shell.Result another =
                cmp("cr", by + "-newkey third.key -subject /CN=loom -implicit_confirm -certout third.pem");
        assertThat(another.exitCode()).as(another.output()).isZero();
        assertOfLoom("third.pem");

        for (var type : List.of("caCerts", "currentCRL", "signKeyPairTypes")) {
            Shell.Result told = cmp("genm", by + "-infotype " + type);
            assertThat(told.exitCode()).as(told.output()).isZero();
            assertThat(told.output()).contains("id-it-" + type);
        }

        assertThat(stateOf("first.pem")).isEqualTo("valid");
        Shell.Result stolen = cmp("rr", by + "-oldcert third.pem -revreason 1");
        assertThat(stolen.exitCode()).isNotZero();
        assertThat(stateOf("third.pem")).isEqualTo("valid");
        Shell.Result revoked = cmp("rr", by + "-oldcert first.pem -revreason 4");
        assertThat(revoked.exitCode()).as(revoked.output()).isZero();
        assertThat(stateOf("first.pem")).isEqualTo("revoked");
        assertThat(cmp("genm", by + "-infotype caCerts").exitCode()).isNotZero();
    }

    @Test
    void openssl_enrols_by_a_pkcs10_request_and_a_secret_counts_once() throws IOException {
        openssl("req -new -newkey rsa:2048 -nodes -keyout rsa.key -subj /CN=loom -out request.pem"
                + " -sigopt rsa_padding_mode:pss"); // RFC 4056
        String secret = secret();
        Shell.Result guessed =
                cmp("p10cr", secret.replaceFirst("pass:.*", "pass:guessed") + " -csr request.pem -certout rsa.pem");
        assertThat(guessed.exitCode()).as(guessed.output()).isNotZero();
        Shell.Result enrolled = cmp("p10cr", secret + " -mac hmacWithSHA256 -csr request.pem -certout rsa.pem");
        assertThat(enrolled.exitCode()).as(enrolled.output()).isZero();
        assertThat(Files.readString(folder.resolve("rsa.pem"))).contains("BEGIN CERTIFICATE");
        assertThat(stateOf("rsa.pem")).isEqualTo("valid");
        Shell.Result again = cmp("p10cr", secret + " -csr request.pem -certout again.pem");
        assertThat(again.exitCode()).isNotZero();
        assertThat(again.output()).contains("the secret was used before");
        assertThat(folder.resolve("again.pem")).doesNotExist();
    }
}
