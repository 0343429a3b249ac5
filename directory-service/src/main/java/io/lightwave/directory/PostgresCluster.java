package io.lightwave.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The files of one embedded PostgreSQL and the programs that work on them.
final class PostgresCluster {
    private static final Duration PROGRAM = Duration.ofMinutes(2);
    private static final Duration RECOVERY = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final long LOG_BYTES = 10_000_000;

    private final Path folder;
    private final Path data;
    private final Path log;
    private final Path programs;
    private final PostgresAccount account;

    PostgresCluster(Path folder, PostgresAccount account) throws IOException {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.log = folder.resolve("postgresql.log");
        this.account = account;
        this.programs = PostgresBinaries.unpackedBelow(folder);
    }

    String superuserPassword() throws IOException {
        return secret("superuser-password");
    }

    private String secret(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            keep(name, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
        }
        return Files.readString(file).strip();
    }

    Optional<String> kept(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /// Writes a file that only this server's own user reads, whole or not at all.
    void keep(String name, String content) throws IOException {
        Path unfinished = folder.resolve(name + ".unfinished");
        privateFile(unfinished, content);
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void privateFile(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardOpenOption.SYNC, StandardOpenOption.TRUNCATE_EXISTING);
    }

    void initialise(boolean durable) throws IOException {
        if (Files.isDirectory(data)) {
            return;
        }
        Path unfinished = folder.resolve("data.unfinished");
        Path password = folder.resolve("initdb-password");
        PostgresBinaries.deleteTree(unfinished);
        privateFile(password, superuserPassword());
        account.own(password);
        try {
            run(
                    "initdb",
                    "--pgdata=" + unfinished,
                    "--username=postgres",
                    "--auth=scram-sha-256",
                    "--pwfile=" + password,
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--no-instructions",
                    durable ? "--sync-method=fsync" : "--no-sync");
        } finally {
            Files.delete(password);
        }
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    void configure(int port, boolean durable) throws IOException {
        write("postgresql.conf", """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 50
                shared_buffers = 128MB
                io_method = sync
                wal_level = minimal
                max_wal_senders = 0
                max_wal_size = 1GB
                min_wal_size = 64MB
                max_logical_replication_workers = 0
                max_parallel_workers_per_gather = 0
                jit = off
                autovacuum_naptime = 10s
                password_encryption = scram-sha-256
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_checkpoints = off
                log_error_verbosity = terse
                """.formatted(port) + (durable ? "" : """
                fsync = off
                synchronous_commit = off
                full_page_writes = off
                autovacuum = off
                """));
        write("pg_hba.conf", "host all all 127.0.0.1/32 scram-sha-256\n");
    }

    private void write(String name, String content) throws IOException {
        Path file = data.resolve(name);
        Files.writeString(file, content);
        account.own(file);
    }

    /// Starts the server in a session of its own, so that a terminal's interrupt does not reach it before us, and
    /// returns when it accepts connections.
    Process start() throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES) {
            Files.move(log, folder.resolve("postgresql.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        long from = Files.exists(log) ? Files.size(log) : 0;
        var command = account.command(program("postgres"), "-D", data.toString());
        Process process = builder(
                        Stream.concat(Stream.of("setsid"), command.stream()).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            awaitReady(process, from);
            return process;
        } catch (IOException | RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    private void awaitReady(Process process, long from) throws IOException {
        for (long waited = 0; !isReady(process.pid()); waited += POLL.toMillis()) {
            if (!process.isAlive() || waited > RECOVERY.toMillis()) {
                throw new PostgresFailure("PostgreSQL did not start", hinted(logSince(from)));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private String logSince(long position) throws IOException {
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(position, channel.size() - 4000));
            return new String(
                    java.nio.channels.Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private boolean isReady(long pid) throws IOException {
        List<String> lines = pidFile();
        return lines.size() > 7
                && lines.getFirst().equals(Long.toString(pid))
                && lines.get(7).startsWith("ready");
    }

    private List<String> pidFile() throws IOException {
        Path file = data.resolve("postmaster.pid");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /// Ends a server that an earlier process of ours, killed, left behind on these files, and its pid file with it.
    /// Only for a caller that holds the folder's lock.
    void endLeftovers() throws IOException {
        if (!Files.isDirectory(data)) {
            return;
        }
        if (pidFile().stream().findFirst().filter(this::worksHere).isPresent()) {
            stop();
        }
        // Without their first process the others end by themselves.
        for (long waited = 0; !workingHere().isEmpty(); waited += POLL.toMillis()) {
            if (waited > PROGRAM.toMillis()) {
                throw new IllegalStateException("processes %s still work on %s".formatted(workingHere(), data));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        // Its number may by now be another process's, which would keep PostgreSQL from starting.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
    }

    /// PostgreSQL's processes all have the data folder as their working folder.
    private List<String> workingHere() {
        return ProcessHandle.allProcesses()
                .map(process -> Long.toString(process.pid()))
                .filter(this::worksHere)
                .toList();
    }

    private boolean worksHere(String pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", pid, "cwd")).equals(data);
        } catch (IOException _) {
            return false; // gone meanwhile, or another user's
        }
    }

    /// Fast shutdown: transactions are rolled back, a checkpoint is written; when that takes too long, an immediate
    /// one, from which the next start recovers.
    void stop() throws IOException {
        try {
            run("pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-t", "20", "-s");
        } catch (PostgresFailure slow) {
            if (!workingHere().isEmpty()) {
                run("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-t", "5", "-s");
            }
        }
    }

    private void run(String program, String... arguments) throws IOException {
        var command = account.command(
                Stream.concat(Stream.of(program(program)), Stream.of(arguments)).toArray(String[]::new));
        Path output = Files.createTempFile(folder, program, ".out");
        try {
            Process process = builder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(PROGRAM.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new PostgresFailure(program + " took too long", Files.readString(output));
            }
            if (process.exitValue() != 0) {
                throw new PostgresFailure(program + " failed", hinted(Files.readString(output)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        } finally {
            Files.delete(output);
        }
    }

    private String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    /// Without our environment: its secrets are not for another user's process.
    private ProcessBuilder builder(List<String> command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        return builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    }

    /// The loader of a program's libraries calls a folder that it may not search a file that does not exist.
    private String hinted(String said) {
        boolean unreachable = said.contains("ermission denied") || said.contains("cannot open shared object file");
        return account.stepsDown() && unreachable
                ? "%s%nIt ran as user %d, who must be able to search every folder above %s."
                        .formatted(said, account.uid(), folder)
                : said;
    }

    /// A program of PostgreSQL's failed; the message ends with what it said.
    static final class PostgresFailure extends IllegalStateException {
        private static final long serialVersionUID = 1;

        PostgresFailure(String what, String said) {
            super(what + ":\n" + said.strip());
        }

        boolean portWasTaken() {
            return getMessage() != null && getMessage().contains("could not create any TCP/IP sockets");
        }
    }
}
