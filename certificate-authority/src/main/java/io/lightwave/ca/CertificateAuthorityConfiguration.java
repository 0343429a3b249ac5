package io.lightwave.ca;

import io.lightwave.ca.acme.AcmeConfiguration;
import io.lightwave.ca.authority.AuthorityConfiguration;
import io.lightwave.ca.binding.BindingConfiguration;
import io.lightwave.ca.certificate.CertificateConfiguration;
import io.lightwave.ca.cmp.CmpConfiguration;
import io.lightwave.ca.delegate.DelegateConfiguration;
import io.lightwave.ca.download.DownloadConfiguration;
import io.lightwave.ca.enrollment.EnrollmentConfiguration;
import io.lightwave.ca.est.EstConfiguration;
import io.lightwave.ca.event.EventConfiguration;
import io.lightwave.ca.expiry.ExpiryConfiguration;
import io.lightwave.ca.issuance.IssuanceConfiguration;
import io.lightwave.ca.message.MessageConfiguration;
import io.lightwave.ca.ocsp.OcspConfiguration;
import io.lightwave.ca.order.OrderConfiguration;
import io.lightwave.ca.profile.ProfileConfiguration;
import io.lightwave.ca.proof.ProofConfiguration;
import io.lightwave.ca.renewal.RenewalConfiguration;
import io.lightwave.ca.retention.RetentionConfiguration;
import io.lightwave.ca.revocation.RevocationConfiguration;
import io.lightwave.ca.rotation.RotationConfiguration;
import io.lightwave.ca.ssh.SshConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({
    AcmeConfiguration.class,
    AuthorityConfiguration.class,
    BindingConfiguration.class,
    CertificateConfiguration.class,
    CmpConfiguration.class,
    DelegateConfiguration.class,
    DownloadConfiguration.class,
    EnrollmentConfiguration.class,
    EstConfiguration.class,
    EventConfiguration.class,
    ExpiryConfiguration.class,
    IssuanceConfiguration.class,
    MessageConfiguration.class,
    OcspConfiguration.class,
    OrderConfiguration.class,
    ProfileConfiguration.class,
    ProofConfiguration.class,
    RenewalConfiguration.class,
    RetentionConfiguration.class,
    RevocationConfiguration.class,
    RotationConfiguration.class,
    SshConfiguration.class
})
public class CertificateAuthorityConfiguration {}
