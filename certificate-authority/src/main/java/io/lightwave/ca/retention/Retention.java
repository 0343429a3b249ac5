package io.lightwave.ca.retention;

import io.lightwave.directory.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Purges what is no longer kept of certificates that have expired.
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Tenants tenants;
    private final ExpiredCertificates expired;

    Retention(Tenants tenants, ExpiredCertificates expired) {
        this.tenants = tenants;
        this.expired = expired;
    }

    /// Every tenant, once, also when it fails in others.
    void purge() {
        tenants.forEach(
                expired::purge,
                (tenant, failed) -> LOG.warn(
                        "expired certificates of {} could not be purged, the next attempt follows", tenant, failed));
    }
}
