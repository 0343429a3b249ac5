/// OAuth 2 clients (RFC 6749 §2): a directory subject of kind CLIENT plus its protocol settings under the same id.
@NullMarked
package io.lightwave.token.client;

import org.jspecify.annotations.NullMarked;
