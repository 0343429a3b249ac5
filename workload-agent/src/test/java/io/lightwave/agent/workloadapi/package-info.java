@NullMarked
package io.lightwave.agent.workloadapi;

import org.jspecify.annotations.NullMarked;
