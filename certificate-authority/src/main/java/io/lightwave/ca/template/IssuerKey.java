package io.lightwave.ca.template;

import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority's or an OCSP responder's key pair, unsealed and loaded into the provider that signs
/// with it, or in a token. An authority's signs certificates and revocation lists only, a
/// responder's its answers.
public final class IssuerKey {
    private final PrivateKey privateKey;
    private final SubjectKey publicKey;
    private final Optional<Provider> provider;

    public IssuerKey(PrivateKey privateKey, SubjectKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.provider =
                publicKey.type() == KeyType.ML_DSA_65 ? Optional.of(KeyPairs.BouncyCastle.PROVIDER) : Optional.empty();
    }

    /// @param provider the only one that can sign with the key
    public IssuerKey(PrivateKey privateKey, SubjectKey publicKey, Provider provider) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.provider = Optional.of(provider);
    }

    public SubjectKey subjectKey() {
        return publicKey;
    }

    public PublicKey publicKey() {
        return publicKey.publicKey();
    }

    /// A signer for one signature.
    public ContentSigner signer() {
        try {
            var builder = new JcaContentSignerBuilder(algorithm());
            provider.ifPresent(builder::setProvider);
            return builder.build(privateKey);
        } catch (OperatorCreationException unusable) {
            throw new IllegalStateException("the authority's key cannot sign", unusable);
        }
    }

    /// A hash of the key's strength (RFC 5758 §3.2, RFC 8017 appendix A.2.4), or none of its own (RFC 8410, RFC 9881).
    private String algorithm() {
        return switch (publicKey.type()) {
            case EC_P256 -> "SHA256withECDSA";
            case EC_P384 -> "SHA384withECDSA";
            case RSA -> "SHA256withRSA";
            case ED25519 -> "Ed25519";
            case ML_DSA_65 -> "ML-DSA-65";
        };
    }

    @Override
    public String toString() {
        return "IssuerKey[" + publicKey.publicKey().getAlgorithm() + "]";
    }
}
