package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.PasswordAuthentication.Gate;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// What surrounds every comparison of a password or of a proof that somebody has it.
final class ThrottledCheck {
    private static final String KIND = "password";

    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final PasswordStates states;
    private final Throttle throttle;

    ThrottledCheck(Subjects subjects, ActivePrincipals principals, PasswordStates states, Throttle throttle) {
        this.subjects = subjects;
        this.principals = principals;
        this.states = states;
        this.throttle = throttle;
    }

    /// What was right.
    ///
    /// @param signature of the server in base64, empty when it was a password
    record Right(PasswordState state, String signature) {}

    /// @param compare is not called while failures close the account
    /// @param right not called for one who is locked out or disabled
    <T> T of(
            Claim claim,
            Supplier<Passwords.Check> compare,
            BiFunction<Gate, String, T> refused,
            BiFunction<ActivePrincipal, Right, T> right) {
        TenantId tenant = claim.tenant();
        String key = claim.id().toString();
        if (!throttle.permits(tenant, KIND, key)) {
            return refused.apply(Gate.THROTTLE, "throttled after failures");
        }
        Optional<ActivePrincipal> before = principals.find(tenant, claim.id());
        return switch (compare.get()) {
            case Passwords.Check.Busy() -> refused.apply(Gate.CAPACITY, "too many passwords to check");
            case Passwords.Check.Wrong() -> {
                failed(claim, key);
                yield subjects.byId(tenant, claim.id()).isPresent()
                        ? refused.apply(Gate.PASSWORD, "wrong password")
                        : refused.apply(Gate.USER, "unknown user");
            }
            case Passwords.Check.NoVerifier() -> {
                failed(claim, key);
                yield refused.apply(Gate.PASSWORD, "the password has not been used since the policy has allowed SCRAM");
            }
            case Passwords.Check.Right(var state) -> admit(claim, before, new Right(state, ""), refused, right);
            case Passwords.Check.Proved(var state, var signature) ->
                admit(claim, before, new Right(state, signature), refused, right);
        };
    }

    private void failed(Claim claim, String key) {
        throttle.failed(claim.tenant(), KIND, key);
        states.failed(claim.tenant(), claim.id());
    }

    private <T> T admit(
            Claim claim,
            Optional<ActivePrincipal> before,
            Right done,
            BiFunction<Gate, String, T> refused,
            BiFunction<ActivePrincipal, Right, T> right) {
        TenantId tenant = claim.tenant();
        if (states.isLocked(tenant, done.state())) {
            return refused.apply(Gate.LOCKOUT, "locked after failures");
        }
        throttle.succeeded(tenant, KIND, claim.id().toString());
        return principals
                .find(tenant, claim.id())
                .filter(now -> before.map(ActivePrincipal::epochs)
                        .equals(Optional.of(now.epochs()))) // else the password checked may be the old one
                .map(principal -> right.apply(principal, done))
                .orElseGet(() -> refused.apply(Gate.STANDING, "user or tenant is disabled"));
    }
}
