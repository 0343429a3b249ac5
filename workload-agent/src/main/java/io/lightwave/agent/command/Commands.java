package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root of the command line.
@Command(
        name = "lightwave",
        mixinStandardHelpOptions = true,
        version = "lightwave 1.0.0-SNAPSHOT",
        description = "Operates a Lightwave server, and fetches tokens and certificates from it.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Environment: LIGHTWAVE_SERVER (https://localhost:8443), LIGHTWAVE_TRUST_BUNDLE (its ca.pem),",
            "LIGHTWAVE_CLIENT_ID, LIGHTWAVE_CLIENT_SECRET (or _FILE), LIGHTWAVE_TENANT (the client's tenant),",
            "LIGHTWAVE_CONTEXT. A server or a client in the environment comes before the current context.",
            "Exit codes: 0 done, 1 refused by the server, 2 wrong command line, 3 server not reachable or not",
            "trusted, 4 credentials not accepted."
        },
        subcommands = {
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            ContextCommand.class,
            TenantCommand.class,
            UserCommand.class,
            GroupCommand.class,
            ClientCommand.class,
            IssuerCommand.class,
            WorkloadCommand.class,
            NodeCommand.class,
            CertificateCommand.class,
            AuthorityCommand.class,
            SshCommand.class,
            KeyCommand.class,
            AuditCommand.class,
            ExportCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            DriftCommand.class,
            TokenCommand.class,
            FetchCommand.class,
            AgentCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Commands {
    private final Terminal terminal;

    private Commands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Option(
            names = "--context",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The context to work in, instead of the current one.")
    void use(String context) {
        terminal.use(context);
    }

    /// The command line over an environment and two streams.
    public static CommandLine commandLine(Map<String, String> environment, PrintStream out, PrintStream err) {
        Terminal terminal = new Terminal(out, err, environment);
        CommandLine line = new CommandLine(new Commands(terminal), new Construction(terminal));
        OperationCommand.addTo(line, terminal);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setExecutionStrategy(parsed -> {
            CommandLine last = parsed.asCommandLineList().getLast();
            if (!helps(parsed)) {
                complete(last, terminal);
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((exception, at, _) -> {
            if (exception instanceof Failure failure) {
                at.getErr().println("lightwave: " + failure.getMessage());
                failure.next().ifPresent(next -> at.getErr().println("try: lightwave " + next));
                return failure.kind().exitCode();
            }
            throw exception;
        });
        return line;
    }

    private static boolean helps(CommandLine.ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested());
    }

    private static void complete(CommandLine command, Terminal terminal) {
        try {
            InTenant.complete(command, terminal.tenant());
        } catch (Failure failure) {
            throw new CommandLine.ExecutionException(command, "no context", failure);
        }
    }

    /// Gives each command its terminal.
    private record Construction(Terminal terminal) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                var constructor = type.getDeclaredConstructor(Terminal.class);
                return constructor.newInstance(terminal);
            } catch (NoSuchMethodException e) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
