package io.lightwave.token.saml.idp;

import io.lightwave.token.saml.xml.Ns;
import io.lightwave.token.saml.xml.XmlElement;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/// Opens what was encrypted for a key, without the product's help.
final class Decrypted {
    private Decrypted() {}

    static byte[] by(KeyPair reader, XmlElement encryptedData) {
        try {
            XmlElement key = encryptedData.only(Ns.DS, "KeyInfo").only(Ns.XENC, "EncryptedKey");
            Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
            rsa.init(
                    Cipher.DECRYPT_MODE,
                    reader.getPrivate(),
                    new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
            byte[] secret = rsa.doFinal(octets(key));
            byte[] sealed = octets(encryptedData);
            Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
            aes.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(secret, "AES"),
                    new GCMParameterSpec(128, Arrays.copyOf(sealed, 12)));
            return aes.doFinal(Arrays.copyOfRange(sealed, 12, sealed.length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] octets(XmlElement element) {
        return Base64.getDecoder()
                .decode(element.only(Ns.XENC, "CipherData")
                        .only(Ns.XENC, "CipherValue")
                        .text());
    }
}
