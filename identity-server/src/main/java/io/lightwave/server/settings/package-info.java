/// What an operator can set: read once, before anything starts, from the command line, the environment and a file;
/// an unknown or malformed key stops the start and is named.
@NullMarked
package io.lightwave.server.settings;

import org.jspecify.annotations.NullMarked;
