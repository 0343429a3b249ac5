package io.lightwave.token.saml;

import io.lightwave.token.saml.idp.IdentityProviderConfiguration;
import io.lightwave.token.saml.key.SamlKeyConfiguration;
import io.lightwave.token.saml.logout.SamlLogoutConfiguration;
import io.lightwave.token.saml.provider.ServiceProviderConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// SAML 2.0.
@Configuration(proxyBeanMethods = false)
@Import({
    IdentityProviderConfiguration.class,
    SamlKeyConfiguration.class,
    SamlLogoutConfiguration.class,
    ServiceProviderConfiguration.class
})
public class SamlConfiguration {}
