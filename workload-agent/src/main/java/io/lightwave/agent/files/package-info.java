/// Identities in files, for software that reads nothing else: written whole, renewed in time, told of to whom it
/// concerns.
@NullMarked
package io.lightwave.agent.files;

import org.jspecify.annotations.NullMarked;
