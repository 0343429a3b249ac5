/// Certificate management by CMP: the Lightweight Profile (RFC 9483) of RFC 9810, over HTTP (RFC 9811) at
/// `/.well-known/cmp/p/{tenant}`.
@NullMarked
package io.lightwave.ca.cmp;

import org.jspecify.annotations.NullMarked;
