package io.lightwave.token.saml.xml;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/// Reads an element that was encrypted for us (XML Encryption 1.1): AES-GCM under a key by RSA-OAEP. Never PKCS
/// #1 v1.5, whose readers tell strangers what is inside, and AES-CBC, whose readers do so too, only out of what
/// an issuer has signed for whom it is allowed. That something is encrypted says nothing about who wrote it.
public final class XmlDecryption {
    /// What may be used for us, the best first.
    public static final List<String> METHODS = List.of(
            XmlEncryption.AES256_GCM,
            Ns.XENC11 + "aes192-gcm",
            Ns.XENC11 + "aes128-gcm",
            XmlEncryption.RSA_OAEP,
            Ns.XENC11 + "rsa-oaep");

    /// The octets that their keys have.
    static final Map<String, Integer> GCM_KEYS =
            Map.of(Ns.XENC11 + "aes128-gcm", 16, Ns.XENC11 + "aes192-gcm", 24, Ns.XENC11 + "aes256-gcm", 32);
    private static final Map<String, Integer> CBC_KEYS =
            Map.of(Ns.XENC + "aes128-cbc", 16, Ns.XENC + "aes192-cbc", 24, Ns.XENC + "aes256-cbc", 32);
    private static final int BLOCK = 16;
    private static final Map<String, String> DIGESTS =
            Map.of(Ns.DS + "sha1", "SHA-1", Ns.XENC + "sha256", "SHA-256", Ns.XENC + "sha512", "SHA-512");
    private static final Map<String, MGF1ParameterSpec> MASKS = Map.of(
            Ns.XENC11 + "mgf1sha1", MGF1ParameterSpec.SHA1,
            Ns.XENC11 + "mgf1sha256", MGF1ParameterSpec.SHA256,
            Ns.XENC11 + "mgf1sha512", MGF1ParameterSpec.SHA512);
    private static final int IV = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST_KEYS = 8;

    private XmlDecryption() {}

    /// What was read.
    ///
    /// @param old whether it was encrypted by AES-CBC
    public record Read(XmlElement element, boolean old) {}

    /// @param wrapper holds one `EncryptedData`, and possibly keys beside it (SAML core §2.2.4)
    /// @param keys of ours
    /// @param allowed AES-CBC only with [Algorithms#OLD_TOO], and then what is around the wrapper has been
    ///     verified
    /// @throws InvalidSamlException when it cannot be read by one of them
    public static Read read(XmlElement wrapper, Collection<PrivateKey> keys, Algorithms allowed) {
        XmlElement data = wrapper.only(Ns.XENC, "EncryptedData");
        String algorithm = algorithm(data);
        boolean old = allowed == Algorithms.OLD_TOO && isOld(wrapper);
        Integer length = old ? CBC_KEYS.get(algorithm) : GCM_KEYS.get(algorithm);
        if (length == null) {
            throw new InvalidSamlException("encryption not accepted: " + SignatureAlgorithm.shortened(algorithm));
        }
        List<XmlElement> inside = data.child(Ns.DS, "KeyInfo").stream()
                .flatMap(info -> info.children(Ns.XENC, "EncryptedKey").stream())
                .toList();
        List<XmlElement> wrapped = inside.isEmpty() ? wrapper.children(Ns.XENC, "EncryptedKey") : inside;
        if (wrapped.isEmpty() || wrapped.size() > MOST_KEYS) {
            throw new InvalidSamlException("no key that it is encrypted under");
        }
        byte[] octets = value(data);
        return wrapped.stream()
                .flatMap(each -> keys.stream().flatMap(key -> unwrapped(each, key, length).stream()))
                .flatMap(secret -> (old ? openedByBlocks(octets, secret) : opened(octets, secret)).stream())
                .findFirst()
                .map(clear -> new Read(StrictXml.message(clear), old))
                .orElseThrow(() -> new InvalidSamlException("not encrypted for us"));
    }

    /// The one child of that name, in clear or encrypted for us (SAML core §2.2.4). To be asked only of what its
    /// sender has signed, so that nobody else has us decrypt.
    ///
    /// @param clear the name of the child, and of what is inside
    /// @param encrypted the name of its wrapper
    /// @throws InvalidSamlException when there is neither, or more than one, or it cannot be read
    public static Read readEither(
            XmlElement parent, String clear, String encrypted, Collection<PrivateKey> keys, Algorithms allowed) {
        Optional<XmlElement> plain = parent.child(Ns.SAML, clear);
        Optional<XmlElement> wrapper = parent.child(Ns.SAML, encrypted);
        if (plain.isPresent() && wrapper.isPresent()) {
            throw new InvalidSamlException("both %s and %s".formatted(clear, encrypted));
        }
        if (wrapper.isEmpty()) {
            return new Read(parent.only(Ns.SAML, clear), false);
        }
        Read read = read(wrapper.get(), keys, allowed);
        read.element().require(Ns.SAML, clear);
        return read;
    }

    private static Optional<byte[]> unwrapped(XmlElement encrypted, PrivateKey key, int length) {
        XmlElement method = encrypted.only(Ns.XENC, "EncryptionMethod");
        OAEPParameterSpec padding = padding(method);
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, padding);
            return Optional.of(cipher.doFinal(value(encrypted))).filter(secret -> secret.length == length);
        } catch (GeneralSecurityException another) {
            return Optional.empty();
        }
    }

    private static OAEPParameterSpec padding(XmlElement method) {
        String algorithm = method.requireAttribute("Algorithm");
        if (!algorithm.equals(XmlEncryption.RSA_OAEP) && !algorithm.equals(Ns.XENC11 + "rsa-oaep")) {
            throw new InvalidSamlException("key encryption not accepted: " + SignatureAlgorithm.shortened(algorithm));
        }
        if (method.child(Ns.XENC, "OAEPparams").isPresent()) {
            throw new InvalidSamlException("key encryption with parameters");
        }
        String digest = method.child(Ns.DS, "DigestMethod")
                .map(each -> each.requireAttribute("Algorithm"))
                .orElse(Ns.DS + "sha1");
        String mask = method.child(Ns.XENC11, "MGF")
                .map(each -> each.requireAttribute("Algorithm"))
                .orElse(Ns.XENC11 + "mgf1sha1");
        AlgorithmParameterSpec generation = MASKS.get(mask);
        String name = DIGESTS.get(digest);
        if (generation == null || name == null) {
            throw new InvalidSamlException("key encryption with another hash");
        }
        return new OAEPParameterSpec(name, "MGF1", generation, PSource.PSpecified.DEFAULT);
    }

    private static Optional<byte[]> opened(byte[] octets, byte[] secret) {
        if (octets.length < IV + TAG_BITS / 8) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(secret, "AES"),
                    new GCMParameterSpec(TAG_BITS, Arrays.copyOf(octets, IV)));
            return Optional.of(cipher.doFinal(octets, IV, octets.length - IV));
        } catch (GeneralSecurityException wrong) {
            return Optional.empty();
        }
    }

    /// XML Encryption §5.2.2: the last octet says how many are padding.
    private static Optional<byte[]> openedByBlocks(byte[] octets, byte[] secret) {
        if (octets.length < 2 * BLOCK || octets.length % BLOCK != 0) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(secret, "AES"),
                    new IvParameterSpec(Arrays.copyOf(octets, BLOCK)));
            byte[] padded = cipher.doFinal(octets, BLOCK, octets.length - BLOCK);
            int padding = padded[padded.length - 1];
            return padding < 1 || padding > BLOCK
                    ? Optional.empty()
                    : Optional.of(Arrays.copyOf(padded, padded.length - padding));
        } catch (GeneralSecurityException wrong) {
            return Optional.empty();
        }
    }

    /// Whether it is encrypted by AES-CBC.
    public static boolean isOld(XmlElement wrapper) {
        return CBC_KEYS.containsKey(algorithm(wrapper.only(Ns.XENC, "EncryptedData")));
    }

    private static String algorithm(XmlElement data) {
        return data.only(Ns.XENC, "EncryptionMethod").requireAttribute("Algorithm");
    }

    private static byte[] value(XmlElement data) {
        return EnvelopedSignature.base64(
                data.only(Ns.XENC, "CipherData").only(Ns.XENC, "CipherValue").text());
    }
}
