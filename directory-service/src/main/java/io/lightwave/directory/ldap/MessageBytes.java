package io.lightwave.directory.ldap;

import java.io.InputStream;

/// One message's bytes as a stream for the codec; not synchronised, and used again for each message.
final class MessageBytes extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private int mark;

    void over(byte[] of, int from, int to) {
        bytes = of;
        position = from;
        end = to;
        mark = from;
    }

    @Override
    public int read() {
        return position < end ? bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (position == end) {
            return length == 0 ? 0 : -1;
        }
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
