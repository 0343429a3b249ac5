package io.lightwave.agent.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "authority",
        mixinStandardHelpOptions = true,
        description = "Certificate authorities of a tenant, and how they follow each other.")
final class AuthorityCommand {
    private static final String[] COLUMNS = {"name", "kind", "state", "issuer", "notAfter"};
    private static final String[] ROTATION = {
        "kind", "state", "successors", "replaced", "acknowledged", "liveCertificates", "activateAt", "id"
    };
    private final Terminal terminal;

    AuthorityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the authorities.")
    void list(@Mixin Terminal.Output output, @Mixin InTenant in) {
        terminal.show(output, terminal.server().call("GET", in.path("authorities"), null), COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Begins a rotation: successors are published, sign when consumers know them, and the old ones"
                    + " drain.")
    void rotate(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Option(names = "--root", description = "The root too, not only the issuing authority.") boolean root,
            @Option(
                            names = "--above",
                            description = "What certifies it: own, the tenant's root, or system, the system tenant's.")
                    @Nullable
                    String above,
            @Option(names = "--key-type", description = "What it signs with, for instance ec-p384 or ml-dsa-65.")
                    @Nullable
                    String keyType,
            @Option(names = "--publish-for", description = "How long consumers are waited for, for instance PT24H.")
                    @Nullable
                    String publishFor,
            @Option(names = "--consumer", description = "One whose acknowledgement is waited for; may be repeated.")
                    @Nullable
                    List<String> consumers) {
        Map<String, Object> body = new HashMap<>(Map.of("kind", root ? "root" : "issuing"));
        if (keyType != null) {
            body.put("keyType", keyType);
        }
        if (above != null) {
            body.put("above", above);
        }
        if (publishFor != null) {
            body.put("publishFor", publishFor);
        }
        if (consumers != null) {
            body.put("consumers", consumers);
        }
        terminal.show(output, terminal.server().call("POST", in.path("authorities/rotate"), body), ROTATION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Shows how the rotations stand, the newest first.")
    void progress(@Mixin Terminal.Output output, @Mixin InTenant in) {
        terminal.show(output, terminal.server().call("GET", in.path("authority-rotations"), null), ROTATION);
    }

    @Command(mixinStandardHelpOptions = true, description = "Says for a consumer that it knows the new authorities.")
    void acknowledge(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(index = "0", description = "The rotation's id.") String id,
            @Parameters(index = "1", description = "The consumer's name.") String consumer) {
        terminal.show(
                output,
                terminal.server()
                        .call(
                                "POST",
                                in.path("authority-rotations/" + InTenant.encode(id) + "/acknowledge"),
                                Map.of("consumer", consumer)),
                ROTATION);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lets the new authorities sign at once, waiting for nobody.")
    void activate(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "The rotation's id.") String id) {
        terminal.show(
                output,
                terminal.server()
                        .call("POST", in.path("authority-rotations/" + InTenant.encode(id) + "/activate"), null),
                ROTATION);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Makes a key for an issuing authority that others shall certify, and prints its request (PKCS"
                    + " #10).")
    void request(@Mixin InTenant in) {
        terminal.text(terminal.server()
                .call("POST", in.path("authority-requests"), null)
                .path("request")
                .asString(""));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Brings what others made of a request, and begins a rotation to it.")
    void certified(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "The name that the authority will have, as issuing-2.") String name,
            @Option(
                            names = "--chain",
                            required = true,
                            description = "A file of certificates in PEM, from the authority's own to the root; - for"
                                    + " standard input.")
                    Path chain,
            @Option(names = "--publish-for", description = "How long consumers are waited for, for instance PT24H.")
                    @Nullable
                    String publishFor,
            @Option(names = "--consumer", description = "One whose acknowledgement is waited for; may be repeated.")
                    @Nullable
                    List<String> consumers) {
        Map<String, Object> body =
                new HashMap<>(Map.of("chain", new String(Fields.content(chain), StandardCharsets.US_ASCII)));
        if (publishFor != null) {
            body.put("publishFor", publishFor);
        }
        if (consumers != null) {
            body.put("consumers", consumers);
        }
        terminal.show(
                output,
                terminal.server().call("POST", in.path("authority-requests/" + InTenant.encode(name) + "/chain"), body),
                ROTATION);
    }
}
