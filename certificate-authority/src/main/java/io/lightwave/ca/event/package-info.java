/// What becomes of a tenant's certificates, told as it happens by server-sent events (WHATWG HTML §9.2), from the
/// change log.
@NullMarked
package io.lightwave.ca.event;

import org.jspecify.annotations.NullMarked;
