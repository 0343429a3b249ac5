package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "ssh",
        mixinStandardHelpOptions = true,
        description = "SSH certificates, their authorities, and what hosts and clients trust.")
final class SshCommand {
    private static final String PUBLIC_KEY = ".pub";
    private final Terminal terminal;

    SshCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Has the caller's own key certified: for a user, who has signed in within the last five minutes, or"
                            + " a host. Writes id_ed25519-cert.pub beside id_ed25519.pub, where ssh and sshd look.")
    void sign(
            @Mixin InTenant in,
            @Parameters(paramLabel = "KEY.pub", description = "The public key, as ssh-keygen makes it.") Path key,
            @Option(names = "--out", description = "Another file to write.") @Nullable Path out) {
        String name = String.valueOf(key.getFileName());
        if (!name.endsWith(PUBLIC_KEY)) {
            throw new Failure(
                    Failure.Kind.USAGE, "%s is no public key: give the file that ends in .pub".formatted(key));
        }
        byte[] certificate = terminal.server()
                .post(
                        "/t/%s/ca/ssh/certificates".formatted(InTenant.encode(in.tenant)),
                        "text/plain",
                        Fields.content(key));
        Path target = out == null
                ? key.resolveSibling(name.substring(0, name.length() - PUBLIC_KEY.length()) + "-cert.pub")
                : out;
        try {
            Files.write(target, certificate);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot write " + target);
        }
        terminal.line("the certificate is in " + target);
    }

    @Command(
            name = "known-hosts",
            mixinStandardHelpOptions = true,
            description = "Prints the lines for ~/.ssh/known_hosts by which the tenant's hosts are trusted.")
    void knownHosts(@Mixin InTenant in) {
        print(in, "known_hosts");
    }

    @Command(
            name = "user-ca",
            mixinStandardHelpOptions = true,
            description = "Prints the keys for sshd's TrustedUserCAKeys.")
    void userAuthorities(@Mixin InTenant in) {
        print(in, "user-ca.pub");
    }

    @Command(
            name = "host-ca",
            mixinStandardHelpOptions = true,
            description = "Prints the keys that sign hosts' certificates.")
    void hostAuthorities(@Mixin InTenant in) {
        print(in, "host-ca.pub");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Writes the list of revoked keys, for sshd's RevokedKeys and ssh's RevokedHostKeys.")
    void krl(
            @Mixin InTenant in,
            @Option(names = "--out", required = true, description = "The file to write.") Path out) {
        try {
            Files.write(
                    out, terminal.server().open("/t/%s/ca/ssh/revoked-keys.krl".formatted(InTenant.encode(in.tenant))));
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot write " + out);
        }
    }

    private void print(InTenant in, String file) {
        terminal.line(terminal.server()
                .text("/t/%s/ca/ssh/%s".formatted(InTenant.encode(in.tenant), file))
                .stripTrailing());
    }
}
