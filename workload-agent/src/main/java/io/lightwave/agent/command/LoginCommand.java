package io.lightwave.agent.command;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.connection.Settings;
import io.lightwave.agent.signin.Context;
import io.lightwave.agent.signin.DeviceSignIn;
import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "login",
        mixinStandardHelpOptions = true,
        description =
                "Signs in at a tenant, by a browser anywhere, or as a client, and keeps a context that later commands use.")
final class LoginCommand implements Runnable {
    /// The public client of people at the command line; `client allow-login` registers it.
    static final String CLIENT_ID = "lightwave-cli";

    private final Terminal terminal;
    private final InstantSource clock = InstantSource.system();

    @Option(names = "--server", description = "Its https URL; else LIGHTWAVE_SERVER, else https://localhost:8443.")
    @Nullable
    String server;

    @Option(names = "--trust-bundle", description = "A PEM file that alone is trusted; else LIGHTWAVE_TRUST_BUNDLE.")
    @Nullable
    Path trustBundle;

    @Option(
            names = {"-t", "--tenant"},
            description = "The tenant to sign in at; else the system tenant, which sees all others.")
    @Nullable
    String tenant;

    @Option(names = "--name", description = "What the context is to be called; else as the tenant.")
    @Nullable
    String name;

    @Option(names = "--client-id", description = "Signs in as this client instead of a person.")
    @Nullable
    String clientId;

    @Option(
            names = "--client-secret-file",
            description = "Where its secret stands; else LIGHTWAVE_CLIENT_SECRET, else it is asked for.")
    @Nullable
    Path secretFile;

    LoginCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Settings settings = Settings.of(terminal.environment()).at(server, trustBundle);
        String at = tenant == null ? settings.tenant() : tenant;
        String bundle = settings.trustBundle()
                .map(file -> file.toAbsolutePath().toString())
                .orElse(null);
        Context context = clientId == null
                ? person(settings, bundle, at)
                : client(new Context(settings.server(), bundle, at, clientId, secret(settings), null));
        String called = name == null ? at : name;
        terminal.contexts().keep(called, context);
        terminal.line("signed in at %s of %s; context %s is used from now on".formatted(at, context.server(), called));
    }

    private Context person(Settings settings, @Nullable String bundle, String at) {
        Context.Session session = new DeviceSignIn(new Connection(settings), clock)
                .wait(at, CLIENT_ID, (page, code) -> terminal.warn("open %s and type %s there".formatted(page, code)));
        return new Context(settings.server(), bundle, at, CLIENT_ID, null, session);
    }

    /// Looks whether it is one.
    private static Context client(Context context) {
        new Connection(context.settings()).clientToken(Map.of());
        return context;
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    private String secret(Settings settings) {
        if (secretFile != null) {
            return new String(Fields.content(secretFile), StandardCharsets.UTF_8).strip();
        }
        return settings.clientSecret().map(Settings.Secret::value).orElseGet(() -> {
            Console console = System.console();
            char[] typed =
                    console == null || !console.isTerminal() ? null : console.readPassword("secret of %s: ", clientId);
            if (typed == null) {
                throw new Failure(Failure.Kind.USAGE, "needs --client-secret-file or LIGHTWAVE_CLIENT_SECRET");
            }
            return new String(typed);
        });
    }
}
