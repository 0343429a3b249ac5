package io.lightwave.agent.command;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "cert", mixinStandardHelpOptions = true, description = "Certificates of a tenant.")
final class CertificateCommand {
    private static final String[] COLUMNS = {"serial", "profile", "state", "notAfter", "spiffeId", "id"};
    private final Terminal terminal;

    CertificateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the certificates.")
    void list(@Mixin Terminal.Output output, @Mixin InTenant in) {
        terminal.show(output, terminal.server().list(in.path("certificates")), COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Revokes a certificate.")
    void revoke(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Parameters(description = "The certificate's id.") String id,
            @Option(names = "--reason", defaultValue = "unspecified", description = "A reason of RFC 5280 §5.3.1.")
                    String reason) {
        terminal.show(
                output,
                terminal.server().call("POST", in.path("certificates/" + id + "/revoke"), Map.of("reason", reason)),
                COLUMNS);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints the tenant's trust anchors as PEM.")
    void root(@Mixin InTenant in) {
        terminal.line(
                terminal.server().text("/t/%s/ca/root.pem".formatted(in.tenant)).stripTrailing());
    }
}
