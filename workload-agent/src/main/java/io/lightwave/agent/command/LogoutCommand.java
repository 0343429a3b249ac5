package io.lightwave.agent.command;

import io.lightwave.agent.connection.Connection;
import io.lightwave.agent.connection.Failure;
import io.lightwave.agent.signin.Context;
import io.lightwave.agent.signin.SignedIn;
import java.time.InstantSource;
import picocli.CommandLine.Command;

@Command(
        name = "logout",
        mixinStandardHelpOptions = true,
        description = "Ends the sign-in of the current context, or of --context, at the server, and forgets it.")
final class LogoutCommand implements Runnable {
    private final Terminal terminal;

    LogoutCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        String name = terminal.contextName()
                .orElseThrow(() -> new Failure(Failure.Kind.USAGE, "nobody is signed in").trying("context list"));
        Context context = terminal.contexts().require(name);
        var session = context.session();
        if (session != null) {
            new SignedIn(new Connection(context.settings()), context, session, InstantSource.system()).revoke();
        }
        terminal.contexts().remove(name);
        terminal.line("signed out of context " + name);
    }
}
