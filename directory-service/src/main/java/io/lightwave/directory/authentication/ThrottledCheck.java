package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Origin;
import io.lightwave.directory.PasswordAuthentication.Gate;
import io.lightwave.directory.PasswordAuthentication.Hint;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.Throttle.Closed;
import io.lightwave.directory.Throttle.Guess;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/// What surrounds every comparison of a password or of a proof that somebody has it.
final class ThrottledCheck {
    private static final String KIND = "password";
    private static final String KIND_OF_NOTHING = "password-of-stranger";
    private static final int AT_A_TIME_WHERE_SLOWED = 16;

    private final Subjects subjects;
    private final ActivePrincipals principals;
    private final PasswordStates states;
    private final Throttle throttle;
    private final Semaphore whereSlowed = new Semaphore(AT_A_TIME_WHERE_SLOWED);

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

    /// Where the network or the tenant is slowed, everybody's is compared all the same, a few at a time, and counts for
    /// nothing unless the account is known there: nobody learns by the time it takes which accounts are.
    ///
    /// @param compare is not called while failures close the account
    /// @param right not called for one who is locked out or disabled
    <T> T of(
            Claim claim,
            Origin origin,
            Supplier<Passwords.Check> compare,
            Function<Refusal, T> refused,
            BiFunction<ActivePrincipal, Right, T> right) {
        TenantId tenant = claim.tenant();
        Guess guess = Guess.ofPerson(tenant, KIND, claim.id().toString(), origin);
        Optional<Closed> closed = throttle.closed(guess);
        if (closed.equals(Optional.of(Closed.ACCOUNT))) {
            return refused.apply(new Refusal(Gate.THROTTLE, Closed.ACCOUNT.reason(), Hint.CLOSED));
        }
        Optional<ActivePrincipal> before = principals.find(tenant, claim.id());
        Passwords.Check check = throttle.isSourceClosed(guess) ? inTurn(compare) : compare.get();
        if (closed.isPresent() && !(check instanceof Passwords.Check.Busy)) {
            throttle.failed(tenant, KIND_OF_NOTHING, guess.key()); // takes as long as to count one
            return refused.apply(new Refusal(Gate.THROTTLE, closed.get().reason()));
        }
        return switch (check) {
            case Passwords.Check.Busy() -> refused.apply(new Refusal(Gate.CAPACITY, "too many passwords to check"));
            case Passwords.Check.Wrong() -> {
                failed(claim, guess);
                yield subjects.byId(tenant, claim.id()).isPresent()
                        ? refused.apply(new Refusal(Gate.PASSWORD, "wrong password"))
                        : refused.apply(new Refusal(Gate.USER, "unknown user"));
            }
            case Passwords.Check.NoVerifier() -> {
                failed(claim, guess);
                yield refused.apply(new Refusal(
                        Gate.PASSWORD, "the password has not been used since the policy has allowed SCRAM"));
            }
            case Passwords.Check.Right(var state) -> admit(claim, guess, before, new Right(state, ""), refused, right);
            case Passwords.Check.Proved(var state, var signature) ->
                admit(claim, guess, before, new Right(state, signature), refused, right);
        };
    }

    private Passwords.Check inTurn(Supplier<Passwords.Check> compare) {
        if (!whereSlowed.tryAcquire()) {
            return new Passwords.Check.Busy();
        }
        try {
            return compare.get();
        } finally {
            whereSlowed.release();
        }
    }

    private void failed(Claim claim, Guess guess) {
        throttle.failed(guess);
        states.failed(claim.tenant(), claim.id());
    }

    private <T> T admit(
            Claim claim,
            Guess guess,
            Optional<ActivePrincipal> before,
            Right done,
            Function<Refusal, T> refused,
            BiFunction<ActivePrincipal, Right, T> right) {
        TenantId tenant = claim.tenant();
        if (states.isLocked(tenant, done.state())) {
            return refused.apply(new Refusal(Gate.LOCKOUT, "locked after failures"));
        }
        Optional<Closed> meanwhile = throttle.closed(guess); // who guesses many times at once gains nothing by it
        if (meanwhile.isPresent()) {
            failed(claim, guess); // takes as long as a wrong one: nobody learns which of them was right
            return refused.apply(new Refusal(Gate.THROTTLE, meanwhile.get().reason()));
        }
        throttle.succeeded(guess);
        return principals
                .find(tenant, claim.id())
                .filter(now -> before.map(ActivePrincipal::epochs)
                        .equals(Optional.of(now.epochs()))) // else the password checked may be the old one
                .map(principal -> right.apply(principal, done))
                .orElseGet(() -> refused.apply(new Refusal(Gate.STANDING, "user or tenant is disabled")));
    }
}
