package io.lightwave.token.saml.xml;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// Encrypts a whole element (XML Encryption 1.1) by AES-GCM under a key that is encrypted by RSA-OAEP for its reader.
public final class XmlEncryption {
    private static final String ELEMENT = Ns.XENC + "Element";
    static final String AES256_GCM = Ns.XENC11 + "aes256-gcm";
    public static final String RSA_OAEP = Ns.XENC + "rsa-oaep-mgf1p";
    private static final String SHA1 = Ns.DS + "sha1";
    private static final int GCM_IV = 12;
    private static final int GCM_TAG_BITS = 128;
    /// What `rsa-oaep-mgf1p` stands for, and every reader knows; no strength of OAEP hangs on the hash's
    /// collisions.
    static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT);

    private XmlEncryption() {}

    /// Who is to read something.
    ///
    /// @param methods by which (SAML metadata §2.4.1.1), the best first; empty when it is not known
    public record Reader(PublicKey key, List<String> methods) {
        public Reader {
            methods = List.copyOf(methods);
        }

        /// With a key of 256 bits, unless another length is asked for.
        String method() {
            return methods.stream()
                    .filter(XmlDecryption.GCM_KEYS::containsKey)
                    .findFirst()
                    .orElse(AES256_GCM);
        }
    }

    /// Writes an `EncryptedData` into an element that is open.
    public static void write(XmlText into, String element, Reader reader, SecureRandom random) {
        String method = reader.method();
        try {
            var generator = KeyGenerator.getInstance("AES");
            generator.init(8 * XmlDecryption.GCM_KEYS.getOrDefault(method, 32), random);
            SecretKey key = generator.generateKey();
            into.open("xenc:EncryptedData", Map.of("Type", ELEMENT))
                    .element("xenc:EncryptionMethod", Map.of("Algorithm", method), "")
                    .open("ds:KeyInfo")
                    .open("xenc:EncryptedKey")
                    .open("xenc:EncryptionMethod", Map.of("Algorithm", RSA_OAEP))
                    .element("ds:DigestMethod", Map.of("Algorithm", SHA1), "")
                    .close()
                    .open("xenc:CipherData")
                    .element("xenc:CipherValue", base64(wrapped(key, reader.key())))
                    .close()
                    .close()
                    .close()
                    .open("xenc:CipherData")
                    .element("xenc:CipherValue", base64(encrypted(element, key, random)))
                    .close()
                    .close();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt", e);
        }
    }

    private static byte[] wrapped(SecretKey key, PublicKey reader) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, reader, OAEP);
        return cipher.doFinal(key.getEncoded());
    }

    private static byte[] encrypted(String element, SecretKey key, SecureRandom random)
            throws GeneralSecurityException {
        byte[] iv = new byte[GCM_IV];
        random.nextBytes(iv);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(GCM_TAG_BITS, iv));
        byte[] sealed = cipher.doFinal(element.getBytes(StandardCharsets.UTF_8));
        byte[] whole = new byte[iv.length + sealed.length];
        System.arraycopy(iv, 0, whole, 0, iv.length);
        System.arraycopy(sealed, 0, whole, iv.length, sealed.length);
        return whole;
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
