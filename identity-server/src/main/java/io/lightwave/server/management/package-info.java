/// Health and metrics, on a listener of their own that answers from the first moment on.
@NullMarked
package io.lightwave.server.management;

import org.jspecify.annotations.NullMarked;
