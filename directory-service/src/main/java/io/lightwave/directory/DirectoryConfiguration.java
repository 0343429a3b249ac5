package io.lightwave.directory;

import io.lightwave.directory.audit.AuditConfiguration;
import io.lightwave.directory.feed.FeedConfiguration;
import io.lightwave.directory.sealing.SealingConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({AuditConfiguration.class, FeedConfiguration.class, SealingConfiguration.class})
public class DirectoryConfiguration {}
