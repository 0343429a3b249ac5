package io.lightwave.token.userinfo;

import io.lightwave.directory.Audit;
import io.lightwave.token.accesstoken.PresentedTokens;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.client.Clients;
import io.lightwave.token.jwe.ClientEncryption;
import io.lightwave.token.key.SigningKeys;
import io.lightwave.token.pairwise.ClientSubjectNames;
import io.lightwave.token.protocol.ActiveTenants;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The UserInfo endpoint.
@Configuration(proxyBeanMethods = false)
public class UserInfoConfiguration {

    @Bean
    UserInfoClaims userInfoClaims(ClientSubjectNames names) {
        return new UserInfoClaims(names);
    }

    @Bean
    UserInfoEndpoint userInfoEndpoint(
            ActiveTenants tenants,
            PresentedTokens tokens,
            Approvals approvals,
            Clients clients,
            SigningKeys keys,
            UserInfoClaims userInfo,
            ClientEncryption encryption,
            Audit audit) {
        return new UserInfoEndpoint(tenants, tokens, approvals, clients, keys, userInfo, encryption, audit);
    }
}
