package io.lightwave.directory.ldif;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Gives bytes to the reader of LDIF to their end; what escapes from it is a bug.
public final class LdifFuzz {
    private LdifFuzz() {}

    public static void read(byte[] bytes) {
        try {
            var reader = new LdifReader(new ByteArrayInputStream(bytes));
            for (var record = reader.next(); record.isPresent(); record = reader.next()) {
                record.get().name();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
