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
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// An authenticator with one passkey, and the browser in front of it (WebAuthn Level 3): honest, until it is told to
/// lie.
public final class SoftAuthenticator {
    public static final int PRESENT = 0x01;
    public static final int VERIFIED = 0x04;
    public static final int SYNCED = 0x08 | 0x10;
    private static final int ATTESTED = 0x40;

    /// What it signs by (COSE algorithms).
    public enum Kind {
        ES256("SHA256withECDSA", "secp256r1", -7, 1, 32),
        ES384("SHA384withECDSA", "secp384r1", -35, 2, 48),
        ES512("SHA512withECDSA", "secp521r1", -36, 3, 66),
        ED25519("Ed25519", "", -8, 6, 32),
        RS256("SHA256withRSA", "", -257, 0, 0);

        private final String signature;
        private final String curve;
        private final int number;
        private final int coseCurve;
        private final int length;

        Kind(String signature, String curve, int number, int coseCurve, int length) {
            this.signature = signature;
            this.curve = curve;
            this.number = number;
            this.coseCurve = coseCurve;
            this.length = length;
        }

        private KeyPair keyPair() throws GeneralSecurityException {
            var generator = KeyPairGenerator.getInstance(
                    switch (this) {
                        case ED25519 -> "Ed25519";
                        case RS256 -> "RSA";
                        default -> "EC";
                    });
            if (!curve.isEmpty()) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (this == RS256) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        }
    }

    private final Kind kind;
    private final KeyPair key;
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
    private UnaryOperator<String> saying = text -> text;
    private UnaryOperator<byte[]> showing = data -> data;
    private UnaryOperator<byte[]> attesting = object -> object;

    public SoftAuthenticator() {
        this(Kind.ES256);
    }

    public SoftAuthenticator(Kind kind) {
        this.kind = kind;
        try {
            this.key = kind.keyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What becomes of the client data before it is signed.
    public SoftAuthenticator saying(UnaryOperator<String> lie) {
        this.saying = lie;
        return this;
    }

    /// What becomes of the authenticator data before it is signed.
    public SoftAuthenticator showing(UnaryOperator<byte[]> lie) {
        this.showing = lie;
        return this;
    }

    /// What becomes of the attestation object before it is sent.
    public SoftAuthenticator attesting(UnaryOperator<byte[]> lie) {
        this.attesting = lie;
        return this;
    }

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
        byte[] authData = showing.apply(data.toByteArray());
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
        fields.put("attestation", base64url(attesting.apply(object.toByteArray())));
        fields.put("client-data", base64url(clientData));
        fields.put("transports", "internal,hybrid,unheard-of");
        return fields;
    }

    /// The fields that the script sends as a proof.
    public Map<String, String> prove(JsonNode options) {
        byte[] data = showing.apply(authenticatorData(flags));
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
        return saying.apply("{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":%s,\"other\":1}"
                        .formatted(
                                type.isEmpty() ? usual : type,
                                options.path("challenge").stringValue(),
                                origin,
                                crossOrigin))
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] coseKey() {
        var cbor = new ByteArrayOutputStream();
        switch (key.getPublic()) {
            case ECPublicKey ec -> {
                cbor.write(0xA5);
                members(cbor, 1, 2, 3, kind.number, -1, kind.coseCurve);
                bytes(cbor, -2, fixed(ec.getW().getAffineX(), kind.length));
                bytes(cbor, -3, fixed(ec.getW().getAffineY(), kind.length));
            }
            case RSAPublicKey rsa -> {
                cbor.write(0xA4);
                members(cbor, 1, 3, 3, kind.number);
                bytes(cbor, -1, fixed(rsa.getModulus(), 256));
                bytes(cbor, -2, fixed(rsa.getPublicExponent(), 3));
            }
            default -> {
                byte[] encoded = key.getPublic().getEncoded(); // ends with the point
                cbor.write(0xA4);
                members(cbor, 1, 1, 3, kind.number, -1, kind.coseCurve);
                bytes(cbor, -2, Arrays.copyOfRange(encoded, encoded.length - kind.length, encoded.length));
            }
        }
        return cbor.toByteArray();
    }

    private static void members(ByteArrayOutputStream cbor, int... numbers) {
        for (int number : numbers) {
            head(cbor, number < 0 ? 1 : 0, number < 0 ? -1 - number : number);
        }
    }

    private static void bytes(ByteArrayOutputStream cbor, int name, byte[] value) {
        members(cbor, name);
        head(cbor, 2, value.length);
        cbor.writeBytes(value);
    }

    private static void head(ByteArrayOutputStream cbor, int type, int value) {
        if (value < 24) {
            cbor.write(type << 5 | value);
        } else if (value < 256) {
            cbor.write(type << 5 | 24);
            cbor.write(value);
        } else {
            cbor.write(type << 5 | 25);
            cbor.write(value >> 8);
            cbor.write(value);
        }
    }

    private static byte[] fixed(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        var fixed = new byte[length];
        int kept = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - kept, fixed, length - kept, kept);
        return fixed;
    }

    private byte[] sign(byte[]... parts) {
        try {
            var signature = Signature.getInstance(kind.signature);
            signature.initSign(key.getPrivate());
            for (byte[] part : parts) {
                signature.update(part);
            }
            return signature.sign();
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
