package io.lightwave.token.assurance;

import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.TenantId;
import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.emailcode.EmailCodes;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.AuthenticationPolicy;
import io.lightwave.token.policy.AuthenticationPolicy.SecondFactor;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.session.SignIn;
import io.lightwave.token.totp.SecondFactors;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Says what more somebody has to prove. It goes by what has been proved, never by which form was sent.
public final class Assurance {
    private final AuthenticationPolicies policies;
    private final SecondFactors codes;
    private final Passkeys passkeys;
    private final EmailCodes letters;
    private final Certificates certificates;
    private final CertificateErrands errands;

    Assurance(
            AuthenticationPolicies policies,
            SecondFactors codes,
            Passkeys passkeys,
            EmailCodes letters,
            Certificates certificates,
            CertificateErrands errands) {
        this.policies = policies;
        this.codes = codes;
        this.passkeys = passkeys;
        this.letters = letters;
        this.certificates = certificates;
        this.errands = errands;
    }

    /// What is asked next.
    public sealed interface Next {
        record Nothing() implements Next {}

        /// One of these factors, which the person has.
        record Second(Set<Factor> factors) implements Next {
            public Second {
                factors = Set.copyOf(factors);
            }
        }

        /// To set up one of these factors, since the person has none that counts.
        record SetUp(Set<Factor> factors) implements Next {
            public SetUp {
                factors = Set.copyOf(factors);
            }
        }
    }

    public AuthenticationPolicy policy(TenantId tenant) {
        return policies.of(tenant);
    }

    /// The second factors that the person has, that the policy counts, and that are still to be proved.
    private Set<Factor> held(ActivePrincipal person, List<String> proved) {
        Set<Factor> counted = policy(person.tenant()).secondFactors();
        var held = EnumSet.noneOf(Factor.class);
        if (counted.contains(Factor.ONE_TIME_CODE) && codes.isEnrolled(person.tenant(), person.id())) {
            held.add(Factor.ONE_TIME_CODE);
        }
        if (counted.contains(Factor.PASSKEY) && passkeys.isEnrolled(person.tenant(), person.id())) {
            held.add(Factor.PASSKEY);
        }
        if (!Factor.CERTIFICATE.isIn(proved) && errands.arePossible() && certificates.areSecondFactor(person)) {
            held.add(Factor.CERTIFICATE);
        }
        if (held.isEmpty()
                && counted.contains(Factor.EMAIL_CODE)
                && letters.address(person).isPresent()) {
            held.add(Factor.EMAIL_CODE); // of nobody who has a better one
        }
        return held;
    }

    /// @param proved what has held so far (RFC 8176)
    public Next next(ActivePrincipal person, List<String> proved, Wish wish) {
        AuthenticationPolicy policy = policy(person.tenant());
        boolean strong = SignIn.isEnough(proved);
        if (strong && isMet(policy, SignIn.amr(proved), wish)) {
            return new Next.Nothing();
        }
        Set<Factor> held = held(person, proved);
        Set<Factor> useful = useful(policy, SignIn.amr(proved), SignIn.amr(proved), held, wish);
        if (strong) {
            return useful.isEmpty() ? new Next.Nothing() : new Next.Second(useful);
        }
        if (held.isEmpty()) {
            return policy.secondFactor() == SecondFactor.REQUIRED
                    ? new Next.SetUp(Factor.enrolled(policy.secondFactors()))
                    : new Next.Nothing();
        }
        if (!useful.isEmpty()) {
            return new Next.Second(useful);
        }
        return policy.secondFactor() == SecondFactor.WHEN_ASKED && !wish.secondFactor()
                ? new Next.Nothing()
                : new Next.Second(held);
    }

    /// Whether a session by these methods will do as it is: nothing more would be asked, or nothing more would help.
    public boolean suffices(ActivePrincipal person, List<String> amr, Wish wish) {
        AuthenticationPolicy policy = policy(person.tenant());
        return wish.contexts().isEmpty()
                || policy.earns(amr, wish.contexts().getFirst())
                || (SignIn.isEnough(amr) && isMet(policy, amr, wish))
                || useful(policy, amr, List.of(), anew(policy, person), wish).isEmpty();
    }

    /// Two factors are enough, unless nothing but what they do not earn will do.
    private static boolean isMet(AuthenticationPolicy policy, List<String> amr, Wish wish) {
        return !wish.essential() || policy.earnsAny(amr, wish.contexts());
    }

    /// What somebody can prove who signs in anew.
    private Set<Factor> anew(AuthenticationPolicy policy, ActivePrincipal person) {
        var able = EnumSet.noneOf(Factor.class);
        able.addAll(held(person, List.of()));
        if (policy.mayBeginWith(Factor.PASSWORD)) {
            able.add(Factor.PASSWORD);
        }
        if (policy.mayBeginWith(Factor.CERTIFICATE) && errands.arePossible() && certificates.areHeld(person)) {
            able.add(Factor.CERTIFICATE);
        }
        return able;
    }

    /// Which of the factors that the person can prove would, with what holds, earn the first of the
    /// contexts that can be earned; none when that one is earned.
    ///
    /// @param earned by which contexts are earned
    /// @param holds what goes on holding
    private static Set<Factor> useful(
            AuthenticationPolicy policy, List<String> earned, List<String> holds, Set<Factor> able, Wish wish) {
        for (String acr : wish.contexts()) {
            if (policy.earns(earned, acr)) {
                return Set.of();
            }
            var useful = EnumSet.noneOf(Factor.class);
            for (Set<Factor> method : policy.methodsOf(acr)) {
                var missing = EnumSet.noneOf(Factor.class);
                method.stream().filter(factor -> !factor.isIn(holds)).forEach(missing::add);
                if (able.containsAll(missing)) {
                    useful.addAll(missing);
                }
            }
            if (!useful.isEmpty()) {
                return useful;
            }
        }
        return Set.of();
    }
}
