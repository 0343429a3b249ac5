/// The HTTP edge: listeners, request ids, limits, security headers, metrics and RFC 9457 problems.
@NullMarked
package io.lightwave.server.web;

import org.jspecify.annotations.NullMarked;
