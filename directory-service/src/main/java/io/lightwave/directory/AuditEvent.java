package io.lightwave.directory;

/// One security decision: who did what, on what, from where, with which outcome and why.
///
/// @param tenant in whose trail it stands
/// @param actor `kind:name@tenant` of an authenticated caller, or what an unauthenticated one claimed to be
/// @param action a dotted verb such as `token.issue`, `certificate.revoke`, `tenant.create`
/// @param target what it was done to; never a secret, never a whole token
/// @param reason why it was refused or what made it so; empty when there is nothing to say
public record AuditEvent(
        TenantId tenant, String actor, String action, String target, Outcome outcome, String reason, Origin origin) {

    public enum Outcome {
        SUCCESS,
        REFUSED,
        FAILED
    }
}
