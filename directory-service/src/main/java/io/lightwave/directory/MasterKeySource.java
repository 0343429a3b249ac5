package io.lightwave.directory;

import java.nio.file.Path;

/// Where the [MasterKey] comes from.
public sealed interface MasterKeySource {

    record Given(MasterKey key) implements MasterKeySource {}

    /// A file that holds it in base64.
    ///
    /// @param madeWhenMissing whether a database that has no master key yet gets a new one, written to this file
    record InFile(Path file, boolean madeWhenMissing) implements MasterKeySource {}
}
