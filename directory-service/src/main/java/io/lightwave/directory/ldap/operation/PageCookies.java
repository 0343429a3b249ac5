package io.lightwave.directory.ldap.operation;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.ResultCode;
import io.lightwave.directory.entry.Requester;
import io.lightwave.directory.entry.SearchFlow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The cookies of paged results (RFC 2696 §3). The server remembers nothing: a cookie holds where the last page ended,
/// and an authentication code that binds it to the connection, to who asks, and to the search.
final class PageCookies {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int POSITION_BYTES = 20;
    private static final int CODE_BYTES = 16;

    private final SecretKeySpec key;

    PageCookies(SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /// @param last the id of the last entry sent
    /// @param sent how many there were, on all pages so far
    record Position(UUID last, int sent) {
        static final Position START = new Position(SearchFlow.START, 0);

        private byte[] bytes() {
            return ByteBuffer.allocate(POSITION_BYTES)
                    .putLong(last.getMostSignificantBits())
                    .putLong(last.getLeastSignificantBits())
                    .putInt(sent)
                    .array();
        }
    }

    /// An empty cookie begins at the start. What never was a cookie is a `protocolError`, a cookie of something else
    /// `unwillingToPerform`, as other servers have it.
    Position read(@Nullable ASN1OctetString cookie, SearchRequestProtocolOp asked, Exchange exchange)
            throws RefusedException {
        if (cookie == null || cookie.getValueLength() == 0) {
            return Position.START;
        }
        byte[] bytes = cookie.getValue();
        if (bytes.length != POSITION_BYTES + CODE_BYTES) {
            throw new RefusedException(ResultCode.PROTOCOL_ERROR, "no cookie of this server");
        }
        byte[] position = Arrays.copyOf(bytes, POSITION_BYTES);
        if (!MessageDigest.isEqual(
                Arrays.copyOfRange(bytes, POSITION_BYTES, bytes.length), code(position, asked, exchange))) {
            throw new RefusedException(
                    ResultCode.UNWILLING_TO_PERFORM, "the cookie is not of this search on this connection");
        }
        var buffer = ByteBuffer.wrap(position);
        return new Position(new UUID(buffer.getLong(), buffer.getLong()), buffer.getInt());
    }

    ASN1OctetString write(Position position, SearchRequestProtocolOp asked, Exchange exchange) {
        byte[] bytes = position.bytes();
        byte[] cookie = Arrays.copyOf(bytes, POSITION_BYTES + CODE_BYTES);
        System.arraycopy(code(bytes, asked, exchange), 0, cookie, POSITION_BYTES, CODE_BYTES);
        return new ASN1OctetString(cookie);
    }

    private byte[] code(byte[] position, SearchRequestProtocolOp asked, Exchange exchange) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(position);
            update(mac, exchange.session().id());
            update(mac, identity(exchange.requester()));
            update(mac, asked.getBaseDN());
            mac.update((byte) asked.getScope().intValue());
            mac.update((byte) (asked.typesOnly() ? 1 : 0));
            mac.update(asked.getFilter().encode().encode());
            asked.getAttributes().forEach(attribute -> update(mac, attribute));
            Control sort = exchange.controls().raw(KnownControl.SORT);
            if (sort != null && sort.getValue() != null) {
                mac.update(sort.getValue().getValue());
            }
            return Arrays.copyOf(mac.doFinal(), CODE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String identity(Requester requester) {
        return switch (requester) {
            case Requester.Anonymous _ -> "";
            case Requester.Authenticated authenticated ->
                authenticated.principal().tenant() + " "
                        + authenticated.principal().id();
        };
    }

    private static void update(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        mac.update(bytes);
    }
}
