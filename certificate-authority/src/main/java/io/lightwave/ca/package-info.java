/// The certificate authority's API: one authority per tenant, issuance and revocation.
@NullMarked
package io.lightwave.ca;

import org.jspecify.annotations.NullMarked;
