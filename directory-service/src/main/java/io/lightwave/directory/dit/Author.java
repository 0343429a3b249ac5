package io.lightwave.directory.dit;

import io.lightwave.directory.DistinguishedName;

/// Who writes an entry.
///
/// @param name for `creatorsName` and `modifiersName`
/// @param server whether it is the server itself, which alone makes containers, workloads, clients and nodes
/// @param importsHashes whether it may give passwords as hashes that were made elsewhere, as an administrator may
/// @param relaxed whether it may say who made and changed what it adds or modifies, and when
/// @param proved whether it has just given its present password too
/// @param record what else belongs into the transaction, run when the change has been made: its audit event
public record Author(
        DistinguishedName name,
        boolean server,
        boolean importsHashes,
        boolean relaxed,
        boolean proved,
        Runnable record) {
    /// The server, on behalf of its REST interface, whose endpoints audit what they do.
    public static final Author SERVER =
            new Author(DistinguishedName.parse("cn=lightwave"), true, false, false, false, () -> {});
}
