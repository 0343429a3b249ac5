package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.PasswordAuthentication.Hint;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.password.PasswordPolicy;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/// What the tenant's policy makes of a password that was right or wrong, and what there is to tell its owner.
public final class PasswordStates {
    private final Passwords passwords;
    private final PasswordPolicies policies;
    private final TransactionTemplate transactions;
    private final InstantSource clock;
    private final Subjects subjects;

    PasswordStates(
            Passwords passwords,
            PasswordPolicies policies,
            TransactionTemplate transactions,
            InstantSource clock,
            Subjects subjects) {
        this.passwords = passwords;
        this.policies = policies;
        this.transactions = transactions;
        this.clock = clock;
        this.subjects = subjects;
    }

    /// What somebody who has just authenticated is told about the password
    /// (draft-behera-ldap-password-policy §6.2).
    ///
    /// @param expiresIn when it expires within the time of warning, else empty; not with `gracesLeft`
    /// @param gracesLeft when it has expired: how often it may still be used
    /// @param mustChange whether nothing else may be done before it is changed
    public record Notice(Optional<Duration> expiresIn, OptionalInt gracesLeft, boolean mustChange) {}

    /// For one who has authenticated with a password.
    public Notice notice(ActivePrincipal principal) {
        PasswordPolicy policy = policies.of(principal.tenant());
        Optional<PasswordState> state =
                passwords.state(principal.tenant(), principal.id().value());
        Instant now = clock.instant();
        Optional<Instant> expiry = state.flatMap(known -> known.expiresAt(policy));
        boolean expired = expiry.filter(at -> !now.isBefore(at)).isPresent();
        return new Notice(
                expired
                        ? Optional.empty()
                        : expiry.map(at -> Duration.between(now, at))
                                .filter(left -> left.compareTo(policy.expiryWarning()) <= 0),
                expired
                        ? OptionalInt.of(
                                state.map(known -> known.gracesLeft(policy)).orElse(0))
                        : OptionalInt.empty(),
                mustChange(principal));
    }

    /// Whether a user can sign in with the password now, as those who may see its state are told.
    public sealed interface Usability {
        /// @param expiresIn empty when it does not expire
        record Usable(Optional<Duration> expiresIn) implements Usability {}

        /// @param gracesLeft how often it may still be used though it has expired
        /// @param opensIn when failures keep the account closed: for how long
        record Unusable(
                boolean disabled, boolean mustChange, boolean expired, int gracesLeft, Optional<Duration> opensIn)
                implements Usability {}
    }

    /// Empty for what is no user, or has no password.
    public Optional<Usability> usability(TenantId tenant, UUID entry) {
        return subjects.byId(tenant, new SubjectId(entry))
                .flatMap(subject -> passwords.state(tenant, entry).map(state -> usability(subject, state)));
    }

    private Usability usability(Subject subject, PasswordState state) {
        PasswordPolicy policy = policies.of(subject.tenant());
        Instant now = clock.instant();
        boolean expired = state.isExpired(policy, now);
        Optional<Duration> opensIn = state.lockedUntil(policy, now).map(until -> Duration.between(now, until));
        return subject.enabled() && !mustChange(subject) && !expired && opensIn.isEmpty()
                ? new Usability.Usable(state.expiresAt(policy).map(at -> Duration.between(now, at)))
                : new Usability.Unusable(
                        !subject.enabled(),
                        mustChange(subject),
                        expired,
                        expired ? state.gracesLeft(policy) : 0,
                        opensIn);
    }

    private static boolean mustChange(ActivePrincipal principal) {
        return mustChange(principal.subject());
    }

    private static boolean mustChange(Subject subject) {
        return subject.attributes().getOrDefault("pwdreset", List.of()).contains("TRUE");
    }

    PasswordPolicy policy(TenantId tenant) {
        return policies.of(tenant);
    }

    boolean isLocked(TenantId tenant, PasswordState state) {
        return state.lockedUntil(policies.of(tenant), clock.instant()).isPresent();
    }

    /// Counts a failure, unless the account is closed already: nobody keeps it closed by going on.
    void failed(TenantId tenant, SubjectId id) {
        PasswordPolicy policy = policies.of(tenant);
        PasswordPolicy.Lockout lockout = policy.lockout();
        if (lockout != null
                && passwords
                        .state(tenant, id.value())
                        .filter(state ->
                                state.lockedUntil(policy, clock.instant()).isEmpty())
                        .isPresent()) {
            transactions.executeWithoutResult(_ -> passwords.failed(lockout, tenant, id.value()));
        }
    }

    /// @param toChange whether one who has to change the password first is let in, to do that
    Outcome admitted(ActivePrincipal principal, PasswordState state, boolean toChange) {
        TenantId tenant = principal.tenant();
        PasswordPolicy policy = policies.of(tenant);
        if (mustChange(principal) && !toChange) {
            return new Outcome.Refused("the password has to be changed first");
        }
        if (state.isExpired(policy, clock.instant()) && !graceIsGiven(policy, principal)) {
            return new Outcome.Refused("the password has expired", Hint.EXPIRED);
        }
        forgetFailures(principal, state);
        return new Outcome.Authenticated(principal);
    }

    /// Why the right password is good for nothing but choosing another; empty when it is good.
    Optional<String> objection(ActivePrincipal principal, PasswordState state) {
        forgetFailures(principal, state);
        if (mustChange(principal)) {
            return Optional.of("the password has to be changed first");
        }
        return state.isExpired(policies.of(principal.tenant()), clock.instant())
                ? Optional.of("the password has expired")
                : Optional.empty();
    }

    private void forgetFailures(ActivePrincipal principal, PasswordState state) {
        if (!state.failures().isEmpty() || state.lockedAt().isPresent()) {
            transactions.executeWithoutResult(
                    _ -> passwords.succeeded(principal.tenant(), principal.id().value()));
        }
    }

    private boolean graceIsGiven(PasswordPolicy policy, ActivePrincipal principal) {
        return Boolean.TRUE.equals(transactions.execute(
                _ -> passwords.grace(policy, principal.tenant(), principal.id().value())));
    }
}
