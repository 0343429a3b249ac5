package io.lightwave.token.browser;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// An authenticator with one passkey, and the browser in front of it (WebAuthn Level 3): honest, until it is told to
/// lie.
public final class SoftAuthenticator {
    public static final int PRESENT = 0x01;
    public static final int VERIFIED = 0x04;
    public static final int SYNCED = 0x08 | 0x10;
    private static final int ATTESTED = 0x40;

    private final KeyPair key = keyPair();
    private final byte[] id = random(16);
    private byte[] userHandle = {};
    private int flags = PRESENT | VERIFIED;
    private long counter;
    private String origin = Browser.PUBLIC_URL;
    private String relyingParty = "localhost";
    private String type = "";
    private boolean crossOrigin;
    private UUID model = new UUID(0, 0);
    private Optional<AttestationAuthority> attested = Optional.empty();

    public SoftAuthenticator flags(int value) {
        this.flags = value;
        return this;
    }

    /// What its signature counter shows next.
    public SoftAuthenticator counter(long value) {
        this.counter = value;
        return this;
    }

    public SoftAuthenticator origin(String value) {
        this.origin = value;
        return this;
    }

    public SoftAuthenticator relyingParty(String value) {
        this.relyingParty = value;
        return this;
    }

    public SoftAuthenticator type(String value) {
        this.type = value;
        return this;
    }

    public SoftAuthenticator crossOrigin(boolean value) {
        this.crossOrigin = value;
        return this;
    }

    /// Of that model (AAGUID), which it says of itself.
    public SoftAuthenticator model(UUID value) {
        this.model = value;
        return this;
    }

    /// With an attestation of that authority.
    public SoftAuthenticator attestedBy(AttestationAuthority authority) {
        this.attested = Optional.of(authority);
        return this;
    }

    public SoftAuthenticator userHandle(byte[] value) {
        this.userHandle = value.clone();
        return this;
    }

    public String credentialId() {
        return base64url(id);
    }

    /// The fields that the script sends of a new passkey.
    public Map<String, String> create(JsonNode options) {
        userHandle =
                Base64.getUrlDecoder().decode(options.path("user").path("id").stringValue());
        var data = new ByteArrayOutputStream();
        data.writeBytes(authenticatorData(flags | ATTESTED));
        data.writeBytes(ByteBuffer.allocate(16)
                .putLong(model.getMostSignificantBits())
                .putLong(model.getLeastSignificantBits())
                .array());
        data.writeBytes(new byte[] {0, (byte) id.length});
        data.writeBytes(id);
        data.writeBytes(coseKey());
        byte[] authData = data.toByteArray();
        byte[] clientData = clientData("webauthn.create", options);
        var object = new ByteArrayOutputStream();
        object.writeBytes(new byte[] {(byte) 0xA3, 0x63});
        object.writeBytes("fmt".getBytes(StandardCharsets.US_ASCII));
        String format = attested.isPresent() ? "packed" : "none";
        object.write(0x60 + format.length());
        object.writeBytes(format.getBytes(StandardCharsets.US_ASCII));
        object.write(0x67);
        object.writeBytes("attStmt".getBytes(StandardCharsets.US_ASCII));
        object.writeBytes(attested.map(authority -> authority.statement(model, authData, sha256(clientData)))
                .orElse(new byte[] {(byte) 0xA0}));
        object.write(0x68);
        object.writeBytes("authData".getBytes(StandardCharsets.US_ASCII));
        object.writeBytes(new byte[] {0x59, (byte) (authData.length >> 8), (byte) authData.length});
        object.writeBytes(authData);
        var fields = new LinkedHashMap<String, String>();
        fields.put("attestation", base64url(object.toByteArray()));
        fields.put("client-data", base64url(clientData));
        fields.put("transports", "internal,hybrid,unheard-of");
        return fields;
    }

    /// The fields that the script sends as a proof.
    public Map<String, String> prove(JsonNode options) {
        byte[] data = authenticatorData(flags);
        byte[] clientData = clientData("webauthn.get", options);
        var fields = new LinkedHashMap<String, String>();
        fields.put("credential", base64url(id));
        fields.put("client-data", base64url(clientData));
        fields.put("authenticator-data", base64url(data));
        fields.put("signature", base64url(sign(data, sha256(clientData))));
        fields.put("user-handle", base64url(userHandle));
        return fields;
    }

    private byte[] authenticatorData(int shown) {
        return ByteBuffer.allocate(37)
                .put(sha256(relyingParty.getBytes(StandardCharsets.UTF_8)))
                .put((byte) shown)
                .putInt((int) counter)
                .array();
    }

    private byte[] clientData(String usual, JsonNode options) {
        return "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s,\"other\":1}"
                .formatted(
                        type.isEmpty() ? usual : type, options.path("challenge").stringValue(), origin, crossOrigin)
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] coseKey() {
        var point = ((ECPublicKey) key.getPublic()).getW();
        return ByteBuffer.allocate(77)
                .put(new byte[] {(byte) 0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20})
                .put(coordinate(point.getAffineX()))
                .put(new byte[] {0x22, 0x58, 0x20})
                .put(coordinate(point.getAffineY()))
                .array();
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        var fixed = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private byte[] sign(byte[]... parts) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            for (byte[] part : parts) {
                signature.update(part);
            }
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
