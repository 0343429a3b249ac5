/// Requests of the API that are made once however often they come (draft-ietf-httpapi-idempotency-key-header-07): a
/// repeat is given the answer that the first one got.
@NullMarked
package io.lightwave.server.idempotency;

import org.jspecify.annotations.NullMarked;
