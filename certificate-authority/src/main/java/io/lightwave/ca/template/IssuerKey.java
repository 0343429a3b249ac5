package io.lightwave.ca.template;

import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority's or an OCSP responder's key pair, unsealed and loaded into the provider that signs with it. An
/// authority's signs certificates and revocation lists only, a responder's its answers.
public final class IssuerKey {
    /// ES256's algorithm (RFC 5758 §3.2).
    public static final String ALGORITHM = "SHA256withECDSA";

    private final PrivateKey privateKey;
    private final SubjectKey publicKey;

    public IssuerKey(PrivateKey privateKey, SubjectKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
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
            return new JcaContentSignerBuilder(ALGORITHM).build(privateKey);
        } catch (OperatorCreationException unusable) {
            throw new IllegalStateException("the authority's key cannot sign", unusable);
        }
    }

    @Override
    public String toString() {
        return "IssuerKey[" + publicKey.publicKey().getAlgorithm() + "]";
    }
}
