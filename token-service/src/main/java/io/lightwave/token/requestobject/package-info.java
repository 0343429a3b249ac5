/// Authorization requests as signed JWTs (RFC 9101).
@NullMarked
package io.lightwave.token.requestobject;

import org.jspecify.annotations.NullMarked;
