package io.lightwave.server.tenant;

import io.lightwave.server.database.ConnectionShare;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    private <T> Optional<T> alone(String name, Supplier<T> work) {
        try (Connection connection = source.getConnection()) {
            if (!call(connection, "select pg_try_advisory_lock(hashtextextended(?, 0))", name)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                call(connection, "select pg_advisory_unlock(hashtextextended(?, 0))", name);
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("the lock for %s".formatted(name), e);
        }
    }

    private static boolean call(Connection connection, String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
