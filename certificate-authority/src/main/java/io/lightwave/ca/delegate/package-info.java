/// Keys that sign in an authority's name, but no certificates: answers of OCSP (RFC 6960) and CMP (RFC 9810).
@NullMarked
package io.lightwave.ca.delegate;

import org.jspecify.annotations.NullMarked;
