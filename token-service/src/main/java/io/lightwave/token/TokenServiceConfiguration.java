package io.lightwave.token;

import io.lightwave.token.accesstoken.AccessTokenConfiguration;
import io.lightwave.token.account.AccountConfiguration;
import io.lightwave.token.appearance.AppearanceConfiguration;
import io.lightwave.token.approval.ApprovalConfiguration;
import io.lightwave.token.assurance.AssuranceConfiguration;
import io.lightwave.token.authentication.AuthenticationConfiguration;
import io.lightwave.token.authorization.AuthorizationConfiguration;
import io.lightwave.token.authorizationdetails.AuthorizationDetailsConfiguration;
import io.lightwave.token.backchannel.BackChannelConfiguration;
import io.lightwave.token.certificate.CertificateConfiguration;
import io.lightwave.token.client.ClientConfiguration;
import io.lightwave.token.consent.ConsentConfiguration;
import io.lightwave.token.console.ConsoleConfiguration;
import io.lightwave.token.crossorigin.CrossOriginConfiguration;
import io.lightwave.token.device.DeviceConfiguration;
import io.lightwave.token.direct.DirectConfiguration;
import io.lightwave.token.dpop.DpopConfiguration;
import io.lightwave.token.ecp.EcpConfiguration;
import io.lightwave.token.emailcode.EmailCodeConfiguration;
import io.lightwave.token.exchange.ExchangeConfiguration;
import io.lightwave.token.explain.ExplainConfiguration;
import io.lightwave.token.federation.FederationConfiguration;
import io.lightwave.token.grant.GrantConfiguration;
import io.lightwave.token.idtoken.IdTokenConfiguration;
import io.lightwave.token.introspection.IntrospectionConfiguration;
import io.lightwave.token.issuer.IssuerConfiguration;
import io.lightwave.token.jwe.JweConfiguration;
import io.lightwave.token.ldapsource.LdapSourceConfiguration;
import io.lightwave.token.login.LoginConfiguration;
import io.lightwave.token.logout.LogoutConfiguration;
import io.lightwave.token.mail.MailConfiguration;
import io.lightwave.token.page.PageConfiguration;
import io.lightwave.token.pairwise.PairwiseConfiguration;
import io.lightwave.token.passkey.PasskeyConfiguration;
import io.lightwave.token.passwordlink.PasswordLinkConfiguration;
import io.lightwave.token.policy.PolicyConfiguration;
import io.lightwave.token.preview.PreviewConfiguration;
import io.lightwave.token.pushed.PushedConfiguration;
import io.lightwave.token.refresh.RefreshConfiguration;
import io.lightwave.token.registration.RegistrationConfiguration;
import io.lightwave.token.replay.ReplayConfiguration;
import io.lightwave.token.requestobject.RequestObjectConfiguration;
import io.lightwave.token.resource.ResourceConfiguration;
import io.lightwave.token.revocation.RevocationConfiguration;
import io.lightwave.token.saml.SamlConfiguration;
import io.lightwave.token.samlbearer.SamlBearerConfiguration;
import io.lightwave.token.session.SessionConfiguration;
import io.lightwave.token.sessionmanagement.SessionManagementConfiguration;
import io.lightwave.token.tokenpolicy.TokenPolicyConfiguration;
import io.lightwave.token.totp.TotpConfiguration;
import io.lightwave.token.userinfo.UserInfoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({
    AccessTokenConfiguration.class,
    AccountConfiguration.class,
    AppearanceConfiguration.class,
    ApprovalConfiguration.class,
    AssuranceConfiguration.class,
    AuthenticationConfiguration.class,
    AuthorizationConfiguration.class,
    AuthorizationDetailsConfiguration.class,
    BackChannelConfiguration.class,
    CertificateConfiguration.class,
    ClientConfiguration.class,
    ConsentConfiguration.class,
    ConsoleConfiguration.class,
    CrossOriginConfiguration.class,
    DeviceConfiguration.class,
    DirectConfiguration.class,
    DpopConfiguration.class,
    EcpConfiguration.class,
    EmailCodeConfiguration.class,
    ExchangeConfiguration.class,
    ExplainConfiguration.class,
    FederationConfiguration.class,
    GrantConfiguration.class,
    IdTokenConfiguration.class,
    IntrospectionConfiguration.class,
    IssuerConfiguration.class,
    JweConfiguration.class,
    LdapSourceConfiguration.class,
    LoginConfiguration.class,
    LogoutConfiguration.class,
    MailConfiguration.class,
    PageConfiguration.class,
    PairwiseConfiguration.class,
    PasskeyConfiguration.class,
    PasswordLinkConfiguration.class,
    PolicyConfiguration.class,
    PreviewConfiguration.class,
    PushedConfiguration.class,
    RefreshConfiguration.class,
    RegistrationConfiguration.class,
    ReplayConfiguration.class,
    RequestObjectConfiguration.class,
    ResourceConfiguration.class,
    RevocationConfiguration.class,
    SamlConfiguration.class,
    SamlBearerConfiguration.class,
    SessionConfiguration.class,
    SessionManagementConfiguration.class,
    TokenPolicyConfiguration.class,
    TotpConfiguration.class,
    UserInfoConfiguration.class
})
public class TokenServiceConfiguration {}
