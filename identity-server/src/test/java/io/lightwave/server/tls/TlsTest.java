package io.lightwave.server.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lightwave.ca.CertificateAuthority;
import io.lightwave.directory.Tenants;
import io.lightwave.server.fixture.Answer;
import io.lightwave.server.fixture.TestServer;
import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.Settings.CertificateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private final TestServer server = TestServer.shared();

    private SSLSocket connect(int port, String... protocols) throws IOException {
        SSLContext context = server.http().trust();
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(120_000);
        socket.setEnabledProtocols(protocols);
        return socket;
    }

    @Nested
    class TheCertificate {

        @Test
        void names_what_the_contract_says_and_comes_from_the_system_tenant() throws Exception {
            try (SSLSocket socket = connect(server.settings().listeners().https(), "TLSv1.3")) {
                X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                assertThat(leaf.getSubjectAlternativeNames())
                        .extracting(name -> String.valueOf(name.get(1)))
                        .contains(
                                "localhost",
                                "127.0.0.1",
                                "0:0:0:0:0:0:0:1",
                                "spiffe://lightwave.local/lightwave-server");
                assertThat(leaf.getExtendedKeyUsage()).contains("1.3.6.1.5.5.7.3.1");
            }
        }

        @Test
        void serves_ldaps_too() throws Exception {
            try (SSLSocket socket = connect(server.settings().listeners().ldaps(), "TLSv1.3")) {
                assertThat(socket.getSession().getPeerCertificates()).hasSizeGreaterThanOrEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void current_protocols_are_spoken(String protocol) throws Exception {
        try (SSLSocket socket = connect(server.settings().listeners().https(), protocol)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSession().getCipherSuite()).containsAnyOf("GCM", "CHACHA20"); // the latter of TLS 1.3
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, false",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, false"
    })
    void of_tls_1_2_only_the_suites_that_bcp_195_recommends_are_spoken(String suite, boolean spoken) throws Exception {
        for (int port : new int[] {
            server.settings().listeners().https(), server.settings().listeners().mtls()
        }) {
            try (SSLSocket socket = connect(port, "TLSv1.2")) {
                socket.setEnabledCipherSuites(new String[] {suite});
                if (spoken) {
                    assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
                } else {
                    assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
                }
            }
        }
    }

    @Nested
    class TheMutualListener {
        private final int port = server.settings().listeners().mtls();

        @Test
        void answers_without_a_certificate() {
            Answer answer = server.http()
                    .at(URI.create("https://localhost:" + port))
                    .get("/t/lightwave.local/.well-known/openid-configuration");
            assertThat(answer.status()).isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void resumes_nothing(String protocol) throws Exception {
            SSLContext context = server.http().trust();
            assertThat(begun(context, port, protocol)).isNotEqualTo(begun(context, port, protocol));
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void unlike_the_other_one(String protocol) throws Exception {
            SSLContext context = server.http().trust();
            int https = server.settings().listeners().https();
            assertThat(begun(context, https, protocol)).isEqualTo(begun(context, https, protocol));
        }

        /// When the session began: a resumed one keeps the time of the first.
        private long begun(SSLContext context, int at, String protocol) throws IOException {
            try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", at)) {
                socket.setSoTimeout(120_000);
                socket.setEnabledProtocols(new String[] {protocol});
                socket.getOutputStream()
                        .write("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("HTTP/1.1 404");
                return socket.getSession().getCreationTime();
            }
        }
    }

    @Nested
    class FromTheAuthority {
        private final CertificateAuthority authority =
                server.running().context().getBean(CertificateAuthority.class);
        private final Tenants tenants = server.running().context().getBean(Tenants.class);

        @TempDir
        Path folder;

        private AuthorityCertificate source(String... names) {
            return new AuthorityCertificate(authority, tenants, folder, List.of(names));
        }

        @Test
        void it_is_kept_until_two_thirds_of_its_life_are_over() {
            var source = source("localhost");
            TlsIdentity first = source.current(Instant.now());
            Instant begin = first.leaf().getNotBefore().toInstant();
            Duration life = Duration.between(begin, first.leaf().getNotAfter().toInstant());
            assertThat(source.current(begin.plus(life.multipliedBy(65).dividedBy(100))))
                    .isEqualTo(first);
            TlsIdentity renewed =
                    source.current(begin.plus(life.multipliedBy(67).dividedBy(100)));
            assertThat(renewed.leaf()).isNotEqualTo(first.leaf());
            assertThat(renewed.key()).isNotEqualTo(first.key());
        }

        @Test
        void it_survives_a_restart_and_is_for_the_owner_only() throws IOException {
            TlsIdentity first = source("localhost", "127.0.0.1").current(Instant.now());
            assertThat(source("127.0.0.1", "localhost").current(Instant.now()).leaf())
                    .isEqualTo(first.leaf());
            assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("tls.pem"))))
                    .isEqualTo("rw-------");
        }

        @Test
        void it_is_made_anew_when_the_names_have_changed_or_the_file_is_broken() throws IOException {
            TlsIdentity first = source("localhost").current(Instant.now());
            TlsIdentity renamed = source("localhost", "id.example").current(Instant.now());
            assertThat(renamed.leaf()).isNotEqualTo(first.leaf());
            Files.writeString(folder.resolve("tls.pem"), "nonsense");
            assertThat(source("localhost").current(Instant.now()).leaf()).isNotEqualTo(renamed.leaf());
        }

        @Test
        void renewal_needs_no_new_context() throws Exception {
            var keys = new ServerKeys();
            var clock = new AtomicReference<>(Instant.now());
            try (var renewal = new CertificateRenewal(source("localhost"), keys, clock::get)) {
                renewal.renew();
                TlsIdentity first = requireNonNull(keys.identity());
                String alias = requireNonNull(keys.chooseEngineServerAlias("EC", null, null));
                clock.set(first.renewal());
                renewal.renew();
                assertThat(keys.identity()).isNotEqualTo(first);
                assertThat(keys.getCertificateChain(alias))
                        .as("a handshake under way")
                        .containsExactlyElementsOf(first.chain());
                assertThat(keys.getPrivateKey(alias)).isEqualTo(first.key());
            }
        }
    }

    @Nested
    class FromFiles {
        @TempDir
        Path folder;

        private CertificateFiles write(String name) throws Exception {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            List<X509Certificate> chain = server.running()
                    .context()
                    .getBean(CertificateAuthority.class)
                    .issueServerCertificate(List.of(name), pair.getPublic());
            return new CertificateFiles(
                    Files.writeString(folder.resolve("chain.pem"), io.lightwave.ca.Pem.of(chain)),
                    Files.writeString(folder.resolve("key.pem"), Pem.of(pair.getPrivate())));
        }

        @Test
        void it_is_read_again_when_they_change() throws Exception {
            var source = new FileCertificate(write("one.example"));
            TlsIdentity first = source.current(Instant.now());
            assertThat(source.current(Instant.now())).isSameAs(first);
            write("two.example");
            assertThat(source.current(Instant.now()).leaf()).isNotEqualTo(first.leaf());
        }

        @Test
        void a_broken_new_pair_leaves_the_old_one_in_use() throws Exception {
            var source = new FileCertificate(write("one.example"));
            TlsIdentity first = source.current(Instant.now());
            Files.writeString(folder.resolve("chain.pem"), "half of it");
            assertThat(source.current(Instant.now())).isSameAs(first);
            String key = Files.readString(folder.resolve("key.pem"));
            write("three.example");
            Files.writeString(folder.resolve("key.pem"), key);
            assertThat(source.current(Instant.now()))
                    .as("a key of another certificate")
                    .isSameAs(first);
        }

        @Test
        void files_that_were_never_good_stop_the_start() throws Exception {
            CertificateFiles files = write("one.example");
            Files.writeString(files.key(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
            assertThatThrownBy(() -> new FileCertificate(files).current(Instant.now()))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("LIGHTWAVE_TLS_KEY_FILE");
        }
    }
}
