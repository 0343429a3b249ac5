package io.lightwave.ca.cmp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.iana.IANAObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/// Protection by a shared secret (RFC 9481 §6.1): PasswordBasedMac (RFC 9810 §5.1.3.1) or PBMAC1 (RFC 9045, RFC 8018
/// §7.1), with the parameters of a message, whose cost is bounded.
final class PasswordMac {
    private static final BigInteger MOST_ITERATIONS = BigInteger.valueOf(100_000);
    private static final int SALT_OCTETS = 16;
    private static final int LEAST_OCTETS = 8;
    private static final int MOST_OCTETS = 64;
    private static final Map<ASN1ObjectIdentifier, String> HASHES = Map.of(
            NISTObjectIdentifiers.id_sha256, "SHA-256",
            NISTObjectIdentifiers.id_sha384, "SHA-384",
            NISTObjectIdentifiers.id_sha512, "SHA-512");
    /// SHA-1 too, which is sound in a MAC, and all that OpenSSL 3.0 uses unless told otherwise.
    private static final Map<ASN1ObjectIdentifier, String> MACS = Map.of(
            IANAObjectIdentifiers.hmacSHA1, "HmacSHA1",
            PKCSObjectIdentifiers.id_hmacWithSHA1, "HmacSHA1",
            PKCSObjectIdentifiers.id_hmacWithSHA256, "HmacSHA256",
            PKCSObjectIdentifiers.id_hmacWithSHA384, "HmacSHA384",
            PKCSObjectIdentifiers.id_hmacWithSHA512, "HmacSHA512");

    private final AlgorithmIdentifier algorithm;
    private final Derivation derivation;
    private final String mac;
    private final String secret;

    private PasswordMac(AlgorithmIdentifier algorithm, Derivation derivation, String mac, String secret) {
        this.algorithm = algorithm;
        this.derivation = derivation;
        this.mac = mac;
        this.secret = secret;
    }

    /// How the key is made of the secret.
    interface Derivation {
        byte[] key(String secret) throws GeneralSecurityException;
    }

    /// What a message says of its MAC, read and checked wholly before anything is computed or looked for.
    record Parameters(AlgorithmIdentifier algorithm, Derivation derivation, String mac) {

        /// @throws CmpException `badAlg` when they are none that we take
        static Parameters read(AlgorithmIdentifier algorithm) {
            try {
                if (isHashed(algorithm)) {
                    var hashed = PBMParameter.getInstance(algorithm.getParameters());
                    return new Parameters(algorithm, hashing(hashed), name(MACS, hashed.getMac()));
                }
                if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
                    var derived = PBMAC1Params.getInstance(algorithm.getParameters());
                    return new Parameters(
                            algorithm,
                            deriving(derived.getKeyDerivationFunc()),
                            name(MACS, derived.getMessageAuthScheme()));
                }
            } catch (RuntimeException unusable) {
                throw new CmpException(PKIFailureInfo.badAlg, "the MAC's parameters cannot be used: " + unusable);
            }
            throw new CmpException(PKIFailureInfo.badAlg, "the MAC is neither PasswordBasedMac nor PBMAC1");
        }

        /// @param secret in ASCII
        PasswordMac by(String secret) {
            return new PasswordMac(algorithm, derivation, mac, secret);
        }
    }

    AlgorithmIdentifier algorithm() {
        return algorithm;
    }

    byte[] of(byte[] content) {
        try {
            var computed = Mac.getInstance(mac);
            computed.init(new SecretKeySpec(derivation.key(secret), mac));
            return computed.doFinal(content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The same with a salt of its own, for the answer.
    PasswordMac salted(SecureRandom random) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        ASN1Encodable parameters;
        if (isHashed(algorithm)) {
            var given = PBMParameter.getInstance(algorithm.getParameters());
            parameters = new PBMParameter(
                    new DEROctetString(salt), given.getOwf(), given.getIterationCount(), given.getMac());
        } else {
            var given = PBMAC1Params.getInstance(algorithm.getParameters());
            var derivation =
                    PBKDF2Params.getInstance(given.getKeyDerivationFunc().getParameters());
            parameters = new PBMAC1Params(
                    new AlgorithmIdentifier(
                            PKCSObjectIdentifiers.id_PBKDF2,
                            new PBKDF2Params(
                                    salt,
                                    derivation.getIterationCount().intValueExact(),
                                    derivation.getKeyLength().intValueExact(),
                                    derivation.getPrf())),
                    given.getMessageAuthScheme());
        }
        return Parameters.read(new AlgorithmIdentifier(algorithm.getAlgorithm(), parameters))
                .by(secret);
    }

    private static boolean isHashed(AlgorithmIdentifier algorithm) {
        return algorithm.getAlgorithm().equals(CMPObjectIdentifiers.passwordBasedMac);
    }

    private static Derivation hashing(PBMParameter parameters) {
        int iterations = iterations(parameters.getIterationCount().getValue());
        String hash = name(HASHES, parameters.getOwf());
        byte[] salt = salt(parameters.getSalt().getOctets());
        return secret -> {
            var digest = MessageDigest.getInstance(hash);
            digest.update(secret.getBytes(StandardCharsets.US_ASCII));
            byte[] key = digest.digest(salt);
            for (int i = 1; i < iterations; i++) {
                key = digest.digest(key);
            }
            return key;
        };
    }

    private static Derivation deriving(AlgorithmIdentifier function) {
        if (!function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            throw new IllegalArgumentException("the key is not derived by PBKDF2");
        }
        var parameters = PBKDF2Params.getInstance(function.getParameters());
        int octets = parameters.getKeyLength() == null
                ? 0
                : parameters.getKeyLength().intValueExact();
        if (octets < SALT_OCTETS || octets > MOST_OCTETS) {
            throw new IllegalArgumentException("the key has not 16 to 64 octets");
        }
        String hash = "PBKDF2With" + name(MACS, parameters.getPrf());
        int iterations = iterations(parameters.getIterationCount());
        byte[] salt = salt(parameters.getSalt());
        return secret -> SecretKeyFactory.getInstance(hash)
                .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, iterations, octets * Byte.SIZE))
                .getEncoded();
    }

    private static int iterations(BigInteger count) {
        if (count.signum() <= 0 || count.compareTo(MOST_ITERATIONS) > 0) {
            throw new IllegalArgumentException("there are not 1 to 100000 iterations");
        }
        return count.intValueExact();
    }

    private static byte[] salt(byte[] salt) {
        if (salt.length < LEAST_OCTETS || salt.length > MOST_OCTETS) {
            throw new IllegalArgumentException("the salt has not 8 to 64 octets");
        }
        return salt;
    }

    private static String name(Map<ASN1ObjectIdentifier, String> known, AlgorithmIdentifier algorithm) {
        String name = known.get(algorithm.getAlgorithm());
        if (name == null) {
            throw new IllegalArgumentException("the algorithm is none of ours");
        }
        return name;
    }
}
