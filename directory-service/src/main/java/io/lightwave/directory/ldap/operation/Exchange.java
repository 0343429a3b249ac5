package io.lightwave.directory.ldap.operation;

import com.unboundid.ldap.protocol.IntermediateResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.IntermediateResponse;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.entry.Requester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request being answered: who asked, with which controls, and where entries go.
final class Exchange {
    private final LdapSession session;
    private final int messageId;
    private final Requester requester;
    private final RequestControls controls;
    private final Channel channel;
    private final @Nullable Exchange around;
    private boolean lasting;
    private StoppedException.@Nullable Cause stopped; // null as long as the answer is wanted

    /// @param around the one that lets this one go first, or null
    Exchange(
            LdapSession session,
            int messageId,
            Requester requester,
            RequestControls controls,
            Channel channel,
            @Nullable Exchange around) {
        this.session = session;
        this.messageId = messageId;
        this.requester = requester;
        this.controls = controls;
        this.channel = channel;
        this.around = around;
    }

    @Nullable
    Exchange around() {
        return around;
    }

    LdapSession session() {
        return session;
    }

    int messageId() {
        return messageId;
    }

    Requester requester() {
        return requester;
    }

    RequestControls controls() {
        return controls;
    }

    Channel channel() {
        return channel;
    }

    /// Reads a name of the request.
    DistinguishedName name(String text) throws RefusedException {
        try {
            return DistinguishedName.parseAsked(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ResultCode.INVALID_DN_SYNTAX, "not a distinguished name (RFC 4514)");
        }
    }

    /// Sends one entry of a search.
    void entry(String name, List<Attribute> attributes) {
        entry(name, attributes, List.of());
    }

    void entry(String name, List<Attribute> attributes, List<Control> with) {
        try {
            channel.send(messageId, new SearchResultEntryProtocolOp(name, attributes), with);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a search on elsewhere (RFC 4511 §4.5.3), if the client wants that.
    void reference(List<String> urls) {
        if (controls.has(KnownControl.DOMAIN_SCOPE)) {
            return;
        }
        try {
            channel.send(messageId, new SearchResultReferenceProtocolOp(urls), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends something between entries (RFC 4511 §4.13).
    void tell(IntermediateResponse response) {
        try {
            channel.send(messageId, new IntermediateResponseProtocolOp(response), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Marks the operation as one that only ends when somebody ends it.
    void lasts() {
        lasting = true;
    }

    boolean isLasting() {
        return lasting;
    }

    /// Waits for whatever the peer does next, a moment at most, and then does as [#pulse]; what has been sent until
    /// now goes out first.
    void await(Duration most) {
        try {
            channel.flush();
            session.await(this, most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a long operation calls now and then: whoever asked may have gone, may not be who it was any more, or may
    /// have asked for something else.
    ///
    /// @throws StoppedException when the answer is not wanted any more
    void pulse() {
        try {
            session.lookAround(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop(StoppedException.Cause cause) {
        stopped = cause;
    }

    void check() {
        if (stopped != null) {
            throw new StoppedException(stopped);
        }
    }
}
