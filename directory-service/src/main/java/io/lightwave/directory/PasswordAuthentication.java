package io.lightwave.directory;

/// Checks a user's password for every door alike (LDAP bind, sign-in page): throttled, in equal time for unknown
/// names and wrong passwords, and audited by the caller with the reason.
public interface PasswordAuthentication {

    sealed interface Outcome {
        record Authenticated(ActivePrincipal principal) implements Outcome {}

        /// Outside, every reason looks alike (RFC 4513 §5.1.3); the reason is for the audit trail.
        ///
        /// @param expired whether the password was right and has expired: whoever knows it may be told so much
        record Refused(String reason, boolean expired) implements Outcome {
            public Refused(String reason) {
                this(reason, false);
            }
        }
    }

    /// The answer to [#prove].
    sealed interface Proof {
        record Good(ActivePrincipal principal) implements Proof {}

        /// The password is right, but has to be changed, or has expired: it is good for choosing another and for
        /// nothing else.
        record Outworn(ActivePrincipal principal, String reason) implements Proof {}

        /// Outside, every reason looks alike, as with [Outcome.Refused].
        record Refused(String reason) implements Proof {}
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
