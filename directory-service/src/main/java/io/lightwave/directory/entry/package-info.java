/// What a requester may do with entries: read, search, compare, add, modify, delete (RFC 4511 §4.5–4.10). Access is
/// decided here, at the cursor, for every operation alike.
@NullMarked
package io.lightwave.directory.entry;

import org.jspecify.annotations.NullMarked;
