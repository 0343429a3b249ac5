package io.lightwave.agent.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lightwave.agent.connection.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "cert", mixinStandardHelpOptions = true, description = "Certificates of a tenant.")
final class CertificateCommand {
    private static final String[] COLUMNS = {"serial", "profile", "state", "notAfter", "spiffeId", "id"};
    private static final String[] ROTATION = {
        "kind", "state", "successors", "replaced", "acknowledged", "liveCertificates", "activateAt", "id"
    };
    private static final String[] SUBJECT = {"kind", "subject", "revoked"};
    private final Terminal terminal;

    CertificateCommand(Terminal terminal) {
        this.terminal = terminal;
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
                terminal.server()
                        .call(
                                "POST",
                                in.path("certificates/" + InTenant.encode(id) + "/revoke"),
                                Map.of("reason", reason)),
                COLUMNS);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Ends what somebody else may have the key of: one certificate, all of a subject or a node, or an"
                            + " authority with all that it signed, which others replace at once.")
    void compromise(@Mixin Terminal.Output output, @Mixin InTenant in, @ArgGroup(multiplicity = "1") Leaked leaked) {
        if (leaked.leaf != null) {
            revoke(output, in, leaked.leaf, "keyCompromise");
        } else if (leaked.authority != null) {
            terminal.show(
                    output,
                    terminal.server()
                            .call(
                                    "POST",
                                    in.path("authorities/" + InTenant.encode(leaked.authority) + "/compromise"),
                                    null),
                    ROTATION);
        } else {
            var subject = leaked.subject != null
                    ? Map.of("subject", leaked.subject, "reason", "keyCompromise")
                    : Map.of("kind", "node", "subject", String.valueOf(leaked.node), "reason", "keyCompromise");
            terminal.show(output, terminal.server().call("POST", in.path("certificates/revoke"), subject), SUBJECT);
        }
    }

    /// One of four levels; the others are null.
    static final class Leaked {
        @Option(names = "--leaf", required = true, description = "The id of a certificate.")
        @Nullable
        String leaf;

        @Option(names = "--subject", required = true, description = "The name or id of a workload, client or user.")
        @Nullable
        String subject;

        @Option(names = "--node", required = true, description = "The name or id of a node.")
        @Nullable
        String node;

        @Option(names = "--authority", required = true, description = "The name of an authority, as issuing-1.")
        @Nullable
        String authority;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Fetches a certificate for you with a key that the server makes and keeps nowhere, as a PKCS #12 file"
                            + " for browsers; within five minutes of your sign-in.")
    void pkcs12(
            @Mixin InTenant in,
            @Option(
                            names = "--out",
                            required = true,
                            description = "The file to write; there is none of that name yet.")
                    Path out,
            @Option(
                            names = "--password-file",
                            description = "Has the file's password; without it the server makes one, which is printed.")
                    @Nullable
                    Path password) {
        Map<String, String> request =
                password == null ? Map.of() : Map.of("password", new String(Fields.content(password), UTF_8).strip());
        try {
            Files.createFile(out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot write " + out);
        }
        boolean written = false;
        try {
            var made = terminal.server()
                    .call("POST", "/t/%s/ca/certificates/pkcs12".formatted(InTenant.encode(in.tenant)), request);
            Files.write(out, Base64.getDecoder().decode(made.path("pkcs12").asString("")));
            written = true;
            terminal.line("the certificate " + made.path("id").asString("") + " and its key are in " + out);
            if (password == null) {
                terminal.line("its password, which is not shown again: "
                        + made.path("password").asString(""));
            }
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot write " + out);
        } finally {
            if (!written) {
                delete(out);
            }
        }
    }

    private static void delete(Path empty) {
        try {
            Files.delete(empty);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.USAGE, "cannot delete " + empty);
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Prints what becomes of certificates as it happens: issued, renewed, held, released, revoked.",
                "With -o json each line is an object with the event, the id to go on from, and the certificate.",
                "resync says that there was more than can be told: list them anew. Ends by SIGTERM."
            })
    void watch(
            @Mixin Terminal.Output output,
            @Mixin InTenant in,
            @Option(names = "--after", defaultValue = "", paramLabel = "ID", description = "Goes on from an event.")
                    String after,
            @Option(
                            names = "--once",
                            description = "Ends when the server ends the stream, within minutes; else comes in anew.")
                    boolean once) {
        new CertificateWatch(terminal, output, in.path("certificates/events"), after, CertificateWatch.PAUSE).run(once);
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints the tenant's trust anchors as PEM.")
    void root(@Mixin InTenant in) {
        terminal.line(terminal.server()
                .text("/t/%s/ca/root.pem".formatted(InTenant.encode(in.tenant)))
                .stripTrailing());
    }
}
