package io.lightwave.token.passkey;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A credential record (WebAuthn Level 3 §4) with its passkey.
///
/// @param id base64url of the credential id
/// @param model of the authenticator (AAGUID)
/// @param attestedBy the thumbprint of the authority that proved that model; empty when none did
/// @param publicKey base64url of the attested credential data (§6.5.1)
record Credential(
        Passkey passkey,
        String id,
        String publicKey,
        long signCount,
        boolean backedUp,
        List<String> transports,
        UUID model,
        Optional<String> attestedBy) {
    Credential {
        transports = List.copyOf(transports);
    }
}
