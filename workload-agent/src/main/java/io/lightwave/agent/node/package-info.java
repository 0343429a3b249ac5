/// This machine as a node of a tenant: joining, its certificate, the connection to the server, and the stream on which
/// the server says what the node may give out.
@NullMarked
package io.lightwave.agent.node;

import org.jspecify.annotations.NullMarked;
