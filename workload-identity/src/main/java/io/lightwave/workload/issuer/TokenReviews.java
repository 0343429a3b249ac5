package io.lightwave.workload.issuer;

import io.lightwave.directory.Egress;
import io.lightwave.directory.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a cluster whether it takes a token for good (`TokenReview` of `authentication.k8s.io/v1`): a token of a deleted
/// pod or service account is none. Nothing of it is kept, so that a deletion counts at once.
public final class TokenReviews {
    private static final int MOST_BYTES = 256 * 1024;
    private static final int AT_ONCE = 32;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Egress egress;
    private final ReviewCredentials credentials;
    private final TenantSlots slots = new TenantSlots(AT_ONCE);

    TokenReviews(Egress egress, ReviewCredentials credentials) {
        this.egress = egress;
        this.credentials = credentials;
    }

    /// What is wrong; empty when the cluster knows the token as one of this service account for this audience.
    ///
    /// @param claims of the token, which count only when this finds nothing wrong
    public Optional<String> problem(
            TrustedIssuer issuer, TokenReview review, String token, String audience, JsonNode claims) {
        try {
            if (!slots.tryAcquire(issuer.tenant(), Duration.ZERO)) {
                return Optional.of("too many tokens are being reviewed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
        try {
            var request = JSON.createObjectNode();
            request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
            var spec = request.putObject("spec").put("token", token);
            spec.putArray("audiences").add(audience);
            var access = new Egress.Access(issuer.caBundle(), credentials.open(issuer, review));
            byte[] answer = egress.postJson(review.address(), access, JSON.writeValueAsString(request), MOST_BYTES);
            return problem(StrictJson.mapper().readTree(new String(answer, StandardCharsets.UTF_8)), audience, claims);
        } catch (IOException | JacksonException failed) {
            return Optional.of("the cluster cannot be asked to review it");
        } finally {
            slots.release(issuer.tenant());
        }
    }

    private static Optional<String> problem(JsonNode answer, String audience, JsonNode claims) {
        var status = answer.path("status");
        if (!answer.path("kind").asString("").equals("TokenReview")
                || !status.path("authenticated").isBoolean()
                || !status.path("authenticated").booleanValue()
                || !status.path("error").asString("").isEmpty()) {
            return Optional.of("the cluster does not accept it");
        }
        // An API server that knows nothing of audiences leaves them out, and has not looked at ours.
        if (status.path("audiences")
                .valueStream()
                .noneMatch(one -> one.asString("").equals(audience))) {
            return Optional.of("the cluster has not checked its audience");
        }
        var user = status.path("user");
        String account = claims.at("/kubernetes.io/serviceaccount/uid").asString("");
        if (!user.path("username").asString("?").equals(claims.path("sub").asString(""))
                || (!account.isEmpty() && !user.path("uid").asString("").equals(account))
                || !sameOrAbsent(user, "pod-uid", claims.at("/kubernetes.io/pod/uid"))
                || !sameOrAbsent(user, "node-uid", claims.at("/kubernetes.io/node/uid"))) {
            return Optional.of("the cluster takes it for somebody else's");
        }
        return Optional.empty();
    }

    /// What the cluster adds of pod and node, where it does.
    private static boolean sameOrAbsent(JsonNode user, String name, JsonNode claim) {
        var extra = user.path("extra").path("authentication.kubernetes.io/" + name);
        return extra.isMissingNode()
                || (extra.size() == 1 && extra.get(0).asString("").equals(claim.asString("")));
    }
}
