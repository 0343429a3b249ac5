package io.lightwave.ca.retention;

import io.lightwave.directory.Page;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Purges what is no longer kept of certificates that have expired.
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int TENANTS_AT_ONCE = 200;

    private final Tenants tenants;
    private final ExpiredCertificates expired;

    Retention(Tenants tenants, ExpiredCertificates expired) {
        this.tenants = tenants;
        this.expired = expired;
    }

    /// Every tenant, once, also when it fails in others.
    void purge() {
        String cursor = null;
        do {
            Page<Tenant> page = tenants.list(cursor, TENANTS_AT_ONCE);
            page.items().forEach(tenant -> attempt(tenant.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
    }

    private void attempt(TenantId tenant) {
        try {
            expired.purge(tenant);
        } catch (RuntimeException failed) {
            if (Thread.currentThread().isInterrupted()) { // the server is ending
                throw failed;
            }
            LOG.warn("expired certificates of {} could not be purged, the next attempt follows", tenant, failed);
        }
    }
}
