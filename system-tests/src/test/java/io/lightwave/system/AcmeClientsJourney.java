package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.util.KeyPairUtils;

/// Other people's ACME clients order, renew and revoke by their own ways of proving control, from a server that
/// refuses one good nonce in twenty and takes its time. Names resolve to where the clients listen; those of clients
/// that do not listen themselves, to Pebble's challenge test server, which also is the name server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AcmeClientsJourney {
    private static final String PROOFS = "127.0.0.2";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Integer> ports = PackagedServer.freePorts(4);
    private final String httpPort = ports.get(0).toString();
    private final String tlsPort = ports.get(1).toString();
    private final String resolver = "127.0.0.1:" + ports.get(2);
    private final String management = "http://127.0.0.1:" + ports.get(3);
    private Path folder;
    private PackagedServer server;
    private Process proofs;
    private Acme acme;
    private Acme.TenantOfTest tenant;
    private Path anchors;

    private record Credential(String keyId, String hmacKey) {}

    @BeforeAll
    void start(@TempDir Path empty) throws Exception {
        folder = empty;
        Security.addProvider(new BouncyCastleProvider()); // acme4j makes its keys there
        Path said = folder.resolve("proofs.out");
        proofs = new ProcessBuilder(
                        "pebble-challtestsrv",
                        "-dns01=" + resolver,
                        "-management=127.0.0.1:" + ports.get(3),
                        "-http01=" + PROOFS + ":" + httpPort,
                        "-tlsalpn01=",
                        "-https01=",
                        "-defaultIPv6=")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        acme = Acme.apart(Map.of(
                "LIGHTWAVE_ACME_NETWORKS",
                "127.0.0.0/8",
                "LIGHTWAVE_ACME_RESOLVER",
                resolver,
                "LIGHTWAVE_ACME_HTTP_PORT",
                httpPort,
                "LIGHTWAVE_ACME_TLS_PORT",
                tlsPort,
                "LIGHTWAVE_ACME_CHAOS",
                "true"));
        server = acme.server;
        anchors = server.trustAnchor();
        tenant = acme.tenant("edge.example");
        tenant.workload("proxy", tenant.trusts(new Platform("https://edge.example"), "kubernetes"), "proxy");
        Files.writeString(
                folder.resolve("root.pem"),
                acme.http.get(tenant.path("/ca/root.pem")).body());
        Shell.awaitPort(proofs, ports.get(3), said);
    }

    @AfterAll
    void stop() {
        server.close();
        proofs.destroy();
        proofs.onExit().orTimeout(2, TimeUnit.MINUTES).join();
    }

    private String directory() {
        return server.url() + tenant.path("/acme/directory");
    }

    private Credential credential() {
        Http.Answer made = tenant.create(
                "acme-credentials",
                Map.of(
                        "subject",
                        "proxy",
                        "dnsZones",
                        List.of("edge.example"),
                        "ipRanges",
                        List.of(PROOFS + "/32"),
                        "wildcards",
                        true));
        return new Credential(made.text("keyId"), made.text("hmacKey"));
    }

    private Path program(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private void tell(String what, String json) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(
                                    HttpRequest.newBuilder(URI.create(management + "/" + what))
                                            .POST(BodyPublishers.ofString(json))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private void atTheProofs(String name) throws IOException, InterruptedException {
        tell("add-a", "{\"host\":\"%s.\",\"addresses\":[\"%s\"]}".formatted(name, PROOFS));
    }

    private void assertGood(Path chain, String... names) {
        assertThat(openssl("verify -x509_strict -purpose sslserver -CAfile root.pem -untrusted '%1$s' '%1$s'"
                        .formatted(chain)))
                .contains("OK");
        String text = openssl("x509 -in '%s' -noout -ext subjectAltName".formatted(chain));
        for (String name : names) {
            assertThat(text).contains(name);
        }
    }

    private String openssl(String arguments) {
        return Shell.run("sh", "-c", "cd '%s' && openssl %s 2>&1".formatted(folder, arguments))
                .output();
    }

    private String serial(Path chain) {
        return openssl("x509 -in '%s' -noout -serial".formatted(chain)).strip().replace("serial=", "");
    }

    private static String serial(X509Certificate certificate) {
        return HexFormat.of()
                .withUpperCase()
                .formatHex(certificate.getSerialNumber().toByteArray())
                .replaceFirst("^00", "");
    }

    private String stateOf(String serial) {
        return acme.http
                .get(tenant.api("certificates?serial=" + serial), acme.operator())
                .json()
                .path("items")
                .path(0)
                .path("state")
                .asString("");
    }

    private Shell.Result certbot(String... arguments) {
        return Shell.run(
                Map.of("REQUESTS_CA_BUNDLE", anchors.toString()),
                "",
                command(
                        arguments,
                        "certbot",
                        "--non-interactive",
                        "--server",
                        directory(),
                        "--config-dir",
                        folder.resolve("certbot").toString(),
                        "--work-dir",
                        folder.resolve("certbot-work").toString(),
                        "--logs-dir",
                        folder.resolve("certbot-logs").toString()));
    }

    private static List<String> command(String[] arguments, String... program) {
        return Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
    }

    @Test
    void certbot_orders_by_http_renews_and_revokes() {
        Credential credential = credential();
        certbot(
                        "certonly",
                        "--standalone",
                        "--http-01-address",
                        "127.0.0.1",
                        "--http-01-port",
                        httpPort,
                        "--agree-tos",
                        "--register-unsafely-without-email",
                        "--eab-kid",
                        credential.keyId(),
                        "--eab-hmac-key",
                        credential.hmacKey(),
                        "-d",
                        "certbot.edge.example,www.certbot.edge.example")
                .orThrow();
        Path chain = folder.resolve("certbot/live/certbot.edge.example/fullchain.pem");
        assertGood(chain, "DNS:certbot.edge.example", "DNS:www.certbot.edge.example");
        String first = serial(chain);

        certbot("renew", "--force-renewal", "--no-random-sleep-on-renew").orThrow();
        assertGood(chain, "DNS:certbot.edge.example");
        assertThat(serial(chain)).isNotEqualTo(first);

        String second = serial(chain);
        certbot("revoke", "--cert-name", "certbot.edge.example", "--no-delete-after-revoke", "--reason", "superseded")
                .orThrow();
        assertThat(stateOf(second)).isEqualTo("revoked");
        assertThat(stateOf(first)).isEqualTo("valid");
    }

    /// It asks for the binding each time, not only for the first.
    private Shell.Result lego(Credential credential, Map<String, String> environment, String... arguments) {
        var all = new HashMap<>(environment);
        all.put("LEGO_CA_CERTIFICATES", anchors.toString());
        return Shell.run(
                all,
                "",
                command(
                        arguments,
                        "lego",
                        "--server",
                        directory(),
                        "--accept-tos",
                        "--email",
                        "ops@edge.example",
                        "--eab",
                        "--kid",
                        credential.keyId(),
                        "--hmac",
                        credential.hmacKey(),
                        "--http-timeout",
                        "120",
                        "--cert.timeout",
                        "120",
                        "--path",
                        folder.resolve("lego").toString()));
    }

    @Test
    void a_name_out_of_bounds_is_told_to_the_person_at_the_client() {
        Shell.Result refused = lego(
                credential(),
                Map.of(),
                "--domains",
                "bank.example",
                "--http",
                "--http.port",
                "127.0.0.1:" + httpPort,
                "run");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("rejectedIdentifier", "may not have certificates for bank.example");
    }

    @Test
    void lego_proves_by_http_by_tls_and_by_dns() throws Exception {
        Credential credential = credential();
        lego(
                        credential,
                        Map.of(),
                        "--domains",
                        "lego.edge.example",
                        "--http",
                        "--http.port",
                        "127.0.0.1:" + httpPort,
                        "run")
                .orThrow();
        Path chain = folder.resolve("lego/certificates/lego.edge.example.crt");
        assertGood(chain, "DNS:lego.edge.example");
        String first = serial(chain);

        lego(
                        credential,
                        Map.of(),
                        "--domains",
                        "lego.edge.example",
                        "--tls",
                        "--tls.port",
                        "127.0.0.1:" + tlsPort,
                        "renew",
                        "--no-random-sleep",
                        "--days",
                        "1000")
                .orThrow();
        assertGood(chain, "DNS:lego.edge.example");
        assertThat(serial(chain)).isNotEqualTo(first);

        Path hook = program("lego-hook", """
                case $1 in
                  present) curl -sSf -d "{\\"host\\":\\"$2\\",\\"value\\":\\"$3\\"}" %1$s/set-txt ;;
                  cleanup) curl -sSf -d "{\\"host\\":\\"$2\\"}" %1$s/clear-txt ;;
                esac
                """.formatted(management));
        lego(
                        credential,
                        Map.of("EXEC_PATH", hook.toString()),
                        "--domains",
                        "*.lego.edge.example",
                        "--dns",
                        "exec",
                        "--dns.disable-cp",
                        "--dns.resolvers",
                        resolver,
                        "run")
                .orThrow();
        assertGood(folder.resolve("lego/certificates/_.lego.edge.example.crt"), "DNS:*.lego.edge.example");

        lego(credential, Map.of(), "--domains", "lego.edge.example", "revoke").orThrow();
        assertThat(stateOf(first)).isEqualTo("valid");
    }

    /// Trusts what the system trusts and nothing else, so the system is told in a mount namespace of its own.
    private Shell.Result uacme(String arguments) {
        String line = "mount --bind '%s' /etc/ssl/certs/ca-certificates.crt && uacme -v -y -a '%s' -c '%s' %s"
                .formatted(anchors, directory(), folder.resolve("uacme"), arguments);
        return Shell.run("unshare", "--mount", "sh", "-c", line);
    }

    @Test
    void uacme_orders_by_http_and_revokes() throws Exception {
        Credential credential = credential();
        Path hook = program("uacme-hook", """
                [ "$2" = http-01 ] || exit 1
                case $1 in
                  begin) curl -sSf -d "{\\"token\\":\\"$4\\",\\"content\\":\\"$5\\"}" %1$s/add-http01 ;;
                  *) curl -sSf -d "{\\"token\\":\\"$4\\"}" %1$s/del-http01 ;;
                esac
                """.formatted(management));
        atTheProofs("uacme.edge.example");
        uacme("-e %s:%s new ops@edge.example".formatted(credential.keyId(), credential.hmacKey()))
                .orThrow();
        uacme("-h '%s' issue uacme.edge.example".formatted(hook)).orThrow();
        Path chain = folder.resolve("uacme/uacme.edge.example/cert.pem");
        assertGood(chain, "DNS:uacme.edge.example");

        String serial = serial(chain);
        uacme("newkey").orThrow();
        uacme("revoke '%s'".formatted(chain)).orThrow();
        assertThat(stateOf(serial)).isEqualTo("revoked");
        uacme("deactivate").orThrow();
    }

    @Test
    void dehydrated_orders_by_dns_and_revokes() throws Exception {
        Credential credential = credential();
        Path hook = program("dehydrated-hook", """
                case $1 in
                  deploy_challenge)
                    curl -sSf -d "{\\"host\\":\\"_acme-challenge.$2.\\",\\"value\\":\\"$4\\"}" %1$s/set-txt ;;
                  clean_challenge) curl -sSf -d "{\\"host\\":\\"_acme-challenge.$2.\\"}" %1$s/clear-txt ;;
                esac
                """.formatted(management));
        Path base = Files.createDirectories(folder.resolve("dehydrated"));
        Path config = Files.writeString(folder.resolve("dehydrated.conf"), """
                CA="%s"
                BASEDIR="%s"
                CHALLENGETYPE=dns-01
                HOOK="%s"
                EAB_KID="%s"
                EAB_HMAC_KEY="%s"
                CURL_OPTS="--cacert %s"
                """.formatted(
                        directory(), base, hook, credential.keyId(), credential.hmacKey(), anchors));
        dehydrated(config, "--register", "--accept-terms");
        dehydrated(config, "--cron", "-d", "dehydrated.edge.example");
        Path chain = base.resolve("certs/dehydrated.edge.example/fullchain.pem");
        assertGood(chain, "DNS:dehydrated.edge.example");

        String serial = serial(chain);
        dehydrated(config, "--revoke", chain.toString());
        assertThat(stateOf(serial)).isEqualTo("revoked");
    }

    /// It gives up when a nonce is refused, as one in twenty is here, and is run again, as cron does.
    private static void dehydrated(Path config, String... arguments) {
        Shell.Result said;
        do {
            said = Shell.run(Map.of(), "", command(arguments, "dehydrated", "-f", config.toString()));
        } while (said.exitCode() != 0 && said.output().contains("badNonce"));
        said.orThrow();
    }

    private final class Trusting extends GenericAcmeProvider {
        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            return HttpClient.newBuilder().sslContext(acme.http.tls()).build();
        }
    }

    private void prove(Authorization authorization, String way) throws Exception {
        String name = authorization.getIdentifier().toString();
        switch (way) {
            case "http" -> {
                var challenge =
                        authorization.findChallenge(Http01Challenge.class).orElseThrow();
                tell(
                        "add-http01",
                        "{\"token\":\"%s\",\"content\":\"%s\"}"
                                .formatted(challenge.getToken(), challenge.getAuthorization()));
                challenge.trigger();
            }
            case "dns" -> {
                var challenge =
                        authorization.findChallenge(Dns01Challenge.class).orElseThrow();
                tell(
                        "set-txt",
                        "{\"host\":\"%s\",\"value\":\"%s\"}"
                                .formatted(challenge.getRRName(authorization.getIdentifier()), challenge.getDigest()));
                challenge.trigger();
            }
            default -> throw new IllegalArgumentException(way);
        }
        assertThat(authorization.waitForCompletion(PATIENCE))
                .as(() -> name + " " + authorization.getJSON())
                .isEqualTo(Status.VALID);
    }

    private Certificate ordered(Order order, String way) throws Exception {
        for (Authorization authorization : order.getAuthorizations()) {
            if (authorization.getStatus() != Status.VALID) {
                prove(authorization, way);
            }
        }
        order.waitUntilReady(PATIENCE);
        order.execute(KeyPairUtils.createKeyPair());
        assertThat(order.waitForCompletion(PATIENCE)).isEqualTo(Status.VALID);
        return order.getCertificate();
    }

    @Test
    void acme4j_proves_names_and_an_address_asks_when_to_renew_and_changes_its_key() throws Exception {
        Credential credential = credential();
        Session session = new Session(URI.create(directory()), new Trusting());
        KeyPair key = KeyPairUtils.createKeyPair();
        Login login = new AccountBuilder()
                .addEmail("ops@edge.example")
                .agreeToTermsOfService()
                .withKeyIdentifier(credential.keyId(), credential.hmacKey())
                .useKeyPair(key)
                .createLogin(session);
        Account account = login.getAccount();
        assertThat(account.getStatus()).isEqualTo(Status.VALID);
        atTheProofs("acme4j.edge.example");

        Certificate byDns =
                ordered(account.newOrder().domain("acme4j.edge.example").create(), "dns");
        X509Certificate first = byDns.getCertificate();
        assertThat(first.getSubjectAlternativeNames().toString()).contains("acme4j.edge.example");

        Certificate address = ordered(
                account.newOrder()
                        .identifier(Identifier.ip(InetAddress.getByName(PROOFS)))
                        .create(),
                "http");
        assertThat(address.getCertificate().getSubjectAlternativeNames().toString())
                .contains(PROOFS);

        RenewalInfo renewal = byDns.getRenewalInfo();
        assertThat(renewal.renewalIsNotRequired(Instant.now())).isTrue();
        assertThat(renewal.getSuggestedWindowEnd()).isBefore(first.getNotAfter().toInstant());

        account.changeKey(KeyPairUtils.createKeyPair());
        Certificate replaced = ordered(
                account.newOrder()
                        .domain("acme4j.edge.example")
                        .profile("tls-server-short")
                        .replaces(byDns)
                        .create(),
                "http");
        assertThat(Duration.between(
                        Instant.now(), replaced.getCertificate().getNotAfter().toInstant()))
                .isLessThan(Duration.ofDays(7));
        URL alternate = replaced.getAlternates().getFirst();
        assertThat(alternate.toString()).startsWith(server.url());

        byDns.revoke();
        assertThat(stateOf(serial(first))).isEqualTo("revoked");
        account.deactivate();
        assertThat(account.getStatus()).isEqualTo(Status.DEACTIVATED);
    }
}
