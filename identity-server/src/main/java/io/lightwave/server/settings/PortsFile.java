package io.lightwave.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// `ports` in the data folder: one `name=port` a line, written when the server is ready, for scripts; a later start
/// with port 0 takes the same ports again when they are free, so that addresses in tokens and certificates stay good.
public final class PortsFile {
    private final Path file;
    private final Path before;

    public PortsFile(Path data) {
        this.file = data.resolve("ports");
        this.before = data.resolve("ports.before");
    }

    /// What the last start wrote that became ready; empty when there is none or it is not readable.
    Map<String, Integer> read() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(Files.exists(file) ? file : before)) {
                int equals = line.indexOf('=');
                ports.put(line.substring(0, equals), Integer.valueOf(line.substring(equals + 1)));
            }
        } catch (IOException | RuntimeException e) {
            return Map.of(); // the ports are a preference only
        }
        return ports;
    }

    /// Puts it aside, so that nobody takes a server that is starting for a ready one; a start that fails leaves the
    /// ports to the next all the same.
    public void putAside() {
        try {
            if (Files.exists(file)) {
                Files.move(file, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
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
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
