package io.lightwave.directory.entry;

import io.lightwave.directory.DistinguishedName;
import java.util.List;

/// How an operation on entries ended.
public sealed interface EntryOutcome {

    /// It did what was asked: the search sent every match, the change is durable.
    record Done() implements EntryOutcome {}

    /// The two answers of a compare (RFC 4511 §4.10).
    record Compared(boolean equal) implements EntryOutcome {}

    /// What was asked for is held elsewhere (RFC 4511 §4.1.10, RFC 3296 §5).
    ///
    /// @param matched the referral object
    /// @param urls where to ask instead, complete (RFC 4516)
    record Referred(DistinguishedName matched, List<String> urls) implements EntryOutcome {}

    /// @param matched for [Reason#NO_SUCH_OBJECT] the nearest entry above that exists, if the requester may know it
    /// (RFC 4511 §4.1.9), else the zero-length name
    /// @param diagnostic in English, without secrets; may go to the client
    record Refused(Reason reason, DistinguishedName matched, String diagnostic) implements EntryOutcome {

        public Refused(Reason reason, String diagnostic) {
            this(reason, DistinguishedName.empty(), diagnostic);
        }
    }
}
