package io.lightwave.token.federation;

import org.jspecify.annotations.Nullable;

/// Lets nobody in of whom a provider does not say it. Several of one claim are alternatives.
///
/// @param claim of the ID token, one text or several; the `Name` of a SAML attribute
/// @param value what is one of them
record RequiredClaim(@Nullable String claim, @Nullable String value) {}
