/// What the tokens of a client would say, and where each claim comes from; nothing is signed or issued. The claims are
/// drafted by those who mint them.
@NullMarked
package io.lightwave.token.preview;

import org.jspecify.annotations.NullMarked;
