package io.lightwave.ca.acme;

import io.lightwave.ca.authority.Authorities;
import io.lightwave.ca.authority.Chains;
import io.lightwave.ca.binding.Credentials;
import io.lightwave.ca.certificate.CertificateSearch;
import io.lightwave.ca.message.Nonces;
import io.lightwave.ca.order.Finalization;
import io.lightwave.ca.order.Orders;
import io.lightwave.ca.profile.Profiles;
import io.lightwave.ca.revocation.Revocation;
import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Audit;
import io.lightwave.directory.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
public class AcmeConfiguration {

    @Bean
    Addresses acmeAddresses(Tenants tenants) {
        return new Addresses(tenants);
    }

    @Bean
    Exchange acmeExchange(Nonces nonces, Addresses addresses) {
        return new Exchange(nonces, addresses);
    }

    @Bean
    Accounts acmeAccounts(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Credentials credentials,
            Audit audit,
            InstantSource clock) {
        return new Accounts(jdbc, transaction, credentials, audit, clock);
    }

    @Bean
    Reception acmeReception(
            Accounts accounts, Addresses addresses, ActivePrincipals principals, Nonces nonces, Audit audit) {
        return new Reception(accounts, addresses, principals, nonces, audit);
    }

    @Bean
    RenewalInformation acmeRenewalInformation(Authorities authorities, CertificateSearch search, InstantSource clock) {
        return new RenewalInformation(authorities, search, clock);
    }

    @Bean
    AcmeEndpoint acmeEndpoint(
            Exchange exchange,
            Reception reception,
            RenewalInformation renewals,
            Profiles profiles,
            Addresses addresses) {
        return new AcmeEndpoint(exchange, reception, renewals, profiles, new Views(addresses));
    }

    @Bean
    AccountEndpoint acmeAccountEndpoint(
            Exchange exchange,
            Reception reception,
            Accounts accounts,
            Credentials credentials,
            ActivePrincipals principals,
            Orders orders,
            Addresses addresses) {
        return new AccountEndpoint(
                exchange,
                reception,
                new Registration(accounts, credentials, principals, reception),
                new AccountChanges(accounts, addresses),
                orders,
                new Views(addresses));
    }

    @Bean
    OrderEndpoint acmeOrderEndpoint(
            Exchange exchange,
            Reception reception,
            Orders orders,
            Finalization finalization,
            Credentials credentials,
            RenewalInformation renewals,
            Profiles profiles,
            Addresses addresses) {
        var ordering = new Ordering(orders, finalization, credentials, renewals, profiles);
        return new OrderEndpoint(exchange, reception, ordering, orders, new Views(addresses));
    }

    @Bean
    CertificateEndpoint acmeCertificateEndpoint(
            Exchange exchange,
            Reception reception,
            Orders orders,
            CertificateSearch search,
            Chains chains,
            Revocation revocation,
            Addresses addresses) {
        var ending = new Ending(reception, orders, search, revocation);
        return new CertificateEndpoint(exchange, reception, orders, search, chains, ending, new Views(addresses));
    }
}
