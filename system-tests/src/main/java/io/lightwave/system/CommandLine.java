package io.lightwave.system;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The packaged command line.
public final class CommandLine {
    private CommandLine() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String jar() {
        return PackagedServer.home()
                .resolve("workload-agent/target/lightwave-agent/lightwave-agent.jar")
                .toString();
    }

    /// How it is started.
    public static List<String> of(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs it as the operator of a server.
    ///
    /// @param changes to its environment
    public static Shell.Result asOperator(PackagedServer server, Map<String, String> changes, String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LIGHTWAVE_SERVER", server.url(),
                "LIGHTWAVE_TRUST_BUNDLE", server.trustAnchor().toString(),
                "LIGHTWAVE_CLIENT_ID", server.bootstrapClient(),
                "LIGHTWAVE_CLIENT_SECRET", server.bootstrapSecret()));
        environment.putAll(changes);
        return Shell.run(environment, "", of(arguments));
    }
}
