package io.lightwave.directory;

import java.util.Optional;

/// Checks a user's password for every door alike (LDAP bind, sign-in page): throttled, in equal time for unknown
/// names and wrong passwords, and audited by the caller with the reason.
public interface PasswordAuthentication {

    sealed interface Outcome {
        record Authenticated(ActivePrincipal principal) implements Outcome {}

        /// Outside, every reason looks alike (RFC 4513 §5.1.3); the reason is for the audit trail.
        ///
        /// @param hint what whoever asks may be told nevertheless
        record Refused(String reason, Hint hint) implements Outcome {
            public Refused(String reason) {
                this(reason, Hint.NONE);
            }
        }

        /// Nothing was compared, and nothing counts as a failure: whoever tries again in a while may be right. Whether
        /// there is such a user has no bearing on it.
        record Busy(String reason) implements Outcome {}
    }

    /// What of a refusal tells nobody more than they know or have caused.
    enum Hint {
        NONE,
        /// The password was right and has expired.
        EXPIRED,
        /// Failures keep the name closed for a while, whether anybody bears it or not and whatever the password is.
        CLOSED
    }

    /// The answer to [#prove].
    sealed interface Proof {
        /// Whether so many passwords were being checked that this one was not, as with [Outcome.Busy].
        default boolean isBusy() {
            return this instanceof Proof.Refused refused && refused.at().equals(Optional.of(Gate.CAPACITY));
        }

        record Good(ActivePrincipal principal) implements Proof {}

        /// The password is right, but has to be changed, or has expired: it is good for choosing another and for
        /// nothing else.
        record Outworn(ActivePrincipal principal, String reason) implements Proof {}

        /// Outside, every reason looks alike, as with [Outcome.Refused].
        ///
        /// @param at what refused; whatever comes before it among [Gate]'s values has held. Empty when
        ///     it was not checked here
        record Refused(String reason, Optional<Gate> at) implements Proof {
            public Refused(String reason) {
                this(reason, Optional.empty());
            }
        }
    }

    /// What a password passes, one after the other.
    enum Gate {
        /// It is not empty.
        GIVEN,
        /// Failures close the account for a while.
        THROTTLE,
        /// How many passwords are checked at a time.
        CAPACITY,
        /// There is such a user.
        USER,
        PASSWORD,
        /// The tenant's lockout policy.
        LOCKOUT,
        /// User and tenant are enabled.
        STANDING
    }

    /// By user name, where whoever has an outworn password can be asked for another at once. Uses up no grace.
    Proof prove(TenantId tenant, String userName, Password password, Origin origin);

    /// By user name within the tenant.
    Outcome authenticate(TenantId tenant, String userName, Password password, Origin origin);

    /// By an entry's name, as a simple bind gives it; a name without an entry costs as much time.
    Outcome authenticate(DistinguishedName name, Password password, Origin origin);

    /// By a subject's id, as when a signed-in user confirms a change.
    Outcome authenticate(TenantId tenant, SubjectId id, Password password, Origin origin);
}
