package io.lightwave.server.tls;

import java.net.Socket;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// For port 9443 and the LDAP ports: the handshake proves possession of the key and nothing else. Whose a
/// certificate is gets decided behind it: at the endpoint by the tenant in the URL, at a bind by the one in the
/// subject. Names no authorities, and bounds what may be sent.
///
/// An extended one, since JSSE would ask of any other that TLS can verify what signed each certificate: no path is
/// built here, and ML-DSA (RFC 9881) signs certificates that TLS of the JDK does not know.
final class PossessionOnly extends X509ExtendedTrustManager {
    private static final int MAXIMUM_CHAIN = 5;
    private static final int MAXIMUM_BYTES = 32 << 10;
    private static final int MINIMUM_RSA_BITS = 2048;
    private static final int MAXIMUM_RSA_BITS = 8192;
    private static final int MINIMUM_CURVE_BITS = 256;

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length > MAXIMUM_CHAIN) {
            throw new CertificateException("a chain of more than 5 certificates");
        }
        int bytes = 0;
        for (X509Certificate certificate : chain) {
            bytes += certificate.getEncoded().length;
            if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() > MAXIMUM_RSA_BITS) {
                throw new CertificateException("an RSA key of more than 8192 bits");
            }
        }
        if (bytes > MAXIMUM_BYTES) {
            throw new CertificateException("a chain of more than 32 KiB");
        }
        if (!isLongEnough(chain[0].getPublicKey())) {
            throw new CertificateException("a key that is too short, or of another kind than RSA, EC or EdDSA");
        }
    }

    private static boolean isLongEnough(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= MINIMUM_RSA_BITS;
            case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() >= MINIMUM_CURVE_BITS;
            default -> key instanceof EdECPublicKey;
        };
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a client");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
