package io.lightwave.directory.audit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditEvent;
import io.lightwave.directory.GroupCommit;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The two ways into the trail.
final class AuditLog implements Audit, AutoCloseable {
    private final AuditRows rows;
    private final RefusalBudget refusals;
    private final GroupCommit<AuditRow, AuditRow> groupCommit;
    private final DataSource dataSource;

    AuditLog(
            AuditRows rows,
            RefusalBudget refusals,
            GroupCommit<AuditRow, AuditRow> groupCommit,
            DataSource dataSource) {
        this.rows = rows;
        this.refusals = refusals;
        this.groupCommit = groupCommit;
        this.dataSource = dataSource;
    }

    @Override
    public void record(AuditEvent event) {
        refusals.take(event).map(rows::of).ifPresent(groupCommit::write);
    }

    @Override
    public void close() {
        refusals.tellTheRest(event -> groupCommit.write(rows.of(event)));
    }

    @Override
    public void recordChange(AuditEvent event) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change outside of a transaction: " + event.action());
        }
        Recorded.inThisTransaction(this, this::write).add(rows.of(event));
    }

    @Override
    public void recordChanges(Connection connection, List<AuditEvent> events) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("changes outside of a transaction");
        }
        if (!events.isEmpty()) {
            AuditInsert.write(connection, events.stream().map(rows::of).toList(), false);
        }
    }

    private void write(List<AuditRow> changes) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            AuditInsert.write(connection, changes, false);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit trail cannot be written", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
