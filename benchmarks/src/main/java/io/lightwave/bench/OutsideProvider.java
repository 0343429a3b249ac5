package io.lightwave.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/// A SAML identity provider that is nowhere but in its metadata, with an RSA key. What it writes is in canonical
/// form as it stands, so that its octets are what is signed.
record OutsideProvider(PrivateKey key, String certificate) {
    private static final String ENTITY_ID = "https://idp.example/metadata";
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    private static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    private static final SecureRandom RANDOM = new SecureRandom();

    String metadata() {
        return """
                <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
                  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                    <KeyDescriptor use="signing"><KeyInfo xmlns="%s"><X509Data><X509Certificate>%s</X509Certificate>
                      </X509Data></KeyInfo></KeyDescriptor>
                    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
                      Location="https://idp.example/sso"/>
                  </IDPSSODescriptor>
                </EntityDescriptor>""".formatted(ENTITY_ID, DS, certificate);
    }

    /// A signed assertion of its own about one person.
    String assertion(String person, String recipient, String audience) {
        String id = "_" + UUID.randomUUID();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String issuer = "<saml:Issuer>" + ENTITY_ID + "</saml:Issuer>";
        String unsigned = """
                <saml:Assertion xmlns:saml="%1$s" ID="%2$s" IssueInstant="%3$s" Version="2.0">%4$s<saml:Subject>\
                <saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">%5$s</saml:NameID>\
                <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData \
                NotOnOrAfter="%6$s" Recipient="%7$s"></saml:SubjectConfirmationData></saml:SubjectConfirmation>\
                </saml:Subject><saml:Conditions NotBefore="%3$s" NotOnOrAfter="%6$s"><saml:AudienceRestriction>\
                <saml:Audience>%8$s</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
                <saml:AuthnStatement AuthnInstant="%3$s"><saml:AuthnContext><saml:AuthnContextClassRef>\
                urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>\
                </saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>\
                <saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.1"><saml:AttributeValue>%5$s\
                </saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>\
                """.formatted(ASSERTION, id, now, issuer, person, now.plusSeconds(300), recipient, audience);
        return unsigned.replace(issuer, issuer + signature(unsigned, id));
    }

    private String signature(String element, String id) {
        String info = """
                <ds:SignedInfo xmlns:ds="%1$s"><ds:CanonicalizationMethod Algorithm="%2$s">\
                </ds:CanonicalizationMethod><ds:SignatureMethod \
                Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>\
                <ds:Reference URI="#%3$s"><ds:Transforms><ds:Transform Algorithm="%1$senveloped-signature">\
                </ds:Transform><ds:Transform Algorithm="%2$s"></ds:Transform></ds:Transforms>\
                <ds:DigestMethod Algorithm="%4$ssha256"></ds:DigestMethod><ds:DigestValue>%5$s</ds:DigestValue>\
                </ds:Reference></ds:SignedInfo>""".formatted(DS, EXCLUSIVE, id, XENC, base64(digest(element)));
        return "<ds:Signature xmlns:ds=\"%s\">%s<ds:SignatureValue>%s</ds:SignatureValue></ds:Signature>"
                .formatted(DS, info, base64(signed(info)));
    }

    /// A response around an assertion, itself unsigned.
    static String response(String assertion, String destination) {
        return """
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="%s" ID="_%s" \
                IssueInstant="%s" Version="2.0"><saml:Issuer xmlns:saml="%s">%s</saml:Issuer><samlp:Status>\
                <samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"></samlp:StatusCode>\
                </samlp:Status>%s</samlp:Response>""".formatted(
                        destination,
                        UUID.randomUUID(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        ASSERTION,
                        ENTITY_ID,
                        assertion);
    }

    /// An assertion for one reader, by AES-256-GCM under a key by RSA-OAEP.
    static String encrypted(String assertion, PublicKey reader) {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            SecretKey secret = generator.generateKey();
            byte[] iv = new byte[12];
            RANDOM.nextBytes(iv);
            Cipher data = Cipher.getInstance("AES/GCM/NoPadding");
            data.init(Cipher.ENCRYPT_MODE, secret, new GCMParameterSpec(128, iv));
            byte[] sealed = data.doFinal(assertion.getBytes(StandardCharsets.UTF_8));
            byte[] whole = java.util.Arrays.copyOf(iv, iv.length + sealed.length);
            System.arraycopy(sealed, 0, whole, iv.length, sealed.length);
            Cipher wrap = Cipher.getInstance("RSA/ECB/OAEPPadding");
            wrap.init(
                    Cipher.ENCRYPT_MODE,
                    reader,
                    new OAEPParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
            return """
                    <saml:EncryptedAssertion xmlns:saml="%1$s"><xenc:EncryptedData xmlns:xenc="%2$s">\
                    <xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>\
                    <ds:KeyInfo xmlns:ds="%3$s"><xenc:EncryptedKey>\
                    <xenc:EncryptionMethod Algorithm="%2$srsa-oaep-mgf1p"/><xenc:CipherData><xenc:CipherValue>%4$s\
                    </xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData>\
                    <xenc:CipherValue>%5$s</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>\
                    </saml:EncryptedAssertion>\
                    """.formatted(ASSERTION, XENC, DS, base64(wrap.doFinal(secret.getEncoded())), base64(whole));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private byte[] signed(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
