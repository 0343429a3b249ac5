/// LDIF (RFC 2849) in and out, as a stream, while the directory is in use: records are read one by one and written in
/// batches, and what has been read is kept with them, so that an import that was cut off goes on where it was.
@NullMarked
package io.lightwave.directory.ldif;

import org.jspecify.annotations.NullMarked;
