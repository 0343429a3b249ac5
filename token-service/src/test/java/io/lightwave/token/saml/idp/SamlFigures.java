package io.lightwave.token.saml.idp;

import static io.lightwave.token.saml.TestServiceProvider.metadata;

import com.sun.management.OperatingSystemMXBean;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.CryptoProviders;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Tenants;
import io.lightwave.token.browser.Acme;
import io.lightwave.token.browser.Browser;
import io.lightwave.token.explain.Decisions;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.TestIdentityProvider;
import io.lightwave.token.saml.TestServiceProvider;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.provider.ServiceProviders;
import io.lightwave.token.saml.sp.AssertionCheck;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.saml.xml.Algorithms;
import io.lightwave.token.saml.xml.Signer;
import io.lightwave.token.saml.xml.StrictXml;
import io.lightwave.token.session.Sessions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Measures what SAML costs in CPU time, and asserts nothing: see docs/performance.md. A whole sign-on is a
/// request of a service provider in a browser that is signed in already, answered by a response that is signed
/// twice, by RSA-2048, and encrypted; the database's processes are apart.
final class SamlFigures {
    private static final int WARM_THREAD = 10_000;
    private static final int WARM_PROCESS = 3_000;
    private static final int ROUND = 200;
    private static final int ROUNDS = 5;
    private static final String HERE = "https://sp.example/acs";

    private SamlFigures() {}

    public static void main(String[] arguments) {
        System.out.println(CryptoProviders.install().name());
        validation(false);
        validation(true);
        try (Acme acme = Acme.start()) {
            TestServiceProvider.register(acme, metadata("encryption"), "");
            Browser browser = acme.browser();
            Acme.signIn(browser, Acme.request("shop"), "alice", Acme.PASSWORD);
            print("signing twice and encrypting one response", ofThread(response(acme)));
            Runnable signOn = () -> {
                String address = TestServiceProvider.redirect(TestServiceProvider.request(acme, Map.of(), ""), "");
                if (!browser.get(address).body().contains("SAMLResponse")) {
                    throw new IllegalStateException("no response");
                }
            };
            print("a whole sign-on, one service provider registered", ofProcess(signOn));
            for (int i = 0; i < 1_000; i++) {
                acme.jdbc()
                        .sql("insert into service_provider select tenant_id, gen_random_uuid(), name || ?,"
                                + " entity_id || ?, metadata, metadata_url, metadata_read_at, metadata_tried_at,"
                                + " settings, enabled, created_at, updated_at, version, expiry_notice"
                                + " from service_provider where name = 'wiki'")
                        .params(String.valueOf(i), String.valueOf(i))
                        .update();
            }
            print("a whole sign-on, 1001 service providers registered", ofProcess(signOn));
        }
    }

    private static Runnable response(Acme acme) {
        Tenant tenant = acme.bean(Tenants.class).find(Acme.ACME).orElseThrow();
        ServiceProvider provider = acme.bean(ServiceProviders.class).require(Acme.ACME, TestServiceProvider.ENTITY_ID);
        ActivePrincipal alice = acme.bean(ActivePrincipals.class)
                .find(Acme.ACME, acme.subject(SubjectKind.USER, "alice").id())
                .orElseThrow();
        var session = acme.bean(Sessions.class).of(alice).getFirst().session();
        var responses = new Responses(new SecureRandom());
        var to = new Responses.Recipient(tenant, provider, URI.create(HERE), Optional.of("_1"));
        var statement = new Responses.Statement(
                new NameIds.NameId("p-1", NameIdFormat.PERSISTENT),
                session,
                UUID.randomUUID(),
                Instant.now().plusSeconds(3600),
                RequestedContext.PASSWORD_PROTECTED_TRANSPORT,
                List.of());
        Signer signer = acme.bean(SamlKeys.class).requireSigner(Acme.ACME);
        return () -> responses.success(to, statement, signer, Instant.now());
    }

    private static void validation(boolean encrypted) {
        KeyPair keys = TestServiceProvider.keys();
        var idp = new TestIdentityProvider();
        idp.reader = encrypted ? Optional.of(keys.getPublic()) : Optional.empty();
        idp.attributes.put("mail", List.of("alice@acme.example"));
        Instant now = Instant.now();
        byte[] response = idp.response(now, HERE, "https://sp.example", "_1").getBytes(StandardCharsets.UTF_8);
        var known = IdentityProviderMetadata.read(TestIdentityProvider.metadata());
        var audience = new AssertionCheck.Audience(
                Set.of("https://sp.example"), Set.of(HERE), Optional.of("_1"), List.of(keys.getPrivate()));
        var check = new AssertionCheck(known, audience, now, Algorithms.CURRENT);
        print(
                encrypted ? "validation of a response, encrypted" : "validation of a response",
                ofThread(() -> check.response(StrictXml.message(response), new Decisions())));
    }

    private static double ofThread(Runnable work) {
        var threads = ManagementFactory.getThreadMXBean();
        return median(WARM_THREAD, work, threads::getCurrentThreadCpuTime);
    }

    private static double ofProcess(Runnable work) {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return median(WARM_PROCESS, work, system::getProcessCpuTime);
    }

    private static double median(int warm, Runnable work, java.util.function.LongSupplier clock) {
        for (int i = 0; i < warm; i++) {
            work.run();
        }
        var rounds = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            long begin = clock.getAsLong();
            for (int i = 0; i < ROUND; i++) {
                work.run();
            }
            rounds.add((clock.getAsLong() - begin) / 1e6 / ROUND);
        }
        return rounds.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow();
    }

    private static void print(String what, double milliseconds) {
        System.out.printf("%-55s %.2f CPU ms%n", what, milliseconds);
    }
}
