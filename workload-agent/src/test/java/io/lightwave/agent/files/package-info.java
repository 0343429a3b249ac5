@NullMarked
package io.lightwave.agent.files;

import org.jspecify.annotations.NullMarked;
