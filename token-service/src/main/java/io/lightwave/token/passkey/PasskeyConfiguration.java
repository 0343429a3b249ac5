package io.lightwave.token.passkey;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.token.policy.AuthenticationPolicies;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.ObjectMapper;

/// Passkeys.
@Configuration(proxyBeanMethods = false)
public class PasskeyConfiguration {

    @Bean
    Passkeys passkeys(
            JdbcClient jdbc,
            AuthenticationPolicies policies,
            ActivePrincipals principals,
            ObjectMapper json,
            InstantSource clock,
            SecureRandom random) {
        return new Passkeys(
                new PasskeyStore(jdbc),
                new Challenges(jdbc, clock, random),
                new PasskeyOptions(json),
                policies,
                principals,
                clock);
    }

    @Bean
    SubjectEnded forgottenPasskeys(Passkeys passkeys) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                passkeys.removeAll(subject.tenant(), subject.id());
            }
        };
    }
}
