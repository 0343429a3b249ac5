package io.lightwave.token.saml;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;

/// Notes in the audit trail each time that a message is believed only because its sender is allowed SHA-1 or
/// AES-CBC.
public record OldAlgorithms(Audit audit) {
    private static final Origin HERE = new Origin("", "an old algorithm");

    /// @param sender its kind and name
    public void note(TenantId tenant, String sender) {
        audit.record(new AuditEvent(
                tenant,
                sender,
                "saml.old-algorithm",
                sender,
                AuditEvent.Outcome.SUCCESS,
                "signed with SHA-1 or encrypted by AES-CBC, which is allowed to it",
                HERE));
    }
}
