package io.lightwave.directory;

import io.lightwave.directory.audit.AuditConfiguration;
import io.lightwave.directory.feed.FeedConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// The whole module: identity-server imports this one class.
@Configuration(proxyBeanMethods = false)
@Import({AuditConfiguration.class, FeedConfiguration.class})
public class DirectoryConfiguration {}
