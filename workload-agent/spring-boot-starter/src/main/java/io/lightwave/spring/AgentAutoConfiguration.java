package io.lightwave.spring;

import java.security.GeneralSecurityException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ClientHttpRequestInterceptor;

/// The SSL bundle `lightwave`, live, and the tokens of the agent. `lightwave.agent.enabled=false` leaves all of it out.
@AutoConfiguration(before = SslAutoConfiguration.class)
@ConditionalOnProperty(name = "lightwave.agent.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AgentProperties.class)
public class AgentAutoConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    AgentIdentity agentIdentity(AgentProperties properties) {
        return new AgentIdentity(new AgentSocket(properties.socket()), properties);
    }

    @Bean
    Peers peers(AgentIdentity identity, AgentProperties properties) {
        return new Peers(identity, properties.peers());
    }

    @Bean
    @ConditionalOnClass(ClientHttpRequestInterceptor.class)
    AgentTokens agentTokens(AgentProperties properties) {
        return new AgentTokens(new AgentSocket(properties.socket()), properties);
    }

    /// Who makes connections asks the managers, which are always the newest; who listens has the
    /// stores, and is told when there are others.
    @Bean
    SslBundleRegistrar agentBundle(AgentIdentity identity, Peers peers, AgentProperties properties) {
        return registry -> {
            var first = identity.svid();
            registry.registerBundle(properties.bundle(), bundle(first, identity, peers));
            identity.listen(first, svid -> registry.updateBundle(properties.bundle(), bundle(svid, identity, peers)));
        };
    }

    private static SslBundle bundle(Svid svid, AgentIdentity identity, Peers peers) {
        try {
            return SslBundle.of(
                    SslStoreBundle.of(svid.keyStore(), "", svid.trustStore()),
                    SslBundleKey.of("", "svid"),
                    SslOptions.NONE,
                    SslBundle.DEFAULT_PROTOCOL,
                    LiveManagers.of(identity, peers));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the agent's certificate cannot be used", unusable);
        }
    }
}
