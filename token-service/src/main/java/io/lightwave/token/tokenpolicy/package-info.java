/// What a tenant lets its token service do that is off unless somebody turns it on, over REST as `policies/token`.
@NullMarked
package io.lightwave.token.tokenpolicy;

import org.jspecify.annotations.NullMarked;
