package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.dit.PasswordPolicies;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.password.Passwords;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Password authentication.
@Configuration(proxyBeanMethods = false)
public class AuthenticationConfiguration {

    @Bean
    PasswordStates passwordStates(
            Passwords passwords,
            PasswordPolicies policies,
            TransactionTemplate transactions,
            InstantSource clock,
            Subjects subjects) {
        return new PasswordStates(passwords, policies, transactions, clock, subjects);
    }

    @Bean
    Claims claims(Tenants tenants, Subjects subjects, Entries entries) {
        return new Claims(tenants.system(), subjects, entries);
    }

    @Bean
    ThrottledCheck throttledCheck(
            Subjects subjects, ActivePrincipals principals, PasswordStates states, Throttle throttle) {
        return new ThrottledCheck(subjects, principals, states, throttle);
    }

    @Bean
    PasswordAuthentication passwordAuthentication(
            Claims claims, Passwords passwords, PasswordStates states, ThrottledCheck check, Throttle throttle) {
        return new ThrottledPasswordAuthentication(claims, passwords, states, check, throttle);
    }

    @Bean
    ScramAuthentication scramAuthentication(
            JdbcClient jdbc,
            Claims claims,
            Passwords passwords,
            PasswordStates states,
            ThrottledCheck check,
            Throttle throttle) {
        return new ScramAuthentication(jdbc, claims, passwords, states, check, throttle);
    }

    @Bean
    PasswordChanges passwordChanges(Entries entries, ActivePrincipals principals) {
        return new OwnPasswords(entries, principals);
    }
}
