package io.lightwave.server.audit;

import io.lightwave.directory.Audit;
import io.lightwave.directory.AuditStream;
import io.lightwave.directory.AuditTrail;
import io.lightwave.directory.Egress;
import io.lightwave.server.settings.AuditCopies;
import io.lightwave.server.settings.AuditCopies.Lines;
import io.lightwave.server.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;

/// The audit trail, and its copies elsewhere.
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    AuditEndpoint auditEndpoint(AuditTrail trail, Audit audit, InstantSource clock, ObjectMapper json) {
        return new AuditEndpoint(trail, audit, clock, json);
    }

    @Bean
    AuditCopying auditCopying(
            Settings settings,
            AuditStream stream,
            Egress egress,
            ObjectMapper json,
            InstantSource clock,
            MeterRegistry registry) {
        AuditCopies wanted = settings.auditCopies();
        ObjectWriter ascii = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
        List<AuditCopy> copies = new ArrayList<>();
        wanted.lines().ifPresent(lines -> {
            AuditStream.Receiver receiver = switch (lines) {
                case Lines.StandardOutput _ -> new JsonLines.ToStream(System.out, json.writer());
                case Lines.InFile in -> new JsonLines.ToFile(in.file(), json.writer());
            };
            copies.add(new AuditCopy("lines", stream, receiver, clock, registry));
        });
        wanted.syslog().ifPresent(server -> {
            var messages = new SyslogMessages(settings.publicUrl().getHost(), ascii);
            AuditStream.Receiver receiver =
                    server.tls() ? new SyslogOverTls(server, messages, egress) : new SyslogOverUdp(server, messages);
            copies.add(new AuditCopy("syslog", stream, receiver, clock, registry));
        });
        wanted.collector()
                .ifPresent(collector -> copies.add(new AuditCopy(
                        "opentelemetry",
                        stream,
                        new OpenTelemetryLogs(collector, egress, json, ascii),
                        clock,
                        registry)));
        return new AuditCopying(copies);
    }
}
