package io.lightwave.agent.identity;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The keys of one trust domain (SPIFFE Trust Domain and Bundle §4).
///
/// @param trustDomain its name
/// @param anchors of X509-SVIDs
/// @param jwtKeys of JWT-SVIDs by their `kid`
/// @param jwks the same as a JWK set, such as validators of JWTs take that know nothing of SPIFFE
/// @param sequence counts its changes
public record Bundle(
        String trustDomain, List<X509Certificate> anchors, Map<String, SvidKey> jwtKeys, String jwks, long sequence) {
    public Bundle {
        anchors = List.copyOf(anchors);
        jwtKeys = Map.copyOf(jwtKeys);
    }

    /// The trust domain as a SPIFFE ID.
    public String trustDomainId() {
        return "spiffe://" + trustDomain;
    }

    /// Keys of a type or use that is not known are left out, as are those of JWT-SVIDs without a `kid` (§4.2.2), and
    /// what cannot be loaded: it verifies nothing, and the rest counts all the same.
    ///
    /// @throws IllegalArgumentException when the document is no bundle
    public static Bundle of(String trustDomain, JsonNode document) {
        var bundle = foreign(trustDomain, document);
        if (bundle.anchors().isEmpty()) {
            throw new IllegalArgumentException("a bundle without an anchor");
        }
        return bundle;
    }

    /// The same of a trust domain that may have withdrawn all of its keys.
    public static Bundle foreign(String trustDomain, JsonNode document) {
        var anchors = new ArrayList<X509Certificate>();
        var jwtKeys = new HashMap<String, SvidKey>();
        var jwks = JsonMapper.shared().createObjectNode();
        var keys = jwks.putArray("keys");
        for (JsonNode key : document.path("keys")) {
            switch (key.path("use").asString("")) {
                case "x509-svid" -> anchor(key).ifPresent(anchors::add);
                case "jwt-svid" -> {
                    String kid = key.path("kid").asString("");
                    var known = kid.isEmpty() ? Optional.<SvidKey>empty() : SvidKey.of(key);
                    if (known.isPresent()) {
                        jwtKeys.put(kid, known.get());
                        var standard = ((ObjectNode) key).deepCopy();
                        standard.remove("use"); // SPIFFE's; by RFC 7517 §4.2 it would be a key for no signatures
                        keys.add(standard);
                    }
                }
                default -> {}
            }
        }
        return new Bundle(
                trustDomain,
                anchors,
                jwtKeys,
                jwks.toString(),
                document.path("spiffe_sequence").asLong(0));
    }

    /// X509-SVID §6.2: none without a certificate, and the first one only.
    private static Optional<X509Certificate> anchor(JsonNode key) {
        try {
            return key.path("x5c").isEmpty()
                    ? Optional.empty()
                    : Optional.of(certificate(key.path("x5c").path(0).asString("")));
        } catch (GeneralSecurityException | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    private static X509Certificate certificate(String base64) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
