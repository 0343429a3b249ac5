package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "The audit trail: who did what, and whether it is untouched.")
final class AuditCommand {
    private final Terminal terminal;

    AuditCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Checks the whole trail against its seals; exit code 1 when something has been changed.",
            footer = {
                "",
                "Note the anchor it prints at a place of your own: only by it is an end that was cut off found."
            })
    void verify(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Option(names = "--anchor", paramLabel = "NUMBER:HASH", description = "One that was noted before.")
                    @Nullable
                    String anchor) {
        long seals = 0;
        long events = 0;
        String head = "";
        List<JsonNode> findings = new ArrayList<>();
        JsonNode part;
        String cursor = null;
        do {
            part = terminal.server()
                    .call(
                            "GET",
                            in.path("audit/verification") + "?" + parameter("anchor", anchor)
                                    + parameter("cursor", cursor),
                            null);
            seals += part.path("seals").asLong(0);
            events += part.path("events").asLong(0);
            part.path("findings").forEach(findings::add);
            if (part.has("head")) {
                head = part.at("/head/number").asString("") + ":"
                        + part.at("/head/hash").asString("");
            }
            cursor = part.has("nextCursor") ? part.path("nextCursor").asString("") : null;
        } while (cursor != null);
        var all = JsonNodeFactory.instance.objectNode();
        all.put("seals", seals);
        all.put("events", events);
        all.put("unsealed", part.path("unsealed").asLong(0));
        all.put("removedUpTo", part.path("removedUpTo").asLong(0));
        all.put("findings", findings.size());
        all.put("anchor", head);
        terminal.show(output, all, "seals", "events", "unsealed", "removedUpTo", "findings", "anchor");
        if (!findings.isEmpty()) {
            findings.forEach(finding -> terminal.warn("seal %d: %s"
                    .formatted(
                            finding.path("seal").asLong(0),
                            finding.path("problem").asString(""))));
            throw new Failure(Failure.Kind.REFUSED, "the audit trail is not as it was written");
        }
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
