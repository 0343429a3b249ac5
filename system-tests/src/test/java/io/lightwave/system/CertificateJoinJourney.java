package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A machine joins by a certificate that an outside authority, made by openssl, gave it before
/// Lightwave came.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificateJoinJourney {
    private final Acme acme = Acme.shared();
    private final String uid = Shell.run("id", "-u").output().strip();
    private Acme.TenantOfTest tenant;
    private Path metal;

    @BeforeAll
    void a_tenant_lets_machines_of_an_outside_authority_join() throws Exception {
        tenant = acme.tenant("metal-machines.example");
        metal = authority("metal");
        registered(tenant, metal);
        tenant.create(
                "workloads",
                Map.of(
                        "name",
                        "payments",
                        "rules",
                        java.util.List.of(Map.of(
                                "node",
                                "*.metal.test",
                                "selectors",
                                java.util.List.of("unix:uid:" + uid),
                                "unchecked",
                                true))));
    }

    private static String registered(Acme.TenantOfTest tenant, Path authority) throws IOException {
        return tenant.create(
                        "node-authorities",
                        Map.of(
                                "name",
                                "metal",
                                "certificates",
                                Files.readString(authority.resolve("root.pem")),
                                "domain",
                                "metal.test"))
                .text("id");
    }

    /// An authority in a folder of its own.
    private static Path authority(String name) throws IOException {
        Path folder = Scratch.folder();
        Files.writeString(folder.resolve("ca.cnf"), """
                [ca]
                default_ca = here
                [here]
                dir = .
                database = index.txt
                new_certs_dir = .
                serial = serial
                crlnumber = crlnumber
                default_md = sha256
                default_days = 2
                default_crl_days = 2
                unique_subject = no
                policy = any
                [any]
                commonName = supplied
                [root]
                basicConstraints = critical,CA:TRUE
                keyUsage = critical,keyCertSign,cRLSign
                subjectKeyIdentifier = hash
                [shelf]
                basicConstraints = critical,CA:TRUE,pathlen:0
                keyUsage = critical,keyCertSign,cRLSign
                [machine]
                basicConstraints = critical,CA:FALSE
                keyUsage = critical,digitalSignature
                extendedKeyUsage = clientAuth
                subjectAltName = DNS:$ENV::NAME
                [req]
                distinguished_name = none
                [none]
                """);
        openssl(folder, Map.of("CN", name, "NAME", "none"), """
                touch index.txt; echo 01 >serial; echo 01 >crlnumber
                openssl req -x509 -config ca.cnf -extensions root -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \\
                  -days 2 -subj "/CN=$CN" -keyout root.key -out root.pem
                """);
        return folder;
    }

    private static void openssl(Path folder, Map<String, String> environment, String lines) {
        Shell.run(
                        environment,
                        "",
                        java.util.List.of("sh", "-c", "set -eu; cd '%s'; { %s } 2>&1".formatted(folder, lines)))
                .orThrow();
    }

    /// What a machine was given: its chain, leaf first, and its key.
    private record Given(Path chain, Path key) {}

    /// @param key options of `openssl req` for a new key
    private static Given machine(Path authority, String name, String key, String dates) {
        openssl(authority, Map.of("NAME", name, "KEY", key, "DATES", dates), """
                openssl req -new -config ca.cnf $KEY -nodes -subj "/CN=$NAME" -keyout "$NAME.key" -out "$NAME.csr"
                openssl ca -batch -config ca.cnf -extensions machine -keyfile root.key -cert root.pem $DATES -notext \\
                  -in "$NAME.csr" -out "$NAME.pem"
                """);
        return new Given(authority.resolve(name + ".pem"), authority.resolve(name + ".key"));
    }

    private static Given machine(Path authority, String name) {
        return machine(authority, name, "-newkey ec -pkeyopt ec_paramgen_curve:P-256", "");
    }

    private Agent agent(Acme.TenantOfTest where, Given given, String... more) throws IOException {
        var options = new java.util.ArrayList<>(java.util.List.of(
                "--join-certificate",
                given.chain().toString(),
                "--join-key",
                given.key().toString()));
        options.addAll(java.util.List.of(more));
        return Agent.in(Scratch.folder(), acme.server, where.name(), options.toArray(String[]::new));
    }

    private void gets_an_svid(Given given, String... more) throws IOException {
        try (var agent = agent(tenant, given, more).start()) {
            var answer = agent.curl("/certificate");
            assertThat(answer.output()).as(agent.output()).endsWith("\n200");
            Path svid =
                    Files.writeString(Scratch.file("svid.pem"), answer.output().replaceFirst("\n200$", ""));
            assertThat(Shell.run("openssl", "x509", "-in", svid.toString(), "-noout", "-ext", "subjectAltName")
                            .output())
                    .contains("URI:spiffe://metal-machines.example/payments");
        }
    }

    private String refusal(Acme.TenantOfTest where, Given given) throws IOException {
        Throwable refused = catchThrowable(agent(where, given)::start);
        assertThat(refused).isInstanceOf(IllegalStateException.class);
        return String.valueOf(refused.getMessage());
    }

    @Test
    void it_joins_and_its_processes_get_their_svids() throws Exception {
        gets_an_svid(machine(metal, "host-1.metal.test"));
        assertThat(acme.http
                        .get(tenant.api("nodes/host-1.metal.test"), acme.operator())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void it_joins_by_an_rsa_key_and_an_authority_between() throws Exception {
        openssl(metal, Map.of("NAME", "host-2.metal.test"), """
                openssl req -new -config ca.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=shelf \\
                  -keyout shelf.key -out shelf.csr
                openssl ca -batch -config ca.cnf -extensions shelf -keyfile root.key -cert root.pem -notext \\
                  -in shelf.csr -out shelf.pem
                openssl req -new -config ca.cnf -newkey rsa:2048 -nodes -subj /CN=host-2 -keyout host-2.key \\
                  -out host-2.csr
                openssl ca -batch -config ca.cnf -extensions machine -keyfile shelf.key -cert shelf.pem -notext \\
                  -in host-2.csr -out host-2.pem
                cat host-2.pem shelf.pem >host-2-chain.pem
                """);
        gets_an_svid(new Given(metal.resolve("host-2-chain.pem"), metal.resolve("host-2.key")));
    }

    @Test
    void it_goes_on_by_the_key_that_it_kept_and_joins_again_when_it_was_evicted() throws Exception {
        Given given = machine(metal, "host-3.metal.test");
        String data = Scratch.file("kept").toString();
        gets_an_svid(given, "--data", data);
        try (var agent = agent(tenant, given, "--data", data).start()) {
            acme.http.json("POST", tenant.api("nodes/host-3.metal.test/evict"), Map.of(), acme.operator());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            String output = agent.output();
            while (!output.contains("this machine has joined again") && System.nanoTime() < end) {
                agent.curl("/certificate");
                TimeUnit.MILLISECONDS.sleep(100);
                output = agent.output();
            }
            assertThat(output).contains("this machine has joined again");
        }
    }

    @Test
    void another_tenant_that_knows_no_such_authority_refuses_it() throws Exception {
        var other = acme.tenant("no-metal.example");
        assertThat(refusal(other, machine(metal, "host-4.metal.test")))
                .contains("ended with 1")
                .contains("the certificate was not accepted")
                .contains("no node joins by that certificate");
        assertThat(other.audit().body()).contains("leads to no authority whose machines join here");
    }

    @Test
    void a_foreign_authority_s_certificate_is_refused() throws Exception {
        assertThat(refusal(tenant, machine(authority("metal"), "host-5.metal.test")))
                .contains("ended with 1")
                .contains("the certificate was not accepted")
                .contains("no node joins by that certificate");
    }

    @Test
    void an_expired_certificate_is_refused_and_the_agent_says_that_it_has_expired() throws Exception {
        Given expired = machine(
                metal,
                "host-6.metal.test",
                "-newkey ec -pkeyopt ec_paramgen_curve:P-256",
                "-startdate 20240101000000Z -enddate 20240201000000Z");
        assertThat(refusal(tenant, expired))
                .contains("ended with 2")
                .contains("the certificate to join by is good from 2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z");
        assertThat(join(tenant, expired, expired)).isEqualTo(403);
    }

    @Test
    void a_revoked_certificate_is_refused() throws Exception {
        Path shelf = authority("shelves");
        var own = acme.tenant("revoked-metal.example");
        String id = registered(own, shelf);
        Given given = machine(shelf, "host-7.metal.test");
        agent(own, given).start().close();
        openssl(shelf, Map.of("NAME", "none"), """
                openssl ca -config ca.cnf -keyfile root.key -cert root.pem -revoke host-7.metal.test.pem
                openssl ca -config ca.cnf -keyfile root.key -cert root.pem -gencrl -out list.pem
                """);
        assertThat(acme.http
                        .json(
                                "PATCH",
                                own.api("node-authorities/" + id),
                                Map.of("revocationLists", Files.readString(shelf.resolve("list.pem"))),
                                acme.operator())
                        .status())
                .isEqualTo(200);
        assertThat(refusal(own, given))
                .contains("ended with 1")
                .contains("the certificate was not accepted")
                .contains("no node joins by that certificate");
        agent(own, machine(shelf, "host-8.metal.test")).start().close();
    }

    @Test
    void a_stolen_certificate_without_its_key_joins_nowhere() throws Exception {
        Given given = machine(metal, "host-9.metal.test");
        Given thief = machine(authority("thieves"), "host-9.metal.test");
        assertThat(refusal(tenant, new Given(given.chain(), thief.key())))
                .contains("ended with 2")
                .contains("the key is not that of the certificate");
        assertThat(join(tenant, given, given))
                .as("with its key it gets further")
                .isEqualTo(400);
        assertThatThrownBy(() -> join(tenant, given, thief))
                .as("TLS itself proves the key")
                .isInstanceOf(IOException.class);
    }

    @Test
    void without_the_key_of_the_certificate_or_with_a_file_that_is_none_it_says_what_is_missing() throws Exception {
        Given given = machine(metal, "host-10.metal.test");
        assertThat(refusal(tenant, new Given(given.chain(), Path.of("/nowhere/key.pem"))))
                .contains("ended with 2")
                .contains("cannot read the certificate or its key: ");
        Throwable alone = catchThrowable(Agent.in(
                Scratch.folder(),
                acme.server,
                tenant.name(),
                "--join-certificate",
                given.chain().toString())::start);
        assertThat(alone).hasMessageContaining("--join-certificate and --join-key go together");
    }

    /// A request to join that is empty otherwise, as whoever has these shows it: the status.
    ///
    /// @throws IOException when TLS fails
    private int join(Acme.TenantOfTest where, Given shown, Given signedBy) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var anchors = java.security.KeyStore.getInstance(java.security.KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("server", certificates(acme.server.trustAnchor())[0]);
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {new Shown(certificates(shown.chain()), key(signedBy.key()))},
                trust.getTrustManagers(),
                null);
        try (var http = HttpClient.newBuilder().sslContext(context).build()) {
            var request = HttpRequest.newBuilder(
                            URI.create("https://localhost:" + acme.server.port("MTLS") + where.path("/node/join")))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"certificate\":true,\"csr\":\"none\",\"proof\":\"none\"}"))
                    .build();
            return http.send(request, BodyHandlers.ofString()).statusCode();
        }
    }

    private static X509Certificate[] certificates(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(X509Certificate[]::new);
        }
    }

    private static PrivateKey key(Path file) throws Exception {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return java.security.KeyFactory.getInstance("EC")
                .generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(
                        java.util.Base64.getMimeDecoder().decode(base64)));
    }

    /// Shows a certificate, and signs with a key that need not be its own.
    private static final class Shown extends X509ExtendedKeyManager {
        private final X509Certificate[] chain;
        private final PrivateKey key;

        Shown(X509Certificate[] chain, PrivateKey key) {
            this.chain = chain;
            this.key = key;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
