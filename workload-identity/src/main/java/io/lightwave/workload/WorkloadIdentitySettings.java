package io.lightwave.workload;

/// What the server tells this module.
///
/// @param consentRequired whether trusted issuers and node authorities that a tenant's own administrators register or
///     change let anything in only after the system tenant's consent, and join tokens are the system tenant's to make
public record WorkloadIdentitySettings(boolean consentRequired) {
    public static final WorkloadIdentitySettings DEFAULTS = new WorkloadIdentitySettings(false);
}
