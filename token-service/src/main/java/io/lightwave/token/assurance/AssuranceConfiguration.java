package io.lightwave.token.assurance;

import io.lightwave.token.certificate.CertificateErrands;
import io.lightwave.token.certificate.Certificates;
import io.lightwave.token.emailcode.EmailCodes;
import io.lightwave.token.passkey.Passkeys;
import io.lightwave.token.policy.AuthenticationPolicies;
import io.lightwave.token.totp.SecondFactors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What is asked of people.
@Configuration(proxyBeanMethods = false)
public class AssuranceConfiguration {

    @Bean
    Assurance assurance(
            AuthenticationPolicies policies,
            SecondFactors codes,
            Passkeys passkeys,
            EmailCodes letters,
            Certificates certificates,
            CertificateErrands errands) {
        return new Assurance(policies, codes, passkeys, letters, certificates, errands);
    }
}
