package io.lightwave.workload.issuer;

import org.jspecify.annotations.Nullable;

/// `tokenReview` of a cluster as it is asked for.
///
/// @param server the API server's https URL
/// @param credential a token that may make TokenReviews; null keeps the one that is there. It is never shown
record AskedTokenReview(@Nullable String server, @Nullable String credential) {
    @Override
    public String toString() {
        return "AskedTokenReview[" + server + "]";
    }
}
