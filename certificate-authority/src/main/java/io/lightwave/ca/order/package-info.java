/// Orders, their authorizations and challenges, and what becomes of them (RFC 8555 §7.1.6). A state changes by one
/// conditional update, whose row count decides, so that several nodes never do the same thing twice.
@NullMarked
package io.lightwave.ca.order;

import org.jspecify.annotations.NullMarked;
