/// Enrolment over secure transport (RFC 7030, RFC 8951) at `/.well-known/est/{tenant}`.
@NullMarked
package io.lightwave.ca.est;

import org.jspecify.annotations.NullMarked;
