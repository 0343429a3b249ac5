package io.lightwave.token.session;

import io.lightwave.directory.ActivePrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A person who has just proved who they are, and how. A session begins with nothing less.
///
/// @param amr the methods used (RFC 8176), at least one
/// @param elsewhere when they proved it, if it was at another provider and before they came here
public record SignIn(ActivePrincipal principal, List<String> amr, Optional<Instant> elsewhere) {
    public SignIn(ActivePrincipal principal, List<String> amr) {
        this(principal, amr, Optional.empty());
    }

    public SignIn {
        amr = List.copyOf(amr);
        if (amr.isEmpty()) {
            throw new IllegalArgumentException("nobody signs in without a proof");
        }
    }

    /// How long ago a sign-in may have been that is a fresh proof of who somebody is.
    public static final Duration FRESH = Duration.ofMinutes(5);

    /// A password, as RFC 8176 calls it.
    public static final String PASSWORD = "pwd";

    /// A one-time code, as RFC 8176 calls it.
    public static final String CODE = "otp";

    /// Beside [#CODE]: it came in a letter.
    public static final String LETTER = "email";

    /// The key of a certificate, as RFC 8176 calls the proof of one.
    public static final String KEY = "pop";

    /// What a sign-in may begin with besides a passkey or a certificate: a password, or a sign-in at another provider.
    private static final Set<String> FIRST = Set.of(PASSWORD, "fed");

    private static final String SEVERAL = "mfa";

    /// All that a sign-in at another provider gives by itself.
    private static final Set<String> ELSEWHERE = Set.of("fed", SEVERAL);

    /// The proof of a key that may be on several devices, and of one that may not, as RFC 8176 calls them.
    private static final Set<String> POSSESSIONS = Set.of(CODE, "swk", "hwk");

    /// Whether two factors of different kinds have held: a password, or a sign-in elsewhere, and something the person
    /// has, or a passkey whose authenticator has verified its user. A certificate makes a sign-in elsewhere no
    /// stronger: it would earn what its enrolment may not have had.
    public static boolean isStrong(List<String> factors) {
        return factors.contains(SEVERAL)
                || (factors.stream().anyMatch(FIRST::contains)
                        && factors.stream().anyMatch(POSSESSIONS::contains))
                || (factors.contains(PASSWORD) && factors.contains(KEY));
    }

    /// Whether there is nothing to add: two factors of different kinds, or a certificate and something else, which may
    /// be less.
    public static boolean isEnough(List<String> factors) {
        return isStrong(factors)
                || (factors.contains(KEY)
                        && factors.stream().anyMatch(factor -> FIRST.contains(factor) || POSSESSIONS.contains(factor)));
    }

    /// By these factors.
    public static SignIn by(ActivePrincipal principal, List<String> factors) {
        return by(principal, factors, Optional.empty());
    }

    /// The same, with the word of a provider as to when; what is proved here beside is proved now.
    public static SignIn by(ActivePrincipal principal, List<String> factors, Optional<Instant> elsewhere) {
        return new SignIn(principal, amr(factors), elsewhere.filter(_ -> ELSEWHERE.containsAll(factors)));
    }

    /// What is told of these factors (RFC 8176): with `mfa` when they are two of different kinds.
    public static List<String> amr(List<String> factors) {
        return isStrong(factors)
                ? Stream.concat(factors.stream(), Stream.of(SEVERAL)).distinct().toList()
                : factors;
    }
}
