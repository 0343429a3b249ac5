/// The directory's API, and the words that every module shares: tenants, subjects, names, audit.
@NullMarked
package io.lightwave.directory;

import org.jspecify.annotations.NullMarked;
