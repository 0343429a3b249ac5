package io.lightwave.token.authorizationdetails;

import java.util.Set;

/// The authorization details that a token may carry at most.
public sealed interface GrantableDetails {
    /// Of what somebody gave already, that of types that are among the permitted.
    default GrantableDetails only(Set<String> permitted) {
        return this instanceof Given(AuthorizationDetails all) ? new Given(all.only(permitted::contains)) : this;
    }

    /// Those that somebody gave already.
    record Given(AuthorizationDetails all) implements GrantableDetails {}

    /// Any of the types that the audience's resource server registered, of a workload that may go there.
    record OfTheAudience() implements GrantableDetails {}

    /// Any of these types, of whoever asks for itself.
    record OfTypes(Set<String> types) implements GrantableDetails {
        public OfTypes {
            types = Set.copyOf(types);
        }
    }
}
