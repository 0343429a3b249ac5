package io.lightwave.token.saml.key;

import io.lightwave.token.saml.xml.XmlDecryption;
import io.lightwave.token.saml.xml.XmlText;
import java.util.List;
import java.util.Map;

/// What metadata say of a tenant's keys (SAML metadata §2.4.1.1).
public final class KeyDescriptors {
    private KeyDescriptors() {}

    /// Writes those that may sign, and the one that others may encrypt for, into an element that is open.
    ///
    /// @param published those that stand in metadata
    public static void write(XmlText text, List<SamlKey> published) {
        published.forEach(key -> write(text, "signing", key));
        // a successor may be encrypted for only when it signs: until then, not everybody need know of it
        published.stream().filter(key -> key.state() == KeyState.ACTIVE).forEach(key -> write(text, "encryption", key));
    }

    private static void write(XmlText text, String use, SamlKey key) {
        text.open("md:KeyDescriptor", Map.of("use", use))
                .open("ds:KeyInfo")
                .open("ds:X509Data")
                .element("ds:X509Certificate", key.signer().encodedCertificate())
                .close()
                .close();
        if (use.equals("encryption")) {
            XmlDecryption.METHODS.forEach(
                    method -> text.element("md:EncryptionMethod", Map.of("Algorithm", method), ""));
        }
        text.close();
    }
}
