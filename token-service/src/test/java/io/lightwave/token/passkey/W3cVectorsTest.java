package io.lightwave.token.passkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.webauthn4j.util.UUIDUtil;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.token.passkey.Ceremonies.FailedException;
import io.lightwave.token.passkey.Ceremonies.Made;
import io.lightwave.token.policy.AttestationRoot;
import io.lightwave.token.policy.PasskeyRules;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The specification's own examples, which name their challenges: so they come in behind the store of ours.
@DisplayName("WebAuthn Level 3 §16: test vectors")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class W3cVectorsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Tenant EXAMPLE = new Tenant(
            new TenantId("acme.example"),
            new UUID(0, 1),
            "",
            URI.create("https://example.org/t/acme.example"),
            true,
            true,
            0,
            0,
            START,
            START);
    private static final PasskeyRules ANY = new PasskeyRules(false, List.of());

    private final Ceremonies ceremonies = new Ceremonies();
    private JsonNode vectors = new ObjectMapper().nullNode();
    private PasskeyRules attested = ANY;

    @BeforeAll
    void read() throws Exception {
        var url = Objects.requireNonNull(getClass().getResource("w3c-vectors.json"));
        vectors = new ObjectMapper().readTree(Files.readString(Path.of(url.toURI())));
        attested = trusting(HexFormat.of().parseHex(vectors.path("authority").stringValue()));
    }

    private static PasskeyRules trusting(byte[] authority) throws Exception {
        var root = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority));
        return new PasskeyRules(false, List.of(new AttestationRoot(root, Set.of())));
    }

    private JsonNode vector(String name) {
        return vectors.path("vectors")
                .valueStream()
                .filter(one -> one.path("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(JsonNode part, String name) {
        return HexFormat.of().parseHex(part.path(name).stringValue());
    }

    private static String text(JsonNode part) {
        return Base64Field.write(part.path("clientData").stringValue().getBytes(StandardCharsets.UTF_8));
    }

    private Made made(String name) throws FailedException {
        JsonNode part = vector(name).path("registration");
        return made(part, bytes(part, "attestation"));
    }

    private Made made(JsonNode part, byte[] object) throws FailedException {
        Made made = ceremonies.parse(new Attestation(Base64Field.write(object), text(part), List.of()));
        assertThat(made.challenge().getValue()).isEqualTo(bytes(part, "challenge"));
        return made;
    }

    private void assertRefused(String name, PasskeyRules rules, boolean verified, String reason)
            throws FailedException {
        Made made = made(name);
        assertThatThrownBy(() -> ceremonies.verify(EXAMPLE, made, rules, verified))
                .isInstanceOf(FailedException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none.ES256",
                "packed-self.ES256",
                "none.ES256.long-credential-id",
                "packed.ES256",
                "packed.ES384",
                "packed.RS256",
                "packed.EdDSA",
                "android-key.ES256",
                "apple.ES256"
            })
    void its_passkeys_are_registered_and_sign_in(String name) throws FailedException {
        Made made = made(name);
        assertThat(made.credential().getCredentialId()).isEqualTo(bytes(vector(name), "credential"));
        ceremonies.verify(EXAMPLE, made, ANY, false);
        JsonNode part = vector(name).path("authentication");
        var passkey = new Passkey(
                new UUID(0, 2),
                new SubjectId(new UUID(0, 3)),
                name,
                made.shown().isFlagBE(),
                START,
                Optional.empty());
        var credential = new Credential(
                passkey,
                Base64Field.write(made.credential().getCredentialId()),
                ceremonies.key(made),
                made.shown().getSignCount(),
                made.shown().isFlagBS(),
                List.of(),
                Ceremonies.model(made),
                Optional.empty());
        byte[] signature = bytes(part, "signature");
        var shown = ceremonies.parse(assertion(credential, part, signature));
        assertThat(shown.challenge().getValue()).isEqualTo(bytes(part, "challenge"));
        ceremonies.verify(EXAMPLE, shown, credential, false);
        signature[signature.length - 1] ^= 1;
        var forged = ceremonies.parse(assertion(credential, part, signature));
        assertThatThrownBy(() -> ceremonies.verify(EXAMPLE, forged, credential, false))
                .isInstanceOf(FailedException.class)
                .hasMessage("BadSignature");
    }

    private static Assertion assertion(Credential credential, JsonNode part, byte[] signature) {
        return new Assertion(
                credential.id(),
                text(part),
                Base64Field.write(bytes(part, "authenticatorData")),
                Base64Field.write(signature),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.ES256.crossOrigin", "none.ES256.topOrigin"})
    @DisplayName("§5.8.1: foreign frames are refused")
    void frames(String name) throws FailedException {
        assertRefused(name, ANY, false, "BadTopOrigin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.ES256", "packed.ES384", "packed.EdDSA", "apple.ES256", "fido-u2f.ES256"})
    @DisplayName("§7.1 step 15: whoever registers one here is verified")
    void not_verified(String name) throws FailedException {
        assertRefused(name, ANY, true, "UserNotVerified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed.ES256", "packed.ES384", "packed.RS256", "packed.EdDSA", "apple.ES256"})
    @DisplayName("§8.2, §8.8: their authority stands behind their statements, and nothing in these can be changed")
    void attested(String name) throws Exception {
        ceremonies.verify(EXAMPLE, made(name), attested, false);
        JsonNode part = vector(name).path("registration");
        byte[] object = bytes(part, "attestation");
        // every byte counts, but for the head of the map and the bits of flags that nothing asks for
        for (int at = 0; at < object.length; at += 7) {
            byte[] other = object.clone();
            other[at] ^= 0x40;
            assertThatThrownBy(() -> ceremonies.verify(EXAMPLE, made(part, other), attested, false))
                    .as("byte %d", at)
                    .isInstanceOf(FailedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none.ES256, BadAttestationStatement",
        "packed-self.ES256, SelfAttestationProhibited",
        "fido-u2f.ES256, BadAaguid"
    })
    @DisplayName("§7.1 steps 21 to 24: nobody's own word, and no model that a statement does not sign (§8.6)")
    void not_attested(String name, String reason) throws FailedException {
        assertRefused(name, attested, false, reason);
    }

    /// The example's `certInfo` has an empty `qualifiedName`, which webauthn4j cannot read; a TPM writes one.
    @ParameterizedTest
    @ValueSource(strings = {"packed.ES512", "tpm.ES256"})
    @DisplayName("§5.4.3, §8.3: an algorithm that was not offered is not read, nor a key of a TPM without a name")
    void malformed(String name) {
        assertThatThrownBy(() -> made(name)).isInstanceOf(FailedException.class).hasMessage("malformed");
    }

    @Test
    @DisplayName("§8.4: a key of Android that does not say where it was made and what for is refused")
    void android() throws FailedException {
        assertRefused("android-key.ES256", attested, false, "KeyDescriptionValidation");
    }

    @Test
    @DisplayName("§8.6: of U2F no more is believed than what it signs")
    void u2f() throws FailedException {
        JsonNode part = vector("fido-u2f.ES256").path("registration");
        byte[] unnamed = bytes(part, "attestation");
        byte[] model = UUIDUtil.convertUUIDToBytes(Ceremonies.model(made("fido-u2f.ES256")));
        int at = new String(unnamed, StandardCharsets.ISO_8859_1)
                .indexOf(new String(model, StandardCharsets.ISO_8859_1));
        Arrays.fill(unnamed, at, at + model.length, (byte) 0);
        ceremonies.verify(EXAMPLE, made(part, unnamed), attested, false);
        byte[] credential = bytes(vector("fido-u2f.ES256"), "credential");
        int id = new String(unnamed, StandardCharsets.ISO_8859_1)
                .indexOf(new String(credential, StandardCharsets.ISO_8859_1));
        unnamed[id] ^= 1;
        Made forged = made(part, unnamed);
        assertThatThrownBy(() -> ceremonies.verify(EXAMPLE, forged, attested, false))
                .isInstanceOf(FailedException.class)
                .hasMessage("BadSignature");
    }
}
