package io.lightwave.workload.workload;

import io.lightwave.directory.ChangeFeed;
import io.lightwave.directory.InvalidFieldException;
import io.lightwave.workload.issuer.RuleGuard;
import io.lightwave.workload.issuer.TrustedIssuer;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Rules when the issuer they look at changes or goes.
final class RestingRules implements RuleGuard {
    private final JdbcClient jdbc;
    private final ChangeFeed feed;

    RestingRules(JdbcClient jdbc, ChangeFeed feed) {
        this.jdbc = jdbc;
        this.feed = feed;
    }

    @Override
    public void requireAllStillRest(TrustedIssuer changed) {
        boolean allRest = jdbc
                .sql("select claims from workload_rule where tenant_id = :tenant and issuer_id = :issuer")
                .param("tenant", changed.tenant().value())
                .param("issuer", changed.id())
                .query((row, _) -> Rule.read(row.getString("claims")))
                .list()
                .stream()
                .allMatch(claims -> claims.keySet().stream().anyMatch(changed::isImmutable));
        if (!allRest) {
            throw new InvalidFieldException("immutableClaims", "must keep the claims that rules rest on");
        }
    }

    @Override
    public void removeAll(TrustedIssuer removed) {
        jdbc.sql("delete from workload_rule where tenant_id = :tenant and issuer_id = :issuer")
                .param("tenant", removed.tenant().value())
                .param("issuer", removed.id())
                .update();
        feed.append(removed.tenant(), WorkloadRules.RULES_CHANGED, ChangeFeed.ALL);
    }
}
