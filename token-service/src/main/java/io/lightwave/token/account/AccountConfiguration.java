package io.lightwave.token.account;

import io.lightwave.directory.Audit;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.directory.PasswordChanges;
import io.lightwave.token.approval.Approvals;
import io.lightwave.token.client.Clients;
import io.lightwave.token.consent.Consents;
import io.lightwave.token.logout.SignOut;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
import io.lightwave.token.totp.SecondFactors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// The account pages.
@Configuration(proxyBeanMethods = false)
public class AccountConfiguration {

    @Bean
    AccountPages accountPages(
            Pages pages,
            Sessions sessions,
            SecondFactors factors,
            Consents consents,
            Approvals approvals,
            Clients clients) {
        return new AccountPages(pages, sessions, factors, new Applications(consents, approvals, clients));
    }

    @Bean
    Desk accountDesk(ActiveTenants tenants, Sessions sessions, SecondFactors factors, AccountPages pages, Audit audit) {
        return new Desk(tenants, sessions, factors, pages, audit);
    }

    @Bean
    Renewal accountRenewal(Sessions sessions, SignIns signIns, SignOut signOut, TransactionTemplate transactions) {
        return new Renewal(sessions, signIns, signOut, transactions);
    }

    @Bean
    AccountEndpoint accountEndpoint(Desk desk, AccountPages pages) {
        return new AccountEndpoint(desk, pages);
    }

    @Bean
    OwnPasswordEndpoint ownPasswordEndpoint(
            Desk desk, AccountPages pages, PasswordAuthentication passwords, PasswordChanges changes, Renewal renewal) {
        return new OwnPasswordEndpoint(desk, pages, passwords, changes, renewal);
    }

    @Bean
    OwnCodesEndpoint ownCodesEndpoint(
            Desk desk,
            AccountPages accountPages,
            Pages pages,
            PasswordAuthentication passwords,
            SecondFactors factors,
            Renewal renewal) {
        return new OwnCodesEndpoint(
                desk, accountPages, new CodePages(pages), new OwnProof(passwords), factors, renewal);
    }

    @Bean
    OwnSessionsEndpoint ownSessionsEndpoint(Desk desk, Sessions sessions, SignOut signOut) {
        return new OwnSessionsEndpoint(desk, sessions, signOut);
    }

    @Bean
    OwnConsentsEndpoint ownConsentsEndpoint(Desk desk, Consents consents, Clients clients) {
        return new OwnConsentsEndpoint(desk, consents, clients);
    }
}
