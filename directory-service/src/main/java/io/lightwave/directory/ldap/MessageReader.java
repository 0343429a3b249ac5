package io.lightwave.directory.ldap;

import com.unboundid.asn1.ASN1Element;
import com.unboundid.asn1.ASN1Exception;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.LDAPException;
import io.lightwave.directory.ldap.operation.MessagePart;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts the input into LDAP messages (RFC 4511 §5.1). Memory follows what has arrived, never what a length promises.
final class MessageReader {
    /// What most requests are within: it is what a connection that is silent keeps.
    private static final int IDLE_BYTES = 256;
    private static final int BUSY_BYTES = 2_048;
    private static final int KEPT_BYTES = 16_384;
    private static final int SMALL_IN_A_ROW = 16;
    private static final int LDAP_MESSAGE = 0x30;
    private static final int LONGEST_HEADER = 6;

    private final LdapLimits limits;
    private final Deadline deadline;
    private InputStream in;
    private byte[] buffer = new byte[IDLE_BYTES];
    private int small; // reads in a row that would have fitted in the smallest buffer
    private int start;
    private int end;
    private boolean inRecords;

    MessageReader(InputStream in, LdapLimits limits, Deadline deadline) {
        this.in = in;
        this.limits = limits;
        this.deadline = deadline;
    }

    /// Continues on another stream, the same connection's under TLS.
    ///
    /// @throws MalformedMessageException when clear bytes were sent ahead of TLS: whoever put them there, they must
    ///     not be taken for the protected peer's
    void continueOn(InputStream secured) throws MalformedMessageException {
        if (hasBuffered()) {
            throw new MalformedMessageException("data ahead of the TLS handshake");
        }
        in = secured;
        inRecords = true;
    }

    boolean hasBuffered() {
        return start < end;
    }

    /// Whether more input has come already, so that answers may wait to be sent together.
    boolean hasMore() throws IOException {
        return hasBuffered() || in.available() > 0;
    }

    /// The next message if it has been read whole, else null. Asks the system for more input only if the last read
    /// may have left some: in clear it then filled the buffer, under TLS it ends with each record.
    @Nullable
    LDAPMessage pollRead(boolean trusted) throws IOException, MalformedMessageException {
        if (inRecords || end == buffer.length) {
            return poll(trusted);
        }
        int whole = wholeLength(trusted);
        return whole < 0 ? null : take(whole);
    }

    /// The next message if it has arrived whole, else null; does not wait for the peer.
    @Nullable
    LDAPMessage poll(boolean trusted) throws IOException, MalformedMessageException {
        int whole = wholeLength(trusted);
        if (whole < 0 && in.available() > 0) {
            read();
            whole = wholeLength(trusted);
        }
        return whole < 0 ? null : take(whole);
    }

    /// Waits for more input; false at the end of it.
    ///
    /// @throws java.net.SocketTimeoutException when the socket has a time-out, and it is over
    boolean await() throws IOException {
        return read();
    }

    /// The next message, or null when the peer has closed its side between two messages.
    @Nullable
    LDAPMessage next(boolean trusted) throws IOException, MalformedMessageException {
        boolean begun = hasBuffered();
        if (begun) {
            deadline.busy(limits.stall());
        } else {
            deadline.idle(limits.idle());
        }
        int whole = wholeLength(trusted);
        while (whole < 0) {
            if (!read()) {
                if (hasBuffered()) {
                    throw new MalformedMessageException("half a message");
                }
                return null;
            }
            if (!begun) {
                begun = true;
                deadline.busy(limits.stall());
            }
            whole = wholeLength(trusted);
        }
        deadline.none();
        return take(whole);
    }

    /// How long the buffered message is with its header, or -1 as long as it is not there in full.
    private int wholeLength(boolean trusted) throws MalformedMessageException {
        int there = end - start;
        if (there > 0 && buffer[start] != LDAP_MESSAGE) {
            throw new MalformedMessageException("no LDAP message");
        }
        if (there < 2) {
            return -1;
        }
        int header = headerLength();
        if (there < header) {
            return -1;
        }
        int length = contentLength(header);
        int maximum = trusted ? limits.messageBytes() : limits.anonymousMessageBytes();
        if (length < 0 || length > maximum) {
            throw new MalformedMessageException("a message of more than %d bytes".formatted(maximum));
        }
        return there < header + length ? -1 : header + length;
    }

    private LDAPMessage take(int whole) throws MalformedMessageException {
        LDAPMessage decoded = decode(start + whole);
        start += whole;
        return decoded;
    }

    private LDAPMessage decode(int messageEnd) throws MalformedMessageException {
        if (MessageStructure.check(buffer, start + headerLength(), messageEnd)) {
            return decode(buffer, start, messageEnd);
        }
        byte[] known = known(Arrays.copyOfRange(buffer, start, messageEnd));
        return decode(known, 0, known.length);
    }

    private static byte[] known(byte[] message) throws MalformedMessageException {
        try {
            return MessagePart.MESSAGE.known(ASN1Element.decode(message)).encode();
        } catch (ASN1Exception e) {
            throw new MalformedMessageException("a message that cannot be decoded");
        }
    }

    private static LDAPMessage decode(byte[] bytes, int from, int to) throws MalformedMessageException {
        var message = new MessageBytes(bytes, from, to);
        try {
            LDAPMessage decoded = LDAPMessage.readFrom(new ASN1StreamReader(message), false);
            if (decoded != null && message.available() == 0 && decoded.getMessageID() > 0) {
                return decoded;
            }
        } catch (LDAPException | RuntimeException e) { // the codec lets a few odd inputs escape as unchecked ones
            throw new MalformedMessageException("a message that cannot be decoded");
        }
        throw new MalformedMessageException("a message that cannot be decoded");
    }

    private int headerLength() throws MalformedMessageException {
        int first = buffer[start + 1] & 0xff;
        int header = first <= 0x7f ? 2 : 2 + (first & 0x7f);
        if (first == 0x80 || header > LONGEST_HEADER) {
            throw new MalformedMessageException("a length that LDAP does not allow");
        }
        return header;
    }

    private int contentLength(int header) {
        if (header == 2) {
            return buffer[start + 1];
        }
        int length = 0;
        for (int i = start + 2; i < start + header; i++) {
            length = length << 8 | (buffer[i] & 0xff);
        }
        return length;
    }

    /// Reads once, into a buffer that has room; false at the end of the input.
    private boolean read() throws IOException {
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length > KEPT_BYTES || (buffer.length > IDLE_BYTES && small >= SMALL_IN_A_ROW)) {
                buffer = new byte[IDLE_BYTES];
            }
        } else if (end == buffer.length) {
            byte[] room = start > 0 ? buffer : new byte[Math.max(BUSY_BYTES, 2 * buffer.length)];
            System.arraycopy(buffer, start, room, 0, end - start);
            buffer = room;
            end -= start;
            start = 0;
        }
        int count = in.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        small = end < IDLE_BYTES ? small + 1 : 0;
        return count >= 0;
    }
}
