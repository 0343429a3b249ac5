/// What is said of people: the standard claims (OpenID Connect Core §5.1), which scopes stand for which (§5.4), and
/// the `claims` parameter that asks for them by name (§5.5).
@NullMarked
package io.lightwave.token.claims;

import org.jspecify.annotations.NullMarked;
