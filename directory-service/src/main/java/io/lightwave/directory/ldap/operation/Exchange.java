package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Requester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// One request being answered: who asked, and where entries go.
final class Exchange {
    private static final int ENTRIES_BETWEEN_LOOKS = 64;

    private final int messageId;
    private final Requester requester;
    private final Channel channel;
    private int entries;

    Exchange(int messageId, Requester requester, Channel channel) {
        this.messageId = messageId;
        this.requester = requester;
        this.channel = channel;
    }

    Requester requester() {
        return requester;
    }

    Channel channel() {
        return channel;
    }

    /// Reads a name of the request.
    DistinguishedName name(String text) throws RefusedException {
        try {
            return DistinguishedName.parseSpaced(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResultCode.INVALID_DN_SYNTAX, "not a distinguished name (RFC 4514)");
        }
    }

    /// Sends one entry of a search.
    ///
    /// @throws Abandoned when the client no longer wants them
    void entry(String name, List<Attribute> attributes) {
        try {
            channel.send(messageId, new SearchResultEntryProtocolOp(name, attributes));
            if (++entries % ENTRIES_BETWEEN_LOOKS == 0 && channel.isAbandoned(messageId)) {
                throw new Abandoned();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends a search from within; there is no answer to it (RFC 4511 §4.11).
    static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Abandoned() {
            super("abandoned", null, false, false);
        }
    }
}
