package io.lightwave.token.federation;

import org.jspecify.annotations.Nullable;

/// What of a person who is made here is read from which SAML attribute.
///
/// @param claim the attribute's `Name`
/// @param attribute `userName`, `displayName`, `givenName`, `sn` or `mail`
record AttributeRule(@Nullable String claim, @Nullable String attribute) {}
