package io.lightwave.agent.attestation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A process that opened a connection, as the kernel told when it did. It stays that process: one that later gets the
/// same id is another, which the start time shows, and the kernel's own handle where there is one.
public final class Caller implements AutoCloseable {
    private static final Procfs PROCFS = new Procfs(Path.of("/proc"));

    private final int pid;
    private final int uid;
    private final int gid;
    private final OptionalInt handle;
    private final OptionalLong startTime;
    private boolean closed;

    private Caller(int pid, int uid, int gid, Kernel.Peer peer) {
        this.pid = pid;
        this.uid = uid;
        this.gid = gid;
        this.handle = peer instanceof Kernel.Peer.There(int open) ? OptionalInt.of(open) : OptionalInt.empty();
        this.startTime = peer instanceof Kernel.Peer.Ended ? OptionalLong.empty() : PROCFS.startTime(pid);
    }

    /// @param socket the connection's file descriptor
    /// @param pid as the kernel says, 0 or less when the process is not of this PID namespace
    public static Caller of(int socket, int pid, int uid, int gid) {
        return new Caller(pid, uid, gid, Kernel.peer(socket, pid));
    }

    public int pid() {
        return pid;
    }

    int uid() {
        return uid;
    }

    int gid() {
        return gid;
    }

    /// The control group that it is in now, as text; empty when it is gone.
    public String group() {
        try {
            return isThere() ? String.join(" ", PROCFS.cgroups(pid)) : "";
        } catch (IOException gone) {
            return "";
        }
    }

    /// Whether the process that bears the id now is still the one that called.
    public synchronized boolean isThere() {
        return !closed
                && pid > 0
                && startTime.isPresent()
                && PROCFS.startTime(pid).equals(startTime)
                && (handle.isEmpty() || PROCFS.ofHandle(handle.getAsInt()).equals(OptionalInt.of(pid)));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            handle.ifPresent(Kernel::close);
        }
    }

    @Override
    public String toString() {
        return "process " + pid + " of user " + Integer.toUnsignedString(uid);
    }
}
