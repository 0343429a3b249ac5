package io.lightwave.server.web;

/// The path names a tenant that is none; answered 404.
public final class UnknownTenantException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
}
