package io.lightwave.directory;

import io.lightwave.directory.access.AccessConfiguration;
import io.lightwave.directory.audit.AuditConfiguration;
import io.lightwave.directory.authentication.AuthenticationConfiguration;
import io.lightwave.directory.browse.BrowseConfiguration;
import io.lightwave.directory.definition.DefinitionConfiguration;
import io.lightwave.directory.dit.DitConfiguration;
import io.lightwave.directory.egress.EgressConfiguration;
import io.lightwave.directory.entry.EntryConfiguration;
import io.lightwave.directory.feed.FeedConfiguration;
import io.lightwave.directory.ldap.LdapConfiguration;
import io.lightwave.directory.ldif.LdifConfiguration;
import io.lightwave.directory.password.PasswordConfiguration;
import io.lightwave.directory.policy.PolicyConfiguration;
import io.lightwave.directory.restoration.RestorationConfiguration;
import io.lightwave.directory.scim.ScimConfiguration;
import io.lightwave.directory.sealing.SealingConfiguration;
import io.lightwave.directory.subject.SubjectConfiguration;
import io.lightwave.directory.subschema.SubschemaConfiguration;
import io.lightwave.directory.tenant.TenantConfiguration;
import io.lightwave.directory.throttle.ThrottleConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({
    FeedConfiguration.class,
    AuditConfiguration.class,
    SealingConfiguration.class,
    ThrottleConfiguration.class,
    EgressConfiguration.class,
    PasswordConfiguration.class,
    SubschemaConfiguration.class,
    DitConfiguration.class,
    TenantConfiguration.class,
    SubjectConfiguration.class,
    AccessConfiguration.class,
    EntryConfiguration.class,
    AuthenticationConfiguration.class,
    LdapConfiguration.class,
    LdifConfiguration.class,
    ScimConfiguration.class,
    PolicyConfiguration.class,
    BrowseConfiguration.class,
    DefinitionConfiguration.class,
    RestorationConfiguration.class
})
public class DirectoryConfiguration {}
