package io.lightwave.token.login;

import io.lightwave.directory.Audit;
import io.lightwave.directory.PasswordAuthentication;
import io.lightwave.token.authorization.Authorization;
import io.lightwave.token.authorization.AuthorizationAnswers;
import io.lightwave.token.authorization.AuthorizationRequests;
import io.lightwave.token.page.Pages;
import io.lightwave.token.protocol.ActiveTenants;
import io.lightwave.token.session.Sessions;
import io.lightwave.token.session.SignIns;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// The sign-in page.
@Configuration(proxyBeanMethods = false)
public class LoginConfiguration {

    @Bean
    PasswordSignIn passwordSignIn(
            PasswordAuthentication passwords, SignIns signIns, TransactionTemplate transactions, Audit audit) {
        return new PasswordSignIn(passwords, signIns, transactions, audit);
    }

    @Bean
    SignInPages signInPages(Pages pages, Sessions sessions, SecureRandom random) {
        return new SignInPages(pages, sessions, random);
    }

    @Bean
    LoginEndpoint loginEndpoint(
            ActiveTenants tenants,
            AuthorizationRequests requests,
            Authorization authorization,
            AuthorizationAnswers answers,
            PasswordSignIn signIn,
            SignInPages pages) {
        return new LoginEndpoint(tenants, requests, authorization, answers, signIn, pages);
    }

    @Bean
    ConsentEndpoint consentEndpoint(
            ActiveTenants tenants,
            AuthorizationRequests requests,
            Authorization authorization,
            AuthorizationAnswers answers,
            Sessions sessions) {
        return new ConsentEndpoint(tenants, requests, authorization, answers, sessions);
    }
}
