package io.lightwave.token.policy;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// A tenant's authentication policy.
///
/// @param firstFactors what a sign-in may begin with; at least one
/// @param secondFactors what may follow a password
/// @param contexts the authentication contexts, the weakest first
/// @param selfRegistration who may make an account
public record AuthenticationPolicy(
        Set<Factor> firstFactors,
        SecondFactor secondFactor,
        Set<Factor> secondFactors,
        List<Context> contexts,
        PasskeyRules passkeys,
        CertificateRules certificates,
        SelfRegistration selfRegistration) {

    public AuthenticationPolicy {
        firstFactors = Set.copyOf(firstFactors);
        secondFactors = Set.copyOf(secondFactors);
        contexts = List.copyOf(contexts);
    }

    /// Of whom a second factor is asked.
    public enum SecondFactor {
        /// Of whoever has one, when a client asks for a context that takes it, and by the account pages.
        WHEN_ASKED,
        /// Of whoever has one.
        ENROLLED,
        /// Of everybody; whoever has none sets one up when they sign in.
        REQUIRED
    }

    /// What a combination of factors earns (`acr`, OpenID Connect Core §2).
    ///
    /// @param methods each of them will do, when all its factors hold
    public record Context(String acr, List<Set<Factor>> methods) {
        public Context {
            methods = methods.stream().map(Set::copyOf).toList();
        }

        boolean isEarnedBy(Collection<String> amr) {
            return methods.stream().anyMatch(all -> all.stream().allMatch(factor -> factor.isIn(amr)));
        }
    }

    /// Who may make an account, by proving an e-mail address.
    ///
    /// @param allowed whether anybody may
    /// @param emailDomains of which the address must be, in lower case; any when there is none
    public record SelfRegistration(boolean allowed, Set<String> emailDomains) {
        public SelfRegistration {
            emailDomains = Set.copyOf(emailDomains);
        }

        public boolean permits(String emailDomain) {
            return allowed && (emailDomains.isEmpty() || emailDomains.contains(emailDomain.toLowerCase(Locale.ROOT)));
        }
    }

    /// What is told of a sign-in that earns no context (OpenID Connect Core §2).
    public static final String NO_CONTEXT = "0";

    public boolean mayBeginWith(Factor factor) {
        return firstFactors.contains(factor);
    }

    /// The strongest context that these methods (RFC 8176) earn, or [#NO_CONTEXT].
    public String acr(Collection<String> amr) {
        return contexts.reversed().stream()
                .filter(context -> context.isEarnedBy(amr))
                .map(Context::acr)
                .findFirst()
                .orElse(NO_CONTEXT);
    }

    /// The place among the contexts of the strongest that these methods earn; -1 for none.
    public int rank(Collection<String> amr) {
        return lastPlace(context -> context.isEarnedBy(amr));
    }

    /// The place among the contexts of the strongest that the factor has a part in; -1 for none.
    public int rank(Factor factor) {
        return lastPlace(context -> context.methods().stream().anyMatch(method -> method.contains(factor)));
    }

    private int lastPlace(Predicate<Context> condition) {
        return IntStream.range(0, contexts.size())
                .filter(place -> condition.test(contexts.get(place)))
                .reduce(-1, (_, place) -> place);
    }

    /// The first of the contexts asked for that these methods earn, else the strongest.
    public String acr(Collection<String> amr, List<String> asked) {
        return asked.stream().filter(acr -> earns(amr, acr)).findFirst().orElseGet(() -> acr(amr));
    }

    /// Whether these methods earn one of the contexts.
    public boolean earnsAny(Collection<String> amr, Collection<String> asked) {
        return asked.stream().anyMatch(acr -> earns(amr, acr));
    }

    /// Whether these methods earn that context.
    public boolean earns(Collection<String> amr, String acr) {
        return contexts.stream().anyMatch(context -> context.acr().equals(acr) && context.isEarnedBy(amr));
    }

    /// Whether these methods earn the strongest of all contexts.
    public boolean earnsStrongest(Collection<String> amr) {
        return !contexts.isEmpty() && contexts.getLast().isEarnedBy(amr);
    }

    /// The combinations of which one has to hold for a context.
    public List<Set<Factor>> methodsOf(String asked) {
        return contexts.stream()
                .filter(context -> context.acr().equals(asked))
                .flatMap(context -> context.methods().stream())
                .toList();
    }

    /// Every context by its name, the weakest first.
    public List<String> acrValues() {
        return contexts.stream().map(Context::acr).toList();
    }
}
