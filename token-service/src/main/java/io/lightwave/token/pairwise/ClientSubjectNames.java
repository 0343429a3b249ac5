package io.lightwave.token.pairwise;

import io.lightwave.directory.SubjectId;
import io.lightwave.token.client.Client;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a client hears of a person: by the `entryUUID`, as all do, or by a `sub` of its sector's own
/// (OpenID Connect Core §8.1), derived from the `entryUUID` by a keyed hash. Ids of people are
/// never used again, and so are these.
public final class ClientSubjectNames {
    private static final String HMAC = "HmacSHA256";

    private final PairwiseKeys keys;

    ClientSubjectNames(PairwiseKeys keys) {
        this.keys = keys;
    }

    /// The `sub` of a person for a client.
    public String of(Client client, SubjectId person) {
        return client.metadata()
                .sector()
                .map(sector -> derive(keys.of(client.tenant()), sector + "\n" + person))
                .orElseGet(person::toString);
    }

    private static String derive(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
