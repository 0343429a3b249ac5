/// What people have agreed to let clients have (OpenID Connect Core §3.1.2.4), where a client's registration asks for
/// it: remembered, listed, withdrawn.
@NullMarked
package io.lightwave.token.consent;

import org.jspecify.annotations.NullMarked;
