package io.lightwave.server.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Picks a free port for each setting of 0: the one used last time when it is free, else any below those that systems
/// give to outgoing connections, one of which might take it before we listen.
final class PortPicker {
    private static final int LOWEST = 20_000;
    private static final int BOUND = 32_768;
    private static final int ATTEMPTS = 1000;

    private final Map<String, Integer> lastTime;
    private final Set<Integer> taken = new HashSet<>();

    PortPicker(Map<String, Integer> lastTime) {
        this.lastTime = lastTime;
    }

    /// @throws InvalidSettingException naming the key when the wanted port cannot be had
    int pick(String listener, Key key, int wanted, InetAddress address) {
        if (wanted != 0) {
            if (!taken.add(wanted)) {
                throw new InvalidSettingException(key, "port %d is given to two listeners".formatted(wanted));
            }
            if (!isFree(wanted, address)) {
                throw new InvalidSettingException(key, "port %d is in use, or not ours to take".formatted(wanted));
            }
            return wanted;
        }
        Integer before = lastTime.get(listener);
        if (before != null && !taken.contains(before) && isFree(before, address)) {
            taken.add(before);
            return before;
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BOUND); // any will do, so no seed is given
            if (!taken.contains(port) && isFree(port, address)) {
                taken.add(port);
                return port;
            }
        }
        throw new InvalidSettingException("no free port on %s".formatted(address.getHostAddress()));
    }

    private static boolean isFree(int port, InetAddress address) {
        try (var socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
