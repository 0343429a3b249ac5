/// The audit trail: append-only rows, written by group commit or within the change they tell of (architecture,
/// decision 12).
@NullMarked
package io.lightwave.directory.audit;

import org.jspecify.annotations.NullMarked;
