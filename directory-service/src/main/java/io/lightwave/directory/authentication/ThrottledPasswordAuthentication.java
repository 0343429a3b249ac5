package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.Password;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.password.PasswordState;
import io.lightwave.directory.password.Passwords;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Checks passwords so that nobody learns from the answer or its time whether a name exists, is disabled or is
/// throttled: a name that identifies nobody gets an id of its own, made from it, and goes the same way.
final class ThrottledPasswordAuthentication implements PasswordAuthentication {
    private final Claims claims;
    private final Passwords passwords;
    private final PasswordStates states;
    private final ThrottledCheck check;
    private final Throttle throttle;

    ThrottledPasswordAuthentication(
            Claims claims, Passwords passwords, PasswordStates states, ThrottledCheck check, Throttle throttle) {
        this.claims = claims;
        this.passwords = passwords;
        this.states = states;
        this.check = check;
        this.throttle = throttle;
    }

    @Override
    public Proof prove(TenantId tenant, String userName, Password password, Origin origin) {
        return check(
                claims.of(tenant, userName),
                password,
                origin,
                refusal -> new Proof.Refused(refusal.reason(), Optional.of(refusal.at())),
                (principal, state) -> states.objection(principal, state)
                        .<Proof>map(reason -> new Proof.Outworn(principal, reason))
                        .orElseGet(() -> new Proof.Good(principal)));
    }

    @Override
    public Outcome authenticate(TenantId tenant, String userName, Password password, Origin origin) {
        return authenticate(claims.of(tenant, userName), password, false, origin);
    }

    @Override
    public Outcome authenticate(DistinguishedName name, Password password, Origin origin) {
        return authenticate(claims.of(name), password, true, origin);
    }

    @Override
    public Outcome authenticate(TenantId tenant, SubjectId id, Password password, Origin origin) {
        return authenticate(claims.of(tenant, id), password, false, origin);
    }

    /// @param toChange whether one who has to change the password first is let in, to do that
    private Outcome authenticate(Claim claim, Password password, boolean toChange, Origin origin) {
        Outcome outcome = check(
                claim,
                password,
                origin,
                Refusal::outcome,
                (principal, state) -> states.admitted(principal, state, toChange));
        if (outcome instanceof Outcome.Authenticated(var principal)) {
            throttle.remember(principal.tenant(), principal.id().toString(), origin.address());
        }
        return outcome;
    }

    private <T> T check(
            Claim claim,
            Password password,
            Origin origin,
            Function<Refusal, T> refused,
            BiFunction<ActivePrincipal, PasswordState, T> right) {
        if (password.isEmpty()) {
            return refused.apply(new Refusal(Gate.GIVEN, "empty password"));
        }
        return check.of(
                claim,
                origin,
                () -> passwords.check(
                        states.policy(claim.tenant()),
                        claim.tenant(),
                        claim.id().value(),
                        claim.userName(),
                        password),
                refused,
                (principal, done) -> right.apply(principal, done.state()));
    }
}
