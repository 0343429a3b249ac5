/// From an empty database to a server that can be used: the system tenant, its administrator and its first client;
/// and what the operator is told.
@NullMarked
package io.lightwave.server.start;

import org.jspecify.annotations.NullMarked;
