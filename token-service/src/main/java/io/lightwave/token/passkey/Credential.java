package io.lightwave.token.passkey;

import java.util.List;

/// A credential record (WebAuthn Level 3 §4) with its passkey.
///
/// @param id base64url of the credential id
/// @param publicKey base64url of the attested credential data (§6.5.1)
record Credential(
        Passkey passkey, String id, String publicKey, long signCount, boolean backedUp, List<String> transports) {
    Credential {
        transports = List.copyOf(transports);
    }
}
