package io.lightwave.ca.template;

import io.lightwave.directory.TenantId;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Distinguished names below a tenant's suffix: domain components first (RFC 2247), as in its directory.
public final class TenantName {
    private TenantName() {}

    /// A builder that already holds the tenant's `dc=` components.
    public static X500NameBuilder below(TenantId tenant) {
        var builder = new X500NameBuilder(BCStyle.INSTANCE);
        for (String label : List.of(tenant.value().split("[.]")).reversed()) {
            builder.addRDN(BCStyle.DC, label);
        }
        return builder;
    }
}
