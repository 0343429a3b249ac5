package io.lightwave.agent.attestation;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/// The few calls of the kernel that Java has no words for.
@SuppressWarnings("restricted") // the jar's manifest allows it
final class Kernel {
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERPIDFD = 77; // Linux 6.5
    private static final long PIDFD_OPEN = 434; // Linux 5.3; the number is the same on every architecture

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Kernel() {}

    private static MethodHandle handle(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
    }

    /// A handle of the process at the other end of a Unix socket, which no later process can take over; empty when
    /// the kernel has none. Whoever gets it closes it.
    static OptionalInt peerHandle(int socket, int pid) {
        try (Arena arena = Arena.ofConfined()) {
            var value = arena.allocate(JAVA_INT);
            var length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, (int) JAVA_INT.byteSize());
            int failed = (int) GETSOCKOPT.invokeExact(socket, SOL_SOCKET, SO_PEERPIDFD, value, length);
            return failed == 0 ? OptionalInt.of(value.get(JAVA_INT, 0)) : open(pid);
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
