/// The change log, the thread that reads what every node wrote to it, and the caches it keeps true (architecture,
/// decision 3; ADR 0001).
@NullMarked
package io.lightwave.directory.feed;

import org.jspecify.annotations.NullMarked;
