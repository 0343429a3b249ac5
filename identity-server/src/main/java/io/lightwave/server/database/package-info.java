/// The one database: an embedded PostgreSQL of our own or an operator's, migrated before anything uses it.
@NullMarked
package io.lightwave.server.database;

import org.jspecify.annotations.NullMarked;
