package io.lightwave.token.federation;

import org.jspecify.annotations.Nullable;

/// Puts people into a group as long as their provider says something of them, and takes them out when it no longer
/// does.
///
/// @param claim of the ID token; one text or several
/// @param value what is one of them
/// @param group the group's name here
record GroupRule(
        @Nullable String claim,
        @Nullable String value,
        @Nullable String group) {}
