/// What people authorised clients to do: one approval for each authorization, and the codes that stand for it
/// (RFC 6749 §1.3 and §4.1). Access tokens name their approval in the claim `grant` and die with it.
@NullMarked
package io.lightwave.token.approval;

import org.jspecify.annotations.NullMarked;
