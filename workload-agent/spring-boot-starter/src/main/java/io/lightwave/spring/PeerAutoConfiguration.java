package io.lightwave.spring;

import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/// Of a servlet application: before anything else it is looked at who has connected.
@AutoConfiguration(after = AgentAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(OncePerRequestFilter.class)
@ConditionalOnBean(Peers.class)
public class PeerAutoConfiguration {

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    Filter lightwavePeerFilter(Peers peers) {
        return new PeerFilter(peers);
    }
}
