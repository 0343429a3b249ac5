package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenLDAP's tools with every control they can send. What they are called with and print stands line by line in golden
/// files; `-Dgolden.update=true` writes them anew.
///
/// A line `# $ …` is a command, lines `# < …` behind it are its input, and what follows is what it must print; `# !`
/// and a number is an exit code other than 0. Identifiers, times, cookies and sizes differ each time and stand as
/// words.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenLdapToolsJourney {
    private static final String ADMIN = "uid=admin,ou=people,dc=lightwave,dc=local";
    private static final Path FOLDER =
            PackagedServer.home().resolve("system-tests/src/test/resources/io/lightwave/system/openldap");
    private static final Map<Pattern, String> DIFFERENT = Map.of(
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID",
            Pattern.compile("[0-9]{14}([.][0-9]+)?Z(#[0-9a-f]{6}#[0-9a-f]{3}#[0-9a-f]{6})?"), "TIME",
            Pattern.compile("cookie=\\S+"), "cookie=COOKIE",
            Pattern.compile("(?m)^control: (1.2.840.113556.1.4.319|1.3.6.1.4.1.4203.1.9.1.[23]) false .*(\\n .*)*"),
                    "control: $1 false VALUE",
            Pattern.compile("rid=[0-9]+,csn=.*"), "CSN",
            Pattern.compile("(?m)^(# )?requestID: .*"), "");

    private final Acme acme = Acme.shared();
    private final Map<String, String> environment = new TreeMap<>();

    OpenLdapToolsJourney() {
        acme.tenant("tools.example");
        environment.put("LDAPTLS_CACERT", acme.server.trustAnchor().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "change", "identity", "relations"})
    void answers_are_exact(String name) throws IOException {
        Path golden = FOLDER.resolve(name + ".ldif");
        String expected = Files.readString(golden);
        String played = play(expected.lines().toList());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, played);
        } else {
            assertThat(played).isEqualTo(expected);
        }
    }

    /// The tool does not say when it listens, so that the first change is made until it is seen.
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_persistent_search_is_told_of_each_change() throws IOException {
        var builder = new ProcessBuilder(command(
                        "ldapsearch -b ou=people,dc=tools,dc=example -E '!ps=15/1/1' '(objectClass=person)' sn"))
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process search = builder.start();
        try (var output = search.inputReader()) {
            assertThat(run("ldapadd", """
                    dn: uid=pat,ou=people,dc=tools,dc=example
                    objectClass: inetOrgPerson
                    uid: pat
                    cn: Pat
                    sn: Smith
                    """).exitCode()).isZero();
            var told = new ArrayList<String>();
            while (!told.contains("persistentSearch: modify")) {
                assertThat(run("ldapmodify", """
                        dn: uid=pat,ou=people,dc=tools,dc=example
                        changetype: modify
                        replace: sn
                        sn: Smythe
                        """).exitCode()).isZero();
                while (output.ready()) {
                    told.add(Objects.requireNonNull(output.readLine(), () -> "it ended: " + told));
                }
            }
            assertThat(run("ldapmodrdn -r uid=pat,ou=people,dc=tools,dc=example uid=patty", "")
                            .exitCode())
                    .isZero();
            assertThat(run("ldapdelete uid=patty,ou=people,dc=tools,dc=example", "")
                            .exitCode())
                    .isZero();
            while (!told.contains("persistentSearch: delete")) {
                told.add(Objects.requireNonNull(output.readLine(), () -> "it ended: " + told));
            }
            assertThat(told)
                    .containsSubsequence(
                            "dn: uid=pat,ou=people,dc=tools,dc=example",
                            "persistentSearch: modify",
                            "sn: Smythe",
                            "dn: uid=patty,ou=people,dc=tools,dc=example",
                            "persistentSearch: moddn pr",
                            "dn: uid=patty,ou=people,dc=tools,dc=example",
                            "persistentSearch: delete");
        } finally {
            search.destroy();
        }
    }

    private String play(List<String> script) {
        var played = new ArrayList<String>();
        int line = 0;
        for (; line < script.size() && !script.get(line).startsWith("# $ "); line++) {
            played.add(script.get(line));
        }
        while (line < script.size()) {
            String command = script.get(line++);
            played.add(command);
            var input = new StringBuilder();
            for (; line < script.size() && script.get(line).startsWith("# <"); line++) {
                played.add(script.get(line));
                input.append(script.get(line).substring(3).stripLeading()).append('\n');
            }
            Shell.Result result = run(command.substring(4), input.toString());
            if (result.exitCode() != 0) {
                played.add("# ! " + result.exitCode());
            }
            String output = result.output();
            for (var different : DIFFERENT.entrySet()) {
                output = different.getKey().matcher(output).replaceAll(different.getValue());
            }
            played.addAll(output.strip().lines().toList());
            played.add("");
            while (line < script.size() && !script.get(line).startsWith("# $ ")) {
                line++;
            }
        }
        return String.join("\n", played);
    }

    private Shell.Result run(String command, String input) {
        return Shell.run(environment, input, command(command));
    }

    private List<String> command(String command) {
        var all = new ArrayList<>(Arrays.asList(command.split(" (?=(?:[^']*'[^']*')*[^']*$)")));
        all.replaceAll(word -> word.replace("'", ""));
        all.addAll(
                1,
                List.of(
                        "-x",
                        "-H",
                        "ldaps://localhost:" + acme.server.port("LDAPS"),
                        "-D",
                        ADMIN,
                        "-w",
                        PackagedServer.ADMIN_PASSWORD));
        return all;
    }
}
