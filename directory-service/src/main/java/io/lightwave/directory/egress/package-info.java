/// The one way out of the server (ADR 0002): GET over HTTPS, against server-side request forgery.
@NullMarked
package io.lightwave.directory.egress;

import org.jspecify.annotations.NullMarked;
