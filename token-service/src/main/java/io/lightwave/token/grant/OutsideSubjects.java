package io.lightwave.token.grant;

import io.lightwave.token.WorkloadAssertions;
import io.lightwave.token.WorkloadAssertions.Recognition;
import io.lightwave.token.accesstoken.Provenance;
import io.lightwave.token.jws.ForeignJwt;
import io.lightwave.token.protocol.EndpointError;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// JWTs of trusted issuers that a client shows beside proving itself: they stand for the workload that the rules give,
/// and yield no more than both may have.
final class OutsideSubjects {
    private static final int MAXIMUM_LENGTH = 64 * 1024;

    private final WorkloadAssertions assertions;
    private final ExchangeLimits limits;

    OutsideSubjects(WorkloadAssertions assertions, ExchangeLimits limits) {
        this.assertions = assertions;
        this.limits = limits;
    }

    /// @param error of a JWT that is not good
    /// @param delegated whether the client says that it acts for the subject
    GrantDecision decide(TokenRequest request, String jwt, EndpointError error, boolean delegated) {
        return switch (assertions.recognise(request.tenant().id(), jwt, Optional.empty(), request.origin())) {
            case Recognition.NotEvidence() -> refused(error, "neither a token of ours nor of a trusted issuer");
            case Recognition.Refused(String reason, String _) -> refused(error, reason);
            case Recognition.Recognised evidence -> granted(request, jwt, error, delegated, evidence);
        };
    }

    private GrantDecision granted(
            TokenRequest request, String jwt, EndpointError error, boolean delegated, Recognition.Recognised evidence) {
        String exchanger = request.client().clientId();
        Optional<ForeignJwt> parsed = ForeignJwt.parse(jwt, MAXIMUM_LENGTH);
        if (parsed.map(ForeignJwt::claims)
                .filter(claims -> claims.has("may_act"))
                .filter(claims ->
                        !claims.path("may_act").path("sub").asString("").equals(exchanger))
                .isPresent()) {
            return refused(error, "may_act names somebody else");
        }
        Limits most = limits.of(request.tenant(), request.client(), request.parameters(), Set.of());
        var both = new HashSet<>(most.audiences());
        both.retainAll(evidence.audiences());
        return new GrantDecision.Granted(
                evidence.workload(),
                new Limits(Set.of(), both, exchanger),
                Optional.empty(),
                (_, _, _) -> assertions.consume(request.tenant().id(), evidence)
                        ? new Fulfilment.Outcome.Fulfilled(Optional.empty(), Optional.empty())
                        : new Fulfilment.Outcome.Spent(error, "the token is not valid", "evidence used before"),
                new Provenance(
                        delegated ? Optional.of(Acting.json(exchanger, Optional.empty())) : Optional.empty(),
                        parsed.flatMap(token -> token.time("exp")),
                        evidence.assurance(),
                        evidence.attester()));
    }

    private static GrantDecision refused(EndpointError error, String reason) {
        return new GrantDecision.Refused(error, "the token is not valid", reason);
    }
}
