/// The tenants' records.
@NullMarked
package io.lightwave.directory.tenant;

import org.jspecify.annotations.NullMarked;
