/// What a server knows of the backup that its database was made of.
@NullMarked
package io.lightwave.directory.restoration;

import org.jspecify.annotations.NullMarked;
