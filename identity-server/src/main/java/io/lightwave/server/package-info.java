/// The application: one server that assembles the modules.
@NullMarked
package io.lightwave.server;

import org.jspecify.annotations.NullMarked;
