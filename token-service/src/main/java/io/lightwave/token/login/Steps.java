package io.lightwave.token.login;

import io.lightwave.directory.ActivePrincipals;
import io.lightwave.directory.Epochs;
import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;
import io.lightwave.token.opaque.OpaqueSecret;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps what has been proved in a sign-in that needs more than the password, for ten minutes: for the one browser it
/// was proved in, and until anything about the person changes. Nobody gets a row without having proved something.
final class Steps {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final ActivePrincipals principals;
    private final InstantSource clock;
    private final SecureRandom random;

    Steps(JdbcClient jdbc, ActivePrincipals principals, InstantSource clock, SecureRandom random) {
        this.jdbc = jdbc;
        this.principals = principals;
        this.clock = clock;
        this.random = random;
    }

    /// Keeps it, and gives the secret by which the next form names it.
    ///
    /// @param browser the secret in the browser's sign-in cookie
    OpaqueSecret keep(Proven proven, OpaqueSecret browser) {
        OpaqueSecret step = OpaqueSecret.random(random);
        Epochs epochs = proven.person().epochs();
        jdbc.sql("""
            insert into sign_in_step (tenant_id, step_hash, browser_hash, subject_id, tenant_epoch,
                subject_epoch, factors, outworn, expires_at, upstream_session_id, enrolled)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)
                .param(proven.person().tenant().value())
                .param(step.hash())
                .param(of(browser))
                .param(proven.person().id().value())
                .param(epochs.tenant())
                .param(epochs.subject())
                .param(proven.factors().toArray(String[]::new))
                .param(proven.outworn())
                .param(Timestamp.from(clock.instant().plus(LIFETIME)))
                .param(proven.elsewhere().orElse(null))
                .param(proven.enrolled())
                .update();
        return step;
    }

    /// What had been proved; empty when it is another browser's, has expired or been used, or when the person has been
    /// disabled or has got another password since.
    Optional<Proven> find(TenantId tenant, OpaqueSecret step, OpaqueSecret browser) {
        return jdbc.sql("select * from sign_in_step"
                        + " where tenant_id = ? and step_hash = ? and browser_hash = ? and expires_at > ?")
                .param(tenant.value())
                .param(step.hash())
                .param(of(browser))
                .param(Timestamp.from(clock.instant()))
                .query(Steps::read)
                .optional()
                .flatMap(row -> principals
                        .find(tenant, row.subject())
                        .filter(person -> person.epochs().equals(row.epochs()))
                        .map(person ->
                                new Proven(person, row.factors(), row.outworn(), row.elsewhere(), row.enrolled())));
    }

    /// Gives a step another name, for whoever comes back with no more than what is kept of the first; empty when there
    /// is none of this browser's.
    ///
    /// @param hash of the secret that named it
    Optional<OpaqueSecret> rename(TenantId tenant, String hash, OpaqueSecret browser) {
        OpaqueSecret step = OpaqueSecret.random(random);
        return Optional.of(step)
                .filter(_ -> jdbc.sql(
                                        "update sign_in_step set step_hash = ?"
                                                + " where tenant_id = ? and step_hash = ? and browser_hash = ? and expires_at > ?")
                                .param(step.hash())
                                .param(tenant.value())
                                .param(hash)
                                .param(of(browser))
                                .param(Timestamp.from(clock.instant()))
                                .update()
                        == 1);
    }

    /// Uses it up: true once, on whichever node. Joins the caller's transaction.
    boolean consume(TenantId tenant, OpaqueSecret step) {
        return jdbc.sql("delete from sign_in_step where tenant_id = ? and step_hash = ?")
                        .param(tenant.value())
                        .param(step.hash())
                        .update()
                == 1;
    }

    /// Forgets all that has expired, of whichever tenant; how many there were.
    int forgetExpired() {
        return jdbc.sql("delete from sign_in_step where expires_at <= ?")
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static String of(OpaqueSecret browser) {
        return browser.derive("browser of a sign-in");
    }

    private record Row(
            SubjectId subject,
            Epochs epochs,
            List<String> factors,
            boolean outworn,
            Optional<UUID> elsewhere,
            boolean enrolled) {}

    private static Row read(ResultSet row, int number) throws SQLException {
        return new Row(
                new SubjectId(row.getObject("subject_id", UUID.class)),
                new Epochs(row.getLong("tenant_epoch"), row.getLong("subject_epoch")),
                List.of((String[]) row.getArray("factors").getArray()),
                row.getBoolean("outworn"),
                Optional.ofNullable(row.getObject("upstream_session_id", UUID.class)),
                row.getBoolean("enrolled"));
    }
}
