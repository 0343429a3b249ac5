/// ID tokens and what is said of people (OpenID Connect Core §2 and §5).
@NullMarked
package io.lightwave.token.idtoken;

import org.jspecify.annotations.NullMarked;
