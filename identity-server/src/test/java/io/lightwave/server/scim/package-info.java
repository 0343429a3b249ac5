@NullMarked
package io.lightwave.server.scim;

import org.jspecify.annotations.NullMarked;
