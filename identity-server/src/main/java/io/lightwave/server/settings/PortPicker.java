package io.lightwave.server.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Picks a free port for each setting of 0: the one used last time when it is free, else whatever the system gives.
final class PortPicker {
    private final Map<String, Integer> lastTime;
    private final Set<Integer> taken = new HashSet<>();

    PortPicker(Map<String, Integer> lastTime) {
        this.lastTime = lastTime;
    }

    int pick(String listener, int wanted, InetAddress address) {
        if (wanted != 0) {
            taken.add(wanted);
            return wanted;
        }
        Integer before = lastTime.get(listener);
        if (before != null && !taken.contains(before) && isFree(before, address)) {
            taken.add(before);
            return before;
        }
        int free;
        do {
            free = anyFree(address);
        } while (!taken.add(free));
        return free;
    }

    private static boolean isFree(int port, InetAddress address) {
        try (var socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFree(InetAddress address) {
        try (var socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new InvalidSettingException("no free port on %s".formatted(address.getHostAddress()));
        }
    }
}
