package io.lightwave.token.mail;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Egress;
import io.lightwave.token.TokenSettings;
import io.lightwave.token.appearance.Appearances;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Letters to people.
@Configuration(proxyBeanMethods = false)
public class MailConfiguration {

    @Bean(destroyMethod = "close")
    Mailer mailer(TokenSettings settings, Egress egress, Appearances appearances, Audit audit, InstantSource clock) {
        return new Mailer(settings.mail(), egress, appearances, audit, clock);
    }

    @Bean
    Notices changeNotices(Mailer mailer, InstantSource clock) {
        return new Notices(mailer, clock);
    }
}
