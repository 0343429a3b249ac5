package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.token.session.SignIn;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// What a person has proved so far in a sign-in that is not through.
///
/// @param factors the methods that have held (RFC 8176), at least one
/// @param outworn whether the password is good only for choosing another
/// @param elsewhere the session at the provider that the person came from, if any
/// @param enrolled whether a factor was set up in this sign-in, which proves no more than what came before it
record Proven(
        ActivePrincipal person, List<String> factors, boolean outworn, Optional<UUID> elsewhere, boolean enrolled) {
    Proven(ActivePrincipal person, List<String> factors, boolean outworn) {
        this(person, factors, outworn, Optional.empty(), false);
    }

    Proven {
        factors = List.copyOf(factors);
        if (factors.isEmpty()) {
            throw new IllegalArgumentException("nothing is proved without a factor");
        }
    }

    Proven with(List<String> more) {
        boolean better = more.contains(SignIn.CODE) && !more.contains(SignIn.LETTER); // of an authenticator
        return new Proven(
                person,
                Stream.concat(factors.stream().filter(one -> !better || !one.equals(SignIn.LETTER)), more.stream())
                        .distinct()
                        .toList(),
                outworn,
                elsewhere,
                enrolled);
    }

    /// With factors that have just been set up.
    Proven withNew(List<String> more) {
        Proven all = with(more);
        return new Proven(person, all.factors, outworn, elsewhere, true);
    }
}
