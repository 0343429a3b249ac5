/// JWT-SVIDs (SPIFFE JWT-SVID): their keys, which sign nothing else, and the issuer `{issuer}/spiffe` with its own
/// metadata and key set.
@NullMarked
package io.lightwave.workload.jwtsvid;

import org.jspecify.annotations.NullMarked;
