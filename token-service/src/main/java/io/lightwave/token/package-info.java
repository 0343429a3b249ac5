/// The token service's API: issuers, clients, access tokens, and the port through which workloads are recognised.
@NullMarked
package io.lightwave.token;

import org.jspecify.annotations.NullMarked;
