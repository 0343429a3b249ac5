/// Who is calling on a Unix socket: what the kernel and the container engine say of the process, as selectors.
@NullMarked
package io.lightwave.agent.attestation;

import org.jspecify.annotations.NullMarked;
