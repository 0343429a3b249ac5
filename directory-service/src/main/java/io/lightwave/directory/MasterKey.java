package io.lightwave.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key over all keys: 256 random bits. It prints as `***` and has no accessor outside of this package's keys.
public final class MasterKey {
    private static final int BYTES = 32;
    private static final int ID_BYTES = 8;

    private final byte[] value;

    private MasterKey(byte[] value) {
        this.value = value;
    }

    /// Reads 32 bytes in base64; anything else is an [IllegalArgumentException].
    public static MasterKey parse(String base64) {
        byte[] value = Base64.getDecoder().decode(base64);
        if (value.length != BYTES) {
            throw new IllegalArgumentException("a master key is 32 bytes in base64");
        }
        return new MasterKey(value);
    }

    public static MasterKey random(SecureRandom random) {
        byte[] value = new byte[BYTES];
        random.nextBytes(value);
        return new MasterKey(value);
    }

    /// Tells master keys apart without telling anything of them; the database keeps it as its check value.
    public String id() {
        return HexFormat.of().formatHex(Arrays.copyOf(hmac("lightwave master key id".getBytes(US_ASCII)), ID_BYTES));
    }

    /// What proves that somebody with this key wrote a backup's table of contents.
    public byte[] authenticateBackup(byte[] contents) {
        byte[] label = "lightwave backup 1\n".getBytes(US_ASCII);
        byte[] whole = Arrays.copyOf(label, label.length + contents.length);
        System.arraycopy(contents, 0, whole, label.length, contents.length);
        return hmac(whole);
    }

    private byte[] hmac(byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(value, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For AES, to seal data keys with.
    public SecretKey forSealing() {
        return new SecretKeySpec(value, "AES");
    }

    /// The form that [#parse] reads, to be written to a file of mode 0600.
    public String toBase64() {
        return Base64.getEncoder().encodeToString(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
