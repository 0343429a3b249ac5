package io.lightwave.token.policy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a tenant asks of passkeys.
///
/// @param alwaysVerified whether the authenticator must verify its user also after a password; in place of one it
///     must in any case
/// @param roots the authorities of which one must have attested a passkey's model; when it is empty, nothing is
///     attested, and no model is believed
public record PasskeyRules(boolean alwaysVerified, List<AttestationRoot> roots) {

    public PasskeyRules {
        roots = List.copyOf(roots);
    }

    public boolean wantAttestation() {
        return !roots.isEmpty();
    }

    /// Whether a passkey of that model may be used.
    ///
    /// @param attestedBy the thumbprint of the authority that proved that model when it was registered; empty when
    ///     none did
    public boolean accept(UUID model, Optional<String> attestedBy) {
        return roots.isEmpty()
                || roots.stream()
                        .filter(root -> root.mayAttest(model))
                        .map(AttestationRoot::thumbprint)
                        .anyMatch(attestedBy.orElse("")::equals);
    }
}
