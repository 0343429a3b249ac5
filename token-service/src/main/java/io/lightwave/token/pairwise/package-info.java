/// Pairwise subjects (OpenID Connect Core §8): clients of different sectors cannot tell by `sub` that they speak of the
/// same person.
@NullMarked
package io.lightwave.token.pairwise;

import org.jspecify.annotations.NullMarked;
