package io.lightwave.server.audit;

import io.lightwave.directory.AuditRecord;

/// How grave an event is in the words of others.
enum Severity {
    INFO(6, 9),
    WARN(4, 13),
    ERROR(3, 17);

    private final int syslog;
    private final int openTelemetry;

    Severity(int syslog, int openTelemetry) {
        this.syslog = syslog;
        this.openTelemetry = openTelemetry;
    }

    static Severity of(AuditRecord event) {
        return switch (event.outcome()) {
            case "success" -> INFO;
            case "refused" -> WARN;
            default -> ERROR;
        };
    }

    /// RFC 5424 §6.2.1, table 2.
    int syslog() {
        return syslog;
    }

    /// `SeverityNumber` of OpenTelemetry's log data model.
    int openTelemetry() {
        return openTelemetry;
    }
}
