package io.lightwave.directory.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A list of breached passwords in a sorted file of SHA-1 hashes")
class BreachedPasswordsTest {
    @TempDir
    private Path folder;

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private BreachedPasswords list(String ending, Stream<String> passwords) throws IOException {
        List<String> lines = passwords.map(BreachedPasswordsTest::sha1).sorted().toList();
        var text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(lines.get(i)).append(ending.replace("#", Integer.toString(i * 37)));
        }
        return new BreachedPasswords(Files.writeString(folder.resolve("list.txt"), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", ":#\n", ":#\r\n"})
    void has_every_one_of_its_passwords_and_no_other(String ending) throws IOException {
        BreachedPasswords list = list(ending, IntStream.range(0, 500).mapToObj(n -> "password" + n));
        for (int n = 0; n < 500; n++) {
            assertThat(list.contains("password" + n)).as("password%d", n).isTrue();
            assertThat(list.contains("Password" + n)).as("Password%d", n).isFalse();
        }
    }

    @Test
    void may_be_empty_or_hold_one_without_a_line_s_end() throws IOException {
        assertThat(list("\n", Stream.of()).contains("a")).isFalse();
        BreachedPasswords one = list("", Stream.of("a"));
        assertThat(one.contains("a")).isTrue();
        assertThat(one.contains("b")).isFalse();
    }

    @Test
    void that_cannot_be_read_lets_nothing_through() {
        assertThatThrownBy(() -> new BreachedPasswords(folder.resolve("none")).contains("a"))
                .isInstanceOf(UncheckedIOException.class);
    }
}
