/// Who may do what over HTTP: everything is denied that is not named here. Access tokens by RFC 6750.
@NullMarked
package io.lightwave.server.security;

import org.jspecify.annotations.NullMarked;
