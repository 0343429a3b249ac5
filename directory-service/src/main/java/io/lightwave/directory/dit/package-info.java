/// The directory information tree (RFC 4512 §2): entries as they are stored, cached, indexed and changed, whoever asks.
/// Every write checks the schema and the structure rules, and ends what a disabled or deleted subject holds.
@NullMarked
package io.lightwave.directory.dit;

import org.jspecify.annotations.NullMarked;
