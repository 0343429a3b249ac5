package io.lightwave.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The operating-system user that PostgreSQL runs as. It refuses to run as root, so root steps down to the owner of
/// the folder, to `postgres` or to `nobody`; everybody else runs it as themselves.
record PostgresAccount(int uid, int gid, boolean stepsDown) {
    private static final Path PASSWD = Path.of("/etc/passwd");

    static PostgresAccount of(Path folder) throws IOException {
        int self = ownEffective("Uid:");
        if (self != 0) {
            return new PostgresAccount(self, ownEffective("Gid:"), false);
        }
        if (Files.isDirectory(folder) && number(folder, "unix:uid") != 0) {
            return new PostgresAccount(number(folder, "unix:uid"), number(folder, "unix:gid"), true);
        }
        return named("postgres")
                .or(() -> named("nobody"))
                .orElseThrow(() -> new IllegalStateException(
                        "PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody'"));
    }

    private static Optional<PostgresAccount> named(String name) {
        try (var lines = Files.lines(PASSWD)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .findFirst()
                    .map(fields -> new PostgresAccount(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of the real, effective, saved and file-system ids, the second (proc_pid_status(5)).
    private static int ownEffective(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(field)) {
                return Integer.parseInt(line.split("\\s+", -1)[2]);
            }
        }
        throw new IOException("no %s in /proc/self/status".formatted(field));
    }

    private static int number(Path path, String attribute) throws IOException {
        return ((Number) Files.getAttribute(path, attribute)).intValue();
    }

    /// The command as this account runs it.
    List<String> command(String... command) {
        var whole = new ArrayList<String>();
        if (stepsDown) {
            whole.addAll(
                    List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--no-new-privs", "--"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    /// Hands one file or folder to the account.
    void own(Path path) throws IOException {
        if (stepsDown) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
