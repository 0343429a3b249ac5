package io.lightwave.token.policy;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Caller;
import io.lightwave.directory.CertificateStrength;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.directory.PolicyDocuments;
import io.lightwave.directory.PolicyStore;
import io.lightwave.directory.PolicyStore.Versioned;
import io.lightwave.directory.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// The tenants' authentication policies.
public final class AuthenticationPolicies {
    /// What is kept, and what it says.
    record Kept(PolicyDocument document, AuthenticationPolicy policy) {
        static Kept of(PolicyDocument document) {
            return new Kept(document, document.read());
        }
    }

    private final PolicyStore<Kept> store;
    private final List<FactorSupply> supplies;

    AuthenticationPolicies(
            JdbcClient database,
            TransactionTemplate transactions,
            ChangeFeed feed,
            Audit audit,
            InstantSource clock,
            ObjectMapper json,
            List<FactorSupply> supplies) {
        this.store = new PolicyStore<>(
                "authentication",
                Kept.of(PolicyDocument.DEFAULTS),
                kept -> inWords(kept.policy()),
                new PolicyDocuments<>(
                        database, json, "authentication_policy", PolicyDocument.class, Kept::of, Kept::document),
                transactions,
                feed,
                audit,
                clock);
        this.supplies = List.copyOf(supplies);
    }

    /// A warm look-up touches no SQL.
    public AuthenticationPolicy of(TenantId tenant) {
        return find(tenant).policy().policy();
    }

    Versioned<Kept> find(TenantId tenant) {
        return store.of(tenant);
    }

    /// As [PolicyStore#change].
    Versioned<Kept> change(
            TenantId tenant, @Nullable String ifMatch, UnaryOperator<PolicyDocument> change, Caller caller) {
        return store.change(
                tenant,
                ifMatch,
                before -> {
                    Kept after = Kept.of(change.apply(before.document()));
                    requireWayIn(tenant, before.policy(), after.policy());
                    requireLetters(tenant, after.policy());
                    requireStrong(after.policy().certificates().authorities());
                    return after;
                },
                caller);
    }

    private static void requireStrong(List<OutsideAuthority> authorities) {
        for (int i = 0; i < authorities.size(); i++) {
            if (!CertificateStrength.isAuthority(authorities.get(i).certificate())) {
                throw new InvalidFieldException(
                        "certificates.authorities[%d].certificate".formatted(i),
                        "its key is too short (RSA below 2048 bits, EC below 256) or of DSA");
            }
        }
    }

    /// A change of the first factors leaves one that somebody can begin with.
    private void requireWayIn(TenantId tenant, AuthenticationPolicy before, AuthenticationPolicy after) {
        if (!after.firstFactors().equals(before.firstFactors())
                && after.firstFactors().stream().noneMatch(factor -> isThere(tenant, factor))) {
            throw new InvalidFieldException(
                    "firstFactors",
                    "nobody could sign in: nobody of the tenant has a passkey or an enrolled certificate, or no"
                            + " provider is enabled");
        }
    }

    private void requireLetters(TenantId tenant, AuthenticationPolicy after) {
        if (after.secondFactors().contains(Factor.EMAIL_CODE) && !isThere(tenant, Factor.EMAIL_CODE)) {
            throw new InvalidFieldException("secondFactors", "the server sends no letters: no SMTP server is set");
        }
    }

    private boolean isThere(TenantId tenant, Factor factor) {
        return supplies.stream().filter(supply -> supply.factor() == factor).allMatch(supply -> supply.isThere(tenant));
    }

    private static String inWords(AuthenticationPolicy policy) {
        return """
                first %s, second %s of %s, contexts %s, passkeys attested by %d authorities, \
                certificates %s by us and of %s, self-registration %s""".formatted(
                        policy.firstFactors(),
                        policy.secondFactor(),
                        policy.secondFactors(),
                        policy.acrValues(),
                        policy.passkeys().roots().size(),
                        policy.certificates().countIssued() ? "issued" : "enrolled",
                        policy.certificates().authorities().stream()
                                .map(OutsideAuthority::name)
                                .toList(),
                        policy.selfRegistration().allowed()
                                ? "of " + policy.selfRegistration().emailDomains()
                                : "off");
    }
}
