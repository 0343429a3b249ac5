package io.lightwave.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.jwt.JwtDecoder;

@DisplayName("A Spring Boot application beside an agent")
@Timeout(300)
class StarterTest {
    private static final String CART = "spiffe://shop.example/cart";

    @TempDir
    private static Path folder;

    private static Authority shop;
    private static Authority.Issued cart;
    private static Authority.Issued renewed;
    private static Authority.Issued cashier;
    private static Authority bank;
    private static Authority.Issued stranger;

    @TempDir
    private Path run;

    private TestAgent agent;

    @BeforeAll
    static void issue() {
        shop = new Authority(folder, "shop.example");
        cart = shop.svid("/cart");
        renewed = shop.svid("/cart");
        cashier = shop.svid("/cashier");
        bank = new Authority(folder, "bank.example");
        stranger = bank.svid("/cart");
    }

    @BeforeEach
    void begin() {
        agent = new TestAgent(run).gives(cart, shop);
    }

    @AfterEach
    void end() {
        agent.close();
    }

    private ApplicationContextRunner application(String... properties) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AgentAutoConfiguration.class,
                        PeerAutoConfiguration.class,
                        ResourceServerAutoConfiguration.class,
                        SslAutoConfiguration.class))
                .withPropertyValues(
                        "lightwave.agent.socket=" + agent.socket(),
                        "lightwave.agent.refresh=1s",
                        "lightwave.agent.patience=100s")
                .withPropertyValues(properties);
    }

    private static SSLContext tls(ApplicationContext context) {
        return context.getBean(SslBundles.class).getBundle("lightwave").createSslContext();
    }

    @Nested
    class Properties {
        @Test
        void have_defaults_but_for_none() {
            agent.start();
            application().run(context -> {
                var properties = context.getBean(AgentProperties.class);
                assertThat(properties.socket()).isEqualTo(agent.socket());
                assertThat(properties.spiffeId()).isEmpty();
                assertThat(properties.bundle()).isEqualTo("lightwave");
                assertThat(properties.peers()).isEmpty();
            });
            new ApplicationContextRunner().withUserConfiguration(Bound.class).run(context -> {
                var properties = context.getBean(AgentProperties.class);
                assertThat(properties.socket()).isEqualTo(Path.of("/run/lightwave/agent-http.sock"));
                assertThat(properties.refresh()).isEqualTo(Duration.ofSeconds(5));
                assertThat(properties.patience()).isEqualTo(Duration.ofSeconds(30));
            });
        }

        @Test
        void name_the_bundle_the_peers_and_which_identity() {
            agent.start();
            application(
                            "lightwave.agent.bundle=mesh",
                            "lightwave.agent.spiffe-id=" + CART,
                            "lightwave.agent.peers=spiffe://shop.example/a,spiffe://shop.example/b")
                    .run(context -> {
                        assertThat(context.getBean(SslBundles.class).getBundleNames())
                                .containsExactly("mesh");
                        assertThat(context.getBean(AgentProperties.class).peers())
                                .hasSize(2);
                        assertThat(agent.asked)
                                .containsSequence(
                                        "/certificate?spiffe_id=spiffe%3A%2F%2Fshop.example%2Fcart",
                                        "/bundle?spiffe_id=spiffe%3A%2F%2Fshop.example%2Fcart");
                    });
        }

        @ParameterizedTest
        @ValueSource(strings = {"0s", "999ms", "301s"})
        void refuse_a_pace_that_is_none(String refresh) {
            application("lightwave.agent.refresh=" + refresh)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessage("lightwave.agent.refresh must be 1 second to 5 minutes"));
        }

        @Test
        void leave_all_of_it_out_when_they_say_so() {
            application("lightwave.agent.enabled=false").run(context -> {
                assertThat(context).hasNotFailed().doesNotHaveBean(AgentIdentity.class);
                assertThat(context).doesNotHaveBean(AgentTokens.class).doesNotHaveBean(JwtDecoder.class);
                assertThat(context.getBean(SslBundles.class).getBundleNames()).isEmpty();
            });
        }

        @Test
        void make_a_resource_server_only_of_a_sound_issuer() {
            String issuer = "lightwave.resource-server.issuer=";
            String audience = "lightwave.resource-server.audience=ledger";
            String[] off = {"lightwave.agent.enabled=false"};
            application(off)
                    .withPropertyValues(issuer + "https://id.example/t/shop.example", audience)
                    .run(context -> assertThat(context).hasSingleBean(JwtDecoder.class));
            application(off)
                    .withPropertyValues(issuer + "http://id.example/t/shop.example", audience)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("needs an issuer of https"));
            application(off)
                    .withPropertyValues(issuer + "https://id.example/t/shop.example")
                    .run(context -> assertThat(context).hasFailed());
        }
    }

    @org.springframework.boot.context.properties.EnableConfigurationProperties(AgentProperties.class)
    static class Bound {}

    @Nested
    class Start {
        @Test
        void fails_and_says_why_when_there_is_no_agent_in_time() {
            application("lightwave.agent.patience=1s")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .hasStackTraceContaining("the agent gives this process no identity"));
        }

        @Test
        void fails_when_the_agent_does_not_know_this_process() {
            var refusing = new TestAgent(run).start();
            try {
                application("lightwave.agent.patience=1s")
                        .run(context -> assertThat(context)
                                .getFailure()
                                .hasStackTraceContaining("the agent answered 403 to /certificate"));
            } finally {
                refusing.close();
            }
        }

        @Test
        void waits_for_an_agent_that_starts_after_it() {
            var later = CompletableFuture.runAsync(
                    agent::start, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
            application()
                    .run(context -> assertThat(
                                    context.getBean(AgentIdentity.class).spiffeId())
                            .isEqualTo(CART));
            later.join();
        }
    }

    @Nested
    class Renewal {
        /// The certificates that the bundle has had since.
        private LinkedBlockingQueue<X509Certificate> updates(ApplicationContext context) {
            var updates = new LinkedBlockingQueue<X509Certificate>();
            context.getBean(SslBundles.class).addBundleUpdateHandler("lightwave", bundle -> {
                try {
                    updates.add((X509Certificate)
                            requireNonNull(bundle.getStores().getKeyStore()).getCertificate("svid"));
                } catch (java.security.KeyStoreException e) {
                    throw new IllegalStateException(e);
                }
            });
            return updates;
        }

        /// Waits for that one; what is asked for in two parts may be half of one before and half of one after for once.
        private void await(LinkedBlockingQueue<X509Certificate> updates, Authority.Issued awaited)
                throws InterruptedException {
            var next = updates.take();
            while (!next.equals(awaited.certificate())) {
                next = updates.take();
            }
        }

        @Test
        void reaches_the_bundle_and_contexts_that_were_made_before() {
            agent.start();
            application().run(context -> {
                var made = tls(context);
                var updates = updates(context);
                assertThat(shownBy(made, made)).isEqualTo(cart.certificate());
                agent.gives(renewed, shop);
                await(updates, renewed);
                assertThat(shownBy(made, made)).isEqualTo(renewed.certificate());
            });
        }

        @Test
        void is_shown_to_a_server_that_would_resume_the_session_before() {
            agent.start();
            application().run(context -> {
                var updates = updates(context);
                var client = tls(context);
                try (var server = (SSLServerSocket) of(cashier)
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    server.setNeedClientAuth(true);
                    assertThat(seenBy(server, client)).isEqualTo(cart.certificate());
                    long session = newestSession(client);
                    assertThat(seenBy(server, client)).isEqualTo(cart.certificate());
                    assertThat(newestSession(client)).as("it was resumed").isEqualTo(session);
                    agent.gives(renewed, shop);
                    await(updates, renewed);
                    assertThat(seenBy(server, client)).isEqualTo(renewed.certificate());
                }
            });
        }

        /// A service without the starter, which resumes what it can.
        private SSLContext of(Authority.Issued issued) throws Exception {
            var svid = Svid.of(issued.pem(), shop.bundle());
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(svid.keyStore(), new char[0]);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(svid.trustStore());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        }

        private long newestSession(SSLContext client) {
            var sessions = client.getClientSessionContext();
            return Collections.list(sessions.getIds()).stream()
                    .mapToLong(id -> sessions.getSession(id).getCreationTime())
                    .max()
                    .orElseThrow();
        }

        @Test
        void goes_on_after_the_agent_was_away_or_talked_nonsense() {
            agent.start();
            application().run(context -> {
                var updates = updates(context);
                agent.close();
                assertThat(shownBy(tls(context), tls(context))).isEqualTo(cart.certificate());
                agent.answers("/certificate", "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nA\n")
                        .start();
                asksTwice();
                assertThat(context.getBean(AgentIdentity.class).spiffeId()).isEqualTo(CART);
                agent.answers("/certificate", renewed.pem().replace(base64OfKey(renewed), "A"));
                asksTwice();
                agent.gives(renewed, shop);
                await(updates, renewed);
            });
        }

        /// Waits until the application has asked two times more.
        private void asksTwice() throws InterruptedException {
            agent.asked.clear();
            while (agent.asked.stream().filter("/certificate"::equals).count() < 2) {
                Thread.onSpinWait();
                if (Thread.interrupted()) {
                    throw new InterruptedException("it asks no more");
                }
            }
        }

        private String base64OfKey(Authority.Issued issued) {
            return issued.pem().replaceAll("(?s).*-----BEGIN PRIVATE KEY-----(.*)-----END PRIVATE KEY-----.*", "$1");
        }

        @Test
        void of_the_anchors_ends_the_trust_in_those_before() {
            agent.gives(cart, shop, bank).start();
            application().run(context -> {
                var updates = updates(context);
                agent.gives(renewed, bank);
                await(updates, renewed);
                assertThatThrownBy(() -> shownBy(tls(context), tls(context))).isInstanceOf(IOException.class);
            });
        }

        /// Threat T5.
        @Test
        void t5_of_the_anchors_ends_sessions_that_began_with_those_before(@TempDir Path other) {
            var former = new Authority(other, "shop.example");
            var ofFormer = former.svid("/cashier");
            agent.gives(cart, shop, former).start();
            application().run(context -> {
                var updates = updates(context);
                var client = of(ofFormer);
                var server = asking(tls(context));
                try {
                    int port = server.getAddress().getPort();
                    isAnswered(client, port);
                    long session = newestSession(client);
                    isAnswered(client, port);
                    assertThat(newestSession(client)).as("it was resumed").isEqualTo(session);
                    agent.gives(cart, shop);
                    await(updates, cart);
                    assertThatThrownBy(() -> isAnswered(client, port)).isInstanceOf(IOException.class);
                } finally {
                    server.stop(0);
                }
            });
        }

        private HttpsServer asking(SSLContext context) throws IOException {
            var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    var asking = getSSLContext().getDefaultSSLParameters();
                    asking.setNeedClientAuth(true);
                    parameters.setSSLParameters(asking);
                }
            });
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            return server;
        }

        private void isAnswered(SSLContext client, int port) throws IOException {
            try (var socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port)) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                if (socket.getInputStream().read() != 'H') {
                    throw new IOException("nothing was said");
                }
            }
        }
    }

    @Nested
    class Peer {
        private void requires(ApplicationContext context, Authority.Issued shown) throws Exception {
            context.getBean(Peers.class).require(shown.chain());
        }

        @Test
        void is_everybody_of_the_own_trust_domain() {
            agent.start();
            application().run(context -> {
                requires(context, cart);
                requires(context, cashier);
                assertThatThrownBy(() -> requires(context, shop.person())).hasMessageContaining("no SPIFFE ID");
                assertThatThrownBy(() -> requires(context, stranger)).hasMessageContaining("no anchor");
            });
        }

        @Test
        void is_not_of_another_trust_domain_even_by_an_anchor_that_is_believed() {
            agent.gives(cart, shop, bank).start();
            application()
                    .run(context -> assertThatThrownBy(() -> requires(context, stranger))
                            .hasMessage("not a peer: spiffe://bank.example/cart"));
        }

        @Test
        void is_only_who_was_named() {
            agent.start();
            application("lightwave.agent.peers=spiffe://shop.example/cashier").run(context -> {
                requires(context, cashier);
                assertThatThrownBy(() -> requires(context, cart)).hasMessageContaining("not a peer: " + CART);
            });
        }

        @Test
        void that_is_none_gets_nothing_from_a_servlet_application() {
            agent.start();
            new WebApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(AgentAutoConfiguration.class, PeerAutoConfiguration.class))
                    .withPropertyValues("lightwave.agent.socket=" + agent.socket())
                    .run(context -> {
                        var filter = context.getBean("lightwavePeerFilter", jakarta.servlet.Filter.class);
                        assertThat(status(filter, cashier.chain())).isEqualTo(200);
                        assertThat(status(filter, stranger.chain())).isEqualTo(403);
                        assertThat(status(filter, null))
                                .as("the connector asks for one")
                                .isEqualTo(200);
                    });
        }

        private int status(jakarta.servlet.Filter filter, X509Certificate @org.jspecify.annotations.Nullable [] shown)
                throws Exception {
            var request = new MockHttpServletRequest();
            request.setAttribute("jakarta.servlet.request.X509Certificate", shown);
            var response = new MockHttpServletResponse();
            filter.doFilter(request, response, new MockFilterChain());
            return response.getStatus();
        }
    }

    @Nested
    class Tokens {
        @Test
        void are_kept_and_outlive_the_agent_for_a_while() {
            agent.answers("/token", "{\"access_token\":\"one\",\"expires_in\":3600}")
                    .start();
            application("lightwave.agent.spiffe-id=" + CART).run(context -> {
                var tokens = context.getBean(AgentTokens.class);
                assertThat(tokens.accessToken("ledger & co")).isEqualTo("one");
                agent.answers("/token", "{\"access_token\":\"two\",\"expires_in\":3600}");
                assertThat(tokens.accessToken("ledger & co")).isEqualTo("one");
                assertThat(tokens.accessToken("other")).isEqualTo("two");
                assertThat(agent.asked)
                        .contains("/token?audience=ledger+%26+co&spiffe_id=spiffe%3A%2F%2Fshop.example%2Fcart");
                agent.close();
                assertThat(tokens.accessToken("ledger & co")).isEqualTo("one");
                assertThatThrownBy(() -> tokens.accessToken("third")).isInstanceOf(UncheckedIOException.class);
            });
        }

        @Test
        void that_are_over_are_not_given_while_the_agent_is_away() {
            agent.answers("/jwt-svid", "{\"svid\":\"short\",\"expires_in\":5}").start();
            application().run(context -> {
                var tokens = context.getBean(AgentTokens.class);
                assertThat(tokens.jwtSvid("ledger")).isEqualTo("short");
                agent.close();
                while (given(tokens)) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException("it is given for ever");
                    }
                }
                assertThatThrownBy(() -> tokens.jwtSvid("ledger")).isInstanceOf(UncheckedIOException.class);
            });
        }

        private boolean given(AgentTokens tokens) {
            try {
                return tokens.jwtSvid("ledger").equals("short");
            } catch (UncheckedIOException away) {
                return false;
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "{\"access_token\":\"\"}", "no json"})
        void that_are_none_are_an_error(String answer) {
            agent.answers("/token", answer).start();
            application()
                    .run(context -> assertThatThrownBy(
                                    () -> context.getBean(AgentTokens.class).accessToken("ledger"))
                            .isInstanceOf(UncheckedIOException.class));
        }

        @Test
        void go_into_each_request_of_a_client() {
            agent.answers("/token", "{\"access_token\":\"one\",\"expires_in\":3600}")
                    .start();
            application().run(context -> {
                var request = new MockClientHttpRequest(HttpMethod.GET, "https://ledger.example/");
                var bearer = context.getBean(AgentTokens.class).bearer("ledger");
                bearer.intercept(request, new byte[0], (sent, _) -> {
                            assertThat(sent.getHeaders().get("Authorization")).isEqualTo(List.of("Bearer one"));
                            return new org.springframework.mock.http.client.MockClientHttpResponse();
                        })
                        .close();
            });
        }
    }

    /// What the server of a mutual handshake shows to its client.
    private static X509Certificate shownBy(SSLContext server, SSLContext client) throws IOException {
        try (var listener = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setNeedClientAuth(true);
            return connected(listener, client).shownByServer();
        }
    }

    private static X509Certificate seenBy(SSLServerSocket server, SSLContext client) throws IOException {
        return connected(server, client).shownByClient();
    }

    private record Shown(X509Certificate shownByServer, X509Certificate shownByClient) {}

    private static Shown connected(SSLServerSocket listener, SSLContext client) throws IOException {
        var answered = CompletableFuture.supplyAsync(
                () -> {
                    try (var accepted = (SSLSocket) listener.accept()) {
                        accepted.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                        return (X509Certificate) accepted.getSession().getPeerCertificates()[0];
                    } catch (IOException refused) {
                        throw new UncheckedIOException(refused);
                    }
                },
                task -> Thread.ofVirtual().start(task));
        try (var socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", listener.getLocalPort())) {
            if (socket.getInputStream().read() != 'h') {
                throw new IOException("nothing was said");
            }
            return new Shown((X509Certificate) socket.getSession().getPeerCertificates()[0], answered.join());
        }
    }
}
