@NullMarked
package io.lightwave.agent.attestation;

import org.jspecify.annotations.NullMarked;
