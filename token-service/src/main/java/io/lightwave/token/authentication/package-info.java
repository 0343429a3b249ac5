/// Client authentication at the token, introspection and revocation endpoints (RFC 6749 §2.3, RFC 7523 §2.2), and
/// workloads that show a platform's token instead.
@NullMarked
package io.lightwave.token.authentication;

import org.jspecify.annotations.NullMarked;
