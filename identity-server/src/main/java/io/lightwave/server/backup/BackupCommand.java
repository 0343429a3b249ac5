package io.lightwave.server.backup;

import io.lightwave.directory.MasterKey;
import io.lightwave.server.database.DatabaseAtRest;
import io.lightwave.server.settings.InvalidSettingException;
import io.lightwave.server.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `lightwave backup FILE` and `lightwave restore FILE`, on the machine of the database's settings.
public final class BackupCommand {
    private static final Set<String> NAMES = Set.of("backup", "restore");

    private BackupCommand() {}

    /// Whether the arguments begin with one of these commands.
    public static boolean isMeant(List<String> arguments) {
        return !arguments.isEmpty() && NAMES.contains(arguments.getFirst());
    }

    /// Does it, and tells of it.
    ///
    /// @param arguments `backup` or `restore`, a file, and the server's own options
    /// @return the exit code: 0 when it is done, 1 when it was refused or has failed
    /// @throws InvalidSettingException when the settings are not good
    public static int run(
            List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream errors) {
        if (arguments.size() < 2 || arguments.get(1).startsWith("-")) {
            throw new InvalidSettingException(
                    "usage: lightwave %s FILE [--data DIR] [--config FILE]".formatted(arguments.getFirst()));
        }
        Path file = Path.of(arguments.get(1));
        var options = new ArrayList<>(arguments.subList(2, arguments.size()));
        Settings settings = Settings.read(options, beside(environment));
        try {
            MasterKey key = masterKey(settings);
            try (DatabaseAtRest database = DatabaseAtRest.open(settings)) {
                if (arguments.getFirst().equals("backup")) {
                    tell(out, new Backup(database.source(), key).to(file), file);
                } else {
                    told(out, new Restore(database, key).from(file));
                }
            }
            return 0;
        } catch (BackupRefusedException refused) {
            errors.println("lightwave: " + refused.getMessage());
        } catch (IOException | SQLException | RuntimeException failed) {
            errors.printf("lightwave: %s failed: %s%n", arguments.getFirst(), failed);
        }
        return 1;
    }

    /// A server may be using the ports that the settings name.
    private static Map<String, String> beside(Map<String, String> environment) {
        Map<String, String> without = new HashMap<>(environment);
        List.of("HTTPS", "HTTP", "MTLS", "LDAP", "LDAPS", "MANAGEMENT")
                .forEach(listener -> without.put("LIGHTWAVE_%s_PORT".formatted(listener), "0"));
        without.put("LIGHTWAVE_PLAIN_HTTP_PORT", "off");
        return without;
    }

    private static MasterKey masterKey(Settings settings) throws IOException {
        Path file = settings.masterKeyFile().orElseGet(() -> settings.data().resolve("master.key"));
        if (!Files.isReadable(file)) {
            throw new BackupRefusedException(
                    "the master key file %s is missing; it is not part of a backup, and nothing is of use without it"
                            .formatted(file));
        }
        try {
            return MasterKey.parse(Files.readString(file).strip());
        } catch (IllegalArgumentException malformed) {
            throw new BackupRefusedException("the file %s does not hold 32 bytes in base64".formatted(file));
        }
    }

    private static void tell(PrintStream out, Manifest manifest, Path file) {
        out.printf(
                "%s has %d rows of %d tables as they were at %s.%n",
                file,
                manifest.tables().stream().mapToLong(Manifest.Table::rows).sum(),
                manifest.tables().size(),
                manifest.madeAt());
        out.printf("It is of use only with master key %s: keep a copy of that elsewhere.%n", manifest.masterKey());
    }

    private static void told(PrintStream out, Manifest manifest) {
        out.printf("""
                The database is as it was at %1$s. What was done after that is lost: changes, and revocations.
                Revoke again what was revoked after %1$s (certificates, clients, people, nodes), rotate keys that were
                compromised since, and set passwords again that were changed for a reason.
                Ended with the restoration: sessions, tokens, codes, links, recovery codes, join tokens.
                """, manifest.madeAt());
    }
}
