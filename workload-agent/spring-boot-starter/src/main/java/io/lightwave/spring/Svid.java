package io.lightwave.spring;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What the process is at this moment, and what it knows others by.
///
/// @param chain leaf first
/// @param anchors of the own trust domain
/// @param spiffeId its own
record Svid(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> anchors, String spiffeId) {
    private static final String KEY = "-----BEGIN PRIVATE KEY-----";
    private static final int URI = 6;
    private static final Pattern ID = Pattern.compile("spiffe://[a-z0-9._-]+/.+");

    Svid {
        chain = List.copyOf(chain);
        anchors = List.copyOf(anchors);
    }

    /// @param certificateAndKey the chain and after it the key, in PEM
    /// @throws GeneralSecurityException when that is something else
    static Svid of(String certificateAndKey, String anchors) throws GeneralSecurityException {
        int key = certificateAndKey.indexOf(KEY);
        if (key <= 0) {
            throw new GeneralSecurityException("no certificate and key");
        }
        var chain = certificates(certificateAndKey.substring(0, key));
        var privateKey = KeyFactory.getInstance("EC").generatePrivate(pkcs8(certificateAndKey.substring(key)));
        return new Svid(
                chain,
                privateKey,
                certificates(anchors),
                spiffeIdOf(chain.getFirst()).orElseThrow(() -> new GeneralSecurityException("no SPIFFE ID")));
    }

    private static PKCS8EncodedKeySpec pkcs8(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        try {
            return new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            throw new GeneralSecurityException("the key is no base64", malformed);
        }
    }

    private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        var all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        if (all.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return all.stream().map(X509Certificate.class::cast).toList();
    }

    /// The only URI of its alternative names, when that is a SPIFFE ID with a path (X509-SVID §5.2); empty for other
    /// certificates.
    static Optional<String> spiffeIdOf(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return Optional.empty();
            }
            var uris = names.stream()
                    .filter(name -> name.getFirst().equals(URI))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
            return uris.size() == 1 && ID.matcher(uris.getFirst()).matches()
                    ? Optional.of(uris.getFirst())
                    : Optional.empty();
        } catch (GeneralSecurityException malformed) {
            return Optional.empty();
        }
    }

    /// What the SPIFFE IDs of the own trust domain begin with.
    String trustDomain() {
        return spiffeId.substring(0, spiffeId.indexOf('/', "spiffe://".length()) + 1);
    }

    KeyStore keyStore() throws GeneralSecurityException {
        var store = empty();
        store.setKeyEntry("svid", key, new char[0], chain.toArray(X509Certificate[]::new));
        return store;
    }

    KeyStore trustStore() throws GeneralSecurityException {
        var store = empty();
        for (int i : IntStream.range(0, anchors.size()).toArray()) {
            store.setCertificateEntry("anchor-" + i, anchors.get(i));
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException impossible) {
            throw new GeneralSecurityException(impossible);
        }
    }

    @Override
    public String toString() {
        return "Svid[" + spiffeId + "]";
    }
}
