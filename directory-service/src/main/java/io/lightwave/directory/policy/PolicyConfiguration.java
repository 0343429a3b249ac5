package io.lightwave.directory.policy;

import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.password.Passwords;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Policies over REST.
@Configuration(proxyBeanMethods = false)
public class PolicyConfiguration {

    @Bean
    PasswordPolicyEndpoint passwordPolicyEndpoint(
            Entries entries,
            PasswordPolicies policies,
            Passwords passwords,
            TransactionTemplate transactions,
            ObjectMapper json) {
        return new PasswordPolicyEndpoint(new PolicyEntry(entries, policies, transactions), policies, passwords, json);
    }
}
