/// One connection to a Lightwave server: trust, token, JSON in and out, refusals as exit codes.
@NullMarked
package io.lightwave.agent.connection;

import org.jspecify.annotations.NullMarked;
