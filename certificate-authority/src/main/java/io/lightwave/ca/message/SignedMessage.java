package io.lightwave.ca.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// A message as it came, its signature not yet verified (RFC 8555 §6.2): a flattened JWS whose
/// protected header has algorithm, address, key or account, and nonce. What else it has is passed
/// over (RFC 7515 §4, §7.2.1), but for another header or signature, a payload of another form, and
/// what would have to be understood.
public final class SignedMessage {
    private static final Set<String> OTHER_SIGNERS = Set.of("header", "signatures");
    private static final Set<String> OTHER_MEANINGS = Set.of("crit", "b64");

    private final JsonObject header;
    private final byte[] signed;
    private final byte[] payload;
    private final byte[] signature;
    private final By by;

    /// Who claims to have signed it.
    public sealed interface By {

        /// The message brings the key.
        record Key(MessageKey key) implements By {}

        /// The account at this address, or whose MAC key has this id.
        record Account(String kid) implements By {}
    }

    private SignedMessage(JsonObject header, byte[] signed, byte[] payload, byte[] signature, By by) {
        this.header = header;
        this.signed = signed;
        this.payload = payload;
        this.signature = signature;
        this.by = by;
    }

    /// @throws AcmeException when it is not a message of this form
    public static SignedMessage parse(byte[] body) {
        return of(JsonObject.parse("the message", body));
    }

    /// One within another: `externalAccountBinding` (§7.3.4).
    public static SignedMessage of(JsonObject message) {
        message.requireNone(OTHER_SIGNERS);
        String header = message.text("protected");
        String payload = message.text("payload");
        return new SignedMessage(header, payload, Base64Url.decoded("the signature", message.text("signature")));
    }

    private SignedMessage(String header, String payload, byte[] signature) {
        this(
                JsonObject.parse("the protected header", Base64Url.decoded("the protected header", header)),
                (header + "." + payload).getBytes(StandardCharsets.US_ASCII),
                Base64Url.decoded("the payload", payload),
                signature);
    }

    private SignedMessage(JsonObject header, byte[] signed, byte[] payload, byte[] signature) {
        this(header, signed, payload, signature, by(header));
    }

    private static By by(JsonObject header) {
        header.requireNone(OTHER_MEANINGS);
        if (header.has("jwk") == header.has("kid")) {
            throw AcmeException.malformed("RFC 8555 §6.2: a message has either jwk or kid");
        }
        return header.has("jwk")
                ? new By.Key(MessageKey.parse(header.object("jwk")))
                : new By.Account(header.text("kid"));
    }

    public By by() {
        return by;
    }

    String algorithm() {
        return header.text("alg");
    }

    public Optional<String> nonce() {
        return header.optionalText("nonce");
    }

    /// RFC 8555 §6.4, compared as text.
    ///
    /// @throws AcmeException `unauthorized` when the message is for another address
    public void requireFor(String address) {
        if (!header.text("url").equals(address)) {
            throw new AcmeException(
                    ErrorType.UNAUTHORIZED, "RFC 8555 §6.4: the message is for another address than " + address);
        }
    }

    /// @throws AcmeException when the signature is not by the key, or not by the key's algorithm
    public void verify(MessageKey key) {
        key.verify(algorithm(), signed, signature);
    }

    /// By a MAC key (RFC 8555 §7.3.4): HS256.
    public boolean isAuthenticatedBy(byte[] macKey) {
        return algorithm().equals("HS256") && java.security.MessageDigest.isEqual(signature, Mac256.of(macKey, signed));
    }

    /// Whether there is nothing to say: POST as GET (RFC 8555 §6.3).
    public boolean isEmpty() {
        return payload.length == 0;
    }

    /// @throws AcmeException `malformed` when what it says is no JSON object
    public JsonObject payload() {
        return JsonObject.parse("the payload", payload);
    }

    /// A message as the payload of another (§7.3.5).
    public SignedMessage inner() {
        return parse(payload);
    }

    /// A key as the payload (§7.3.4).
    public MessageKey payloadKey() {
        return MessageKey.parse(payload());
    }

    /// A key as a member of the payload (§7.3.5).
    public MessageKey payloadKey(String member) {
        return MessageKey.parse(payload().object(member));
    }
}
