package io.lightwave.directory.authentication;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.Tenants;
import io.lightwave.directory.Throttle;
import io.lightwave.directory.entry.Entries;
import io.lightwave.directory.password.Passwords;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Password authentication.
@Configuration(proxyBeanMethods = false)
public class AuthenticationConfiguration {

    @Bean
    PasswordAuthentication passwordAuthentication(
            Tenants tenants,
            Subjects subjects,
            ActivePrincipals principals,
            Entries entries,
            Passwords passwords,
            Throttle throttle) {
        return new ThrottledPasswordAuthentication(
                tenants.system(), subjects, principals, entries, passwords, throttle);
    }
}
