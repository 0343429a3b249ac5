/// Slows guessing at passwords and secrets, for every door and on every node alike (NIST SP 800-63B §3.2.2).
@NullMarked
package io.lightwave.directory.throttle;

import org.jspecify.annotations.NullMarked;
