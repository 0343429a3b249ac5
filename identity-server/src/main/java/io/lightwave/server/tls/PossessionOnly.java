package io.lightwave.server.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import javax.net.ssl.X509TrustManager;

/// For port 9443 and the LDAP ports: the handshake proves possession of the key and nothing else. Whose a
/// certificate is gets decided behind it: at the endpoint by the tenant in the URL, at a bind by the one in the
/// subject. Names no authorities, and bounds what may be sent.
final class PossessionOnly implements X509TrustManager {
    private static final int MAXIMUM_CHAIN = 5;
    private static final int MAXIMUM_BYTES = 32 << 10;
    private static final int MAXIMUM_RSA_BITS = 8192;

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
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
