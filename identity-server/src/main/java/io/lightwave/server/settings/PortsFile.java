package io.lightwave.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// `ports` in the data folder: one `name=port` a line, written when the server is ready, for scripts; a later start
/// with port 0 takes the same ports again when they are free, so that addresses in tokens and certificates stay good.
public final class PortsFile {
    private final Path file;

    public PortsFile(Path data) {
        this.file = data.resolve("ports");
    }

    /// What the last start wrote; empty when there is none or it is not readable.
    Map<String, Integer> read() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                ports.put(line.substring(0, equals), Integer.valueOf(line.substring(equals + 1)));
            }
        } catch (IOException | RuntimeException e) {
            return Map.of(); // the ports are a preference only
        }
        return ports;
    }

    /// Away with it, so that nobody takes a server that is starting for a ready one.
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(Listeners listeners) {
        StringBuilder text = new StringBuilder();
        listeners
                .byName()
                .forEach((name, port) ->
                        text.append(name).append('=').append(port).append('\n'));
        try {
            Path fresh = Files.writeString(file.resolveSibling("ports.new"), text);
            Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
