/// The UserInfo endpoint (OpenID Connect Core §5.3, RFC 6750).
@NullMarked
package io.lightwave.token.userinfo;

import org.jspecify.annotations.NullMarked;
