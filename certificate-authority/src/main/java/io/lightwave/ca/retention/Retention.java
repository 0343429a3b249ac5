package io.lightwave.ca.retention;

import io.lightwave.directory.Page;
import io.lightwave.directory.Tenant;
import io.lightwave.directory.Tenants;

/// Purges what is no longer kept of certificates that have expired.
final class Retention {
    private static final int TENANTS_AT_ONCE = 200;

    private final Tenants tenants;
    private final ExpiredCertificates expired;

    Retention(Tenants tenants, ExpiredCertificates expired) {
        this.tenants = tenants;
        this.expired = expired;
    }

    /// Every tenant, once.
    void purge() {
        String cursor = null;
        do {
            Page<Tenant> page = tenants.list(cursor, TENANTS_AT_ONCE);
            page.items().forEach(tenant -> expired.purge(tenant.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
    }
}
