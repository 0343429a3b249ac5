/// How ACME's clients and servers speak (RFC 8555 §6): signed messages, nonces, problem documents.
@NullMarked
package io.lightwave.ca.message;

import org.jspecify.annotations.NullMarked;
