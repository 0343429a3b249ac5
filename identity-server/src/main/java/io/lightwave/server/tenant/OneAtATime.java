package io.lightwave.server.tenant;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;

/// Work that must not be done twice at once, on whatever node: guarded by an advisory lock of PostgreSQL, which ends
/// with the connection and so with the process.
final class OneAtATime {
    private final DataSource source;

    OneAtATime(DataSource source) {
        this.source = source;
    }

    /// Empty, without having run, when the same is under way elsewhere.
    <T> Optional<T> run(String name, Supplier<T> work) {
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
