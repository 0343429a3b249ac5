/// Seals secrets for storage: a master key outside of the database, a data key for each tenant sealed under it
/// (architecture, decision 7). AES-256-GCM throughout (NIST SP 800-38D, random 96-bit nonces).
@NullMarked
package io.lightwave.directory.sealing;

import org.jspecify.annotations.NullMarked;
