/// The token endpoint (RFC 6749 §3.2): one class per grant, and the pipeline that none of them can leave out:
/// authenticate the client, decide, narrow, mint, use up what counts once, audit, answer.
@NullMarked
package io.lightwave.token.grant;

import org.jspecify.annotations.NullMarked;
