package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person who signs in at the command line by a browser (RFC 8628): the browser's steps stand in `admin-ui/e2e`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginJourney {
    private static final String TENANT = "bridge.example";
    private static final String PASSWORD = "correct horse battery";
    private static final Pattern ASKED = Pattern.compile("open (\\S+) and type (\\S+) there");

    private final Acme acme = Acme.shared();

    @TempDir
    Path home;

    @BeforeAll
    void the_tenant_has_an_administrator() {
        Acme.TenantOfTest bridge = acme.tenant(TENANT);
        String person =
                bridge.person("spock", PASSWORD, Map.of()).json().path("id").asString();
        String groups = bridge.path("/scim/v2/Groups");
        String administrators = acme.http
                .get(groups + "?filter=displayName%20eq%20%22administrators%22", acme.operator())
                .json()
                .at("/Resources/0/id")
                .asString();
        Http.Answer joined = acme.http.json(
                "PUT",
                groups + "/" + administrators,
                Map.of(
                        "schemas",
                        List.of("urn:ietf:params:scim:schemas:core:2.0:Group"),
                        "displayName",
                        "administrators",
                        "members",
                        List.of(Map.of("value", person))),
                acme.operator());
        assertThat(joined.status()).as(joined.body()).isEqualTo(200);
    }

    private ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(CommandLine.of(arguments)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(key -> key.startsWith("LIGHTWAVE_"));
        builder.environment().put("XDG_CONFIG_HOME", home.toString());
        return builder;
    }

    private record Ended(int exitCode, String output) {}

    private Ended lightwave(String... arguments) throws IOException, InterruptedException {
        Process process = Shell.start(command(arguments));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private String[] login(String name) {
        return new String[] {
            "login",
            "--server",
            acme.server.url(),
            "--trust-bundle",
            acme.server.trustAnchor().toString(),
            "-t",
            TENANT,
            "--name",
            name
        };
    }

    /// Signs in while somebody answers in a browser.
    ///
    /// @param answer the button that is pressed there
    private Ended login(String name, String answer) throws IOException, InterruptedException {
        Process process = Shell.start(command(login(name)));
        var output = new StringBuilder();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher asked = ASKED.matcher(line);
                if (asked.find()) {
                    Shell.Result typed = inBrowser(asked.group(1), asked.group(2), answer);
                    assertThat(typed.exitCode()).as(typed.output()).isZero();
                }
            }
        }
        return new Ended(process.waitFor(), output.toString());
    }

    private Shell.Result inBrowser(String page, String code, String answer) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LIGHTWAVE_PAGE",
                page,
                "LIGHTWAVE_CODE",
                code,
                "LIGHTWAVE_USER",
                "spock",
                "LIGHTWAVE_PASSWORD",
                PASSWORD,
                "LIGHTWAVE_ANSWER",
                answer,
                "LIGHTWAVE_CA",
                acme.server.trustAnchor().toString()));
        return Shell.node(environment, PackagedServer.home().resolve("admin-ui"), "npm run --silent e2e:login");
    }

    @Test
    void a_person_is_let_in_signs_in_works_in_contexts_and_signs_out() throws Exception {
        Ended early = lightwave(login("early"));
        assertThat(early.exitCode()).as(early.output()).isEqualTo(4);
        assertThat(early.output()).contains("may not sign in here yet", "client allow-login --tenant " + TENANT);
        Shell.Result let = CommandLine.asOperator(acme.server, Map.of(), "client", "allow-login", "-t", TENANT);
        assertThat(let.exitCode()).as(let.output()).isZero();

        Ended denied = login("denied", "deny");
        assertThat(denied.exitCode()).as(denied.output()).isEqualTo(4);
        assertThat(denied.output()).contains("the sign-in was denied");
        assertThat(lightwave("context", "list").output()).doesNotContain("denied");

        Ended first = login("one", "allow");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("signed in at " + TENANT, "context one is used from now on");
        login("two", "allow");
        assertThat(lightwave("context", "list").output())
                .containsPattern("\\* +two")
                .contains("one");
        assertThat(lightwave("context", "use", "one").exitCode()).isZero();
        assertThat(lightwave("context", "use", "three").exitCode()).isEqualTo(2);
        Ended users = lightwave("user", "list", "-t", TENANT);
        assertThat(users.exitCode()).as(users.output()).isZero();
        assertThat(users.output()).contains("spock");
        assertThat(lightwave("tenant", "create", "romulus.example").exitCode())
                .as("no more than the person's own rights")
                .isEqualTo(1);
        try (Stream<Path> kept = Files.walk(home)) {
            assertThat(kept.filter(file -> file.toString().endsWith(".json")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }

        assertThat(lightwave("logout").output()).contains("signed out of context one");
        assertThat(lightwave("--context", "two", "user", "list", "-t", TENANT).exitCode())
                .as("the other sign-in stands")
                .isZero();
        assertThat(lightwave("--context", "one", "user", "list", "-t", TENANT).exitCode())
                .isEqualTo(2);
    }
}
