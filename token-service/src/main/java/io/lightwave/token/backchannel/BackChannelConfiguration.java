package io.lightwave.token.backchannel;

import io.lightwave.directory.Audit;
import io.lightwave.directory.Egress;
import io.lightwave.directory.Tenants;
import io.lightwave.token.client.Clients;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Back-channel logout.
@Configuration(proxyBeanMethods = false)
public class BackChannelConfiguration {

    @Bean
    BackChannelLogout backChannelLogout(
            JdbcClient jdbc,
            SigningKeys keys,
            ClientSubjectNames names,
            ClientEncryption encryption,
            Clients clients,
            Tenants tenants,
            Egress egress,
            Audit audit,
            InstantSource clock) {
        return new BackChannelLogout(
                jdbc, new LogoutTokens(keys, names, encryption), clients, tenants, egress, audit, clock);
    }

    @Bean
    Courier backChannelCourier(ObjectProvider<Delivery> deliveries) {
        return new Courier(deliveries.orderedStream().toList());
    }
}
