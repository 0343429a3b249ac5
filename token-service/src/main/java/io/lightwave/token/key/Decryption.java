package io.lightwave.token.key;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import io.lightwave.directory.StrictJson;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What others encrypted for a tenant (RFC 7516), read strictly: the algorithms named here and no others, so none that
/// takes a password or a shared key, and nothing that is compressed (RFC 8725 §3.6) or critical.
final class Decryption {
    /// The kind of key that each key management algorithm takes.
    private static final Map<JWEAlgorithm, Algorithm> MANAGEMENT = Map.of(
            JWEAlgorithm.RSA_OAEP_256, Algorithm.RSA_OAEP_256,
            JWEAlgorithm.ECDH_ES, Algorithm.ECDH_ES,
            JWEAlgorithm.ECDH_ES_A128KW, Algorithm.ECDH_ES,
            JWEAlgorithm.ECDH_ES_A256KW, Algorithm.ECDH_ES);
    private static final Set<EncryptionMethod> CONTENT =
            Set.of(EncryptionMethod.A128GCM, EncryptionMethod.A256GCM, EncryptionMethod.A128CBC_HS256);

    /// Five parts of base64url without padding (RFC 7516 §7.1).
    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]+([.][A-Za-z0-9_-]*){4}");

    private static final JsonMapper JSON = StrictJson.mapper();

    private Decryption() {}

    /// Empty whatever is wrong: who sends it learns nothing of why.
    static Optional<SigningKeys.Decrypted> decrypt(KeyRing ring, String compact) {
        try {
            if (!COMPACT.matcher(compact).matches() || !isUsual(compact.substring(0, compact.indexOf('.')))) {
                return Optional.empty();
            }
            JWEObject object = JWEObject.parse(compact);
            JWEHeader header = object.getHeader();
            Algorithm kind = MANAGEMENT.get(header.getAlgorithm());
            if (kind == null || !CONTENT.contains(header.getEncryptionMethod())) {
                return Optional.empty();
            }
            for (SigningKey key : ring.decrypting(kind, Optional.ofNullable(header.getKeyID()))) {
                Optional<String> text = decrypt(key, object);
                if (text.isPresent()) {
                    return text.map(content ->
                            new SigningKeys.Decrypted(header.getAlgorithm().getName(), content));
                }
            }
            return Optional.empty();
        } catch (ParseException | IllegalArgumentException | JacksonException malformed) {
            return Optional.empty();
        }
    }

    /// Read strictly before the library reads it, which stumbles over a header without `enc`.
    private static boolean isUsual(String header) {
        JsonNode json = JSON.readTree(StrictJson.text(Base64.getUrlDecoder().decode(header)));
        return json.path("alg").isString() && json.path("enc").isString() && !json.has("zip") && !json.has("crit");
    }

    private static Optional<String> decrypt(SigningKey key, JWEObject object) {
        try {
            var copy = JWEObject.parse(object.serialize()); // one that failed cannot be tried again
            copy.decrypt(key.decrypter());
            return Optional.of(copy.getPayload().toString());
        } catch (JOSEException | ParseException | IllegalStateException notForThisKey) {
            return Optional.empty();
        }
    }
}
