package io.lightwave.directory.ldap;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1BufferSequence;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.sdk.Control;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/// Gathers answers in one buffer, used again, and sends them together.
final class ResponseWriter {
    private static final int SEND_AT_BYTES = 16_384;
    private static final byte CONTROLS = (byte) 0xa0;

    private final ASN1Buffer buffer = new ASN1Buffer(2 * SEND_AT_BYTES);
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

    /// Piece by piece, so that a peer that reads slowly but reads is not taken for one that does not.
    void send() throws IOException {
        if (buffer.length() == 0) {
            return;
        }
        ByteBuffer gathered = buffer.asByteBuffer();
        while (gathered.hasRemaining()) {
            int piece = Math.min(gathered.remaining(), SEND_AT_BYTES);
            deadline.busy(limits.stall());
            out.write(gathered.array(), gathered.arrayOffset() + gathered.position(), piece);
            gathered.position(gathered.position() + piece);
        }
        deadline.none();
        buffer.clear();
    }
}
