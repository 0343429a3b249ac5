@NullMarked
package io.lightwave.server.security;

import org.jspecify.annotations.NullMarked;
