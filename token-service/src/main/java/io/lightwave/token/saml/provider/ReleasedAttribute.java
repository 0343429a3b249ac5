package io.lightwave.token.saml.provider;

import org.jspecify.annotations.Nullable;

/// One attribute that a service provider gets.
///
/// @param source one of [AttributeSource]
/// @param name how it is called there; null for the source's own OID
/// @param nameFormat a URI; null for `urn:oasis:names:tc:SAML:2.0:attrname-format:uri` under the source's own
///     name, else `…:basic`
public record ReleasedAttribute(
        @Nullable String source,
        @Nullable String name,
        @Nullable String nameFormat) {}
