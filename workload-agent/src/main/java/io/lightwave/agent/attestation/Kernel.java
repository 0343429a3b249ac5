package io.lightwave.agent.attestation;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.OptionalInt;

/// The few calls of the kernel that Java has no words for.
@SuppressWarnings("restricted") // the jar's manifest allows it
final class Kernel {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERPIDFD = 77; // Linux 6.5
    private static final long PIDFD_OPEN = 434; // Linux 5.3; the number is the same on every architecture

    private static final Linker LINKER = Linker.nativeLinker();
    private static final int ENOPROTOOPT = 92;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle GETSOCKOPT = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("getsockopt"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Kernel() {}

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
    }

    /// What the kernel says of the process at the other end of a Unix socket.
    sealed interface Peer {
        /// @param handle of it, which no later process can take over; whoever gets it closes it
        record There(int handle) implements Peer {}

        /// It has ended already; what bears its id now is another.
        record Ended() implements Peer {}

        /// The kernel has no handles.
        record Unknown() implements Peer {}
    }

    static Peer peer(int socket, int pid) {
        try (Arena arena = Arena.ofConfined()) {
            var value = arena.allocate(JAVA_INT);
            var length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, (int) JAVA_INT.byteSize());
            var state = arena.allocate(STATE);
            int failed = (int) GETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_PEERPIDFD, value, length);
            if (failed == 0) {
                return new Peer.There(value.get(JAVA_INT, 0));
            }
            // only an older kernel is asked by the id, which may be another process's by now
            if ((int) ERRNO.get(state, 0L) != ENOPROTOOPT) {
                return new Peer.Ended();
            }
            var opened = open(pid);
            return opened.isPresent() ? new Peer.There(opened.getAsInt()) : new Peer.Unknown();
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static OptionalInt open(int pid) {
        try {
            long handle = (long) SYSCALL.invokeExact(PIDFD_OPEN, pid, 0);
            return handle < 0 ? OptionalInt.empty() : OptionalInt.of((int) handle);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void close(int handle) {
        try {
            int _ = (int) CLOSE.invokeExact(handle);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
