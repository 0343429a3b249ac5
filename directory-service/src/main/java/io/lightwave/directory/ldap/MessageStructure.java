package io.lightwave.directory.ldap;

import io.lightwave.directory.ldap.operation.MessagePart;

/// Checks a whole message's BER structure, without recursion and before anything is built from it: every length
/// lies within its parent's, and there is a bound on nesting, elements and controls. What passes can be decoded by
/// recursive code without fear for stack or memory.
final class MessageStructure {
    /// `and`, `or` and `not` around a filter's leaf, the leaf included.
    static final int MAXIMUM_FILTER_DEPTH = 32;

    static final int MAXIMUM_CONTROLS = 16;

    /// Elements of a search request; a leaf of a filter is three.
    static final int MAXIMUM_SEARCH_ELEMENTS = 8_192;

    private static final int FILTER_LEVEL = 2; // LDAPMessage is 0, SearchRequest 1
    private static final int MAXIMUM_NESTING = FILTER_LEVEL + MAXIMUM_FILTER_DEPTH + 1;

    private static final int CONSTRUCTED = 0x20;
    private static final int HIGH_TAG_NUMBER = 0x1f;
    private static final int SEARCH_REQUEST = 0x63;
    private static final int CONTROLS = 0xa0;
    private static final int NOT = 0xa2;

    private final byte[] bytes;
    private final int[] ends = new int[MAXIMUM_NESTING + 1];
    private final MessagePart[] parts = new MessagePart[MAXIMUM_NESTING + 1];
    private final int[] known = new int[MAXIMUM_NESTING + 1]; // parts of each that are
    private int position;
    private int nesting;
    private int elements;
    private int controls;
    private int operation;
    private boolean withinControls;
    private boolean allKnown = true;

    private MessageStructure(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.ends[0] = to;
        this.parts[0] = MessagePart.MESSAGE;
    }

    /// @param from where the message's content begins, after its own tag and length
    /// @return whether all parts of it are known
    static boolean check(byte[] bytes, int from, int to) throws MalformedMessageException {
        var structure = new MessageStructure(bytes, from, to);
        structure.walk();
        return structure.allKnown;
    }

    private void walk() throws MalformedMessageException {
        while (true) {
            while (position == ends[nesting]) {
                if (nesting == 0) {
                    return;
                }
                nesting--;
            }
            element();
        }
    }

    private void element() throws MalformedMessageException {
        int tag = octet();
        if ((tag & HIGH_TAG_NUMBER) == HIGH_TAG_NUMBER) {
            throw new MalformedMessageException("a tag that LDAP does not use");
        }
        int end = contentEnd();
        count(tag);
        MessagePart part = parts[nesting].child(known[nesting], tag);
        if (part.isKnown()) {
            known[nesting]++;
        } else {
            allKnown = false;
        }
        if ((tag & CONSTRUCTED) == 0) {
            position = end;
        } else if (nesting == MAXIMUM_NESTING || tooDeep(tag)) {
            throw new MalformedMessageException("nested too deeply");
        } else {
            ends[++nesting] = end;
            parts[nesting] = part;
            known[nesting] = 0;
        }
    }

    private void count(int tag) throws MalformedMessageException {
        elements++;
        if (nesting == 0) {
            withinControls = operation != 0 && tag == CONTROLS;
            if (elements == 2) {
                operation = tag;
            }
        } else if (nesting == 1 && withinControls && ++controls > MAXIMUM_CONTROLS) {
            throw new MalformedMessageException("too many controls");
        }
        if (operation == SEARCH_REQUEST && elements > MAXIMUM_SEARCH_ELEMENTS) {
            throw new MalformedMessageException("a search request of too many parts");
        }
    }

    private boolean tooDeep(int tag) {
        return operation == SEARCH_REQUEST
                && tag >= CONTROLS
                && tag <= NOT
                && nesting >= FILTER_LEVEL - 1 + MAXIMUM_FILTER_DEPTH - 1;
    }

    private int octet() throws MalformedMessageException {
        if (position >= ends[nesting]) {
            throw new MalformedMessageException("an element that does not end within its parent");
        }
        return bytes[position++] & 0xff;
    }

    private int contentEnd() throws MalformedMessageException {
        int length = octet();
        if (length > 0x7f) {
            int octets = length & 0x7f;
            if (octets == 0 || octets > 4) {
                throw new MalformedMessageException("a length that LDAP does not allow");
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | octet();
            }
        }
        if (length < 0 || length > ends[nesting] - position) {
            throw new MalformedMessageException("an element that does not end within its parent");
        }
        return position + length;
    }
}
