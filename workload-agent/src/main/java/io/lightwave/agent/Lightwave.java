package io.lightwave.agent;

import io.lightwave.agent.command.Commands;

/// The `lightwave` command: a thin client of the server's REST API.
public final class Lightwave {
    private Lightwave() {}

    /// Exit codes: 0 done; 1 the server refused; 2 the command line is wrong; 3 the server cannot be reached or not
    /// be trusted; 4 the credentials were not accepted.
    public static void main(String[] arguments) {
        System.exit(Commands.run(System.getenv(), System.out, System.err, arguments));
    }
}
