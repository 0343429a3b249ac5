package io.lightwave.directory;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.XECKey;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.jspecify.annotations.Nullable;

/// X25519 (RFC 7748) by Bouncy Castle's arithmetic, with keys of the platform's: what a TLS handshake wants of it
/// (RFC 8446 §4.2.8.2) takes less than half of what the platform's own takes. X448 stays with the platform.
final class X25519Provider extends Provider {
    private static final long serialVersionUID = 1;

    private static final String XDH = "XDH";
    private static final int BITS = 255;
    private static final int BYTES = X25519.POINT_SIZE;
    private static final Set<String> PURPOSES = Set.of("TlsPremasterSecret", "Generic");

    private final transient KeyFactory platform;

    /// @throws NoSuchAlgorithmException where the platform has no such keys
    X25519Provider() throws NoSuchAlgorithmException {
        super("X25519", "1", "X25519 of Bouncy Castle with the platform's keys");
        this.platform = KeyFactory.getInstance(XDH);
        putService(new Made(this, "KeyPairGenerator", () -> new Pairs(platform)));
        putService(new Made(this, "KeyAgreement", Agreement::new));
    }

    /// What is made without reflection, and for keys of X25519 only.
    private static final class Made extends Service {
        private final Supplier<Object> make;

        Made(Provider provider, String type, Supplier<Object> make) {
            super(provider, type, XDH, X25519Provider.class.getName(), null, null);
            this.make = make;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) {
            return make.get();
        }

        @Override
        public boolean supportsParameter(Object key) {
            return key instanceof XECKey curve && isX25519(curve.getParams());
        }
    }

    private static boolean isX25519(@Nullable AlgorithmParameterSpec parameters) {
        return parameters instanceof NamedParameterSpec named
                && named.getName().equalsIgnoreCase(NamedParameterSpec.X25519.getName());
    }

    private static final class Pairs extends KeyPairGeneratorSpi {
        private final KeyFactory platform;
        private @Nullable SecureRandom random; // null until initialised

        Pairs(KeyFactory platform) {
            this.platform = platform;
        }

        @Override
        public void initialize(int bits, SecureRandom random) {
            if (bits != BITS) {
                throw new InvalidParameterException("X25519 has %d bits".formatted(BITS));
            }
            this.random = random;
        }

        @Override
        public void initialize(AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidAlgorithmParameterException {
            if (!isX25519(parameters)) {
                throw new InvalidAlgorithmParameterException("X25519 only"); // the next provider is asked
            }
            this.random = random;
        }

        @Override
        public KeyPair generateKeyPair() {
            byte[] scalar = new byte[BYTES];
            byte[] point = new byte[BYTES];
            try {
                X25519.generatePrivateKey(random == null ? new SecureRandom() : random, scalar);
                X25519.generatePublicKey(scalar, 0, point, 0);
                return new KeyPair(
                        platform.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(point))),
                        platform.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
            } catch (GeneralSecurityException e) {
                throw new ProviderException(e);
            } finally {
                Arrays.fill(scalar, (byte) 0);
            }
        }
    }

    private static final class Agreement extends KeyAgreementSpi {
        private byte @Nullable [] scalar; // null until initialised
        private byte @Nullable [] secret; // null unless the peer's key has come

        @Override
        protected void engineInit(Key key, @Nullable SecureRandom random) throws InvalidKeyException {
            if (!(key instanceof XECPrivateKey mine && isX25519(mine.getParams()))) {
                throw new InvalidKeyException("no private key of X25519");
            }
            scalar = mine.getScalar()
                    .filter(bytes -> bytes.length == BYTES)
                    .orElseThrow(() -> new InvalidKeyException("a private key of X25519 that cannot be read"));
            secret = null;
        }

        @Override
        protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters, @Nullable SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            if (parameters != null) {
                throw new InvalidAlgorithmParameterException("X25519 has no parameters");
            }
            engineInit(key, random);
        }

        @Override
        protected @Nullable Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
            byte[] mine = scalar;
            if (mine == null || secret != null || !last) {
                throw new IllegalStateException("X25519 is between two keys, each given once");
            }
            if (!(key instanceof XECPublicKey theirs && isX25519(theirs.getParams()))) {
                throw new InvalidKeyException("no public key of X25519");
            }
            byte[] agreed = new byte[BYTES];
            if (!X25519.calculateAgreement(mine, 0, bytes(theirs.getU()), 0, agreed, 0)) {
                throw new InvalidKeyException("the public key is of small order"); // RFC 7748 §6.1
            }
            secret = agreed;
            return null;
        }

        @Override
        protected byte[] engineGenerateSecret() {
            byte[] agreed = secret;
            if (agreed == null) {
                throw new IllegalStateException("nothing has been agreed on");
            }
            secret = null;
            return agreed;
        }

        @Override
        protected int engineGenerateSecret(byte[] into, int offset) throws ShortBufferException {
            if (into.length - offset < BYTES) {
                throw new ShortBufferException();
            }
            byte[] agreed = engineGenerateSecret();
            System.arraycopy(agreed, 0, into, offset, BYTES);
            Arrays.fill(agreed, (byte) 0);
            return BYTES;
        }

        @Override
        protected SecretKey engineGenerateSecret(String purpose) throws NoSuchAlgorithmException {
            if (!PURPOSES.contains(purpose)) {
                throw new NoSuchAlgorithmException(purpose);
            }
            byte[] agreed = engineGenerateSecret();
            try {
                return new SecretKeySpec(agreed, purpose);
            } finally {
                Arrays.fill(agreed, (byte) 0);
            }
        }
    }

    /// Of bytes in the order of RFC 7748 §5.
    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, reversed(bytes));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] least = new byte[BYTES];
        byte[] most = number.toByteArray(); // shorter, or longer by a sign
        for (int i = 0; i < Math.min(most.length, BYTES); i++) {
            least[i] = most[most.length - 1 - i];
        }
        return least;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[i] = bytes[bytes.length - 1 - i];
        }
        return turned;
    }
}
