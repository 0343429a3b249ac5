package io.lightwave.server.audit;

import io.lightwave.directory.AuditRecord;
import io.lightwave.directory.AuditStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.ObjectWriter;

/// Events as lines, each a JSON object as the API has it.
final class JsonLines {
    private JsonLines() {}

    static byte[] of(List<AuditRecord> events, ObjectWriter json) {
        var lines = new ByteArrayOutputStream();
        for (AuditRecord event : events) {
            lines.writeBytes(json.writeValueAsBytes(event));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    /// Appends to a file. It is opened each time, so that it may be moved away, or cut, whenever somebody likes.
    record ToFile(Path file, ObjectWriter json) implements AuditStream.Receiver {
        private static final Set<StandardOpenOption> APPEND =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

        @Override
        public void take(List<AuditRecord> events) throws IOException {
            var lines = ByteBuffer.wrap(of(events, json));
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
            boolean torn = endsWithinALine();
            try (FileChannel channel = FileChannel.open(file, APPEND, mode)) {
                if (torn) {
                    channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
                }
                while (lines.hasRemaining()) {
                    channel.write(lines);
                }
                channel.force(false);
            }
        }

        /// After a crash, or when the disk was full.
        private boolean endsWithinALine() throws IOException {
            if (!file.toFile().exists()) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                var last = ByteBuffer.allocate(1);
                return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
            }
        }
    }

    /// Prints.
    record ToStream(PrintStream out, ObjectWriter json) implements AuditStream.Receiver {

        @Override
        public void take(List<AuditRecord> events) throws IOException {
            out.write(of(events, json));
            if (out.checkError()) { // flushes
                throw new IOException("standard output takes nothing");
            }
        }
    }
}
