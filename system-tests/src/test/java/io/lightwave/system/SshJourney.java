package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// OpenSSH's own `sshd` lets a person in by a certificate, and shows one itself; neither knows the other's key.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(org.junit.jupiter.api.MethodOrderer.OrderAnnotation.class)
class SshJourney {
    private static final String PASSWORD = "correct horse battery";
    private static final String REDIRECT = "https://client.example/callback";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"(csrf|request|step)\" value=\"([^\"]*)\"");
    private static final String ACCOUNT = System.getProperty("user.name");

    private final Acme acme = Acme.shared();
    private final int port = PackagedServer.freePorts(1).getFirst();
    private Acme.TenantOfTest fleet;
    private Path folder;
    private Process sshd;

    @BeforeAll
    void an_operator_turns_it_on_and_a_host_gets_its_certificate(@TempDir Path given)
            throws IOException, InterruptedException {
        folder = given;
        fleet = acme.tenant("fleet.example");
        Http.Answer person = fleet.person("grace", PASSWORD, Map.of());
        Acme.created(acme.http.json(
                "POST",
                fleet.path("/scim/v2/Groups"),
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:schemas:core:2.0:Group"),
                        "displayName",
                        "crew",
                        "members",
                        List.of(Map.of("value", person.json().path("id").asString("")))),
                acme.operator()));
        Http.Answer settings = acme.http.json(
                "PATCH",
                fleet.api("ssh"),
                Map.of(
                        "users",
                        Map.of(
                                "enabled",
                                true,
                                "strongestSignIn", // a password has to do here
                                false,
                                "groupPrincipals",
                                Map.of("crew", List.of(ACCOUNT))),
                        "hosts",
                        Map.of("enabled", true, "holder", "client")),
                acme.operator());
        assertThat(settings.status()).as(settings.body()).isEqualTo(200);

        String secret = fleet.client("web-1").json().path("clientSecret").asString("");
        save("host-cert.pub", certificate(acme.http.token("fleet.example", "web-1", secret), newKey("host")));
        fetch("user-ca.pub", "known_hosts", "revoked-keys.krl");
        startSshd();
    }

    @AfterAll
    void stop() throws InterruptedException {
        sshd.destroy();
        sshd.waitFor();
    }

    private void save(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private void fetch(String... names) throws IOException {
        for (String name : names) {
            Files.write(folder.resolve(name), acme.http.bytes(fleet.path("/ca/ssh/" + name)));
        }
    }

    private String newKey(String name) throws IOException {
        Shell.run(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        folder.resolve(name).toString())
                .orThrow();
        return Files.readString(folder.resolve(name + ".pub"));
    }

    private String certificate(String token, String key) {
        return Acme.created(acme.http.post(fleet.path("/ca/ssh/certificates"), "text/plain", key, Acme.bearer(token)))
                .body();
    }

    private void startSshd() throws IOException, InterruptedException {
        if ("root".equals(ACCOUNT)) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        save("sshd_config", """
                ListenAddress 127.0.0.1:%2$d
                HostKey %1$s/host
                HostCertificate %1$s/host-cert.pub
                TrustedUserCAKeys %1$s/user-ca.pub
                RevokedKeys %1$s/revoked-keys.krl
                AuthorizedKeysFile none
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                PermitRootLogin prohibit-password
                UsePAM no
                StrictModes no
                PidFile none
                LogLevel VERBOSE
                """.formatted(folder, port));
        sshd = new ProcessBuilder(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("sshd_config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        Shell.awaitPort(sshd, port, folder.resolve("sshd.log"));
    }

    /// Signs in as a person does, by the pages, and takes the token.
    private String signedIn() {
        if (acme.http.get(fleet.api("clients/terminal"), acme.operator()).status() == 404) {
            fleet.create(
                    "clients",
                    Map.of(
                            "clientId",
                            "terminal",
                            "grantTypes",
                            List.of("authorization_code"),
                            "redirectUris",
                            List.of(REDIRECT),
                            "tokenEndpointAuthMethod",
                            "none"));
        }
        Http.Answer page = acme.http.get(fleet.path("/login?account"));
        Map<String, String> fields = new java.util.HashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), hidden.group(2));
        }
        fields.putAll(Map.of("username", "grace", "password", PASSWORD, "request", "account"));
        String cookies = cookies(page);
        Http.Answer in = acme.http.form(fleet.path("/login"), fields, "Cookie", cookies);
        assertThat(in.status()).as(in.body()).isEqualTo(303);
        Http.Answer code = acme.http.get(
                fleet.path(
                        "/oauth2/authorize?response_type=code&client_id=terminal&scope=openid&redirect_uri=" + REDIRECT
                                + "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                "Cookie",
                cookies + "; " + cookies(in));
        String location = code.response().headers().firstValue("Location").orElse(code.body());
        Matcher given =
                Pattern.compile("[?&]code=([^&]+)").matcher(URI.create(location).toString());
        assertThat(given.find()).as(location).isTrue();
        return acme.http
                .form(
                        fleet.path("/oauth2/token"),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                "terminal",
                                "redirect_uri",
                                REDIRECT,
                                "code",
                                given.group(1),
                                "code_verifier",
                                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .json()
                .path("access_token")
                .asString("");
    }

    private static String cookies(Http.Answer answer) {
        return answer.response().headers().allValues("Set-Cookie").stream()
                .map(set -> set.substring(0, set.indexOf(';')))
                .collect(Collectors.joining("; "));
    }

    private Shell.Result ssh(String key, String host) {
        List<String> command = new ArrayList<>(List.of(
                "ssh", "-F", "none", "-i", folder.resolve(key).toString(), "-p", String.valueOf(port), "-l", ACCOUNT));
        List.of(
                        "CertificateFile=" + folder.resolve(key + "-cert.pub"),
                        "IdentitiesOnly=yes",
                        "BatchMode=yes",
                        "StrictHostKeyChecking=yes",
                        "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                        "GlobalKnownHostsFile=none",
                        "RevokedHostKeys=" + folder.resolve("revoked-keys.krl"),
                        "HostKeyAlias=" + host)
                .forEach(option -> command.addAll(List.of("-o", option)));
        command.addAll(List.of("127.0.0.1", "echo", "hello"));
        return Shell.run(command.toArray(String[]::new));
    }

    @Test
    @org.junit.jupiter.api.Order(1)
    void a_person_comes_in_by_a_certificate_and_knows_the_host_by_its_own() throws IOException {
        save("grace-cert.pub", certificate(signedIn(), newKey("grace")));
        Shell.Result in = ssh("grace", "web-1");
        assertThat(in.output()).as(log()).isEqualTo("hello\n");
        assertThat(log()).contains("user:grace@fleet.example");
        assertThat(ssh("grace", "bank-1").output())
                .contains("Certificate invalid: name is not a listed principal", "Host key verification failed");
    }

    @Test
    @org.junit.jupiter.api.Order(2)
    void nobody_comes_in_without_one_or_by_that_of_another_key() throws IOException {
        newKey("mallory");
        assertThat(ssh("mallory", "web-1").output()).contains("Permission denied");
        Files.copy(folder.resolve("grace-cert.pub"), folder.resolve("mallory-cert.pub"));
        assertThat(ssh("mallory", "web-1").output()).contains("Permission denied");
    }

    @Test
    @org.junit.jupiter.api.Order(3)
    void who_is_deleted_stays_outside_as_soon_as_the_host_has_the_list() throws IOException {
        String id = acme.http
                .get(fleet.path("/scim/v2/Users?filter=userName%20eq%20%22grace%22"), acme.operator())
                .json()
                .path("Resources")
                .path(0)
                .path("id")
                .asString("");
        Http.Answer deleted = acme.http.json("DELETE", fleet.path("/scim/v2/Users/" + id), "", acme.operator());
        assertThat(deleted.status()).as(deleted.body()).isEqualTo(204);
        fetch("revoked-keys.krl");
        assertThat(ssh("grace", "web-1").output()).contains("Permission denied");
        assertThat(log()).contains("revoked");
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("sshd.log"));
    }
}
