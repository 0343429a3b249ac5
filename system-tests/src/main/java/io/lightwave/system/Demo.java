package io.lightwave.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The main job, shown: a throw-away server, a tenant, a workload that fetches a token and a certificate with no
/// secret of its own, a service that checks the token by REST and by key set, and the end of it all when an operator
/// disables the workload. Ends with exit code 0 only when everything held.
public final class Demo {
    private static final String TENANT = "acme.example";
    private final long begin = System.nanoTime();
    private int failures;

    private Demo() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("lightwave-demo");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int failures;
        try {
            failures = new Demo().play(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    private int play(Path folder) throws IOException {
        Path home = PackagedServer.home();
        say("a throw-away server starts");
        try (PackagedServer server = PackagedServer.in(folder.resolve("data")).start();
                Stage stage = Containers.available(home, folder).orElseGet(() -> new Processes(home, folder))) {
            say("a throw-away server is ready at " + server.url());
            say("the workload and the service run as " + stage.description());
            story(server, stage, folder);
        }
        System.out.println(failures == 0 ? "Everything held." : failures + " of the steps did not hold.");
        return failures;
    }

    private void story(PackagedServer server, Stage stage, Path folder) throws IOException {
        Http http = new Http(server.url(), server.trustAnchor());
        String[] operator = {
            "Authorization",
            "Bearer " + http.token("lightwave.local", server.bootstrapClient(), server.bootstrapSecret())
        };
        String api = "/api/v1/tenants/" + TENANT;
        String issuer = server.url() + "/t/" + TENANT;

        expect(
                "tenant " + TENANT + " is ready",
                201,
                http.json("POST", "/api/v1/tenants", Map.of("name", TENANT), operator));
        Platform cluster = new Platform("https://cluster.example");
        expect(
                "it trusts the cluster " + cluster.issuer(),
                201,
                http.json(
                        "POST",
                        api + "/trusted-issuers",
                        Map.of("issuer", cluster.issuer(), "kind", "kubernetes", "jwks", cluster.jwks()),
                        operator));
        Http.Answer billing = expect(
                "the service billing is registered as a client",
                201,
                http.json(
                        "POST",
                        api + "/clients",
                        Map.of(
                                "clientId",
                                "billing",
                                "grantTypes",
                                List.of("client_credentials"),
                                "tokenEndpointAuthMethod",
                                "client_secret_basic"),
                        operator));
        Http.Answer payments = expect(
                "the workload payments is registered with a rule on the cluster's claims",
                201,
                http.json(
                        "POST",
                        api + "/workloads",
                        Map.of(
                                "name",
                                "payments",
                                "rules",
                                List.of(Map.of(
                                        "issuer",
                                        cluster.issuer(),
                                        "claims",
                                        Map.of("sub", "system:serviceaccount:shop:payments"))),
                                "audiences",
                                List.of("billing")),
                        operator));

        int port = PackagedServer.freePorts(1).getFirst();
        stage.startBilling(Map.of(
                "ISSUER",
                issuer,
                "LIGHTWAVE_CA",
                server.trustAnchor().toString(),
                "CLIENT_ID",
                "billing",
                "CLIENT_SECRET",
                billing.text("clientSecret"),
                "PORT",
                Integer.toString(port)));
        awaitBilling(port, stage);
        say("the service billing runs");

        Path evidence = folder.resolve("projected-token");
        Files.writeString(evidence, cluster.projectedToken("shop", "payments", issuer));
        Files.setPosixFilePermissions(evidence, PosixFilePermissions.fromString("rw-r--r--"));
        Map<String, String> surroundings = Map.of(
                "LIGHTWAVE_SERVER",
                server.url(),
                "LIGHTWAVE_CA",
                server.trustAnchor().toString(),
                "TENANT",
                TENANT,
                "BILLING",
                "http://127.0.0.1:" + port);
        Shell.Result run = stage.runPayments(surroundings, evidence);
        run.output().lines().forEach(line -> System.out.println("          payments: " + line));
        hold("payments fetched a token with its platform's token", run.output().contains("token fetched"));
        hold(
                "payments fetched a certificate for its own key",
                run.output().contains("URI:spiffe://" + TENANT + "/payments"));
        hold("billing accepted the token offline, by the key set", run.output().contains("\"offline\":true"));
        hold("billing accepted the token by introspection", run.output().contains("\"introspection\":true"));

        String token = http.form(
                        "/t/" + TENANT + "/oauth2/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_assertion_type",
                                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                "client_assertion",
                                Files.readString(evidence),
                                "resource",
                                "billing"))
                .text("access_token");
        expect(
                "an operator disables payments",
                200,
                http.json("PATCH", api + "/workloads/" + payments.text("id"), Map.of("enabled", false), operator));
        Shell.Result refused = stage.runPayments(surroundings, evidence);
        refused.output().lines().forEach(line -> System.out.println("          payments: " + line));
        Http.Answer introspection = http.form(
                "/t/" + TENANT + "/oauth2/introspect",
                Map.of("token", token),
                "Authorization",
                Http.basic("billing", billing.text("clientSecret")));
        hold("a token from before is inactive", introspection.body().strip().equals("{\"active\":false}"));
        hold("payments gets no token any more", refused.output().contains("token refused"));
        Http.Answer audit = http.get(api + "/audit?limit=100", operator);
        hold(
                "the audit trail says why",
                audit.status() == 200
                        && Stream.of("refused", "success").allMatch(audit.body()::contains)
                        && audit.body().contains("disabled"));
    }

    private Http.Answer expect(String step, int status, Http.Answer answer) {
        hold(
                answer.status() == status ? step : step + " (" + answer.status() + " " + answer.body() + ")",
                answer.status() == status);
        return answer;
    }

    private void hold(String step, boolean held) {
        if (!held) {
            failures++;
        }
        say((held ? "ok    " : "FAILED ") + step);
    }

    private void say(String text) {
        System.out.printf("%7.2f s %s%n", (System.nanoTime() - begin) / 1e9, text);
    }

    private static void awaitBilling(int port, Stage stage) {
        long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                    .build();
            while (System.nanoTime() < deadline) {
                try {
                    if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // not listening yet
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("billing did not start:\n" + stage.billingOutput());
    }
}
