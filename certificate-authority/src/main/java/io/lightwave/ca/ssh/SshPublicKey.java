package io.lightwave.ca.ssh;

import io.lightwave.ca.template.SubjectKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A public key as OpenSSH writes it, that we are willing to certify: the same kinds as in X.509
/// certificates, each as strong (SubjectKey), and those of security keys. The constructor is the check.
final class SshPublicKey {
    private static final Pattern LINE =
            Pattern.compile("([a-z0-9@.-]{1,64}) ([A-Za-z0-9+/]{1,4096}={0,2})( [^\\p{Cntrl}]{0,1000})?[ ]*(\r?\n)?");
    private static final Map<String, Curve> CURVES = Map.of(
            "ecdsa-sha2-nistp256", new Curve("nistp256", X9ObjectIdentifiers.prime256v1),
            "ecdsa-sha2-nistp384", new Curve("nistp384", SECObjectIdentifiers.secp384r1),
            "sk-ecdsa-sha2-nistp256@openssh.com", new Curve("nistp256", X9ObjectIdentifiers.prime256v1));
    private static final String SECURITY_KEY = "ssh:";

    private final String type;
    private final byte[] blob;

    private record Curve(String name, ASN1ObjectIdentifier oid) {}

    /// @param line as in a `.pub` file: type, base64, and a comment that does not matter
    /// @throws IllegalArgumentException saying what is wrong with it
    SshPublicKey(String line) {
        var parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("must be one OpenSSH public key, as in id_ed25519.pub");
        }
        this.type = parts.group(1);
        try {
            this.blob = Base64.getDecoder().decode(parts.group(2));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("the key's base64 cannot be read", malformed);
        }
        if (!Base64.getEncoder().encodeToString(blob).equals(parts.group(2))) {
            throw new IllegalArgumentException("the key's base64 is not in its one form");
        }
        var reader = new WireReader(blob);
        if (!reader.text().equals(type)) {
            throw new IllegalArgumentException("the key is of another type than it says");
        }
        check(reader);
        reader.end();
    }

    private void check(WireReader reader) {
        switch (type) {
            case "ssh-ed25519" -> requireEd25519(reader.string());
            case "sk-ssh-ed25519@openssh.com" -> {
                requireEd25519(reader.string());
                requireApplication(reader.text());
            }
            case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384" -> requirePoint(reader);
            case "sk-ecdsa-sha2-nistp256@openssh.com" -> {
                requirePoint(reader);
                requireApplication(reader.text());
            }
            case "ssh-rsa" -> {
                var exponent = reader.positive();
                requireRsa(reader.positive(), exponent);
            }
            default ->
                throw new IllegalArgumentException(
                        "a key must be Ed25519, ECDSA on nistp256 or nistp384, RSA, or a security key's");
        }
    }

    private static void requireEd25519(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 octets");
        }
        new SubjectKey(new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), key));
    }

    private void requirePoint(WireReader reader) {
        var curve = CURVES.getOrDefault(type, new Curve("", X9ObjectIdentifiers.prime256v1));
        if (!reader.text().equals(curve.name())) {
            throw new IllegalArgumentException("the key is on another curve than it says");
        }
        new SubjectKey(new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve.oid()), reader.string()));
    }

    private static void requireRsa(BigInteger modulus, BigInteger exponent) {
        try {
            SubjectKey.of(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)));
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalArgumentException("the RSA key cannot be read", unreadable);
        }
    }

    private static void requireApplication(String application) {
        if (!application.startsWith(SECURITY_KEY) || application.length() > 200) {
            throw new IllegalArgumentException("a security key's application begins with ssh:");
        }
    }

    /// What its certificate is a certificate of: `ssh-ed25519` becomes `ssh-ed25519-cert-v01@openssh.com`.
    String certificateType() {
        return type.replace("@openssh.com", "") + "-cert-v01@openssh.com";
    }

    /// Its fields without the name of its type.
    byte[] fields() {
        return Arrays.copyOfRange(blob, Integer.BYTES + type.length(), blob.length);
    }

    /// The SHA-256 of its encoded form.
    byte[] hash() {
        return sha256(blob);
    }

    static byte[] sha256(byte[] encoded) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(encoded);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
