package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.LDAPMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole exchanges, byte for byte: in each file `>` is what a client sends and `<` what it gets.
/// `-Dgolden.update=true` writes the answers anew.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangeTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/lightwave/directory/ldap");

    private final LdapWorld world = new LdapWorld();

    @AfterAll
    void close() {
        world.close();
    }

    static Stream<Path> exchanges() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".exchange")).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void is_as_it_was(Path file) throws Exception {
        String actual = replay(Files.readAllLines(file));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }

    private String replay(List<String> lines) throws Exception {
        var played = new ArrayList<String>();
        try (Raw peer = world.raw()) {
            for (String line : lines) {
                if (line.startsWith("<")) {
                    continue;
                }
                played.add(line);
                if (line.startsWith("> ")) {
                    peer.hex(line.substring(2));
                    answers(peer, played);
                }
            }
        }
        return String.join("\n", played) + "\n";
    }

    private static void answers(Raw peer, List<String> played) throws Exception {
        Optional<LDAPMessage> answer;
        do {
            answer = peer.answer();
            played.add(answer.map(message -> "< " + HexFormat.of().formatHex(LdapWorld.encoded(message)))
                    .orElse("< closed"));
        } while (answer.filter(ExchangeTest::isFollowed).isPresent());
    }

    /// An entry, or a notice of disconnection.
    private static boolean isFollowed(LDAPMessage answer) {
        return answer.getProtocolOpType() == LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY
                || answer.getMessageID() == 0;
    }
}
