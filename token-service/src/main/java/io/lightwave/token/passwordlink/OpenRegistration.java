package io.lightwave.token.passwordlink;

import io.lightwave.directory.TenantId;
import io.lightwave.token.federation.IdentityProviders;
import io.lightwave.token.ldapsource.SourcedPasswords;
import io.lightwave.token.mail.Address;
import io.lightwave.token.mail.Mailer;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.policy.AuthenticationPolicy;
import io.lightwave.token.policy.Factor;

/// Whether people may make their own accounts: by the tenant's policy, where letters are sent and passwords sign in.
public final class OpenRegistration {
    private final AuthenticationPolicies policies;
    private final IdentityProviders providers;
    private final SourcedPasswords passwords;
    private final Mailer mailer;

    OpenRegistration(
            AuthenticationPolicies policies, IdentityProviders providers, SourcedPasswords passwords, Mailer mailer) {
        this.policies = policies;
        this.providers = providers;
        this.passwords = passwords;
        this.mailer = mailer;
    }

    public boolean isOpen(TenantId tenant) {
        AuthenticationPolicy policy = policies.of(tenant);
        return policy.selfRegistration().allowed() && mailer.isThere() && policy.mayBeginWith(Factor.PASSWORD);
    }

    /// Whether it is open to whoever has the address: not when its people sign in elsewhere.
    boolean permits(TenantId tenant, Address address) {
        return isOpen(tenant)
                && policies.of(tenant).selfRegistration().permits(address.domain())
                && providers.ofAddress(tenant, address.text()).isEmpty()
                && !passwords.servesDomain(tenant, address.domain());
    }
}
