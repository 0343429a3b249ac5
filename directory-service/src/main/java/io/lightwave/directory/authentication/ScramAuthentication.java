package io.lightwave.directory.authentication;

import io.lightwave.directory.DistinguishedName;
import io.lightwave.directory.Origin;
import io.lightwave.directory.PasswordAuthentication.Gate;
import io.lightwave.directory.PasswordAuthentication.Outcome;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.password.Passwords;
import io.lightwave.directory.password.ScramProof;
import org.springframework.jdbc.core.simple.JdbcClient;

/// SCRAM-SHA-256 (RFC 5802, RFC 7677) where a tenant's policy allows it: throttled, locked and expired as a password.
public final class ScramAuthentication {
    private final JdbcClient jdbc;
    private final Claims claims;
    private final Passwords passwords;
    private final PasswordStates states;
    private final ThrottledCheck check;
    private final Throttle throttle;

    ScramAuthentication(
            JdbcClient jdbc,
            Claims claims,
            Passwords passwords,
            PasswordStates states,
            ThrottledCheck check,
            Throttle throttle) {
        this.jdbc = jdbc;
        this.claims = claims;
        this.passwords = passwords;
        this.states = states;
        this.check = check;
        this.throttle = throttle;
    }

    /// Whether any tenant allows it: which ones do is not told to those who have not bound.
    public boolean isAnywhere() {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM tenant t JOIN entry_value v ON v.tenant_id = t.tenant_id"
                        + " WHERE v.attribute = 'lightwavepwdscram' AND v.value = 'true')")
                .query(Boolean.class)
                .single();
    }

    /// What the client is to be told; no failure is counted as yet, and names of nobody are answered alike.
    public Passwords.ScramChallenge challenge(DistinguishedName name) {
        Claim claim = claims.of(name);
        return passwords.challenge(claim.tenant(), claim.id().value(), claim.userName());
    }

    /// @param signature `ServerSignature` in base64, empty when the proof is refused
    public record Finished(Outcome outcome, String signature) {
        private static Finished refused(Refusal refusal) {
            return new Finished(refusal.outcome(), "");
        }
    }

    /// Lets one who has to change the password in, to do that, as a simple bind does.
    public Finished finish(DistinguishedName name, ScramProof proof, Origin origin) {
        Claim claim = claims.of(name);
        if (!states.policy(claim.tenant()).scram()) {
            return Finished.refused(new Refusal(Gate.PASSWORD, "the tenant's policy does not allow SCRAM"));
        }
        Finished finished = check.of(
                claim,
                origin,
                () -> passwords.check(claim.tenant(), claim.id().value(), claim.userName(), proof),
                Finished::refused,
                (principal, right) -> new Finished(states.admitted(principal, right.state(), true), right.signature()));
        if (finished.outcome() instanceof Outcome.Authenticated(var principal)) {
            throttle.remember(principal.tenant(), principal.id().toString(), origin.address());
        }
        return finished;
    }
}
