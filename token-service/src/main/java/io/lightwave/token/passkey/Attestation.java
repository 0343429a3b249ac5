package io.lightwave.token.passkey;

import io.lightwave.token.protocol.FormParameters;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What a browser sends of a new passkey: the answer of `navigator.credentials.create()`.
///
/// Its bytes are in base64url.
///
/// @param object at most 32 KiB
/// @param clientData at most 4 KiB
/// @param transports those that are known (§5.8.4)
public record Attestation(String object, String clientData, List<String> transports) {
    private static final Set<String> TRANSPORTS = Set.of("ble", "hybrid", "internal", "nfc", "smart-card", "usb");

    public Attestation {
        transports = List.copyOf(transports);
    }

    /// The fields `attestation`, `client-data` and `transports`; empty when one is missing, malformed or too long.
    public static Optional<Attestation> read(FormParameters form) {
        return Base64Field.read(form, "attestation", 32 * 1024)
                .flatMap(object -> Base64Field.read(form, "client-data", 4 * 1024)
                        .map(clientData -> new Attestation(object, clientData, transports(form))));
    }

    private static List<String> transports(FormParameters form) {
        return Stream.of(form.find("transports").orElse("").split(",", -1))
                .filter(TRANSPORTS::contains)
                .distinct()
                .sorted()
                .toList();
    }
}
