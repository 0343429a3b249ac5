/// Letters to people (RFC 5322), handed to one submission server (RFC 6409) under TLS. What they say is put together
/// from our own words and checked addresses: no line of a header comes from anybody else.
@NullMarked
package io.lightwave.token.mail;

import org.jspecify.annotations.NullMarked;
