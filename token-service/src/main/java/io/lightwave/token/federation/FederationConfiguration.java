package io.lightwave.token.federation;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.Egress;
import io.lightwave.directory.RecurringTask;
import io.lightwave.directory.ReservedNames;
import io.lightwave.directory.Restoration;
import io.lightwave.directory.SealedKeys;
import io.lightwave.directory.SubjectEnded;
import io.lightwave.directory.Subjects;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.jws.RemoteKeys;
import io.lightwave.token.logout.FrontChannel;
import io.lightwave.token.logout.FurtherLogout;
import io.lightwave.token.logout.LogoutProblems;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.page.Pages;
import io.lightwave.token.policy.Factor;
import io.lightwave.token.policy.FactorSupply;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.saml.MetadataExpiry;
import io.lightwave.token.saml.MetadataSource;
import io.lightwave.token.saml.OldAlgorithms;
import io.lightwave.token.saml.key.SamlKeys;
import io.lightwave.token.saml.logout.LogoutMessages;
import io.lightwave.token.saml.sp.IdentityProviderMetadata;
import io.lightwave.token.session.Sessions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.ObjectMapper;

/// Identity providers of others.
@Configuration(proxyBeanMethods = false)
public class FederationConfiguration {

    @Bean
    IdentityProviders identityProviders(
            JdbcClient jdbc, ChangeFeed feed, SealedKeys sealed, ObjectMapper json, InstantSource clock) {
        return new IdentityProviders(jdbc, feed, sealed, json, clock);
    }

    @Bean
    UpstreamRequests upstreamRequests(JdbcClient jdbc, InstantSource clock, SecureRandom random) {
        return new UpstreamRequests(jdbc, clock, random);
    }

    @Bean
    ConsumedAssertions consumedAssertions(JdbcClient jdbc, Restoration restoration, InstantSource clock) {
        return new ConsumedAssertions(jdbc, restoration, clock);
    }

    @Bean
    RecurringTask expiredUpstreamRequests(UpstreamRequests requests) {
        return new RecurringTask("expired-upstream-requests", Duration.ofHours(1), requests::forgetExpired);
    }

    @Bean
    RecurringTask expiredAssertions(ConsumedAssertions consumed) {
        return new RecurringTask("expired-assertions", Duration.ofHours(1), consumed::forgetExpired);
    }

    @Bean
    SamlUpstream samlUpstream(
            UpstreamRequests requests, ConsumedAssertions consumed, SamlKeys keys, Audit audit, InstantSource clock) {
        return new SamlUpstream(requests, consumed, keys, new OldAlgorithms(audit), clock);
    }

    @Bean
    SamlBearers samlBearers(
            IdentityProviders providers,
            UpstreamPeople people,
            ConsumedAssertions consumed,
            SamlKeys keys,
            Audit audit,
            InstantSource clock) {
        return new SamlBearers(providers, people, consumed, keys, new OldAlgorithms(audit), clock);
    }

    @Bean
    UpstreamSessions upstreamSessions(JdbcClient jdbc, ObjectMapper json, SealedKeys sealed, InstantSource clock) {
        return new UpstreamSessions(jdbc, json, sealed, clock);
    }

    @Bean
    UpstreamLogout upstreamLogout(
            IdentityProviders providers,
            UpstreamSessions upstream,
            Sessions sessions,
            SignOut signOut,
            SamlKeys keys,
            TransactionTemplate transactions,
            JdbcClient jdbc,
            ObjectMapper json,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {
        return new UpstreamLogout(
                providers,
                upstream,
                sessions,
                signOut,
                keys,
                new LogoutMessages(clock, random),
                transactions,
                jdbc,
                json,
                audit,
                clock,
                random);
    }

    @Bean
    OpenIdLogout openIdLogout(
            IdentityProviders providers,
            Discovery discovery,
            Upstream openId,
            UpstreamSessions upstream,
            UpstreamLogout waiting,
            ConsumedAssertions consumed,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new OpenIdLogout(providers, discovery, openId, upstream, waiting, consumed, transactions, audit, clock);
    }

    @Bean
    OpenIdLogoutEndpoint openIdLogoutEndpoint(
            ActiveTenants tenants, UpstreamLogout waiting, OpenIdLogout logout, LogoutProblems problems, Pages pages) {
        return new OpenIdLogoutEndpoint(tenants, waiting, logout, problems, pages);
    }

    @Bean
    RecurringTask sessionsOverElsewhere(UpstreamLogout logout) {
        return new RecurringTask("sessions-over-elsewhere", Duration.ofMinutes(1), logout::endOver);
    }

    @Bean
    RecurringTask expiredUpstreamSessions(UpstreamLogout logout) {
        return new RecurringTask("expired-upstream-sessions", Duration.ofHours(1), logout::forgetExpired);
    }

    @Bean
    UpstreamLogoutEndpoint upstreamLogoutEndpoint(
            ActiveTenants tenants,
            UpstreamLogout logout,
            ObjectProvider<FurtherLogout> further,
            FrontChannel frontChannel,
            LogoutProblems problems,
            Pages pages) {
        List<FurtherLogout> others =
                further.orderedStream().filter(one -> one != logout).toList();
        return new UpstreamLogoutEndpoint(tenants, logout, others, frontChannel, problems, pages);
    }

    @Bean
    SpMetadataEndpoint spMetadataEndpoint(
            ActiveTenants tenants, IdentityProviders providers, SamlKeys keys, InstantSource clock) {
        return new SpMetadataEndpoint(tenants, providers, keys, clock);
    }

    @Bean
    MetadataSource<IdentityProviderMetadata> identityProviderMetadataSource(Egress egress, InstantSource clock) {
        return new MetadataSource<>(egress, clock, IdentityProviderMetadata::read);
    }

    @Bean
    ProviderRefresh identityProviderRefresh(
            IdentityProviders providers,
            MetadataSource<IdentityProviderMetadata> source,
            TransactionTemplate transactions,
            Audit audit,
            InstantSource clock) {
        return new ProviderRefresh(providers, source, transactions, audit, clock);
    }

    @Bean
    RecurringTask identityProviderMetadataSchedule(ProviderRefresh refresh) {
        return new RecurringTask("identity-provider-metadata", Duration.ofMinutes(5), refresh::refreshDue);
    }

    @Bean
    RecurringTask identityProviderExpiry(
            JdbcClient jdbc, TransactionTemplate transactions, Audit audit, InstantSource clock) {
        var kind = new MetadataExpiry.Kind(
                "identity-provider", "identity_provider", "true", IdentityProviderMetadata::read);
        return new RecurringTask(
                "identity-provider-expiry",
                Duration.ofHours(1),
                new MetadataExpiry(jdbc, transactions, audit, clock, kind)::look);
    }

    @Bean
    FactorSupply identityProviderSupply(IdentityProviders providers) {
        return new FactorSupply() {
            @Override
            public Factor factor() {
                return Factor.IDENTITY_PROVIDER;
            }

            @Override
            public boolean isThere(TenantId tenant) {
                return !providers.usable(tenant).isEmpty();
            }
        };
    }

    @Bean
    Discovery upstreamDiscovery(Egress egress, InstantSource clock) {
        return new Discovery(egress, clock);
    }

    @Bean
    Upstream upstream(
            SamlUpstream saml,
            IdentityProviders providers,
            Discovery discovery,
            UpstreamRequests requests,
            Egress egress,
            InstantSource clock) {
        return new Upstream(saml, providers, discovery, requests, new RemoteKeys(egress, clock), egress, clock);
    }

    @Bean
    UpstreamPeople upstreamPeople(
            JdbcClient jdbc,
            Subjects subjects,
            ReservedNames reserved,
            ActivePrincipals principals,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit) {
        return new UpstreamPeople(jdbc, subjects, reserved, principals, transactions, clock, audit);
    }

    @Bean
    SubjectEnded forgottenUpstreamIdentities(UpstreamPeople people) {
        return (subject, change) -> {
            if (change == SubjectEnded.Change.DELETED) {
                people.forget(subject.tenant(), subject.id());
            }
        };
    }

    @Bean
    EndedProviders endedProviders(
            UpstreamSessions upstream, UpstreamPeople people, Sessions sessions, SignOut signOut, Approvals approvals) {
        return new EndedProviders(upstream, people, sessions, signOut, approvals);
    }

    @Bean
    IdentityProvidersEndpoint identityProvidersEndpoint(
            IdentityProviders providers,
            EndedProviders ended,
            Discovery discovery,
            MetadataSource<IdentityProviderMetadata> metadata,
            SamlKeys keys,
            Tenants tenants,
            TransactionTemplate transactions,
            InstantSource clock,
            Audit audit,
            ObjectMapper json) {
        return new IdentityProvidersEndpoint(
                providers, ended, discovery, metadata, keys, tenants, transactions, clock, audit, json);
    }
}
