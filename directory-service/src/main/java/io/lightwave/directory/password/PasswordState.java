package io.lightwave.directory.password;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is kept of an entry's password beside its hash (draft-behera-ldap-password-policy §5.3).
///
/// @param failures since the last success, the latest last
/// @param lockedAt when failures closed the account, if they did and nothing has opened it since but time
/// @param graces when it was used after it had expired
public record PasswordState(
        Instant changedAt, List<Instant> failures, Optional<Instant> lockedAt, List<Instant> graces) {

    public PasswordState {
        failures = List.copyOf(failures);
        graces = List.copyOf(graces);
    }

    /// Until when failures keep the account closed; empty when they do not.
    public Optional<Instant> lockedUntil(PasswordPolicy policy, Instant now) {
        PasswordPolicy.Lockout lockout = policy.lockout();
        return lockout == null
                ? Optional.empty()
                : lockedAt.map(at -> at.plus(lockout.duration())).filter(now::isBefore);
    }

    /// When it expires or has expired; empty when it does not.
    public Optional<Instant> expiresAt(PasswordPolicy policy) {
        return policy.maximumAge().isZero() ? Optional.empty() : Optional.of(changedAt.plus(policy.maximumAge()));
    }

    public boolean isExpired(PasswordPolicy policy, Instant now) {
        return expiresAt(policy).filter(at -> !now.isBefore(at)).isPresent();
    }

    /// How often it may still be used though it has expired.
    public int gracesLeft(PasswordPolicy policy) {
        return Math.max(0, policy.graceLogins() - graces.size());
    }
}
