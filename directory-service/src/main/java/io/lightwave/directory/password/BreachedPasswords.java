package io.lightwave.directory.password;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The operator's list of breached passwords: a file of SHA-1 hashes in hexadecimal, one a line and in order, each
/// perhaps with `:` and a count behind it, as such lists are published. It is searched where it lies, so that it may be
/// larger than memory.
final class BreachedPasswords {
    private static final int LONGEST_LINE = 128;
    private static final int HASH = 40;

    private final Path file;

    BreachedPasswords(Path file) {
        this.file = file;
    }

    /// Empty when it cannot be read.
    Optional<Passwords.BreachedList> state() {
        try {
            return Optional.of(new Passwords.BreachedList(
                    Files.size(file), Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean contains(String password) {
        String hash = sha1(password);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = 0; // where a line begins
            long to = channel.size(); // behind the last line that it can be
            while (from < to) {
                long middle = from + (to - from) / 2;
                Line line = lineAt(channel, middle, from);
                int order = line.hash().compareTo(hash);
                if (order == 0) {
                    return true;
                }
                if (order < 0) {
                    from = line.end();
                } else {
                    to = line.start();
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("the list of breached passwords cannot be read", e);
        }
    }

    /// @param end where the next line begins
    private record Line(long start, long end, String hash) {}

    /// The line that the position is in.
    private static Line lineAt(FileChannel channel, long position, long least) throws IOException {
        long begin = Math.max(least, position - LONGEST_LINE);
        var buffer = ByteBuffer.allocate(2 * LONGEST_LINE + 1);
        while (buffer.hasRemaining() && channel.read(buffer, begin + buffer.position()) > 0) {
            // until it is full or the file ends
        }
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
        int at = (int) (position - begin);
        int start = at == 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
        int newline = text.indexOf('\n', at);
        int end = newline < 0 ? text.length() : newline + 1;
        String line = text.substring(start, end);
        String hash = line.length() < HASH ? line.strip() : line.substring(0, HASH);
        return new Line(begin + start, begin + end, hash.toUpperCase(java.util.Locale.ROOT));
    }

    private static String sha1(String password) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
