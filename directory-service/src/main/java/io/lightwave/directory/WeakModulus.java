package io.lightwave.directory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// RSA moduli that are the product of large primes and can be factored all the same.
public final class WeakModulus {
    /// The primes of the smallest generator with the weakness; larger ones use these and more.
    private static final int LARGEST_PRIME = 167;

    private static final long GENERATOR = 65537;
    private static final int FERMAT_ROUNDS = 100;

    private WeakModulus() {}

    /// Whether the modulus is, modulo every small prime, a power of 65537: so are all that the faulty generator made
    /// (Nemec et al., The Return of Coppersmith's Attack, §3.4), and of other keys one in about 2^28.
    public static boolean isOfRoca(BigInteger modulus) {
        return Roca.POWERS.stream()
                .allMatch(powers -> powers.residues()
                        .get(modulus.mod(BigInteger.valueOf(powers.prime())).intValue()));
    }

    /// Whether Fermat's method finds the factors at once (CVE-2022-26320).
    public static boolean hasCloseFactors(BigInteger modulus) {
        BigInteger half = modulus.sqrt();
        for (int i = 0; i <= FERMAT_ROUNDS; i++) {
            BigInteger difference = half.multiply(half).subtract(modulus);
            if (difference.signum() >= 0 && isSquare(difference)) {
                return true;
            }
            half = half.add(BigInteger.ONE);
        }
        return false;
    }

    /// A square is 0, 1, 4 or 9 modulo 16, which spares most of the roots.
    private static boolean isSquare(BigInteger number) {
        int low = number.intValue() & 15;
        return (low == 0 || low == 1 || low == 4 || low == 9) && number.sqrtAndRemainder()[1].signum() == 0;
    }

    private static final class Roca {
        static final List<Powers> POWERS = powers();

        record Powers(int prime, BitSet residues) {}

        private static List<Powers> powers() {
            List<Powers> all = new ArrayList<>();
            for (int prime = 3; prime <= LARGEST_PRIME; prime = nextPrime(prime)) {
                var residues = new BitSet(prime);
                for (long power = 1; !residues.get((int) power); power = power * GENERATOR % prime) {
                    residues.set((int) power);
                }
                all.add(new Powers(prime, residues));
            }
            return List.copyOf(all);
        }

        private static int nextPrime(int prime) {
            return BigInteger.valueOf(prime).nextProbablePrime().intValue();
        }
    }
}
