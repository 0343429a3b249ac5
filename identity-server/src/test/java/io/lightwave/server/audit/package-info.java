@NullMarked
package io.lightwave.server.audit;

import org.jspecify.annotations.NullMarked;
