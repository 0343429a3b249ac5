package io.lightwave.directory.ldap;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1BufferSequence;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Control;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Gathers answers in one buffer and sends them together. Between answers the buffer is in nobody's hands, so that a
/// connection that is silent keeps none.
final class ResponseWriter {
    private static final int SEND_AT_BYTES = 16_384;
    private static final int SPARE_BUFFERS = 32;
    private static final byte CONTROLS = (byte) 0xa0;
    private static final ArrayBlockingQueue<ASN1Buffer> SPARE = new ArrayBlockingQueue<>(SPARE_BUFFERS);

    private @Nullable ASN1Buffer gathered; // null when nothing is to be sent
    private final LdapLimits limits;
    private final Deadline deadline;
    private OutputStream out;

    ResponseWriter(OutputStream out, LdapLimits limits, Deadline deadline) {
        this.out = out;
        this.limits = limits;
        this.deadline = deadline;
    }

    /// Continues on another stream, the same connection's under TLS; what was gathered must have been sent.
    void continueOn(OutputStream secured) {
        out = secured;
    }

    /// Adds one message; sends when enough has gathered.
    void add(int messageId, ProtocolOp response, List<Control> controls) throws IOException {
        ASN1Buffer buffer = buffer();
        ASN1BufferSequence message = buffer.beginSequence();
        buffer.addInteger(messageId);
        response.writeTo(buffer);
        if (!controls.isEmpty()) {
            ASN1BufferSequence sequence = buffer.beginSequence(CONTROLS);
            for (Control control : controls) {
                control.writeTo(buffer);
            }
            sequence.end();
        }
        message.end();
        if (buffer.length() >= SEND_AT_BYTES) {
            send();
        }
    }

    private ASN1Buffer buffer() {
        ASN1Buffer buffer = gathered;
        if (buffer == null) {
            buffer = SPARE.poll();
            if (buffer == null) {
                buffer = new ASN1Buffer(2 * SEND_AT_BYTES);
            }
            gathered = buffer;
        }
        return buffer;
    }

    /// Piece by piece, so that a peer that reads slowly but reads is not taken for one that does not.
    void send() throws IOException {
        ASN1Buffer buffer = gathered;
        if (buffer == null) {
            return;
        }
        ByteBuffer bytes = buffer.asByteBuffer();
        while (bytes.hasRemaining()) {
            int piece = Math.min(bytes.remaining(), SEND_AT_BYTES);
            deadline.busy(limits.stall());
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), piece);
            bytes.position(bytes.position() + piece);
        }
        deadline.none();
        gathered = null;
        buffer.clear();
        SPARE.offer(buffer);
    }
}
