package io.lightwave.directory.audit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The two ways into the trail.
final class AuditLog implements Audit {
    private final AuditRows rows;
    private final GroupCommit groupCommit;
    private final DataSource dataSource;

    AuditLog(AuditRows rows, GroupCommit groupCommit, DataSource dataSource) {
        this.rows = rows;
        this.groupCommit = groupCommit;
        this.dataSource = dataSource;
    }

    @Override
    public void record(AuditEvent event) {
        groupCommit.write(rows.of(event));
    }

    @Override
    public void recordChange(AuditEvent event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change outside of a transaction: " + event.action());
        }
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (var statement = connection.prepareStatement(AuditInsert.SQL)) {
            AuditInsert.write(connection, statement, List.of(rows.of(event)));
        } catch (SQLException e) {
            throw new IllegalStateException("the audit trail cannot be written", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
