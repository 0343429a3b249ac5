package io.lightwave.bench;

import io.lightwave.system.Http;
import io.lightwave.system.PackagedServer;
import io.lightwave.system.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/// Requests at one tenant's certificate authority, and records that were never asked for.
final class CertificateLoads {
    private static final String CLIENT = "enroller";
    private static final int KEYS = 64;
    private static final String SUCCESSFUL = "\n\u0001\u0000"; // the ENUMERATED of RFC 6960 §4.2.1

    private final PackagedServer server;
    private final Http http;
    private final String tenant;
    private final Supplier<String[]> operator;

    /// @param operator headers of an operator's request, whose token is fresh
    CertificateLoads(PackagedServer server, Http http, String tenant, Supplier<String[]> operator) {
        this.server = server;
        this.http = http;
        this.tenant = tenant;
        this.operator = operator;
    }

    /// What records are found by.
    enum Search {
        SERIAL("serial") {
            @Override
            String value(int n) {
                return "6b" + Integer.toHexString(n);
            }
        },
        SPIFFE_ID("spiffeId") {
            @Override
            String value(int n) {
                return "spiffe://bench.example/w" + n / 2 * 2;
            }
        },
        SPIFFE_ID_AS_NAME("san") {
            @Override
            String value(int n) {
                return "spiffe://bench.example/w" + n / 2 * 2;
            }
        },
        DNS_NAME("san") {
            @Override
            String value(int n) {
                return "w%d.bench.example".formatted(n / 2 * 2 + 1);
            }
        };

        private final String parameter;

        Search(String parameter) {
            this.parameter = parameter;
        }

        /// Its name in the query.
        String parameter() {
            return parameter;
        }

        abstract String value(int n);
    }

    /// A client's certificates for requests that were made before, by a token.
    HttpLoad enrolling() throws IOException {
        Http.Answer client = http.json(
                "POST",
                "/api/v1/tenants/" + tenant + "/clients",
                Map.of("clientId", CLIENT, "grantTypes", List.of("client_credentials")),
                operator.get());
        String token = http.token(tenant, CLIENT, client.text("clientSecret"));
        return new HttpLoad(
                http.tls(),
                server.port("HTTPS"),
                "POST",
                "/t/" + tenant + "/ca/certificates",
                "Authorization: Bearer %s\r\nContent-Type: application/pkcs10\r\n".formatted(token),
                requests(),
                "-----END CERTIFICATE-----");
    }

    private List<String> requests() throws IOException {
        Path folder = Files.createTempDirectory("lightwave-requests");
        List<String> requests = new ArrayList<>();
        for (int n = 0; n < KEYS; n++) {
            Path file = folder.resolve(n + ".pem");
            Shell.run(
                            "openssl",
                            "req",
                            "-new",
                            "-newkey",
                            "ec",
                            "-pkeyopt",
                            "ec_paramgen_curve:P-256",
                            "-nodes",
                            "-subj",
                            "/CN=bench",
                            "-keyout",
                            folder.resolve("key.pem").toString(),
                            "-out",
                            file.toString())
                    .orThrow();
            requests.add(Files.readString(file));
        }
        Shell.run("rm", "-rf", folder.toString()).orThrow();
        return requests;
    }

    /// OCSP requests about the authority's certificates of a client, over and over.
    HttpLoad asking() throws IOException {
        Path folder = Files.createTempDirectory("lightwave-ocsp");
        Http.Answer client = http.json(
                "POST",
                "/api/v1/tenants/" + tenant + "/clients",
                Map.of("clientId", "asked", "grantTypes", List.of("client_credentials")),
                operator.get());
        String token = http.token(tenant, "asked", client.text("clientSecret"));
        Http.Answer enrolled = http.post(
                "/t/" + tenant + "/ca/certificates",
                "application/pkcs10",
                requests().getFirst(),
                "Authorization",
                "Bearer " + token);
        Files.writeString(folder.resolve("leaf.pem"), enrolled.body());
        Files.writeString(
                folder.resolve("issuer.pem"),
                http.get("/t/" + tenant + "/ca/chain.pem").body());
        Path request = folder.resolve("request.der");
        Shell.run(
                        "openssl",
                        "ocsp",
                        "-no_nonce",
                        "-issuer",
                        folder.resolve("issuer.pem").toString(),
                        "-cert",
                        folder.resolve("leaf.pem").toString(),
                        "-reqout",
                        request.toString())
                .orThrow();
        String path = "/t/%s/ca/ocsp/%s"
                .formatted(
                        tenant,
                        Base64.getEncoder()
                                .encodeToString(Files.readAllBytes(request))
                                .replace("+", "%2B")
                                .replace("/", "%2F")
                                .replace("=", "%3D"));
        Shell.run("rm", "-rf", folder.toString()).orThrow();
        int port = server.port("HTTP");
        byte[] bytes = HttpLoad.request(port, "GET", path, "", "");
        return new HttpLoad(SocketFactory.getDefault(), port, _ -> bytes, SUCCESSFUL);
    }

    /// Writes so many records into the server's database, as of certificates that expire tomorrow.
    void record(int count, boolean revoked) throws IOException, SQLException {
        try (var connection = ServerDatabase.connect(server, "lightwave");
                var insert = connection.prepareStatement("""
                        with recorded as (
                            insert into ca_certificate (tenant_id, id, authority, serial, profile, subject, spiffe_id, names,
                                key_hash, not_before, not_after, created_at, revoked_at, revocation_reason)
                            select ?, gen_random_uuid(), 'issuing-1', %1$s || to_hex(n), 'workload', 'CN=bench',
                                case when n %% 2 = 0 then 'spiffe://bench.example/w' || n end,
                                case when n %% 2 = 0 then array['uri:spiffe://bench.example/w' || n]
                                     else array['dns:w' || n || '.bench.example'] end,
                                sha256(n::text::bytea), now() - interval '1 minute', now() + interval '1 day',
                                now() - n * interval '1 millisecond', %2$s
                              from generate_series(1, ?) n
                            returning tenant_id, id)
                        insert into ca_signed_certificate (tenant_id, id, certificate, fingerprint)
                        select tenant_id, id, decode(repeat('30', 700), 'hex'), encode(sha256(id::text::bytea), 'hex')
                          from recorded\
                        """.formatted(
                        revoked ? "'6a'" : "'6b'", revoked ? "now(), 'superseded'" : "null::timestamptz, null"));
                var statement = connection.createStatement()) {
            insert.setString(1, tenant);
            insert.setInt(2, count);
            insert.executeUpdate();
            statement.execute("vacuum analyze ca_certificate, ca_signed_certificate");
        }
    }

    /// From the request that revokes one more to the whole new list.
    ///
    /// @param least so many entries it has
    double secondsForRevocationList(int least) throws IOException {
        String id = http.get(
                        "/api/v1/tenants/%s/certificates?state=valid&profile=client&limit=1".formatted(tenant),
                        operator.get())
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString("");
        Http.Answer revoked = http.json(
                "POST",
                "/api/v1/tenants/%s/certificates/%s/revoke".formatted(tenant, id),
                Map.of("reason", "superseded"),
                operator.get());
        if (revoked.status() != 200) {
            throw new IllegalStateException(revoked.status() + " " + revoked.body());
        }
        long begin = System.nanoTime();
        byte[] encoded = http.bytes("/t/" + tenant + "/ca/crl/issuing-1/0.crl");
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (entries(encoded) <= least) {
            throw new IllegalStateException("the list has " + entries(encoded) + " entries only");
        }
        return seconds;
    }

    private static int entries(byte[] encoded) {
        try {
            var list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
            return list.getRevokedCertificates().size();
        } catch (CertificateException | CRLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How long each of several searches takes, of which every one finds something.
    List<Double> millisecondsToFind(Search search, int times) {
        List<Double> all = new ArrayList<>();
        String[] headers = operator.get();
        for (int i = 1; i <= times; i++) {
            String path = "/api/v1/tenants/%s/certificates?%s=%s"
                    .formatted(tenant, search.parameter(), search.value(i * 4_000));
            long begin = System.nanoTime();
            Http.Answer found = http.get(path, headers);
            all.add((System.nanoTime() - begin) / 1e6);
            if (found.json().path("items").isEmpty()) {
                throw new IllegalStateException("nothing found: " + found.status() + " " + found.body());
            }
        }
        return all;
    }
}
