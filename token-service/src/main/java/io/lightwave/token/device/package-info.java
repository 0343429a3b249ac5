/// Devices without a browser (RFC 8628): a device asks, its person answers on another one.
@NullMarked
package io.lightwave.token.device;

import org.jspecify.annotations.NullMarked;
