package io.lightwave.token;

import org.springframework.context.annotation.Configuration;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
public class TokenServiceConfiguration {}
