/// What the policies of tenants have in common: one row for each, a version, and who changes it.
@NullMarked
package io.lightwave.token.tenantpolicy;

import org.jspecify.annotations.NullMarked;
