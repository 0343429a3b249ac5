/// Profiles: what kind of certificate a kind of subject may have, for how long and with which names.
@NullMarked
package io.lightwave.ca.profile;

import org.jspecify.annotations.NullMarked;
