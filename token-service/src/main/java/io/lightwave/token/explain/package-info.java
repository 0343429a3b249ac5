/// Why somebody was refused on a page: an id stands there and nothing else that helps a stranger; whoever runs the
/// tenant finds by it what was decided, one policy after the other.
@NullMarked
package io.lightwave.token.explain;

import org.jspecify.annotations.NullMarked;
