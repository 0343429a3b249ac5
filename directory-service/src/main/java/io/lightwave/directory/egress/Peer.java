package io.lightwave.directory.egress;

import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose certificate the other side has to show. That it leads to a trusted authority is seen to elsewhere.
sealed interface Peer {
    /// Of the JDK's own check of names; null for none.
    @Nullable
    String endpointIdentification();

    /// Looks at what it showed, before anything is said.
    void check(Certificate[] chain) throws IOException;

    /// The host's, by its name (RFC 9525).
    record Host() implements Peer {
        @Override
        public String endpointIdentification() {
            return "HTTPS";
        }

        @Override
        public void check(Certificate[] chain) {
            // the JDK has
        }
    }

    /// An X509-SVID of this SPIFFE ID (X509-SVID §5.2): no authority's, with one URI, which it is.
    record Spiffe(String id) implements Peer {
        private static final int URI = 6;
        private static final int CERTIFICATE_SIGN = 5;
        private static final int CRL_SIGN = 6;

        @Override
        public @Nullable String endpointIdentification() {
            return null; // its names are not what it is known by
        }

        @Override
        public void check(Certificate[] chain) throws IOException {
            if (chain.length == 0
                    || !(chain[0] instanceof X509Certificate leaf)
                    || leaf.getBasicConstraints() >= 0
                    || signsOthers(leaf)
                    || !uris(leaf).equals(List.of(id))) {
                throw new IOException("what answers is not " + id);
            }
        }

        private static boolean signsOthers(X509Certificate leaf) {
            boolean[] use = leaf.getKeyUsage();
            return use != null && (use[CERTIFICATE_SIGN] || use[CRL_SIGN]);
        }

        private static List<String> uris(X509Certificate leaf) throws IOException {
            var found = new ArrayList<String>();
            try {
                var names = leaf.getSubjectAlternativeNames();
                if (names != null) {
                    for (List<?> name : names) {
                        if (name.getFirst().equals(URI)) {
                            found.add(String.valueOf(name.get(1)));
                        }
                    }
                }
            } catch (CertificateParsingException malformed) {
                throw new IOException("the certificate cannot be read", malformed);
            }
            return List.copyOf(found);
        }
    }
}
