package io.lightwave.server.audit;

import io.lightwave.directory.AuditRecord;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.ObjectWriter;

/// Events as syslog messages (RFC 5424): facility 13 (log audit), the action as MSGID, and the event as JSON in ASCII.
///
/// @param host as HOSTNAME
/// @param ascii writes nothing but ASCII
record SyslogMessages(String host, ObjectWriter ascii) {
    private static final int AUDIT = 13;
    private static final int LONGEST_ID = 32;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    byte[] of(AuditRecord event) {
        return "<%d>1 %s %s lightwave - %s - %s"
                .formatted(
                        AUDIT * 8 + Severity.of(event).syslog(),
                        TIME.format(event.time()),
                        host,
                        id(event.action()),
                        ascii.writeValueAsString(event))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String id(String action) {
        String printable = action.replaceAll("[^!-~]", "?");
        return printable.substring(0, Math.min(LONGEST_ID, printable.length()));
    }
}
