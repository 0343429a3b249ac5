package io.lightwave.token.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Browser.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Compares answers with files beside the test; `-Dgolden.update=true` rewrites the files. What is random or the
/// database's to choose stands as `{…}` there.
public final class Golden {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern JWT = Pattern.compile("ey[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+");
    private static final Pattern HASH = Pattern.compile("(?<![A-Za-z0-9])[0-9a-f]{64}(?![A-Za-z0-9])");
    private static final Pattern SECRET =
            Pattern.compile("(?<![A-Za-z0-9_-])([A-Za-z0-9_-]{43}){1,2}(?![A-Za-z0-9_-])");
    private static final Pattern ASSETS = Pattern.compile("login/[0-9a-f]{16}[.]");

    private Golden() {}

    /// The status, the headers that mean something, and the body.
    public static void assertAnswer(Class<?> test, String name, Answer answer) {
        var text = new StringBuilder("HTTP ").append(answer.status()).append('\n');
        var headers = new TreeMap<>(answer.headers());
        headers.keySet()
                .removeIf(header -> header.matches("date|content-length|connection|keep-alive|transfer-encoding"));
        headers.forEach((header, values) -> values.forEach(
                value -> text.append(header).append(": ").append(value).append('\n')));
        assertText(
                test, name, text.append('\n').append(answer.body()).append('\n').toString());
    }

    public static void assertText(Class<?> test, String name, String text) {
        String stable = JWT.matcher(text).replaceAll("{jwt}");
        stable = UUID.matcher(stable).replaceAll("{uuid}");
        stable = HASH.matcher(stable).replaceAll("{hash}");
        stable = SECRET.matcher(stable).replaceAll("{secret}");
        stable = ASSETS.matcher(stable).replaceAll("login/{version}.");
        Path file = Path.of("src/test/resources", test.getPackageName().replace('.', '/'), name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, stable);
            }
            assertThat(stable).as(name).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
