package io.lightwave.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X25519ProviderTest {
    private static final int MANY = 200;

    private final Provider ours = new X25519Provider();
    private final Provider platform = Security.getProvider("SunEC");
    private final KeyFactory keys = KeyFactory.getInstance("XDH", platform);

    X25519ProviderTest() throws NoSuchAlgorithmException {}

    private PrivateKey secret(String hex) throws GeneralSecurityException {
        return keys.generatePrivate(
                new XECPrivateKeySpec(NamedParameterSpec.X25519, HexFormat.of().parseHex(hex)));
    }

    private PublicKey point(String hex) throws GeneralSecurityException {
        var most = new StringBuilder();
        for (int i = hex.length() - 2; i >= 0; i -= 2) {
            most.append(hex, i, i + 2);
        }
        BigInteger u = new BigInteger(most.toString(), 16).clearBit(255); // RFC 7748 §5: it says nothing
        return keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
    }

    private static byte[] agreed(Provider by, PrivateKey mine, PublicKey theirs) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", by);
        agreement.init(mine);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret("TlsPremasterSecret").getEncoded();
    }

    private static KeyPair pair(Provider by, NamedParameterSpec curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", by);
        generator.initialize(curve);
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4, e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c, c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552
            4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d, e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493, 95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957
            """)
    void multiplies_as_in_rfc_7748_5_2(String scalar, String u, String result) throws GeneralSecurityException {
        assertThat(agreed(ours, secret(scalar), point(u)))
                .isEqualTo(HexFormat.of().parseHex(result));
    }

    @Test
    void agrees_with_the_platform_whoever_made_the_keys() throws GeneralSecurityException {
        for (int i = 0; i < MANY; i++) {
            KeyPair mine = pair(ours, NamedParameterSpec.X25519);
            KeyPair theirs = pair(platform, NamedParameterSpec.X25519);
            byte[] secret = agreed(platform, theirs.getPrivate(), mine.getPublic());
            assertThat(agreed(ours, mine.getPrivate(), theirs.getPublic())).isEqualTo(secret);
            assertThat(agreed(platform, mine.getPrivate(), theirs.getPublic())).isEqualTo(secret);
            assertThat(agreed(ours, theirs.getPrivate(), mine.getPublic())).isEqualTo(secret);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void points_of_small_order_are_refused(String u) throws GeneralSecurityException {
        PrivateKey mine = pair(ours, NamedParameterSpec.X25519).getPrivate();
        PublicKey point = point(u);
        assertThatThrownBy(() -> agreed(ours, mine, point)).isInstanceOf(InvalidKeyException.class);
    }

    /// RFC 8446 §4.2.8.2, as JSSE asks for it.
    @Test
    void comes_first_for_x25519_and_leaves_x448_to_the_platform() throws GeneralSecurityException {
        List<Provider> before = List.of(Security.getProviders());
        try {
            CryptoProviders.install();
            for (NamedParameterSpec curve : List.of(NamedParameterSpec.X25519, NamedParameterSpec.X448)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH");
                generator.initialize(curve);
                KeyAgreement agreement = KeyAgreement.getInstance("XDH");
                agreement.init(generator.generateKeyPair().getPrivate());
                String expected = curve.getName().equals("X25519") ? "X25519" : "SunEC";
                assertThat(generator.getProvider().getName()).isEqualTo(expected);
                assertThat(agreement.getProvider().getName()).isEqualTo(expected);
            }
        } finally {
            for (Provider provider : Security.getProviders()) {
                if (!before.contains(provider)) {
                    Security.removeProvider(provider.getName());
                }
            }
        }
    }
}
