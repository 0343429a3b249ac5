package io.lightwave.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `docs/protocols/spiffe.md` names a test for each requirement, or says that there is none.
class SpiffeMustsTest {
    private static final Path HOME = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z0-9]+-[0-9.]+(?:-S?[0-9]+)?) \\| (.+) \\| (.+) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)[.](\\w+)`.*");
    private static final List<String> MODULES = List.of(
            "directory-service",
            "certificate-authority",
            "workload-identity",
            "identity-server",
            "workload-agent",
            "system-tests");

    private record Must(String id, String test) {}

    private static List<Must> musts() throws IOException {
        return Files.readAllLines(HOME.resolve("docs/protocols/spiffe.md")).stream()
                .map(ROW::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(row -> new Must(row.group(1), row.group(3)))
                .toList();
    }

    private static Map<String, String> sources() throws IOException {
        var sources = new HashMap<String, String>();
        for (String module : MODULES) {
            try (var files = Files.walk(HOME.resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    sources.merge(
                            file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    @Test
    void each_requirement_has_a_test_that_is_there_or_says_that_it_has_none() throws IOException {
        var musts = musts();
        var sources = sources();
        var seen = new HashSet<String>();
        long tested = 0;
        long others = 0;
        for (var must : musts) {
            assertThat(seen.add(must.id())).as("twice: " + must.id()).isTrue();
            var test = TEST.matcher(must.test());
            if (test.matches()) {
                tested++;
                assertThat(sources.getOrDefault(test.group(1), ""))
                        .as(must.id() + " names " + must.test())
                        .contains("void " + test.group(2) + "(");
            } else {
                assertThat(must.test()).as(must.id()).matches("(not (built|tested)|another party's: ).*");
                others += must.test().startsWith("another") ? 1 : 0;
            }
        }
        System.out.printf(
                "SPIFFE: %d of %d requirements and recommendations have a test, %d more are another party's%n",
                tested, musts.size(), others);
        assertThat(musts).hasSizeGreaterThanOrEqualTo(216);
        assertThat(tested).as("no test is lost").isGreaterThanOrEqualTo(188);
    }
}
