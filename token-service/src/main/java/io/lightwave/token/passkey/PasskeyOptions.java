package io.lightwave.token.passkey;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Tenant;
import io.lightwave.token.opaque.OpaqueSecret;
import io.lightwave.token.policy.PasskeyRules;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what browsers are told: `PublicKeyCredentialCreationOptionsJSON` and `…RequestOptionsJSON` (§5.1.9, §5.1.10).
final class PasskeyOptions {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final ObjectMapper json;

    PasskeyOptions(ObjectMapper json) {
        this.json = json;
    }

    /// Of a passkey that can be found without a user name, by an authenticator that verifies its user.
    String creation(
            Tenant tenant,
            ActivePrincipal person,
            OpaqueSecret challenge,
            List<Credential> present,
            PasskeyRules rules) {
        ObjectNode options = json.createObjectNode();
        options.put("challenge", challenge.text());
        options.put("timeout", TIMEOUT.toMillis());
        options.put("attestation", rules.wantAttestation() ? "direct" : "none");
        options.putObject("rp").put("id", tenant.issuer().getHost()).put("name", tenant.shownName());
        options.putObject("user")
                .put("id", Passkeys.handle(person.id()))
                .put("name", person.name())
                .put("displayName", person.name());
        ArrayNode algorithms = options.putArray("pubKeyCredParams");
        Ceremonies.ALGORITHMS.forEach(
                number -> algorithms.addObject().put("type", "public-key").put("alg", number));
        options.set("excludeCredentials", descriptors(present));
        options.putObject("authenticatorSelection")
                .put("residentKey", "required")
                .put("requireResidentKey", true)
                .put("userVerification", "required");
        return options.toString();
    }

    /// @param allowed empty when any will do, which must tell who it is and verify its user
    String request(Tenant tenant, OpaqueSecret challenge, List<Credential> allowed, PasskeyRules rules) {
        ObjectNode options = json.createObjectNode();
        options.put("challenge", challenge.text());
        options.put("timeout", TIMEOUT.toMillis());
        options.put("rpId", tenant.issuer().getHost());
        options.set("allowCredentials", descriptors(allowed));
        options.put("userVerification", allowed.isEmpty() || rules.alwaysVerified() ? "required" : "preferred");
        return options.toString();
    }

    private ArrayNode descriptors(List<Credential> credentials) {
        ArrayNode descriptors = json.createArrayNode();
        credentials.forEach(credential -> {
            ObjectNode one = descriptors.addObject().put("type", "public-key").put("id", credential.id());
            ArrayNode transports = one.putArray("transports");
            credential.transports().forEach(transports::add);
        });
        return descriptors;
    }
}
