package io.lightwave.directory;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the platform takes of certificates of authorities that it does not know, and validators
/// elsewhere do not.
public final class CertificateStrength {
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;
    private static final int CERTIFICATE_SIGN = 5;

    private CertificateStrength() {}

    /// Whether it is an RSA key below 2048 bits, an EC key below 256, or one of DSA.
    public static boolean isWeak(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength() < LEAST_RSA_BITS;
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength() < LEAST_EC_BITS;
            case DSAPublicKey _ -> true;
            default -> false;
        };
    }

    /// Whether others may be believed for it: an authority's (RFC 5280 §4.2.1.9, §4.2.1.3) whose key is
    /// not weak.
    public static boolean isAuthority(X509Certificate certificate) {
        boolean[] use = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0
                && (use == null || use[CERTIFICATE_SIGN])
                && !isWeak(certificate.getPublicKey());
    }

    /// Whether it is by such a key, or its signature is weak.
    public static boolean isWeak(X509Certificate certificate) {
        return isWeak(certificate.getPublicKey()) || isWeaklySigned(certificate);
    }

    /// Whether its signature is with MD2, MD5, SHA-1 or SHA-224. Not to be asked about roots, whose own
    /// signatures prove nothing to anybody.
    public static boolean isWeaklySigned(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash =
                (algorithm.equals("RSASSA-PSS") ? hash(certificate.getSigAlgParams()) : algorithm).replace("-", "");
        return Stream.of("MD2", "MD5", "SHA1", "SHA224").anyMatch(hash::startsWith);
    }

    /// RFC 4055 §3.1: without parameters, and where they name no hash, it is SHA-1.
    private static String hash(byte @Nullable [] pssParameters) {
        if (pssParameters == null) {
            return "SHA1";
        }
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(pssParameters);
            return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (IOException unreadable) {
            return "SHA1";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
