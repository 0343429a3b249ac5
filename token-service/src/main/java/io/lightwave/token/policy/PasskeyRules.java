package io.lightwave.token.policy;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What a tenant asks of passkeys.
///
/// @param alwaysVerified whether the authenticator must verify its user also after a password; in place of one it
///     must in any case
/// @param allowed the models of authenticators (AAGUID) that may be registered and used; any when it is empty
/// @param roots the authorities whose attestation proves a model; when it is empty, nothing is attested, and no model
///     is believed
public record PasskeyRules(boolean alwaysVerified, Set<UUID> allowed, List<X509Certificate> roots) {

    public PasskeyRules {
        allowed = Set.copyOf(allowed);
        roots = List.copyOf(roots);
        if (roots.isEmpty() && !allowed.isEmpty()) {
            throw new IllegalArgumentException("what model an authenticator is, only attestation proves");
        }
    }

    public boolean wantAttestation() {
        return !roots.isEmpty();
    }

    /// Whether a passkey of that model may be used.
    ///
    /// @param attested whether that model was proved when it was registered
    public boolean accept(UUID model, boolean attested) {
        return roots.isEmpty() || (attested && (allowed.isEmpty() || allowed.contains(model)));
    }
}
