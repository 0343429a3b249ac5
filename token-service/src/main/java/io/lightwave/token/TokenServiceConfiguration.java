package io.lightwave.token;

import io.lightwave.token.accesstoken.AccessTokenConfiguration;
import io.lightwave.token.authentication.AuthenticationConfiguration;
import io.lightwave.token.client.ClientConfiguration;
import io.lightwave.token.grant.GrantConfiguration;
import io.lightwave.token.introspection.IntrospectionConfiguration;
import io.lightwave.token.issuer.IssuerConfiguration;
import io.lightwave.token.resource.ResourceConfiguration;
import io.lightwave.token.revocation.RevocationConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({
    AccessTokenConfiguration.class,
    AuthenticationConfiguration.class,
    ClientConfiguration.class,
    GrantConfiguration.class,
    IntrospectionConfiguration.class,
    IssuerConfiguration.class,
    ResourceConfiguration.class,
    RevocationConfiguration.class
})
public class TokenServiceConfiguration {}
