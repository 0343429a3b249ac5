package io.lightwave.directory.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private static final int ARRIVED = 20_000;

    /// While a search lasts its client's next request may come slowly: the thread that looks for it is to wait
    /// meanwhile.
    @Test
    void the_rest_of_a_large_message_is_waited_for() throws Exception {
        byte[] half = Arrays.copyOf(HexFormat.of().parseHex("3083010000"), ARRIVED);
        var reader = new MessageReader(
                new SequenceInputStream(new ByteArrayInputStream(half), new Silence()),
                LdapWorld.LIMITS,
                new Deadline());
        for (int read = 0; read < ARRIVED; read += 256) {
            assertThat(reader.poll(true)).isNull();
        }
        assertThatThrownBy(reader::await).isInstanceOf(SocketTimeoutException.class);
    }

    /// A peer that sends nothing.
    private static final class Silence extends InputStream {
        @Override
        public int read() throws IOException {
            throw new SocketTimeoutException("nothing came");
        }

        @Override
        public int read(byte[] to, int from, int most) throws IOException {
            return read();
        }
    }
}
