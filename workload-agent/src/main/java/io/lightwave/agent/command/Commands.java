package io.lightwave.agent.command;

import io.lightwave.agent.connection.Failure;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        })
public final class Commands {
    private static final List<Class<?>> COMMANDS = List.of(
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
            HelpCommand.class);
    private static final Set<String> ABOUT_ALL = Set.of("help", CompletionCommand.NAME);

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

    /// Runs one command line over an environment and two streams, and returns its exit code.
    public static int run(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        return commandLine(new Terminal(out, err, environment), out, err, List.of(arguments))
                .execute(arguments);
    }

    private static CommandLine commandLine(
            Terminal terminal, PrintStream out, PrintStream err, List<String> arguments) {
        CommandLine line = new CommandLine(new Commands(terminal), new Construction(terminal));
        Predicate<String> meant = meantBy(arguments);
        COMMANDS.stream().filter(command -> meant.test(name(command))).forEach(line::addSubcommand);
        OperationCommand.addTo(line, terminal, meant);
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
                at.getErr().println("lightwave: " + Terminal.harmless(String.valueOf(failure.getMessage())));
                failure.next().ifPresent(next -> at.getErr().println("try: lightwave " + next));
                return failure.kind().exitCode();
            }
            throw exception;
        });
        return line;
    }

    private static String name(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
    }

    /// Those of the names that stand in the command line: to make all of them would be most of what a command
    /// takes. All when it has none of them, or is about all, or has more words in a file.
    private static Predicate<String> meantBy(List<String> arguments) {
        Set<String> named = Stream.concat(COMMANDS.stream().map(Commands::name), Operations.NOUNS.keySet().stream())
                .filter(arguments::contains)
                .collect(Collectors.toSet());
        boolean all = named.isEmpty()
                || named.stream().anyMatch(ABOUT_ALL::contains)
                || arguments.stream().anyMatch(word -> word.startsWith("@"));
        return all ? _ -> true : named::contains;
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
