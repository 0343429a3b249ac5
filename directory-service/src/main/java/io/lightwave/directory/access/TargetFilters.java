package io.lightwave.directory.access;

import com.unboundid.ldap.sdk.Filter;
import io.lightwave.directory.TenantId;
import io.lightwave.directory.dit.Entry;
import java.util.function.Predicate;

/// How filters of rules become tests of entries; what searches know of filters stands on this package.
@FunctionalInterface
public interface TargetFilters {

    /// @param whereUndefined what the test says of entries for which the filter is neither true nor false
    /// @throws io.lightwave.directory.schema.ViolationException when the filter is too deep or too large
    Predicate<Entry> compile(TenantId tenant, Filter filter, boolean whereUndefined);
}
