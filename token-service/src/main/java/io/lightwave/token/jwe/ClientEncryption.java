package io.lightwave.token.jwe;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEEncrypter;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.lightwave.token.client.Client;
import io.lightwave.token.client.ClientKeys;
import io.lightwave.token.client.MetadataField;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Encrypts answers with the keys of the clients that they are for.
public final class ClientEncryption {

    /// What is encrypted.
    public enum Answer {
        ID_TOKEN(MetadataField.ID_TOKEN_ENCRYPTED_RESPONSE_ALG, MetadataField.ID_TOKEN_ENCRYPTED_RESPONSE_ENC),
        USERINFO(MetadataField.USERINFO_ENCRYPTED_RESPONSE_ALG, MetadataField.USERINFO_ENCRYPTED_RESPONSE_ENC),
        AUTHORIZATION(
                MetadataField.AUTHORIZATION_ENCRYPTED_RESPONSE_ALG, MetadataField.AUTHORIZATION_ENCRYPTED_RESPONSE_ENC),
        INTROSPECTION(
                MetadataField.INTROSPECTION_ENCRYPTED_RESPONSE_ALG, MetadataField.INTROSPECTION_ENCRYPTED_RESPONSE_ENC);

        private final MetadataField management;
        private final MetadataField content;

        Answer(MetadataField management, MetadataField content) {
            this.management = management;
            this.content = content;
        }
    }

    private final ClientKeys keys;

    ClientEncryption(ClientKeys keys) {
        this.keys = keys;
    }

    /// Whether such answers to the client are encrypted.
    public static boolean isWanted(Client client, Answer answer) {
        return client.metadata().text(answer.management).isPresent();
    }

    /// A nested JWT (RFC 7519 §11.2); the signed one as it is, for a client that is not registered for more.
    ///
    /// @throws NoRecipientKeyException when the client has no key for it
    public String jwt(Client client, Answer answer, String signed) {
        return isWanted(client, answer) ? encrypt(client, answer, Optional.of("JWT"), signed) : signed;
    }

    /// A claims set that nobody signed, of a client that is registered for encryption only (OpenID Connect Core
    /// §5.3.2).
    ///
    /// @throws NoRecipientKeyException when the client has no key for it
    public String claims(Client client, Answer answer, String json) {
        return encrypt(client, answer, Optional.empty(), json);
    }

    private String encrypt(Client client, Answer answer, Optional<String> contentType, String text) {
        JWEAlgorithm algorithm =
                JWEAlgorithm.parse(client.metadata().text(answer.management).orElseThrow());
        EncryptionMethod method =
                EncryptionMethod.parse(client.metadata().text(answer.content).orElseThrow());
        JWK key = recipient(keys.of(client), algorithm)
                .or(() -> recipient(keys.again(client), algorithm))
                .orElseThrow(NoRecipientKeyException::new);
        var header = new JWEHeader.Builder(algorithm, method).keyID(key.getKeyID());
        contentType.ifPresent(header::contentType);
        var object = new JWEObject(header.build(), new Payload(text));
        try {
            object.encrypt(encrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot encrypt for " + client, e);
        }
        return object.serialize();
    }

    private static JWEEncrypter encrypter(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSAEncrypter(rsa);
            case ECKey ec -> new ECDHEncrypter(ec);
            default -> throw new IllegalStateException("a key that fits no algorithm was chosen");
        };
    }

    /// A key that says it is for encryption goes before one that does not say what it is for.
    private static Optional<JWK> recipient(List<JWK> keys, JWEAlgorithm algorithm) {
        return keys.stream()
                .filter(key -> !KeyUse.SIGNATURE.equals(key.getKeyUse()))
                .filter(key -> key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
                .filter(key ->
                        algorithm.equals(JWEAlgorithm.RSA_OAEP_256) ? key instanceof RSAKey : key instanceof ECKey)
                .min(Comparator.comparing(key -> !KeyUse.ENCRYPTION.equals(key.getKeyUse())));
    }
}
