package io.lightwave.server.scim;

import io.lightwave.directory.Audit;
import io.lightwave.directory.SubjectAccess;
import io.lightwave.directory.Subjects;
import io.lightwave.server.settings.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// SCIM.
@Configuration(proxyBeanMethods = false)
public class ScimConfiguration {

    @Bean
    UserEndpoint scimUserEndpoint(
            Subjects subjects, SubjectAccess access, Audit audit, TransactionTemplate transactions, Settings settings) {
        return new UserEndpoint(new ScimUsers(subjects, access, audit, transactions), settings.publicUrl());
    }

    @Bean
    ProviderEndpoint scimProviderEndpoint() {
        return new ProviderEndpoint();
    }

    @Bean
    ScimAdvice scimAdvice() {
        return new ScimAdvice();
    }
}
