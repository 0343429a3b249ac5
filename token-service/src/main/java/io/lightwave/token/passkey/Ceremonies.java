package io.lightwave.token.passkey;

import static io.lightwave.token.passkey.Base64Field.bytes;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.anchor.TrustAnchorRepository;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.CertificateBaseAttestationStatement;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.Challenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionAuthenticatorOutput;
import com.webauthn4j.data.extension.authenticator.RegistrationExtensionAuthenticatorOutput;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.attestation.statement.androidkey.AndroidKeyAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.apple.AppleAnonymousAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.packed.PackedAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.tpm.TPMAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.statement.u2f.FIDOU2FAttestationStatementVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.CertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.certpath.DefaultCertPathTrustworthinessVerifier;
import com.webauthn4j.verifier.attestation.trustworthiness.self.SelfAttestationTrustworthinessVerifier;
import com.webauthn4j.verifier.exception.SelfAttestationProhibitedException;
import com.webauthn4j.verifier.exception.TrustAnchorNotFoundException;
import com.webauthn4j.verifier.exception.VerificationException;
import io.lightwave.directory.Tenant;
import io.lightwave.token.policy.AttestationRoot;
import io.lightwave.token.policy.PasskeyRules;
import io.lightwave.token.protocol.WebOrigin;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What WebAuthn Level 3 §7.1 and §7.2 have a relying party check, as webauthn4j does: type, challenge, origin, no
/// foreign frame, RP id, flags, algorithm, signature, counter.
final class Ceremonies {
    /// ES256, EdDSA, ES384 and RS256, in the order of preference (COSE numbers).
    static final List<Long> ALGORITHMS = List.of(-7L, -8L, -35L, -257L);

    private static final boolean PRESENCE_REQUIRED = true;
    private static final UUID UNNAMED = new UUID(0, 0);

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter keys = new AttestedCredentialDataConverter(converter);
    // attestation statements are neither asked for nor believed unless the tenant's policy names their authorities
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);

    /// What was sent cannot be read, or does not hold.
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message, null, false, false);
        }
    }

    /// A registration that can be read, and is not checked yet.
    record Made(
            RegistrationData data,
            Challenge challenge,
            AuthenticatorData<RegistrationExtensionAuthenticatorOutput> shown,
            AttestedCredentialData credential) {}

    /// An assertion that can be read, and is not checked yet.
    record Shown(
            AuthenticationData data,
            Challenge challenge,
            AuthenticatorData<AuthenticationExtensionAuthenticatorOutput> shown) {}

    Made parse(Attestation sent) throws FailedException {
        try {
            RegistrationData data = manager.parse(new RegistrationRequest(
                    bytes(sent.object()), bytes(sent.clientData()), Set.copyOf(sent.transports())));
            var object = present(data.getAttestationObject()).getAuthenticatorData();
            AttestedCredentialData credential = present(object.getAttestedCredentialData());
            requireExtensions(object);
            require(CredentialKeys.isSound(credential.getCOSEKey()));
            return new Made(data, present(data.getCollectedClientData()).getChallenge(), object, credential);
        } catch (RuntimeException malformed) { // of whichever library underneath
            throw new FailedException("malformed");
        }
    }

    Shown parse(Assertion sent) throws FailedException {
        try {
            AuthenticationData data = manager.parse(new AuthenticationRequest(
                    bytes(sent.credential()),
                    sent.userHandle().map(Base64Field::bytes).orElse(null),
                    bytes(sent.authenticatorData()),
                    bytes(sent.clientData()),
                    bytes(sent.signature())));
            var object = present(data.getAuthenticatorData());
            requireExtensions(object);
            require(!object.isFlagAT()); // an assertion brings no credential (§6.1)
            return new Shown(data, present(data.getCollectedClientData()).getChallenge(), object);
        } catch (RuntimeException malformed) { // of whichever library underneath
            throw new FailedException("malformed");
        }
    }

    /// Where a flag says that there are some (§6.1).
    private static void requireExtensions(AuthenticatorData<?> data) throws FailedException {
        require(!data.isFlagED() || !present(data.getExtensions()).getKeys().isEmpty());
    }

    private static void require(boolean holds) throws FailedException {
        if (!holds) {
            throw new FailedException("malformed");
        }
    }

    private static <T> T present(@Nullable T part) throws FailedException { // null: it is not there
        if (part == null) {
            throw new FailedException("malformed");
        }
        return part;
    }

    /// Checks a registration against the challenge that it names, which the caller has used up; and its attestation,
    /// when the rules name authorities for that (§7.1 steps 21 to 24): one that may attest this model must stand
    /// behind it.
    ///
    /// @param verified whether the authenticator must have verified its user
    /// @return the thumbprint of that authority; empty when the rules name none
    Optional<String> verify(Tenant tenant, Made made, PasskeyRules rules, boolean verified) throws FailedException {
        try {
            var authorities = new Authorities(rules.roots());
            WebAuthnManager checking = rules.wantAttestation() ? attesting(authorities) : manager;
            checking.verify(
                    made.data(),
                    new RegistrationParameters(
                            relyingParty(tenant, made.challenge()),
                            ALGORITHMS.stream()
                                    .map(number -> new PublicKeyCredentialParameters(
                                            PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
                                    .toList(),
                            verified,
                            PRESENCE_REQUIRED));
            return authorities.attested.map(AttestationRoot::thumbprint);
        } catch (RuntimeException refused) { // fails closed, whatever it is
            throw failed(refused);
        }
    }

    /// Checks an assertion against the challenge that it names, which the caller has used up.
    ///
    /// @param verified whether the authenticator must have verified its user
    void verify(Tenant tenant, Shown shown, Credential credential, boolean verified) throws FailedException {
        try {
            var known = new CredentialRecordImpl(
                    new NoneAttestationStatement(),
                    true,
                    credential.passkey().synced(),
                    credential.backedUp(),
                    credential.signCount(),
                    keys.convert(bytes(credential.publicKey())),
                    null,
                    null,
                    null,
                    null);
            manager.verify(
                    shown.data(),
                    new AuthenticationParameters(
                            relyingParty(tenant, shown.challenge()), known, null, verified, PRESENCE_REQUIRED));
        } catch (RuntimeException refused) { // fails closed, whatever it is
            throw failed(refused);
        }
    }

    /// Nobody may attest for himself, or say nothing.
    private WebAuthnManager attesting(Authorities authorities) {
        return new WebAuthnManager(
                List.of(
                        new PackedAttestationStatementVerifier(),
                        new FIDOU2FAttestationStatementVerifier(),
                        new TPMAttestationStatementVerifier(),
                        new AndroidKeyAttestationStatementVerifier(),
                        new AppleAnonymousAttestationStatementVerifier()),
                authorities,
                (SelfAttestationTrustworthinessVerifier) _ -> {
                    throw new SelfAttestationProhibitedException("self attestation");
                },
                converter);
    }

    /// The authorities of a policy, and which of them has attested the model that was shown.
    private static final class Authorities implements CertPathTrustworthinessVerifier {
        private final List<AttestationRoot> roots;
        private Optional<AttestationRoot> attested = Optional.empty();

        Authorities(List<AttestationRoot> roots) {
            this.roots = roots;
        }

        @Override
        public void verify(AAGUID model, CertificateBaseAttestationStatement statement, Instant now) {
            attested = roots.stream()
                    .filter(root -> root.mayAttest(named(model)))
                    .filter(root -> isBehind(root, model, statement, now))
                    .findFirst();
            if (attested.isEmpty()) {
                throw new TrustAnchorNotFoundException("no authority that may attest this model", model);
            }
        }

        private static boolean isBehind(
                AttestationRoot root, AAGUID model, CertificateBaseAttestationStatement statement, Instant now) {
            var chain = new DefaultCertPathTrustworthinessVerifier(new Anchor(root.certificate()));
            // a chain that its root is sent along with is no worse
            chain.setFullChainProhibited(false);
            try {
                chain.verify(model, statement, now);
                return true;
            } catch (VerificationException another) {
                return false;
            }
        }
    }

    /// One authority, whichever authenticator asks.
    private record Anchor(X509Certificate root) implements TrustAnchorRepository {
        @Override
        public Set<TrustAnchor> find(AAGUID model) {
            return Set.of(new TrustAnchor(root, null));
        }

        @Override
        public Set<TrustAnchor> find(byte[] keyIdentifier) {
            return Set.of(new TrustAnchor(root, null));
        }
    }

    static UUID model(Made made) {
        return named(made.credential().getAaguid());
    }

    private static UUID named(AAGUID model) {
        UUID value = model.getValue();
        return value == null ? UNNAMED : value;
    }

    String key(Made made) {
        return Base64Field.write(keys.convert(made.credential()));
    }

    private static ServerProperty relyingParty(Tenant tenant, Challenge challenge) {
        return ServerProperty.builder()
                .origin(new Origin(WebOrigin.of(tenant.issuer())))
                .rpId(tenant.issuer().getHost())
                .challenge(challenge)
                .build();
    }

    private static FailedException failed(RuntimeException refused) {
        return new FailedException(refused.getClass().getSimpleName().replace("Exception", ""));
    }
}
