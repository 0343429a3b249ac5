package io.lightwave.server.tenant;

import io.lightwave.server.database.ConnectionShare;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;

/// Work that must not be done twice at once, on whatever node: guarded by an advisory lock of PostgreSQL, which ends
/// with the connection and so with the process. That connection is held while the work takes others.
final class OneAtATime {
    private final DataSource source;
    private final ConnectionShare share;

    OneAtATime(DataSource source, ConnectionShare share) {
        this.source = source;
        this.share = share;
    }

    /// Empty, without having run, when the same is under way elsewhere.
    ///
    /// @throws java.util.concurrent.RejectedExecutionException when there is no room for it
    <T> Optional<T> run(String name, Supplier<T> work) {
        return share.within(name, () -> alone(name, work));
    }

    /// The same for what somebody waits for: it runs once nobody else does it any more.
    ///
    /// @throws DataAccessResourceFailureException when another has not come to an end in time
    <T> T inTurn(String name, Duration patience, Supplier<T> work) {
        return share.within(name, () -> {
            try (Connection connection = source.getConnection()) {
                call(connection, "select pg_advisory_lock(hashtextextended(?, 0)) is not null", name, patience);
                return unlocking(connection, name, work);
            } catch (SQLException e) {
                throw new DataAccessResourceFailureException("the lock for %s".formatted(name), e);
            }
        });
    }

    private <T> Optional<T> alone(String name, Supplier<T> work) {
        try (Connection connection = source.getConnection()) {
            return call(connection, "select pg_try_advisory_lock(hashtextextended(?, 0))", name, Duration.ZERO)
                    ? Optional.of(unlocking(connection, name, work))
                    : Optional.empty();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("the lock for %s".formatted(name), e);
        }
    }

    private static <T> T unlocking(Connection connection, String name, Supplier<T> work) throws SQLException {
        try {
            return work.get();
        } finally {
            call(connection, "select pg_advisory_unlock(hashtextextended(?, 0))", name, Duration.ZERO);
        }
    }

    /// @param patience how long it may take; zero for as long as it does
    private static boolean call(Connection connection, String sql, String name, Duration patience) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(Math.toIntExact(patience.toSeconds()));
            statement.setString(1, name);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
