package io.lightwave.ca.issuance;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// RSA keys that work and can be factored.
final class WeakRsa {
    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
    /// Primes below 702, the first 126: what the faulty generator took for keys of 2048 bits.
    private static final int LARGEST_PRIME = 701;

    private WeakRsa() {}

    /// Primes `k·M + (65537^a mod M)`, as the generator of CVE-2017-15361 made them.
    static KeyPair ofRoca() {
        BigInteger product = BigInteger.ONE;
        for (BigInteger prime = BigInteger.TWO; prime.intValue() <= LARGEST_PRIME; prime = prime.nextProbablePrime()) {
            product = product.multiply(prime);
        }
        var random = new Random(2017);
        return pair(rocaPrime(product, random), rocaPrime(product, random));
    }

    private static BigInteger rocaPrime(BigInteger product, Random random) {
        while (true) {
            var residue = EXPONENT.modPow(new BigInteger(64, random), product);
            var factor = BigInteger.ONE
                    .shiftLeft(1024)
                    .subtract(BigInteger.ONE)
                    .subtract(new BigInteger(1000, random))
                    .divide(product);
            var prime = factor.subtract(new BigInteger(20, random))
                    .multiply(product)
                    .add(residue);
            if (prime.bitLength() == 1024 && prime.isProbablePrime(40)) {
                return prime;
            }
        }
    }

    static KeyPair ofCloseFactors() {
        BigInteger first = BigInteger.ONE
                .shiftLeft(1024)
                .subtract(new BigInteger(1000, new Random(2022)))
                .nextProbablePrime();
        return pair(first, first.nextProbablePrime());
    }

    /// Two keys of poor random numbers, whose first primes are the same.
    static List<KeyPair> sharingAPrime() {
        var random = new Random(2012);
        var shared = BigInteger.probablePrime(1024, random).setBit(1022).nextProbablePrime();
        return List.of(pair(shared, largePrime(random)), pair(shared, largePrime(random)));
    }

    private static BigInteger largePrime(Random random) {
        return new BigInteger(1024, random).setBit(1023).setBit(1022).nextProbablePrime();
    }

    static BigInteger withSmallFactor() {
        var small = BigInteger.valueOf(751);
        return BigInteger.ONE
                .shiftLeft(2048)
                .divide(small)
                .setBit(0)
                .subtract(BigInteger.TWO)
                .multiply(small);
    }

    static SubjectPublicKeyInfo publicInfo(BigInteger modulus) {
        try {
            return SubjectPublicKeyInfo.getInstance(KeyFactory.getInstance("RSA", "SunRsaSign")
                    .generatePublic(new RSAPublicKeySpec(modulus, EXPONENT))
                    .getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair pair(BigInteger p, BigInteger q) {
        try {
            var one = BigInteger.ONE;
            var modulus = p.multiply(q);
            var secret = EXPONENT.modInverse(p.subtract(one).multiply(q.subtract(one)));
            var keys = KeyFactory.getInstance("RSA");
            return new KeyPair(
                    keys.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
                    keys.generatePrivate(new RSAPrivateCrtKeySpec(
                            modulus,
                            EXPONENT,
                            secret,
                            p,
                            q,
                            secret.mod(p.subtract(one)),
                            secret.mod(q.subtract(one)),
                            q.modInverse(p))));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
