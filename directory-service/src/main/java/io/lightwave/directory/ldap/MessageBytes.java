package io.lightwave.directory.ldap;

import java.io.EOFException;
import java.io.InputStream;

/// One message's bytes as a stream for the codec; not synchronised.
final class MessageBytes extends InputStream {
    private final byte[] bytes;
    private final int end;
    private int position;
    private int mark;

    MessageBytes(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
        this.mark = from;
    }

    @Override
    public int read() throws EOFException {
        requireMore();
        return bytes[position++] & 0xff;
    }

    /// An end that is only returned would be no end for the codec: it adds values that are not there, for ever.
    private void requireMore() throws EOFException {
        if (position == end) {
            throw new EOFException("the message has ended");
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws EOFException {
        if (length == 0) {
            return 0;
        }
        requireMore();
        int count = Math.min(length, end - position);
        System.arraycopy(bytes, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return end - position;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(int readLimit) {
        mark = position;
    }

    @Override
    public void reset() {
        position = mark;
    }
}
