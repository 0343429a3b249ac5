package io.lightwave.token.passkey;

import io.lightwave.token.protocol.FormParameters;
import java.util.Optional;

/// What a browser sends to prove a passkey: the answer of `navigator.credentials.get()`.
///
/// Its bytes are in base64url.
///
/// @param credential at most 1023 bytes (§4)
/// @param clientData at most 4 KiB
/// @param userHandle at most 64 bytes (§4); empty when the authenticator has told none
public record Assertion(
        String credential, String clientData, String authenticatorData, String signature, Optional<String> userHandle) {

    /// The fields `credential`, `client-data`, `authenticator-data`, `signature` and `user-handle`; empty when one is
    /// missing, malformed or too long.
    public static Optional<Assertion> read(FormParameters form) {
        Optional<String> credential = Base64Field.read(form, "credential", 1023);
        Optional<String> clientData = Base64Field.read(form, "client-data", 4 * 1024);
        Optional<String> authenticatorData = Base64Field.read(form, "authenticator-data", 4 * 1024);
        Optional<String> signature = Base64Field.read(form, "signature", 8 * 1024);
        Optional<String> userHandle = Base64Field.read(form, "user-handle", 64);
        if (credential.isEmpty()
                || clientData.isEmpty()
                || authenticatorData.isEmpty()
                || signature.isEmpty()
                || (userHandle.isEmpty() && form.find("user-handle").isPresent())) {
            return Optional.empty();
        }
        return Optional.of(new Assertion(
                credential.get(), clientData.get(), authenticatorData.get(), signature.get(), userHandle));
    }
}
