package io.lightwave.server.audit;

import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditStream;
import io.lightwave.directory.Egress;
import io.lightwave.server.settings.AuditCopies;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;

/// Sends events to an OpenTelemetry collector, by OTLP/HTTP 1.x with the JSON encoding.
///
/// @param ascii writes nothing but ASCII
record OpenTelemetryLogs(AuditCopies.Collector collector, Egress egress, ObjectMapper json, ObjectWriter ascii)
        implements AuditStream.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTelemetryLogs.class);
    private static final int LONGEST_ANSWER = 65_536;

    @Override
    public void take(List<AuditRecord> events) throws IOException {
        byte[] answer = egress.postJson(
                collector.address(),
                new Egress.Access("", collector.token()),
                ascii.writeValueAsString(request(events)),
                LONGEST_ANSWER);
        tellOfRejected(answer);
    }

    /// `ExportLogsServiceRequest`.
    private static Map<String, Object> request(List<AuditRecord> events) {
        return Map.of(
                "resourceLogs",
                List.of(Map.of(
                        "resource",
                        Map.of("attributes", List.of(attribute("service.name", "lightwave"))),
                        "scopeLogs",
                        List.of(Map.of(
                                "scope",
                                Map.of("name", "lightwave.audit"),
                                "logRecords",
                                events.stream()
                                        .map(OpenTelemetryLogs::logRecord)
                                        .toList())))));
    }

    private static Map<String, Object> logRecord(AuditRecord event) {
        Severity severity = Severity.of(event);
        String nanos = nanos(event.time());
        List<Map<String, Object>> attributes = new ArrayList<>();
        add(attributes, "lightwave.event.id", event.id());
        add(attributes, "lightwave.tenant", event.tenant());
        add(attributes, "lightwave.actor", event.actor());
        add(attributes, "lightwave.target", event.target());
        add(attributes, "lightwave.outcome", event.outcome());
        add(attributes, "lightwave.reason", event.reason());
        add(attributes, "lightwave.request.id", event.requestId());
        add(attributes, "client.address", event.address());
        return Map.of(
                "timeUnixNano", nanos,
                "observedTimeUnixNano", nanos,
                "severityNumber", severity.openTelemetry(),
                "severityText", severity.name(),
                "eventName", event.action(),
                "body", Map.of("stringValue", event.action()),
                "attributes", attributes);
    }

    private static void add(List<Map<String, Object>> attributes, String key, String value) {
        if (!value.isEmpty()) {
            attributes.add(attribute(key, value));
        }
    }

    private static Map<String, Object> attribute(String key, String value) {
        return Map.of("key", key, "value", Map.of("stringValue", value));
    }

    private static String nanos(Instant time) {
        return "%d%09d".formatted(time.getEpochSecond(), time.getNano());
    }

    /// What the collector has rejected of a request that it took must not be sent again (OTLP, partial success).
    private void tellOfRejected(byte[] answer) {
        try {
            JsonNode partial = json.readTree(answer).path("partialSuccess");
            long rejected = partial.path("rejectedLogRecords").asLong(0);
            if (rejected != 0) {
                LOG.warn("the OpenTelemetry collector has rejected {} audit events", rejected);
            }
        } catch (JacksonException _) {
            LOG.debug("the OpenTelemetry collector's answer is not JSON");
        }
    }
}
