package io.lightwave.ca.acme;

import static io.lightwave.ca.acme.Client.b64;
import static io.lightwave.ca.acme.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.ca.AcmeSettings;
import io.lightwave.ca.World;
import io.lightwave.ca.issuance.Requests;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.SubjectKind;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.fixture.Door;
import io.lightwave.directory.fixture.TestClock;
import io.lightwave.directory.fixture.TestDatabase;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;

/// Two nodes of a server that speaks ACME, whose hosts are all on this machine, and what its clients do. Between
/// [#start] and [#stop] of one test class at a time.
@NullUnmarked // before it is started there is nothing to ask for
final class AcmeServer {
    static final TenantId ACME = new TenantId("acme.example");
    static final TenantId GLOBEX = new TenantId("globex.example");
    static World world;
    static World other;
    static Responder responder;
    static Responder.AutoCloseablePort tls;
    static ActivePrincipal payments;
    static ActivePrincipal admin;

    static AcmeSettings settings(List<String> networks) {
        return new AcmeSettings(
                networks,
                Optional.of(responder.resolver()),
                responder.httpPort(),
                tls.port(),
                List.of(Duration.ZERO),
                false);
    }

    static void start() {
        responder = new Responder();
        tls = Responder.tlsAlpn();
        var database = TestDatabase.fresh();
        world = new World(database, settings(List.of("127.0.0.0/8")))
                .tenant(ACME)
                .tenant(GLOBEX);
        other = new World(database, settings(List.of()));
        payments = world.subject(ACME, SubjectKind.WORKLOAD, "shop/payments");
        admin = world.subject(ACME, SubjectKind.USER, "admin");
    }

    static void noon() {
        world.context.clock().set(TestClock.NOON);
        other.context.clock().set(TestClock.NOON);
    }

    static void stop() {
        world.close();
        other.close();
        responder.close();
        tls.close();
    }

    record Eab(String id, String key) {}

    static Eab eab(String more) {
        var made = world.door.postJson(
                "/api/v1/tenants/acme.example/acme-credentials",
                world.caller(admin),
                "{\"subject\":\"shop/payments\",%s}".formatted(more));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Eab(
                made.json().path("keyId").asString(),
                made.json().path("hmacKey").asString());
    }

    static Client client(KeyPair keys, String bounds) {
        var client = new Client(world.door, ACME, keys);
        var eab = eab(bounds);
        assertThat(client.register(eab.id(), eab.key()).status()).isEqualTo(201);
        return client;
    }

    static Client client() {
        return client(
                Requests.ec("secp256r1"),
                "\"dnsZones\":[\"shop.example\"],\"ipRanges\":[\"127.0.0.0/8\"],\"wildcards\":true");
    }

    static String order(String... identifiers) {
        List<Map<String, String>> all = new ArrayList<>();
        for (String each : identifiers) {
            int colon = each.indexOf(':');
            all.add(Map.of("type", each.substring(0, colon), "value", each.substring(colon + 1)));
        }
        return json(Map.of("identifiers", all));
    }

    static JsonNode challenge(Client client, String authorization, String type) {
        for (var each : client.read(authorization).json().path("challenges")) {
            if (each.path("type").asString().equals(type)) {
                return each;
            }
        }
        throw new AssertionError("no challenge " + type);
    }

    static String keyAuthorization(Client client, JsonNode challenge) {
        return challenge.path("token").asString() + "." + client.thumbprint();
    }

    /// The authorization once it is decided.
    static JsonNode decided(Client client, String authorization, JsonNode challenge) {
        var begun = client.post(client.path(challenge.path("url").asString()), "{}");
        assertThat(begun.status()).as(begun.text()).isEqualTo(200);
        while (true) {
            var found = client.read(authorization).json();
            if (!found.path("status").asString().equals("pending")) {
                return found;
            }
        }
    }

    static JsonNode proveByHttp(Client client, String authorization) {
        var challenge = challenge(client, authorization, "http-01");
        responder.pages.put(
                "/.well-known/acme-challenge/" + challenge.path("token").asString(),
                keyAuthorization(client, challenge) + "\n");
        return decided(client, authorization, challenge);
    }

    static String ready(Client client, String... identifiers) {
        var made = client.post("new-order", order(identifiers));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        made.json()
                .path("authorizations")
                .forEach(each -> assertThat(proveByHttp(client, each.asString())
                                .path("status")
                                .asString())
                        .isEqualTo("valid"));
        return made.header("Location");
    }

    static byte[] request(KeyPair keys, String subject, GeneralName... names) {
        return Requests.of(
                keys,
                "SHA256withECDSA",
                subject,
                List.of(Requests.extension(Extension.subjectAlternativeName, false, new GeneralNames(names))));
    }

    static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    static Door.Answer complete(Client client, String order, byte[] request) {
        return client.post(client.path(order) + "/finalize", json(Map.of("csr", b64(request))));
    }

    static List<X509Certificate> chain(Door.Answer answer) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(answer.body()))) {
                chain.add((X509Certificate) each);
            }
            return chain;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    static X509Certificate issued(Client client, String... names) {
        return issued(client, Requests.ec("secp256r1"), names);
    }

    static X509Certificate issued(Client client, KeyPair keys, String... names) {
        String order =
                ready(client, Arrays.stream(names).map(name -> "dns:" + name).toArray(String[]::new));
        var done = complete(
                client,
                order,
                request(
                        keys,
                        "CN=" + names[0],
                        Arrays.stream(names).map(AcmeServer::dns).toArray(GeneralName[]::new)));
        assertThat(done.json().path("status").asString()).as(done.text()).isEqualTo("valid");
        return chain(client.read(done.json().path("certificate").asString())).getFirst();
    }

    private AcmeServer() {}
}
