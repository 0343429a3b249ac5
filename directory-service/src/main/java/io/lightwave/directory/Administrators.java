package io.lightwave.directory;

import java.util.function.Supplier;

/// Keeps each tenant at least one administrator, once it has one. Who counts is who is enabled and in the group
/// [Tenants#ADMINISTRATORS] by way of enabled groups, whatever kind of subject it is; what ends by itself
/// (RFC 2589) does not count.
public interface Administrators {

    /// Makes several changes in the caller's transaction, and looks only at what comes of them all.
    ///
    /// @throws LastAdministratorException when a tenant would have no administrator after them, so that the
    ///     transaction has to end without effect
    <T> T together(Supplier<T> changes);
}
