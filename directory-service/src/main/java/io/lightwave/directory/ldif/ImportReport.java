package io.lightwave.directory.ldif;

import java.util.List;

/// What has become of an import, so far or in the end.
///
/// @param read records, of which all have been dealt with
/// @param added entries that are new
/// @param changed entries that a change record changed, renamed or deleted
/// @param skipped entries that were there already
/// @param failures the first hundred, of this request
record ImportReport(
        String id,
        boolean done,
        long read,
        long added,
        long changed,
        long skipped,
        long failed,
        List<Failure> failures) {

    ImportReport {
        failures = List.copyOf(failures);
    }

    /// @param line of the file, where the record begins
    record Failure(long line, String dn, String reason) {}
}
