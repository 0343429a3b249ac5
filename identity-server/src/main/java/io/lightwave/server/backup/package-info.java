/// A copy of the whole database in one file, and what makes a database of it again: with everything ended that may have
/// been used or revoked since (threat 38).
@NullMarked
package io.lightwave.server.backup;

import org.jspecify.annotations.NullMarked;
