/// Messages of Protocol Buffers (proto3), as far as the published interfaces that the agent speaks need them (ADR 41).
@NullMarked
package io.lightwave.agent.proto;

import org.jspecify.annotations.NullMarked;
