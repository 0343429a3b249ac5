package io.lightwave.ca.order;

import io.lightwave.ca.IssuanceOutcome;
import io.lightwave.ca.binding.Identifier;
import io.lightwave.ca.issuance.Application;
import io.lightwave.ca.issuance.Issuance;
import io.lightwave.ca.message.AcmeException;
import io.lightwave.ca.message.AcmeProblem;
import io.lightwave.ca.message.ErrorType;
import io.lightwave.directory.ActivePrincipal;
import io.lightwave.directory.Origin;
import io.lightwave.directory.TenantId;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Turns an order that is ready into a certificate (RFC 8555 §7.4), once.
public final class Finalization {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Issuance issuance;
    private final InstantSource clock;

    Finalization(JdbcClient jdbc, Issuance issuance, InstantSource clock) {
        this.jdbc = jdbc;
        this.issuance = issuance;
        this.clock = clock;
    }

    /// @param accountKey which the request must not be for
    /// @param pkcs10 in DER
    /// @throws AcmeException `orderNotReady`; `badCSR`, after which the order is ready again; `unauthorized`, after
    ///     which it is invalid
    public void complete(
            TenantId tenant, ActivePrincipal holder, PublicKey accountKey, Order order, byte[] pkcs10, Origin origin) {
        if (!begin(tenant, order.id())) {
            throw new AcmeException(
                    ErrorType.ORDER_NOT_READY,
                    "the order is %s".formatted(order.state().word()));
        }
        boolean decided = false;
        try {
            var outcome = issuance.issue(new Application(
                    holder,
                    order.profile(),
                    new Application.Material.Pkcs10(pkcs10),
                    new Application.Names.Proved(
                            order.identifiers().stream()
                                    .map(Identifier::alternativeName)
                                    .toList(),
                            accountKey),
                    order.replaces().map(Order.Replaced::certificate),
                    Optional.empty(),
                    origin));
            switch (outcome) {
                case IssuanceOutcome.Issued issued -> decided = end(tenant, order.id(), "VALID", issued.id(), null);
                case IssuanceOutcome.Malformed(var reason) -> throw new AcmeException(ErrorType.BAD_CSR, reason);
                case IssuanceOutcome.Refused(var reason) -> {
                    var problem = AcmeProblem.of(ErrorType.UNAUTHORIZED, reason);
                    decided = end(tenant, order.id(), "INVALID", null, problem);
                    throw new AcmeException(problem);
                }
            }
        } finally {
            if (!decided) {
                end(tenant, order.id(), "READY", null, null);
            }
        }
    }

    private boolean begin(TenantId tenant, UUID order) {
        return jdbc.sql("""
                        update acme_order set status = 'PROCESSING', processing_at = :now
                         where tenant_id = :tenant and id = :id and status = 'READY' and expires_at > :now""")
                        .param("tenant", tenant.value())
                        .param("id", order)
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /// Lets a request come again where the node that was issuing has been gone for a minute.
    void resume() {
        jdbc.sql("update acme_order set status = 'READY' where status = 'PROCESSING' and processing_at < :limit")
                .param("limit", clock.instant().minus(PATIENCE).atOffset(ZoneOffset.UTC))
                .update();
    }

    private boolean end(
            TenantId tenant, UUID order, String status, @Nullable UUID certificate, @Nullable AcmeProblem error) {
        return jdbc.sql("""
                        update acme_order set status = :status, certificate_id = :certificate, error = :error
                         where tenant_id = :tenant and id = :id and status = 'PROCESSING'""")
                        .param("status", status)
                        .param("certificate", certificate)
                        .param("error", error == null ? null : OrderStore.written(error))
                        .param("tenant", tenant.value())
                        .param("id", order)
                        .update()
                == 1;
    }
}
