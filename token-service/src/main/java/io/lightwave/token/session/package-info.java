/// Sign-in sessions: what a browser's cookie stands for, in one tenant and no other. A session ends by
/// sign-out, by time, and when its subject's or tenant's epoch moves.
@NullMarked
package io.lightwave.token.session;

import org.jspecify.annotations.NullMarked;
